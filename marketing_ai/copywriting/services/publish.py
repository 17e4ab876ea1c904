"""Publishing approved texts: onto the product's field, or as a row that the storefront reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

    from marketing_ai.copywriting.models import CopyVariant, Publication
    from marketing_ai.jobs.models import Job


def publish(
    variant: CopyVariant,
    *,
    actor: AbstractUser | None,
    confirmed_loss: bool = False,
    job: Job | None = None,
) -> Publication:
    """Publish an approved text.

    Without a window, for everyone and in the product's own language it is also written to
    its field of the product; all other texts are served from their rows only. The text that
    stood there without a window becomes `replaced`; one with a window replaces nothing.

    Raises NotAllowed (publish_copy), WrongState, OfferInvalid (the offer is over),
    TextChanged (F5), LossNotConfirmed. Then nothing was written.
    """
    raise NotImplementedError


def publish_many(
    variants: Iterable[CopyVariant],
    *,
    actor: AbstractUser | None,
    confirmed_loss: bool = False,
    notify_email: str = "",
) -> Job:
    """One job (kind `copywriting.publish`) that publishes them; undone by `undo_job`.

    Raises NotAllowed, NothingSelected. What stands against single texts is a row error.
    """
    raise NotImplementedError
