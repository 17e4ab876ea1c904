"""Undoing publications, one or a whole job's, and a product's history."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from marketing_ai import signals
from marketing_ai.catalog.base import get_catalog
from marketing_ai.catalog.writeback import undo_text
from marketing_ai.copywriting.models import (
    CopyState,
    CopyVariant,
    Publication,
    PublicationAction,
)
from marketing_ai.copywriting.services.access import author, authorise, check_store
from marketing_ai.copywriting.services.rows import do_each
from marketing_ai.copywriting.services.values import HistoryEntry
from marketing_ai.exceptions import (
    NothingSelected,
    NotUndoable,
    WrongState,
)
from marketing_ai.jobs.services import create_job

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import AbstractUser
    from django.db.models import QuerySet

    from marketing_ai.jobs.models import Job
    from marketing_ai.jobs.runner import ChunkContext, ChunkResult

KIND = "copywriting.undo"
CHUNK_SIZE = 50


def undo(
    publication: Publication, *, actor: AbstractUser | None, job: Job | None = None
) -> Publication:
    """Put back what a publication changed; undoing an undo does it again.

    The field gets its earlier bytes, the earlier text is published again, this one is
    approved again. Raises NotAllowed (undo_copy), WrongState (undone already), NotUndoable
    (the field was edited since, or a later text took the place). Then nothing was written.
    """
    stores = authorise(actor, "undo_copy")
    check_store(publication.store, stores, product_pk=publication.product_id)
    if Publication.objects.filter(undoes=publication).exists():
        raise WrongState(state=_("undone"))
    reverse = Publication(
        variant=publication.variant,
        replaced=publication.replaced,
        product_id=publication.product_id,
        store=publication.store,
        kind=publication.kind,
        language=publication.language,
        audience=publication.audience,
        action=(
            PublicationAction.UNDO
            if publication.action == PublicationAction.PUBLISH
            else PublicationAction.PUBLISH
        ),
        field=publication.field,
        before=publication.after,
        after=publication.before,
        provenance=_provenance_after(publication),
        job=job,
        actor=author(actor),
        undoes=publication,
    )
    try:
        with transaction.atomic():
            if publication.field:
                undo_text(
                    publication.product_id,
                    field=publication.field,
                    before=publication.before,
                    after=publication.after,
                )
            _swap_states(publication)
            reverse.save(force_insert=True)
            transaction.on_commit(
                partial(
                    signals.copy_undone.send_robust,
                    sender=CopyVariant,
                    publication=reverse,
                    actor=actor,
                ),
                robust=True,
            )
    except IntegrityError as error:
        # undone twice at once (undoes is unique), or another text took the place meanwhile
        raise NotUndoable(product=_title(publication)) from error
    return reverse


def undo_job(job: Job, *, actor: AbstractUser | None) -> Job:
    """One job (kind `copywriting.undo`) that undoes all that `job` published or undid.

    Products edited since are left alone and listed as row errors. The new job can be undone
    in the same way. Raises NotAllowed, NothingSelected (nothing is left to undo).
    """
    stores = authorise(actor, "undo_copy")
    check_store(job.store, stores, product_pk=job)
    # later publications of one product first, so that each finds the text it left
    items = [str(pk) for pk in _open(job).order_by("-pk").values_list("pk", flat=True)]
    if not items:
        raise NothingSelected()
    return create_job(
        kind=KIND,
        items=items,
        params={"job": job.pk},
        store=job.store,
        actor=actor,
        chunk_size=CHUNK_SIZE,
    )


def live_publication(variant: CopyVariant) -> Publication | None:
    """The publication by which a text stands where it does now; None where it does not."""
    if variant.state != CopyState.PUBLISHED:
        return None
    return Publication.objects.filter(
        Q(variant=variant, action=PublicationAction.PUBLISH)
        | Q(replaced=variant, action=PublicationAction.UNDO),
        undone_by__isnull=True,
    ).first()


def can_undo_job(job: Job) -> bool:
    """Whether `undo_job` has something to undo."""
    return not job.is_open and _open(job).exists()


def history(product_pk: Any, kind: str | None = None) -> list[HistoryEntry]:
    """What was published and undone for a product, newest first. One query."""
    rows = Publication.objects.filter(product_id=product_pk).select_related("actor", "undone_by")
    if kind is not None:
        rows = rows.filter(kind=kind)
    return [_entry(row) for row in rows]


class UndoHandler:
    """The job handler for `copywriting.undo`; a row is a publication's primary key.

    As with publishing, each row is its own transaction inside `run`, and safe to run twice:
    `undoes` is unique.
    """

    kind = KIND
    queue = "default"

    def run(self, rows: Sequence[str], ctx: ChunkContext) -> ChunkResult:
        """Undo each publication that is as it was left."""
        found = Publication.objects.select_related("variant", "replaced", "undone_by").in_bulk(
            [int(row) for row in rows]
        )

        def do(publication: Publication) -> None:
            reverse = getattr(publication, "undone_by", None)
            if reverse is None or reverse.job_id != ctx.job.pk:
                undo(publication, actor=ctx.actor, job=ctx.job)

        return do_each(rows, found, do)

    def store(self, result: ChunkResult, ctx: ChunkContext) -> None:
        """Nothing is left to store; see the class."""

    def finish(self, job: Job) -> dict[str, Any]:
        """How many were undone."""
        return {"undone": Publication.objects.filter(job=job).count()}


# --- steps --------------------------------------------------------------------------------


def _open(job: Job) -> QuerySet[Publication]:
    return Publication.objects.filter(job=job, undone_by__isnull=True)


def _swap_states(publication: Publication) -> None:
    """Take the published one of the pair out of its place and put the other one in.

    Raises NotUndoable when the pair does not stand as the publication left it.
    """
    outgoing, incoming = publication.variant, publication.replaced
    out_state = CopyState.APPROVED
    if publication.action == PublicationAction.UNDO:  # redo: the withdrawn one comes back
        outgoing, incoming = incoming, outgoing
        out_state = CopyState.REPLACED
    in_state = (
        CopyState.REPLACED
        if publication.action == PublicationAction.PUBLISH
        else CopyState.APPROVED
    )
    now = timezone.now()
    if outgoing is not None:
        rows = CopyVariant.objects.filter(pk=outgoing.pk, state=CopyState.PUBLISHED)
        if not rows.update(state=out_state):
            raise NotUndoable(product=_title(publication))
    if incoming is not None:
        rows = CopyVariant.objects.filter(pk=incoming.pk, state=in_state)
        if not rows.update(state=CopyState.PUBLISHED, published_at=now):
            raise NotUndoable(product=_title(publication))


def _provenance_after(publication: Publication) -> str:
    """Whose text stands there once the publication is undone."""
    back = (
        publication.replaced
        if publication.action == PublicationAction.PUBLISH
        else publication.variant
    )
    return back.provenance if back is not None else ""


def _title(publication: Publication) -> str:
    card = get_catalog().card(publication.product_id)
    return card.title if card else str(publication.product_id)


def _entry(row: Publication) -> HistoryEntry:
    undone = getattr(row, "undone_by", None) is not None
    return HistoryEntry(
        publication_pk=row.pk,
        variant_pk=row.variant_id,
        kind=row.kind,
        language=row.language,
        audience=row.audience,
        action=row.action,
        field=row.field,
        before=row.before,
        after=row.after,
        provenance=row.provenance,
        actor=row.actor.get_username() if row.actor else "",
        created=row.created,
        job_pk=row.job_id,
        undone=undone,
        undoable=not undone,
    )
