"""What a reviewer does with drafts: check, edit, approve, discard, ask again, paste."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from marketing_ai import signals
from marketing_ai.catalog.base import get_catalog
from marketing_ai.copywriting.models import (
    CopySource,
    CopyState,
    CopyVariant,
    DiscardReason,
    WriteMode,
)
from marketing_ai.copywriting.services import choices
from marketing_ai.copywriting.services.access import (
    author,
    authorise,
    check_state,
    check_store,
    wrong_state,
)
from marketing_ai.copywriting.services.ledger import card_of, check_and_store, move
from marketing_ai.copywriting.services.target import target_of
from marketing_ai.copywriting.services.values import KEEP, Keep, Outcome
from marketing_ai.exceptions import (
    BadFacts,
    ClaimsUnread,
    MarketingAIError,
    OpenClaims,
    RuleViolated,
    TextChanged,
)
from marketing_ai.grounding.facts import CleanFacts, Fact, clean_facts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import AbstractUser

    from marketing_ai.copywriting.models import Campaign
    from marketing_ai.jobs.models import Job

_MAX_FACT = 500  # characters of a value that a reviewer may add


def paste_text(
    *,
    product_pk: object,
    kind: str,
    language: str,
    text: str,
    actor: AbstractUser | None,
    audience: str = "",
    campaign: Campaign | None = None,
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> CopyVariant:
    """Take in a text that a person wrote; a checked draft like any other. No model is loaded.

    A variant's text goes to the parent that carries it. Raises NotAllowed (approve_copy),
    UnknownProducts, UnknownChoice, RuleViolated for an empty text.
    """
    stores = authorise(actor, "approve_copy")
    choices.check_kinds([kind])
    choices.check_languages([language])
    text = _tidy(text)
    catalog = get_catalog()
    pk = catalog.text_parents([product_pk]).get(str(product_pk), str(product_pk))
    card = card_of(pk)
    check_store(card.store, stores, product_pk=product_pk)
    variant = CopyVariant(
        store=card.store,
        product_id=catalog.product_model()._meta.pk.to_python(pk),
        campaign=campaign,
        kind=kind,
        language=language,
        audience=audience,
        text=text,
        first_text=text,
        source=CopySource.PASTED,
        starts=starts,
        ends=ends,
        created_by=author(actor),
    )
    variant.base_hash = target_of(variant, card).hash()
    with transaction.atomic():
        variant.save(force_insert=True)
        check_and_store(variant, card)
        _after_commit(signals.copy_drafted, variants=[variant], job=None)
    return variant


def check(variant: CopyVariant) -> CopyVariant:
    """Check the text against the product's present facts and the brand rules.

    Replaces the stored ClaimChecks; sets facts, open_claims, violations and blocked. An
    approved text that no longer passes becomes a draft again. Raises WrongState unless it
    is a draft or approved.
    """
    check_state(variant, CopyState.DRAFT, CopyState.APPROVED)
    with transaction.atomic():
        return check_and_store(variant, card_of(variant.product_id))


def edit_text(
    variant: CopyVariant,
    *,
    actor: AbstractUser | None,
    text: str | Keep = KEEP,
    starts: datetime | Keep | None = KEEP,
    ends: datetime | Keep | None = KEEP,
    write_mode: str | Keep = KEEP,
) -> CopyVariant:
    """Change the text, its window or where it goes, and check again.

    An approved text becomes a draft again. KEEP leaves a field as it is; None clears a
    window's end. Raises NotAllowed (approve_copy), WrongState, UnknownChoice (write mode,
    a window that ends before it starts), RuleViolated for an empty text.
    """
    stores = authorise(actor, "approve_copy")
    check_store(variant.store, stores, product_pk=variant.product_id)
    check_state(variant, CopyState.DRAFT, CopyState.APPROVED)
    before = variant.state
    if not isinstance(text, Keep):
        variant.text = _tidy(text)
    if not isinstance(starts, Keep):
        variant.starts = starts
    if not isinstance(ends, Keep):
        variant.ends = ends
    choices.check_window(variant.starts, variant.ends)
    card = card_of(variant.product_id)
    if not isinstance(write_mode, Keep):
        choices.check_write_mode(write_mode, kind=variant.kind)
        variant.write_mode = WriteMode(write_mode)
    variant.base_hash = target_of(variant, card).hash()  # the editor's page shows what is there
    variant.edited_at, variant.edited_by = timezone.now(), author(actor)
    variant.state = CopyState.DRAFT
    with transaction.atomic():
        changed = CopyVariant.objects.filter(pk=variant.pk, state=before).update(
            text=variant.text,
            starts=variant.starts,
            ends=variant.ends,
            write_mode=variant.write_mode,
            base_hash=variant.base_hash,
            edited_at=variant.edited_at,
            edited_by=actor,
            state=CopyState.DRAFT,
            approved_at=None,
            approved_by=None,
        )
        if not changed:
            raise wrong_state(variant)
        variant.approved_at = variant.approved_by = None
        return check_and_store(variant, card)


def approve(
    variant: CopyVariant, *, actor: AbstractUser | None, seen_hash: str = ""
) -> CopyVariant:
    """Approve a draft.

    seen_hash: `catalog.writeback.text_hash` of the present text as the reviewer's page
    showed it (`target_hash(variant)`); needed only where that text changed since the draft.

    Raises NotAllowed, WrongState, OpenClaims, RuleViolated, TextChanged (the text to be
    replaced changed since the draft, and `seen_hash` is not that of the present one).
    """
    stores = authorise(actor, "approve_copy")
    return _approve(variant, actor=actor, stores=stores, seen_hash=seen_hash)


def approve_many(variants: Iterable[CopyVariant], *, actor: AbstractUser | None) -> list[Outcome]:
    """Approve each draft that may be; the others say why not. One transaction a draft."""
    stores = authorise(actor, "approve_copy")
    outcomes = []
    for variant in variants:
        try:
            _approve(variant, actor=actor, stores=stores, seen_hash="")
        except MarketingAIError as error:
            outcomes.append(
                Outcome(
                    variant_pk=variant.pk,
                    ok=False,
                    code=error.code,
                    message=error.sentence,
                    hint=error.advice,
                )
            )
        else:
            outcomes.append(Outcome(variant_pk=variant.pk, ok=True))
    return outcomes


def reopen(variant: CopyVariant, *, actor: AbstractUser | None) -> CopyVariant:
    """Take an approval back: the text is a draft again. Raises NotAllowed, WrongState."""
    stores = authorise(actor, "approve_copy")
    check_store(variant.store, stores, product_pk=variant.product_id)
    move(
        variant,
        (CopyState.APPROVED,),
        state=CopyState.DRAFT,
        approved_at=None,
        approved_by=None,
    )
    return variant


def discard(variant: CopyVariant, *, reason: str, actor: AbstractUser | None) -> CopyVariant:
    """Throw a draft or an approved text away; the row stays for the record.

    reason: one of DiscardReason. Raises NotAllowed, WrongState, UnknownChoice.
    """
    stores = authorise(actor, "approve_copy")
    check_store(variant.store, stores, product_pk=variant.product_id)
    choices.check_choice(reason, DiscardReason)
    with transaction.atomic():
        move(
            variant,
            (CopyState.DRAFT, CopyState.APPROVED),
            state=CopyState.DISCARDED,
            discard_reason=reason,
        )
        _after_commit(signals.copy_discarded, variant=variant, actor=actor, reason=reason)
    return variant


def retry(variant: CopyVariant, *, actor: AbstractUser | None) -> Job:
    """Ask again for the same text with another seed; a discarded draft's reason is used.

    Raises what `request_copy` raises.
    """
    from marketing_ai.copywriting.services.request import request_again  # it needs `choices` only

    return request_again(variant, actor=actor)


def add_fact(
    variant: CopyVariant, *, name: str, value: str, unit: str = "", actor: AbstractUser | None
) -> CopyVariant:
    """Add a fact to the draft's product through the catalogue, and check the draft again.

    Raises NotAllowed (approve_copy), BadFacts, WrongState.
    """
    stores = authorise(actor, "approve_copy")
    check_store(variant.store, stores, product_pk=variant.product_id)
    check_state(variant, CopyState.DRAFT, CopyState.APPROVED)
    fact = Fact(name=name.strip(), value=value.strip(), unit=unit.strip(), source="admin")
    if not fact.name or not fact.value or len(fact.value) > _MAX_FACT:
        cleaned: CleanFacts = clean_facts([fact], language=variant.language)
        raise BadFacts(reason=" ".join(str(p.detail) for p in cleaned.problems))
    cleaned = clean_facts([fact], language=variant.language)
    if not cleaned.facts:
        raise BadFacts(reason=" ".join(str(p.detail) for p in cleaned.problems))
    with transaction.atomic():
        get_catalog().add_fact(variant.product_id, fact)
        return check_and_store(variant, card_of(variant.product_id))


def target_hash(variant: CopyVariant) -> str:
    """Hash of the product's present text that publishing would touch; "" where none would be."""
    return target_of(variant, card_of(variant.product_id)).hash()


# --- steps --------------------------------------------------------------------------------


def _approve(
    variant: CopyVariant, *, actor: AbstractUser | None, stores: set[str] | None, seen_hash: str
) -> CopyVariant:
    check_store(variant.store, stores, product_pk=variant.product_id)
    check_state(variant, CopyState.DRAFT)
    card = card_of(variant.product_id)
    with transaction.atomic():
        check_and_store(variant, card)  # facts may have changed since; kept even where it refuses
    if variant.open_claims:
        spans = variant.claims.filter(supported=False).values_list("text", flat=True)
        raise OpenClaims(spans=", ".join(f"“{span}”" for span in dict.fromkeys(spans)))
    if not variant.reading_of:
        raise ClaimsUnread()
    if variant.blocked:
        reasons = [v["message"] for v in variant.violations if v["blocking"]]
        raise RuleViolated(reasons=" ".join(reasons))
    present = target_of(variant, card).hash()
    if present not in {variant.base_hash, seen_hash}:
        raise TextChanged(product=card.title)
    with transaction.atomic():
        move(
            variant,
            (CopyState.DRAFT,),
            guard={"blocked": False, "open_claims": 0, "text": variant.text},
            state=CopyState.APPROVED,
            approved_at=timezone.now(),
            approved_by=actor,
            base_hash=present,
        )
        _after_commit(signals.copy_approved, variant=variant, actor=actor)
    return variant


def _tidy(text: str) -> str:
    r"""Line ends as \\n and no white space around; all else stays as the person wrote it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if not text:
        raise RuleViolated(reasons=str(choices.EMPTY_TEXT))
    return text


def _after_commit(signal: Any, **arguments: Any) -> None:
    """Tell the shop's receivers once it is stored; one that fails is logged by Django."""
    transaction.on_commit(partial(signal.send_robust, sender=CopyVariant, **arguments), robust=True)
