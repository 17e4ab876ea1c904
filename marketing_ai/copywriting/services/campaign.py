"""A campaign's life: draft → in review → live → ended, and its drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

    from marketing_ai.copywriting.models import Campaign
    from marketing_ai.jobs.models import Job

# state → states it may go to
TRANSITIONS: dict[str, tuple[str, ...]] = {
    "draft": ("in_review",),
    "in_review": ("draft", "live"),
    "live": ("ended",),
    "ended": (),
}


def request_campaign_copy(
    campaign: Campaign, *, actor: AbstractUser | None, variants: int | None = None
) -> Job:
    """Ask for all texts of the campaign: its products, kinds, languages, audience and offer.

    Raises what `request_copy` raises, and WrongState once the campaign has ended.
    """
    raise NotImplementedError


def start_review(campaign: Campaign, *, actor: AbstractUser | None) -> Campaign:
    """draft → in review. Raises NotAllowed (generate_copy), WrongState, NothingSelected."""
    raise NotImplementedError


def back_to_draft(campaign: Campaign, *, actor: AbstractUser | None) -> Campaign:
    """in review → draft. Raises NotAllowed (approve_copy), WrongState."""
    raise NotImplementedError


def go_live(campaign: Campaign, *, actor: AbstractUser | None) -> tuple[Campaign, Job | None]:
    """in review → live; publishes the approved texts by a job (None where there are none).

    Raises NotAllowed (publish_copy), WrongState.
    """
    raise NotImplementedError


def end(campaign: Campaign, *, actor: AbstractUser | None) -> Campaign:
    """live → ended: its texts' windows close now. Raises NotAllowed (publish_copy), WrongState."""
    raise NotImplementedError
