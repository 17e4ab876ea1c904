"""What the review page of one text shows: gathered here, decided nowhere here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from marketing_ai.admin.segments import Mark, Segment, cut
from marketing_ai.catalog.base import get_catalog
from marketing_ai.catalog.writeback import losses, preview_text, read_text
from marketing_ai.conf import conf
from marketing_ai.copywriting import preview
from marketing_ai.copywriting.diff import word_diff
from marketing_ai.copywriting.models import CopyState, CopyVariant, WriteMode
from marketing_ai.copywriting.services import target_hash
from marketing_ai.copywriting.services.target import target_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from marketing_ai.catalog.base import ProductCard
    from marketing_ai.copywriting.diff import Op
    from marketing_ai.copywriting.models import ClaimCheck

DIFF_LIMIT = 20_000  # characters of both texts; comparing longer ones would keep the page waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The present text beside what would stand there.

    place: what is compared with, in words. ops: None where the texts are too long to compare.
    """

    place: str
    current: str
    ops: tuple[Op, ...] | None
    losses: str
    seen_hash: str


def marked(variant: CopyVariant, claims: Sequence[ClaimCheck]) -> list[Segment]:
    """The text cut at its claims and at what the brand rules name."""
    marks = [
        Mark(
            start=claim.start,
            end=claim.end,
            kind="supported" if claim.supported else "open",
            note=claim_note(claim),
        )
        for claim in claims
    ]
    marks += [
        Mark(start=v["start"], end=v["end"], kind="rule", note=v["message"])
        for v in variant.violations
        if v.get("end", 0) > v.get("start", 0)
    ]
    return cut(variant.text, marks)


def claim_note(claim: ClaimCheck) -> str:
    """One claim in a sentence: the fact that carries it, or why none does."""
    if claim.supported:
        return gettext("Carried by “%(name)s: %(value)s”.") % {
            "name": claim.fact_name,
            "value": claim.fact_value,
        }
    # stored in English by the worker: whole sentences without values are shown translated
    return gettext(claim.reason or "No fact carries this.")


def compare(variant: CopyVariant, card: ProductCard) -> Comparison:
    """The present text of the place this one goes to, and the difference."""
    target = target_of(variant, card)
    lost = ""
    if target.field:
        current = read_text(variant.product_id, target.field)
        after = preview_text(current, variant.text, variant.write_mode)
        place = gettext("in the product's field “%(field)s”") % {"field": target.field}
        if variant.write_mode == WriteMode.REPLACE:
            lost = str(losses(current))
    else:
        current = _served_in_its_place(variant)
        after = variant.text
        place = gettext("served now for this kind, language and audience")
    short = len(current) + len(after) <= DIFF_LIMIT
    return Comparison(
        place=place,
        current=current,
        ops=word_diff(current, after) if short else None,
        losses=lost,
        seen_hash=target_hash(variant) if variant.state == CopyState.DRAFT else "",
    )


def siblings(variant: CopyVariant, rows: QuerySet[CopyVariant]) -> list[CopyVariant]:
    """Other open texts for the same place, the best first; at most eight."""
    return list(
        rows.filter(
            product=variant.product_id,
            kind=variant.kind,
            language=variant.language,
            audience=variant.audience,
            state__in=[CopyState.DRAFT, CopyState.APPROVED],
        )
        .exclude(pk=variant.pk)
        .order_by("blocked", "rank", "-pk")[:8]
    )


def neighbours(
    variant: CopyVariant, rows: QuerySet[CopyVariant]
) -> tuple[CopyVariant | None, CopyVariant | None]:
    """The draft before and after this one in the queue (newest first)."""
    queue = rows.filter(state=CopyState.DRAFT).only("pk")
    before = queue.filter(pk__gt=variant.pk).order_by("pk").first()
    after = queue.filter(pk__lt=variant.pk).order_by("-pk").first()
    return before, after


def preview_address(variant: CopyVariant, card: ProductCard) -> str:
    """The shop's page with a signed link to this draft; "" where the shop has no page for it."""
    page = conf.PREVIEW_URL.format(pk=card.pk) if conf.PREVIEW_URL else card.url.partition("#")[0]
    return preview.link(page, variant.pk) if page else ""


def card_of(variant: CopyVariant) -> ProductCard:
    """The product's card; it exists, because the text would be gone with it."""
    card: Any = get_catalog().card(variant.product_id)
    return card


def _served_in_its_place(variant: CopyVariant) -> str:
    return (
        CopyVariant.objects.filter(
            product=variant.product_id,
            store=variant.store,
            kind=variant.kind,
            language=variant.language,
            audience=variant.audience,
            state=CopyState.PUBLISHED,
        )
        .exclude(pk=variant.pk)
        .by_precedence()
        .values_list("text", flat=True)
        .first()
        or ""
    )
