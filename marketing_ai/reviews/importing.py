"""Reviews from a file: `marketing_import reviews FILE`.

For reviews that the shop does not keep itself: another platform's export, questions, comments.
They are rows of ours only, under a source of their own (`--source`, or the file's name), and
wait behind new reviews of the shop. A row without an id is known by its whole content, so the
same file read twice changes nothing. A product is found by its SKU; one that is not there is
made, empty and without stock, unless `--known-products-only` is given.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_ai.catalog.base import ProductRow, RowOutcome, get_catalog
from marketing_ai.catalog.importing.records import RowProblem
from marketing_ai.catalog.importing.rows import BadCell, cell
from marketing_ai.reviews import intake
from marketing_ai.reviews.models import Review, Voice
from marketing_ai.reviews.nudge import nudge
from marketing_ai.reviews.services import sources
from marketing_ai.reviews.source import Snapshot, number_of, stars_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import Promise

    from marketing_ai.catalog.importing.records import Record
    from marketing_ai.catalog.importing.rows import ImportOptions

YES = ("1", "true", "yes", "y", "t", "是")
NO = ("", "0", "false", "no", "n", "f", "否", "none", "null")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One review of a file; the product is named as the file names it."""

    key: str
    source: str
    product: str
    product_store: str  # where a product that is not there is made; "": the shop's default
    product_title: str
    product_category: str
    make_product: bool
    shot: Snapshot  # without its product


class ReviewImporter:
    """Reviews: one record is one review, question or comment."""

    name = "reviews"
    key = "id"
    required: tuple[str, ...] = ("product", "text")
    targets: Mapping[str, str | Promise] = {
        "id": gettext_lazy("key of the review where it comes from; the same key is updated"),
        "product": gettext_lazy("SKU of the product"),
        "text": gettext_lazy("what the shopper wrote"),
        "title": gettext_lazy("headline"),
        "stars": gettext_lazy("1 to 5; anything else counts as none"),
        "written": gettext_lazy("date, or date and time; without one, the time of the import"),
        "author": gettext_lazy("key of the author, no name"),
        "language": gettext_lazy("language code"),
        "store": gettext_lazy("store key; without one, that of the product"),
        "verified": gettext_lazy("1 where the purchase is verified"),
        "incentivised": gettext_lazy("1 where the author got something for writing"),
        "photos": gettext_lazy("number of photos"),
        "variant": gettext_lazy("variant bought"),
        "height_cm": gettext_lazy("height of the author"),
        "weight_kg": gettext_lazy("weight of the author"),
        "follows": gettext_lazy("id of the review that this one follows"),
        "voice": gettext_lazy("review, question or comment"),
        "approved": gettext_lazy("0 keeps it out of all numbers"),
        "product_title": gettext_lazy("name of a product that is not there yet"),
        "product_category": gettext_lazy("category of a product that is not there yet"),
    }
    # names that such columns have in known files; taken where no mapping is given
    aliases: Mapping[str, tuple[str, ...]] = {
        "id": ("review_id",),
        "product": ("product_id", "sku", "asin"),
        "text": ("review_text", "content", "comment", "body", "review"),
        "title": ("headline", "summary", "review_title"),
        "stars": ("rating", "star_rating"),
        "written": ("review_date", "date", "created", "created_at", "written_at"),
        "author": ("customer_id", "user_id", "reviewer_id", "author_id"),
        "verified": ("verified_purchase",),
        "variant": ("variation",),
        "product_title": ("product_name",),
        "product_category": ("product_class", "category"),
    }

    def parse(self, record: Record, options: ImportOptions) -> ReviewRow | RowProblem:
        """A review, or why there is none."""
        key = ""
        try:
            cells = {t: cell(record.values, c) for t, c in options.mapping.items()}
            key = _text(cells, "id") or _content_key(record.values)
            product = _text(cells, "product")
            if not product:
                raise BadCell("missing", _("The row names no product."))
            return ReviewRow(
                key=key,
                source=options.source or self.name,
                product=product,
                product_store=options.store,
                product_title=_text(cells, "product_title"),
                product_category=_text(cells, "product_category"),
                make_product=not options.known_products_only,
                shot=_snapshot(key, cells, options),
            )
        except BadCell as error:
            return RowProblem(line=record.line, key=key, code=error.code, message=str(error))

    def write(
        self, rows: Sequence[ReviewRow], *, seen: Mapping[str, int], dry_run: bool
    ) -> list[RowOutcome]:
        """Take a batch in: four statements, and one a product that has to be made."""
        now = timezone.now()
        products = _products(rows)
        outcomes: list[RowOutcome] = []
        taken: dict[str, list[Snapshot]] = {}
        known = _known(rows)
        for row in rows:
            pk, problem = products[row.product]
            if problem is not None:
                outcomes.append(replace(problem, key=row.key))
                continue
            shot = replace(row.shot, product_pk=pk)
            before = known.get((row.source, shot.source_pk))
            if before == shot.fingerprint:
                outcomes.append(RowOutcome(key=row.key, result="unchanged"))
                continue
            if shot.is_undated:
                shot = replace(shot, written=now)
            taken.setdefault(row.source, []).append(shot)
            outcomes.append(
                RowOutcome(key=row.key, result="created" if before is None else "updated")
            )
        for source, shots in taken.items():
            sources.ensure(source, now=now)
            # they yield to the shop's own new reviews
            intake.take_in(source, shots, now=now, old=True)
        if taken:
            nudge()
        return outcomes


def _snapshot(key: str, cells: Mapping[str, Any], options: ImportOptions) -> Snapshot:
    written = _written(cells)
    height = number_of(cells.get("height_cm"))
    return Snapshot(
        source_pk=key[:128],
        product_pk=None,
        title=_text(cells, "title")[:300],
        text=_text(cells, "text"),
        stars=stars_of(cells.get("stars")),
        written=written or datetime(1970, 1, 1, tzinfo=UTC),
        is_undated=written is None,
        author_ref=_text(cells, "author")[:128],
        language=_text(cells, "language") or options.language,
        store=_text(cells, "store") or options.store,
        verified=_flag(cells, "verified"),
        incentivised=_flag(cells, "incentivised"),
        n_photos=int(number_of(cells.get("photos")) or 0),
        variant=_text(cells, "variant"),
        height_cm=int(height) if height else None,
        weight_kg=number_of(cells.get("weight_kg")),
        follows_pk=_text(cells, "follows")[:128],
        approved=_flag(cells, "approved", default=True),
        voice=_voice(cells),
    )


def _text(cells: Mapping[str, Any], target: str) -> str:
    value = cells.get(target)
    if value is None:
        return ""
    if isinstance(value, bool | dict | list):
        raise BadCell("bad_value", _("%(target)s is no text.") % {"target": target})
    return str(value).strip()


def _flag(cells: Mapping[str, Any], target: str, *, default: bool = False) -> bool:
    value = cells.get(target)
    if value is None or isinstance(value, bool):
        return default if value is None else value
    text = str(value).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return default if not text else False
    raise BadCell(
        "bad_flag",
        _("%(target)s “%(value)s” is neither 1 nor 0.") % {"target": target, "value": text[:40]},
    )


def _voice(cells: Mapping[str, Any]) -> str:
    voice = _text(cells, "voice").lower() or Voice.REVIEW
    if voice not in Voice.values:
        raise BadCell(
            "bad_voice",
            _("“%(value)s” is none of %(known)s.")
            % {"value": voice[:40], "known": ", ".join(Voice.values)},
        )
    return voice


def _written(cells: Mapping[str, Any]) -> datetime | None:
    text = _text(cells, "written")
    if not text:
        return None
    try:
        moment = parse_datetime(text)
        if moment is None and (day := parse_date(text)) is not None:
            moment = datetime(day.year, day.month, day.day)
    except ValueError:
        moment = None
    if moment is None:
        raise BadCell(
            "bad_date",
            _("“%(value)s” is no date such as 2026-03-31.") % {"value": text[:40]},
        )
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _content_key(values: Mapping[str, Any]) -> str:
    content = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.md5(content.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _known(rows: Sequence[ReviewRow]) -> dict[tuple[str, str], str]:
    """Fingerprints of what is here already."""
    found = Review.objects.filter(
        source__in={row.source for row in rows},
        source_pk__in=[row.shot.source_pk for row in rows],
        removed=False,
    )
    return {
        (source, key): fingerprint
        for source, key, fingerprint in found.values_list("source", "source_pk", "fingerprint")
    }


def _products(rows: Sequence[ReviewRow]) -> dict[str, tuple[Any, RowOutcome | None]]:
    """Product of each name in the file, or why there is none."""
    named = {row.product: row for row in rows}
    found = _by_sku(list(named))
    missing = [row for name, row in named.items() if name not in found and row.make_product]
    answers: dict[str, tuple[Any, RowOutcome | None]] = {k: (pk, None) for k, pk in found.items()}
    for row, outcome in zip(missing, _make(missing), strict=True):
        is_made = outcome.result != "failed"
        answers[row.product] = (outcome.pk, None) if is_made else (None, outcome)
    for name in named:
        if name not in answers:
            said = _("The product “%(name)s” does not exist.") % {"name": name[:80]}
            answers[name] = (
                None,
                RowOutcome(key=name, result="failed", code="unknown_product", message=said),
            )
    return answers


def _by_sku(names: Sequence[str]) -> dict[str, Any]:
    """By SKU where the shop has them, else by key."""
    catalog = get_catalog()
    model = catalog.product_model()
    if column := catalog.lookup("sku"):
        rows = model._base_manager.filter(**{f"{column}__in": names}).values_list(column, "pk")
        return {str(sku): pk for sku, pk in rows}
    return {str(pk): pk for pk in catalog.cards(names)}


def _make(rows: Sequence[ReviewRow]) -> list[RowOutcome]:
    """Products that reviews speak of and the shop does not have."""
    if not rows:
        return []
    catalog = get_catalog()
    made = []
    for row in rows:
        values: dict[str, Any] = {"title": row.product_title or row.product}
        others = {
            "category": row.product_category or _("Imported"),
            "price": Decimal(0),
            "stock": 0,
        }
        values |= {target: value for target, value in others.items() if catalog.lookup(target)}
        made.append(ProductRow(key=row.product, store=row.product_store, values=values))
    return catalog.upsert(made)
