"""Answers to reviews: what waits for one, drafting, editing, sending, discarding.

Nothing is sent without a person's click. A draft answers one version of a text: once the review
is edited the draft is stale, and a new one is made. Where the shop has no field for answers, the
sent reply stays in our table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from marketing_ai.catalog.base import get_catalog
from marketing_ai.conf import conf
from marketing_ai.exceptions import NotAllowed, NotWritable, ReplyStale, WrongState
from marketing_ai.governance.permissions import codename, require
from marketing_ai.governance.stores import stores_for
from marketing_ai.grounding.facts import clean_facts
from marketing_ai.reviews import reasons, replies
from marketing_ai.reviews.models import (
    Polarity,
    ReplyDraft,
    ReplyState,
    Review,
    ReviewAspect,
    ReviewState,
    Voice,
)
from marketing_ai.reviews.source import SHOP, get_feed

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractUser
    from django.db.models import QuerySet

    from marketing_ai.grounding.facts import Fact
    from marketing_ai.reviews.replies import Policy, Subject

ACTION = "reply_reviews"
MAX_CHARS = 4000
LOW_STARS = 2  # stars that say what words do not


def unanswered(stores: set[str] | None) -> QuerySet[Review]:
    """Negative reviews that nobody has answered, newest first; stores None: of all.

    Low stars without a readable word are among them. What counts nowhere is not, nor is a
    review whose follow-up is content by now.
    """
    corrected = Q(corrected_hash=F("text_hash")) & ~Q(corrected_label="")
    negative = (corrected & Q(corrected_label=Polarity.NEGATIVE)) | (
        ~corrected
        & (
            Q(label=Polarity.NEGATIVE)
            | Q(label=Polarity.UNKNOWN, stars__lte=LOW_STARS, stars__isnull=False)
        )
    )
    rows = Review.objects.filter(
        negative,
        voice=Voice.REVIEW,
        approved=True,
        removed=False,
        answered=False,
        state__in=[ReviewState.READ, ReviewState.SKIPPED],
    ).exclude(reason__in=reasons.DROPPED)
    if stores is not None:
        rows = rows.filter(store__in=stores)
    sent = ReplyDraft.objects.filter(review=OuterRef("pk"), state=ReplyState.SENT)
    content = Review.objects.filter(
        follows=OuterRef("pk"), label=Polarity.POSITIVE, approved=True, removed=False
    )
    return rows.exclude(Exists(sent)).exclude(Exists(content)).order_by("-written", "-pk")


def draft_reply(review: Review, *, actor: AbstractUser | None, now: datetime) -> ReplyDraft:
    """Propose an answer; the present draft where there is one for this very text.

    Raises NotAllowed, WrongState (removed, or answered already).
    """
    _check(review, actor)
    if review.removed or review.answered:
        raise WrongState(state=_("answered") if review.answered else _("removed"))
    live = _live(review)
    if live is not None and live.state == ReplyState.SENT:
        raise WrongState(state=live.get_state_display())
    if live is not None and live.text_hash == review.text_hash:
        return live
    language = _language(review)
    reply = replies.compose(
        subjects_of(review),
        language=language,
        facts=_facts(review, language),
        policies=policies(language),
        turn=review.pk,
    )
    with transaction.atomic():
        if live is not None:  # it answers a text that is there no longer
            ReplyDraft.objects.filter(pk=live.pk, state=ReplyState.DRAFT).update(
                state=ReplyState.DISCARDED
            )
        try:
            with transaction.atomic():
                return ReplyDraft.objects.create(
                    review=review,
                    store=review.store,
                    language=language,
                    text=reply.text,
                    first_text=reply.text,
                    sources=[source.as_json() for source in reply.sources],
                    text_hash=review.text_hash,
                    created_by_id=actor.pk if actor else None,
                )
        except IntegrityError:  # someone else drafted at the same moment
            found = _live(review)
            if found is None:
                raise
            return found


def edit_reply(draft: ReplyDraft, *, text: str, actor: AbstractUser | None) -> ReplyDraft:
    """Keep a person's wording; `problems_of` says what in it rests on nothing.

    Raises NotAllowed, WrongState.
    """
    _check(draft.review, actor)
    text = text.strip()[:MAX_CHARS]
    if not text or not ReplyDraft.objects.filter(pk=draft.pk, state=ReplyState.DRAFT).update(
        text=text
    ):
        raise WrongState(state=_state(draft))
    draft.text = text
    return draft


def problems_of(draft: ReplyDraft) -> tuple[str, ...]:
    """Words of a draft that promise something, or claim what no fact and no policy says.

    Drafts as they are proposed have none.
    """
    known = policies(draft.language)
    return (
        *replies.promises(draft.text, policies=known),
        *replies.unsupported(
            draft.text,
            facts=_facts(draft.review, draft.language),
            policies=known,
            language=draft.language,
            subjects=subjects_of(draft.review),
        ),
    )


def send_reply(
    draft: ReplyDraft, *, actor: AbstractUser | None, now: datetime, text: str | None = None
) -> ReplyDraft:
    """Answer: in the shop's own field where it has one, else in our table only.

    text: the person's wording, None sends the draft as it stands. Raises NotAllowed, WrongState
    (sent or discarded, or answered in the shop meanwhile), ReplyStale.
    """
    _check(draft.review, actor)
    if text is not None:
        draft = edit_reply(draft, text=text, actor=actor)
    with transaction.atomic():
        review = (
            Review.objects.select_for_update(of=("self",))
            .filter(pk=draft.review_id, removed=False)
            .first()
        )
        if review is None or review.text_hash != draft.text_hash:
            raise ReplyStale
        if review.answered:
            raise WrongState(state=_("answered"))
        if not ReplyDraft.objects.filter(pk=draft.pk, state=ReplyState.DRAFT).update(
            state=ReplyState.SENT, sent=now, sent_by=actor.pk if actor else None
        ):
            raise WrongState(state=_state(draft))
        # within the transaction: what the shop's field refuses must not be called sent
        _write(review, draft.text)
        Review.objects.filter(pk=review.pk).update(answered=True)
    draft.refresh_from_db()
    return draft


def discard_reply(draft: ReplyDraft, *, actor: AbstractUser | None) -> None:
    """Put a draft away; the review waits in the queue again. Raises NotAllowed, WrongState."""
    _check(draft.review, actor)
    if not ReplyDraft.objects.filter(pk=draft.pk, state=ReplyState.DRAFT).update(
        state=ReplyState.DISCARDED
    ):
        raise WrongState(state=_state(draft))
    draft.state = ReplyState.DISCARDED


def is_stale(draft: ReplyDraft) -> bool:
    """Whether the review was edited since, so that the draft answers what is there no longer."""
    return draft.state == ReplyState.DRAFT and draft.text_hash != draft.review.text_hash


def subjects_of(review: Review) -> list[Subject]:
    """Themes that the review complains of, the surest first.

    A theme that grew from shoppers' own words has a name of theirs: it is named only once a
    person has.
    """
    rows = (
        ReviewAspect.objects.filter(review=review, wrong=False, theme__isnull=False)
        .select_related("theme", "theme__merged_into")
        .order_by("-confidence", "start")
    )
    found: dict[int, Subject] = {}
    for row in rows:
        theme = row.theme and (row.theme.merged_into or row.theme)
        if theme is None or (row.corrected_label or row.label) != Polarity.NEGATIVE:
            continue
        if theme.key or theme.renamed:
            name = replies.Subject(key=theme.key, name=theme.name, name_zh=theme.name_zh)
            found.setdefault(theme.pk, name)
    return list(found.values())


def policies(language: str) -> list[Policy]:
    """The shop's policies in a language, as `REPLY_POLICIES` has them."""
    given: Any = conf.REPLY_POLICIES
    own: Any = next((given[key] for key in given if key.lower().split("-")[0] == language), [])
    return [replies.Policy(name=str(one["name"]), text=str(one["text"])) for one in own]


def _write(review: Review, text: str) -> None:
    feed = get_feed() if review.source == SHOP else None
    if feed is None:
        return
    try:
        written = feed.write_reply(review.source_pk, text)
    except DataError as error:
        raise NotWritable(what=_("the answer is too long for its field")) from error
    if written:
        return
    shot = next(iter(feed.get([review.source_pk])), None)
    if shot is not None and shot.answered:
        raise WrongState(state=_("answered"))


def _language(review: Review) -> str:
    for given in (review.language_read, review.language, *conf.SITE_LANGUAGES):
        code = given.lower().split("-")[0]
        if code in replies.LANGUAGES:
            return code
    return replies.LANGUAGES[0]


def _facts(review: Review, language: str) -> list[Fact]:
    if review.product_id is None:
        return []
    raw = get_catalog().facts([review.product_id]).get(str(review.product_id), [])
    return list(clean_facts(raw, language=language).facts)


def _live(review: Review) -> ReplyDraft | None:
    return ReplyDraft.objects.filter(
        review=review, state__in=[ReplyState.DRAFT, ReplyState.SENT]
    ).first()


def _state(draft: ReplyDraft) -> str:
    draft.refresh_from_db(fields=["state"])
    return draft.get_state_display()


def _check(review: Review, actor: AbstractUser | None) -> None:
    require(actor, ACTION)
    stores = stores_for(actor) if actor is not None else None
    if stores is not None and review.store not in stores:
        raise NotAllowed(permission=codename(ACTION))
