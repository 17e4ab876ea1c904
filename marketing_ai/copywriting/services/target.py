"""Which text of the product a publication touches, if any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketing_ai.catalog.base import ProductCard, get_catalog
from marketing_ai.catalog.writeback import read_text, text_hash
from marketing_ai.copywriting.models import WriteMode
from marketing_ai.copywriting.slots import primary, slots_in

if TYPE_CHECKING:
    from marketing_ai.copywriting.models import CopyVariant


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """field: of the product; "" where the text is served from its row only."""

    product_pk: object
    field: str
    mode: str

    def hash(self) -> str:
        """Hash of what stands there now; "" without a field."""
        return text_hash(read_text(self.product_pk, self.field)) if self.field else ""


def target_of(variant: CopyVariant, card: ProductCard) -> Target:
    """Where this text goes.

    Only a text without window, offer and slots, for everyone, in the product's own language
    goes to a field: whatever changes by time or visitor is put together when it is read.
    """
    row_only = (
        variant.starts is not None
        or variant.ends is not None
        or variant.offer_id is not None
        or variant.audience != ""
        or bool(slots_in(variant.text))
        or (card.language != "" and primary(card.language) != primary(variant.language))
    )
    field = ""
    if not row_only:
        catalog = get_catalog()
        if variant.write_mode == WriteMode.OWN:
            field = catalog.result_field(variant.kind, variant.language, card)
        else:
            field = catalog.description_field()
    return Target(product_pk=variant.product_id, field=field, mode=variant.write_mode)
