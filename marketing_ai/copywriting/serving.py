"""What a product's page shows now: one query, no model.

Windows, offers and slots are decided when the row is read, so nothing has to run at the
second at which a campaign starts or ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from marketing_ai.catalog.base import get_catalog
from marketing_ai.conf import conf
from marketing_ai.copywriting.models import CopySource, WriteMode, provenance_of
from marketing_ai.copywriting.pagequery import OFFER, page_rows
from marketing_ai.copywriting.slots import fill, offer_is_on, primary, slots_in

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from marketing_ai.catalog.base import Catalog, ProductCard


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedText:
    """One text as the visitor reads it, slots filled.

    provenance: `ai`, `ai_human`, `rules`, `rules_human`, `human`. ai_generated: whether a
    language model wrote it, edited or not. in_description: it was put above or in place of
    the shop's own description, so a page that shows that field must not show it again.
    preview: an unpublished draft, shown by a signed link only.
    """

    variant_pk: int
    kind: str
    language: str
    audience: str
    text: str
    provenance: str
    ai_generated: bool
    model: str
    human_reviewed_at: datetime | None
    published_at: datetime | None
    starts: datetime | None
    ends: datetime | None
    in_description: bool = False
    preview: bool = False

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text's paragraphs, unescaped: templates escape them."""
        return tuple(part.strip() for part in self.text.split("\n\n") if part.strip())


def served_texts(
    product: Any,
    *,
    language: str,
    now: datetime,
    audience: str = "",
    preview_pk: int | None = None,
) -> list[ServedText]:
    """The texts a visitor sees on this product's page, one a kind. One query.

    product: an instance or a primary key; a variant shows its parent's texts where it has
    none. Language falls back: "zh-hans-cn" → "zh-hans" → "zh" → the product's own. A text
    for the audience goes before one for everyone, one with a window before one without.
    A text that someone changed in the product's own field is served as it stands there, and
    not at all where they emptied it.
    preview_pk: a draft that takes its kind's place.
    """
    found = served_page(
        product, language=language, now=now, audience=audience, preview_pk=preview_pk
    )
    return found or []


def served_page(
    product: Any,
    *,
    language: str,
    now: datetime,
    audience: str = "",
    preview_pk: int | None = None,
) -> list[ServedText] | None:
    """As `served_texts`, but None where there is no such product. One query.

    language: "" asks for the product's own.
    """
    catalog = get_catalog()
    try:
        key = catalog.product_model()._meta.pk
        pk = key.to_python(product.pk if isinstance(product, Model) else product)
        key.run_validators(pk)  # a number that is too great for the column, for one
    except ValidationError:  # a key that no product can have
        return None
    rows = page_rows(pk, now=now, audience=audience, preview_pk=preview_pk)
    if rows is None:
        return None
    page = _Page(pk, catalog)
    best: dict[str, tuple[tuple[int, ...], ServedText]] = {}
    for row in rows:
        previewed = row.pk == preview_pk
        text = _text(row, page=page, now=None if previewed else now)
        if text is None:
            continue
        own = getattr(row, "page_language", "") or conf.SITE_LANGUAGES[0]
        chain = languages(language, own)
        if row.language not in chain and not previewed:
            continue
        # smaller is better; equal ones keep the query's order (window, then later publication)
        merit = (
            0 if previewed else 1,
            0 if row.product_id == page.pk else 1,
            chain.index(row.language) if row.language in chain else len(chain),
            0 if row.audience == audience else 1,
        )
        if row.kind not in best or merit < best[row.kind][0]:
            served = _served(row, text, preview=previewed)
            if not previewed and _is_placed(row, own):
                served = _as_it_stands(served, row)
            best[row.kind] = (merit, served)
    return [served for _merit, served in best.values() if served.text]


def languages(asked: str, own: str) -> list[str]:
    """Codes to try in turn: "zh-hans-cn", "zh-hans", "zh", then the product's own in the same way.

    The product's own language may be spelled more finely than was asked ("zh" finds
    "zh-hans" when that is the product's).
    """
    chain: list[str] = []
    for tag in filter(None, (asked, own)):
        parts = tag.lower().replace("_", "-").split("-")
        chain += ["-".join(parts[:n]) for n in range(len(parts), 0, -1)]
    return list(dict.fromkeys(chain))


class _Page:
    """The product whose page it is.

    A catalogue that names no columns (no ORM behind it) and a variant that shows its parent's
    text cost one more query, and only for a text with a slot or an offer.
    """

    def __init__(self, pk: Any, catalog: Catalog) -> None:
        self.pk = pk
        self._catalog = catalog
        self._card: ProductCard | None = None

    def value(self, row: Any, target: str) -> Any:
        """What the product holds; None where the shop has no such target."""
        # a variant has a price and a stock of its own beside its parent's text
        if row.product_id == self.pk and hasattr(row, f"page_{target}"):
            return getattr(row, f"page_{target}")
        if self._card is None:
            self._card = self._catalog.card(self.pk)
        return getattr(self._card, target, None)


@dataclass(slots=True)
class _Offer:
    """An offer as a row brings it along; see `pagequery.OFFER`."""

    rule: str
    value: Decimal | None
    threshold: Decimal | None
    currency: str
    starts: datetime
    ends: datetime
    stock_cap: int | None


def _offer(row: Any) -> _Offer | None:
    if row.offer_id is None:
        return None
    return _Offer(*(getattr(row, f"offer_{name}") for name in OFFER))


def _text(row: Any, *, page: _Page, now: datetime | None) -> str | None:
    """The row's text with slots filled; None when it cannot be shown.

    now: None shows an offer whether or not it holds (previews).
    """
    offer = _offer(row)
    if (
        offer is not None
        and now is not None
        and not offer_is_on(offer, now=now, stock=page.value(row, "stock"))
    ):
        return None
    if not slots_in(row.text):
        return row.text
    return fill(
        row.text,
        language=row.language,
        price=page.value(row, "price"),
        currency=page.value(row, "currency") or conf.CURRENCY,
        offer=offer,
    )


def _is_placed(row: Any, own_language: str) -> bool:
    """Whether publishing wrote the text onto the product; see `services.target`."""
    return not (
        row.windowed
        or row.offer_id
        or row.audience
        or slots_in(row.text)
        or primary(row.language) != primary(own_language)
    )


def _as_it_stands(served: ServedText, row: Any) -> ServedText:
    """The text as the product's own field holds it now."""
    if row.write_mode != WriteMode.OWN:
        return replace(served, in_description=True)
    held = getattr(row, f"held_{row.kind}", row.text) or ""
    if held == row.text:
        return served
    # a person wrote this one: it is theirs, and nobody of us has reviewed it
    return replace(
        served,
        text=held.strip(),
        provenance="human",
        ai_generated=False,
        model="",
        human_reviewed_at=None,
    )


def _served(row: Any, text: str, *, preview: bool) -> ServedText:
    return ServedText(
        variant_pk=row.pk,
        kind=row.kind,
        language=row.language,
        audience=row.audience,
        text=text,
        provenance=provenance_of(row.source, edited=row.edited),
        ai_generated=row.source == CopySource.MODEL,
        model=row.model,
        human_reviewed_at=row.approved_at,
        published_at=row.published_at,
        starts=row.starts,
        ends=row.ends,
        preview=preview,
    )
