"""Asking for copy: what would happen, and the job that does it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from marketing_ai.catalog.base import get_catalog
from marketing_ai.conf import conf
from marketing_ai.copywriting.kinds import Kind
from marketing_ai.copywriting.models import Campaign, CopyVariant, DiscardReason, Offer
from marketing_ai.copywriting.services import choices
from marketing_ai.copywriting.services.access import authorise, check_store
from marketing_ai.copywriting.services.templates import Templates
from marketing_ai.copywriting.services.values import CopyEstimate, Engine, Skipped
from marketing_ai.copywriting.slots import can_word_offers
from marketing_ai.copywriting.task import CopyTask, own_language
from marketing_ai.exceptions import (
    BadFacts,
    MarketingAIError,
    NoFacts,
    NothingSelected,
    OfferInvalid,
    UnknownChoice,
    UnknownProducts,
)
from marketing_ai.governance import budgets
from marketing_ai.governance.stores import job_store
from marketing_ai.grounding.facts import CleanFacts, clean_facts
from marketing_ai.inference import text as inference
from marketing_ai.jobs.services import create_job, estimate_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.contrib.auth.models import AbstractUser

    from marketing_ai.catalog.base import ProductCard
    from marketing_ai.jobs.models import Job

GENERATE = "copywriting.generate"
FEATURE = "copywriting"
BATCH = 500  # keys a query: SQLite takes 32,766 variables, the catalogue promises for 500
MAX_VARIANTS = 12
_SHOWN_IDS = 10


def estimate_copy(
    *,
    products: QuerySet[Any] | Sequence[Any],
    kinds: Sequence[str] = (Kind.DESCRIPTION,),
    languages: Sequence[str] = (),
    audience: str = "",
    tone: str = "plain",
    length: str = "medium",
    variants: int | None = None,
    actor: AbstractUser | None = None,
) -> CopyEstimate:
    """What `request_copy` with the same arguments would do; writes nothing, loads no model.

    Raises what `request_copy` raises, except that engines which are not ready are told in
    the estimate instead.
    """
    task = _task(
        kinds=kinds,
        languages=languages,
        audience=audience,
        tone=tone,
        length=length,
        variants=variants,
    )
    cards = _select(products, authorise(actor, "generate_copy"))
    skipped: list[Skipped] = []
    texts: dict[str, int] = {}  # language → texts
    tokens: dict[str, int] = {}
    titles: list[str] = []
    templates = Templates(task)
    for card, facts in _with_facts(cards):
        codes = task.languages_for(card)
        error = refusal(facts) or (None if codes else other_language(card, task))
        if error is not None:
            skipped.append(
                Skipped(pk=card.pk, title=card.title, code=error.code, reason=error.sentence)
            )
            continue
        titles.append(card.title)
        for language in codes:
            for kind in task.kinds:
                texts[language] = texts.get(language, 0) + 1
                tokens[language] = tokens.get(language, 0) + templates.token_estimate(
                    card, facts.facts, kind=kind, language=language
                )
    engines = tuple(_engine(language) for language in texts)
    return CopyEstimate(
        n_products=len(titles),
        n_texts=sum(texts.values()),
        titles=tuple(titles),
        skipped=tuple(skipped),
        tokens=sum(tokens.values()),
        cost=_cost(engines, tokens),
        seconds=estimate_seconds(GENERATE, len(cards)),
        engines=engines,
        budgets=tuple(
            budgets.left(FEATURE, job_store(card.store for card in cards.values()), actor)
        ),
    )


def request_copy(
    *,
    products: QuerySet[Any] | Sequence[Any],
    kinds: Sequence[str] = (Kind.DESCRIPTION,),
    languages: Sequence[str] = (),
    audience: str = "",
    tone: str = "plain",
    length: str = "medium",
    variants: int | None = None,
    campaign: Campaign | None = None,
    offer: Offer | None = None,
    actor: AbstractUser | None = None,
    note: str = "",
    notify_email: str = "",
    notify_webhook: str = "",
) -> Job:
    """Write one job for these products; a worker drafts the texts.

    products: a queryset, instances or primary keys. A variant stands for the parent that
    carries its text; each parent is written once.
    languages: codes of SITE_LANGUAGES; empty: each product in its own language. A product is
    written only in languages that its facts are in.
    variants: drafts kept a text; None: COPY_VARIANTS.
    actor: None is the system itself.

    Raises NotAllowed (permission `generate_copy`), NothingSelected, UnknownProducts (an id
    that does not exist or lies in a store the actor may not see), UnknownChoice (kind, tone,
    length or language; reviews among them), OfferInvalid (a promotion without a running or
    coming offer), TemplateInvalid. Then nothing was written. Products without usable facts
    do not stop the others: each becomes a row error of the job.
    """
    task = _task(
        kinds=kinds,
        languages=languages,
        audience=audience,
        tone=tone,
        length=length,
        variants=variants,
        campaign=campaign.pk if campaign else None,
        note=note,
    )
    stores = authorise(actor, "generate_copy")
    if campaign is not None:
        check_store(campaign.store, stores, product_pk=campaign)
    cards = _select(products, stores)
    offer = _offer(task, campaign, offer, cards.values())
    Templates(task).check_all()
    return _create(
        replace(task, offer=offer.pk if offer else None),
        cards,
        actor=actor,
        notify_email=notify_email,
        notify_webhook=notify_webhook,
    )


# A reason says what to change; the seed alone would often give the same again.
_LENGTH_FOR = {
    DiscardReason.LONG: "short",
    DiscardReason.SHORT: "long",
    DiscardReason.DULL: "long",
}


def request_again(variant: CopyVariant, *, actor: AbstractUser | None) -> Job:
    """The same text once more with another seed; see `review.retry`."""
    stores = authorise(actor, "generate_copy")
    check_store(variant.store, stores, product_pk=variant.product_id)
    if variant.offer is not None and variant.offer.ends <= timezone.now():
        raise OfferInvalid(reason=_("it is over."))
    task = CopyTask(
        kinds=(variant.kind,),
        languages=(variant.language,),
        audience=variant.audience,
        tone=variant.tone,
        length=_LENGTH_FOR.get(DiscardReason(variant.discard_reason), variant.length)
        if variant.discard_reason
        else variant.length,
        variants=conf.COPY_VARIANTS,
        campaign=variant.campaign_id,
        offer=variant.offer_id,
        retry_of=variant.pk,
        reason=variant.discard_reason,
        seed=secrets.randbelow(2**31),
    )
    Templates(task).check_all()
    return _create(task, _select([variant.product_id], stores), actor=actor)


def refusal(facts: CleanFacts) -> MarketingAIError | None:
    """Why no model is asked about these facts; None when they can be used."""
    if facts.usable:
        return None
    reasons = [str(p.detail) for p in facts.problems if p.blocking and p.code != "no_facts"]
    return BadFacts(reason=" ".join(reasons)) if reasons else NoFacts()


def other_language(card: ProductCard, task: CopyTask) -> MarketingAIError:
    """The error for a product whose facts are in none of the languages asked for."""
    return BadFacts(
        reason=_("they are in “%(own)s”, and the text was asked for in “%(asked)s”.")
        % {"own": own_language(card), "asked": ", ".join(task.languages)}
    )


# --- steps --------------------------------------------------------------------------------


def _task(
    *,
    kinds: Sequence[str],
    languages: Sequence[str],
    audience: str,
    tone: str,
    length: str,
    variants: int | None,
    campaign: int | None = None,
    note: str = "",
) -> CopyTask:
    choices.check_kinds(kinds)
    choices.check_languages(languages)
    choices.check_tone(tone)
    choices.check_length(length)
    wanted = conf.COPY_VARIANTS if variants is None else variants
    if not 1 <= wanted <= MAX_VARIANTS:
        raise UnknownChoice(value=wanted, what=_("number of drafts"), choices=f"1 … {MAX_VARIANTS}")
    return CopyTask(
        kinds=tuple(dict.fromkeys(str(kind) for kind in kinds)),
        languages=tuple(dict.fromkeys(languages)),
        audience=audience,
        tone=str(tone),
        length=str(length),
        variants=wanted,
        campaign=campaign,
        note=note,
    )


def _select(
    products: QuerySet[Any] | Sequence[Any], stores: set[str] | None
) -> dict[str, ProductCard]:
    """Cards of the products that carry the texts, each once, in the order given."""
    catalog = get_catalog()
    model = catalog.product_model()
    pks = list(dict.fromkeys(_keys(products, model)))
    if not pks:
        raise NothingSelected()
    unknown = [str(pk) for pk in pks if _to_python(model, pk) is None]
    known = [pk for pk in pks if str(pk) not in set(unknown)]
    visible: set[str] = set()
    owners: dict[str, str] = {}
    for batch in _batches(known):
        rows = catalog.visible(stores).filter(pk__in=batch).values_list("pk", flat=True)
        visible |= {str(pk) for pk in rows}
        owners |= catalog.text_parents(batch)
    unknown += [str(pk) for pk in known if str(pk) not in visible]
    if unknown:
        shown = ", ".join(unknown[:_SHOWN_IDS])
        raise UnknownProducts(ids=shown + (" …" if len(unknown) > _SHOWN_IDS else ""))
    carriers = list(dict.fromkeys(owners.get(str(pk), str(pk)) for pk in known))
    cards: dict[str, ProductCard] = {}
    for batch in _batches(carriers):
        cards |= catalog.cards(batch)
    return cards


def _keys(products: QuerySet[Any] | Sequence[Any], model: type[Model]) -> Iterator[Any]:
    if isinstance(products, QuerySet):
        yield from products.values_list("pk", flat=True)
        return
    for product in products:
        yield product.pk if isinstance(product, model) else product


def _to_python(model: type[Model], pk: Any) -> Any:
    """The key in the model's own type; None when it can be none of its keys."""
    try:
        return model._meta.pk.to_python(pk)
    except ValidationError:
        return None


def _batches(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _with_facts(cards: Mapping[str, ProductCard]) -> Iterator[tuple[ProductCard, CleanFacts]]:
    catalog = get_catalog()
    for batch in _batches(list(cards)):
        raw = catalog.facts(batch)
        for pk in batch:
            card = cards[pk]
            yield (
                card,
                clean_facts(raw.get(pk, []), title=card.title, language=own_language(card)),
            )


def _offer(
    task: CopyTask, campaign: Campaign | None, offer: Offer | None, cards: Iterable[ProductCard]
) -> Offer | None:
    """The offer that promotions of this task speak of.

    Raises OfferInvalid where a promotion is asked for and there is none to be had.
    """
    now = timezone.now()
    if offer is None and campaign is not None:
        offer = campaign.offers.filter(ends__gt=now).order_by("starts").first()
    if Kind.PROMOTION not in task.kinds:
        return None
    if offer is None:
        raise OfferInvalid(reason=_("a promotion needs a campaign with an offer that is not over."))
    if offer.ends <= now:
        raise OfferInvalid(reason=_("it is over."))
    for card in cards:
        for language in task.languages_for(card):
            if not can_word_offers(language):
                raise OfferInvalid(
                    reason=_("there are no words for offers in “%(language)s” yet.")
                    % {"language": language}
                )
    return offer


def _create(
    task: CopyTask,
    cards: Mapping[str, ProductCard],
    *,
    actor: AbstractUser | None,
    notify_email: str = "",
    notify_webhook: str = "",
) -> Job:
    with transaction.atomic():
        return create_job(
            kind=GENERATE,
            items=list(cards),
            params=task.to_params(),
            store=job_store(card.store for card in cards.values()),
            actor=actor,
            notify_email=notify_email,
            notify_webhook=notify_webhook,
        )


def _engine(language: str) -> Engine:
    info = inference.describe(language)
    return Engine(
        language=language,
        label=info.label,
        backend=info.backend,
        remote=info.remote,
        ready=info.ready,
        why_not=info.why_not,
        repair=info.repair,
    )


def price_of(label: str, *, remote: bool) -> Decimal | None:
    """Price of 1,000 tokens; 0 for a model on this machine, None where it is not known."""
    price = conf.TOKEN_PRICE.get(label)
    if price is not None:
        return Decimal(str(price))
    return None if remote else Decimal(0)


def _cost(engines: Iterable[Engine], tokens: Mapping[str, int]) -> Decimal | None:
    total = Decimal(0)
    for engine in engines:
        price = price_of(engine.label, remote=engine.remote)
        if price is None:
            return None
        total += price * tokens[engine.language] / 1000
    return total
