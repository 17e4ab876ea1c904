"""Puts published texts onto products, and takes them back.

Guarantees: a text is written only over the very text that the reviewer saw (its
hash is compared, then the database compares the text itself in the UPDATE); what is
above or below an inserted text stays byte for byte; images, tables and links of a
description are never lost without a confirmation; undo restores the earlier text
byte for byte or refuses. The shop's `save()` and signals do not run (`ModelCatalog`).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from django.utils.translation import ngettext

from marketing_ai.catalog.base import get_catalog
from marketing_ai.conf import conf
from marketing_ai.exceptions import LossNotConfirmed, NotUndoable, TextChanged

if TYPE_CHECKING:
    from marketing_ai.catalog.base import Catalog

OWN, INSERT_ABOVE, REPLACE = "own", "insert_above", "replace"
MODES = (OWN, INSERT_ABOVE, REPLACE)

# An earlier text of ours at the very top, as `_block` writes it: its inside is escaped, so the
# first closing tag is its own.
_OUR_BLOCK = re.compile(r'<div class="marketing-ai-copy" data-marketing-ai="1">.*?</div>\n', re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One change of a product's field, with what undo needs."""

    before: str
    after: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """What an HTML text holds that a plain text cannot carry, in elements."""

    images: int = 0  # img, picture, video, iframe and the like
    tables: int = 0
    links: int = 0

    def __bool__(self) -> bool:
        return bool(self.images or self.tables or self.links)

    def __str__(self) -> str:
        """The losses in words: "2 images, 1 table"."""
        parts = []
        if self.images:
            parts.append(ngettext("%(n)s image", "%(n)s images", self.images) % {"n": self.images})
        if self.tables:
            parts.append(ngettext("%(n)s table", "%(n)s tables", self.tables) % {"n": self.tables})
        if self.links:
            parts.append(ngettext("%(n)s link", "%(n)s links", self.links) % {"n": self.links})
        return ", ".join(parts)


def text_hash(text: str) -> str:
    """sha256 of the text's UTF-8 bytes, in hex; the empty text has one too."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_text(product_pk: Any, field: str) -> str:
    """The present text of a product's field. Raises UnknownProducts, NotWritable."""
    return get_catalog().read_text(product_pk, field)


def losses(html: str) -> Losses:
    """Images, tables and links of an HTML text, counted by a parser: not fooled by comments."""
    counter = _Counter()
    counter.feed(html)
    counter.close()
    return Losses(images=counter.images, tables=counter.tables, links=counter.links)


def preview_text(before: str, text: str, mode: str) -> str:
    """What the field would hold after writing `text` in this mode; writes nothing."""
    if mode == INSERT_ABOVE:
        ours = _OUR_BLOCK.match(before)  # at the top only: never anything of the shop's
        return _block(text) + (before[ours.end() :] if ours else before)
    return _paragraphs(text) if mode == REPLACE else text


def write_text(
    product_pk: Any,
    *,
    field: str,
    text: str,
    expected_hash: str,
    mode: str = OWN,
    confirmed_loss: bool = False,
) -> Written:
    """Write a published text onto its product.

    field: as `Catalog.result_field` or `Catalog.description_field` names it.
    expected_hash: `text_hash` of the text that the field held when the reviewer decided.
    mode: `own` writes the text as it is; `insert_above` puts it, escaped, in a block above
    the HTML that is there (an earlier block of ours gives way to it); `replace` puts it in
    place of the description, as escaped paragraphs, because shops show that field as HTML.
    `own` into the description's field is taken as `replace`.
    confirmed_loss: someone saw what `replace` loses, and agreed.

    Raises TextChanged (nothing was written), LossNotConfirmed, UnknownProducts, NotWritable.
    """
    if mode not in MODES:
        raise ValueError(f"mode is {mode!r}, but one of {', '.join(MODES)} was expected")
    catalog = get_catalog()
    if mode == OWN and field == catalog.description_field():
        mode = REPLACE
    before = catalog.read_text(product_pk, field)
    if text_hash(before) != expected_hash:
        raise TextChanged(product=_name(catalog, product_pk))
    if mode == REPLACE and conf.PROTECT_DESCRIPTION and not confirmed_loss:
        found = losses(before)
        if found:
            raise LossNotConfirmed(losses=str(found))
    after = preview_text(before, text, mode)
    if not catalog.swap_text(product_pk, field, before=before, after=after):
        raise TextChanged(product=_name(catalog, product_pk))
    return Written(before=before, after=after, field=field)


def undo_text(product_pk: Any, *, field: str, before: str, after: str) -> Written:
    """Put `before` back, byte for byte, if the field still holds exactly `after`.

    Raises NotUndoable when someone edited it since; nothing was written.
    """
    catalog = get_catalog()
    if not catalog.swap_text(product_pk, field, before=after, after=before):
        raise NotUndoable(product=_name(catalog, product_pk))
    return Written(before=after, after=before, field=field)


def _name(catalog: Catalog, pk: Any) -> str:
    card = catalog.card(pk)
    return card.title if card else str(pk)


def _block(text: str) -> str:
    return f'<div class="marketing-ai-copy" data-marketing-ai="1">{_paragraphs(text)}</div>\n'


def _paragraphs(text: str) -> str:
    """Plain text as HTML: escaped, a paragraph for each that an empty line sets apart."""
    parts = [part for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    return "".join(f"<p>{escape(part.strip()).replace(chr(10), '<br>')}</p>" for part in parts)


class _Counter(HTMLParser):
    """Counts what cannot be carried over."""

    MEDIA = frozenset({"img", "picture", "video", "audio", "iframe", "object", "embed", "svg"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.images = self.tables = self.links = 0
        self._inside: list[str] = []  # media that hold others: a picture with its img is one

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.MEDIA:
            if not self._inside:
                self.images += 1
            if tag not in ("img", "embed"):
                self._inside.append(tag)
        elif tag == "table":
            self.tables += 1
        elif tag == "a" and any(name == "href" for name, _value in attrs):
            self.links += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()
