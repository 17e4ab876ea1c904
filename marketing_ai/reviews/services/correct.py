"""A person's word on a reading: it goes before any model's, and the numbers follow at once.

A correction belongs to the text that was corrected: an edited text is the model's again. It
survives new models, and `marketing_train` learns from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from marketing_ai.exceptions import NotAllowed, UnknownChoice, WrongState
from marketing_ai.governance.permissions import codename, require
from marketing_ai.governance.stores import stores_for
from marketing_ai.reviews.models import Polarity, Review, ReviewAspect, ReviewState
from marketing_ai.reviews.nudge import nudge
from marketing_ai.reviews.services import numbers

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractUser

ACTION = "analyse_reviews"


def correct_polarity(
    review: Review, *, label: str, actor: AbstractUser | None, now: datetime
) -> Review:
    """Say what the text says on the whole; label "" takes the correction back.

    Raises NotAllowed, UnknownChoice, WrongState (the review was removed meanwhile).
    """
    _check(review, label=label, actor=actor)
    with transaction.atomic():
        row = _locked(review.pk)
        row.corrected_label = label
        row.corrected_hash = row.text_hash if label else ""
        row.corrected_by_id = actor.pk if actor and label else None
        row.corrected_at = now if label else None
        row.save(
            update_fields=["corrected_label", "corrected_hash", "corrected_by", "corrected_at"]
        )
        _count(row, now=now)
    return row


def mark_aspect(
    aspect: ReviewAspect,
    *,
    wrong: bool,
    label: str = "",
    actor: AbstractUser | None,
    now: datetime,
) -> ReviewAspect:
    """Say that the words are no aspect (`wrong`), or what they really say (`label`).

    wrong False and label "" take both back. Raises NotAllowed, UnknownChoice, WrongState.
    """
    _check(aspect.review, label=label, actor=actor)
    with transaction.atomic():
        row = _locked(aspect.review_id)
        # by its place: a reading that came meanwhile has made the row anew
        found = row.aspects.filter(start=aspect.start, end=aspect.end).first()
        if found is None:
            raise WrongState(state=row.get_state_display())
        found.wrong, found.corrected_label = wrong, label
        found.save(update_fields=["wrong", "corrected_label"])
        _count(row, now=now)
    return found


def _check(review: Review, *, label: str, actor: AbstractUser | None) -> None:
    require(actor, ACTION)
    stores = stores_for(actor) if actor is not None else None
    if stores is not None and review.store not in stores:
        raise NotAllowed(permission=codename(ACTION))
    if label and label not in Polarity.values:
        raise UnknownChoice(value=label, what="polarity", choices=", ".join(Polarity.values))


def _locked(pk: Any) -> Review:
    row = Review.objects.select_for_update(of=("self",)).filter(pk=pk, removed=False).first()
    if row is None:
        raise WrongState(state="removed")
    return row


def _count(row: Review, *, now: datetime) -> None:
    # a waiting row is in the numbers as it was read last; its drain counts the correction, too
    if row.state != ReviewState.PENDING:
        numbers.move_numbers([row], now=now)
    nudge()  # the summary follows
