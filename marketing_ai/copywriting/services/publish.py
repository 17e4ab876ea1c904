"""Publishing approved texts: onto the product's field, or as a row that the storefront reads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketing_ai import signals
from marketing_ai.catalog.base import get_catalog
from marketing_ai.catalog.writeback import write_text
from marketing_ai.copywriting.models import (
    CopyState,
    CopyVariant,
    Publication,
    PublicationAction,
)
from marketing_ai.copywriting.services.access import (
    author,
    authorise,
    check_state,
    check_store,
    wrong_state,
)
from marketing_ai.copywriting.services.rows import do_each
from marketing_ai.copywriting.services.target import target_of
from marketing_ai.exceptions import (
    NothingSelected,
    OfferInvalid,
    TextChanged,
    UnknownProducts,
)
from marketing_ai.governance.stores import job_store
from marketing_ai.jobs.services import create_job

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.contrib.auth.models import AbstractUser

    from marketing_ai.jobs.models import Job
    from marketing_ai.jobs.runner import ChunkContext, ChunkResult

KIND = "copywriting.publish"
CHUNK_SIZE = 50  # rows a chunk: each is a handful of statements, not a model call


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

    Raises NotAllowed (publish_copy), WrongState, OfferInvalid (the offer or the window is
    over), TextChanged (F5), LossNotConfirmed. Then nothing was written.
    """
    stores = authorise(actor, "publish_copy")
    check_store(variant.store, stores, product_pk=variant.product_id)
    check_state(variant, CopyState.APPROVED)
    now = timezone.now()
    if variant.ends is not None and variant.ends <= now:
        raise OfferInvalid(reason=_("the text's window is over."))
    card = get_catalog().card(variant.product_id)
    if card is None:
        raise UnknownProducts(ids=str(variant.product_id))
    target = target_of(variant, card)
    publication = Publication(
        variant=variant,
        product_id=variant.product_id,
        store=variant.store,
        kind=variant.kind,
        language=variant.language,
        audience=variant.audience,
        action=PublicationAction.PUBLISH,
        field=target.field,
        provenance=variant.provenance,
        job=job,
        actor=author(actor),
    )
    try:
        with transaction.atomic():
            if target.field:
                # first, because it locks the product's row: two publishers take turns here
                written = write_text(
                    variant.product_id,
                    field=target.field,
                    text=variant.text,
                    expected_hash=variant.base_hash,
                    mode=target.mode,
                    confirmed_loss=confirmed_loss,
                )
                publication.before, publication.after = written.before, written.after
            else:
                publication.after = variant.text
            publication.replaced = put_in_place(variant, now=now)
            if not target.field and publication.replaced is not None:
                publication.before = publication.replaced.text
            publication.save(force_insert=True)
            transaction.on_commit(
                partial(
                    signals.copy_published.send_robust,
                    sender=CopyVariant,
                    variant=variant,
                    publication=publication,
                    actor=actor,
                ),
                robust=True,
            )
    except IntegrityError as error:
        # mai_copy_one_published: another text took the place between our look and our write
        variant.state = CopyState.APPROVED
        raise TextChanged(product=card.title) from error
    return publication


def put_in_place(variant: CopyVariant, *, now: Any) -> CopyVariant | None:
    """Publish the row; returns the un-windowed text whose place it took, None where none was.

    The caller holds the transaction. Raises WrongState when someone else was faster.
    """
    replaced = None
    if variant.starts is None and variant.ends is None:
        replaced = (
            CopyVariant.objects.filter(
                product_id=variant.product_id,
                store=variant.store,
                kind=variant.kind,
                language=variant.language,
                audience=variant.audience,
                state=CopyState.PUBLISHED,
                starts__isnull=True,
                ends__isnull=True,
            )
            .exclude(pk=variant.pk)
            .first()
        )
        if replaced is not None:
            rows = CopyVariant.objects.filter(pk=replaced.pk, state=CopyState.PUBLISHED)
            if not rows.update(state=CopyState.REPLACED):
                raise wrong_state(variant)
    rows = CopyVariant.objects.filter(pk=variant.pk, state=CopyState.APPROVED, text=variant.text)
    if not rows.update(state=CopyState.PUBLISHED, published_at=now):
        raise wrong_state(variant)
    variant.state, variant.published_at = CopyState.PUBLISHED, now
    return replaced


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
    stores = authorise(actor, "publish_copy")
    chosen = [v for v in variants if stores is None or v.store in stores]
    if not chosen:
        raise NothingSelected()
    return create_job(
        kind=KIND,
        items=[str(variant.pk) for variant in chosen],
        params={"confirmed_loss": confirmed_loss},
        store=job_store(variant.store for variant in chosen),
        actor=actor,
        chunk_size=CHUNK_SIZE,
        notify_email=notify_email,
    )


class PublishHandler:
    """The job handler for `copywriting.publish`; a row is a text's primary key.

    Each row is its own short transaction inside `run`: one text that may not be published
    must not hold back the others. Safe to run twice: what this job published already counts
    as done, and a row moves by a conditional UPDATE only.
    """

    kind = KIND
    queue = "default"

    def run(self, rows: Sequence[str], ctx: ChunkContext) -> ChunkResult:
        """Publish each text."""
        variants = CopyVariant.objects.in_bulk([int(row) for row in rows])
        published = {
            str(pk)
            for pk in Publication.objects.filter(job=ctx.job, variant__in=variants).values_list(
                "variant_id", flat=True
            )
        }

        def do(variant: CopyVariant) -> None:
            if str(variant.pk) not in published:
                publish(
                    variant,
                    actor=ctx.actor,
                    confirmed_loss=bool(ctx.params.get("confirmed_loss")),
                    job=ctx.job,
                )

        return do_each(rows, variants, do)

    def store(self, result: ChunkResult, ctx: ChunkContext) -> None:
        """Nothing is left to store; see the class."""

    def finish(self, job: Job) -> dict[str, Any]:
        """How many were published."""
        return {"published": Publication.objects.filter(job=job).count()}
