"""Undoing publications, one or a whole job's, and a product's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketing_ai.copywriting.services.values import HistoryEntry

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

    from marketing_ai.copywriting.models import Publication
    from marketing_ai.jobs.models import Job


def undo(
    publication: Publication, *, actor: AbstractUser | None, job: Job | None = None
) -> Publication:
    """Put back what a publication changed; undoing an undo does it again.

    The field gets its earlier bytes, the earlier text is published again, this one is
    approved again. Raises NotAllowed (undo_copy), WrongState (undone already), NotUndoable
    (the field was edited since, or a later text took the place). Then nothing was written.
    """
    raise NotImplementedError


def undo_job(job: Job, *, actor: AbstractUser | None) -> Job:
    """One job (kind `copywriting.undo`) that undoes all that `job` published or undid.

    Products edited since are left alone and listed as row errors. The new job can be undone
    in the same way. Raises NotAllowed, NothingSelected (nothing is left to undo).
    """
    raise NotImplementedError


def can_undo_job(job: Job) -> bool:
    """Whether `undo_job` has something to undo."""
    raise NotImplementedError


def history(product_pk: object, kind: str | None = None) -> list[HistoryEntry]:
    """What was published and undone for a product, newest first. One query."""
    raise NotImplementedError
