"""What a product's page shows now: one query, no model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedText:
    """One text as the visitor reads it, slots filled.

    provenance: `ai`, `ai_human`, `rules`, `rules_human`, `human`. ai_generated: whether a
    language model wrote it, edited or not. preview: an unpublished draft, shown by a signed
    link only.
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

    product: an instance or a primary key. Language falls back: "zh-hans-cn" → "zh-hans" →
    "zh" → the product's own. A text for the audience goes before one for everyone, one
    with a window before one without. preview_pk: a draft that takes its kind's place.
    """
    raise NotImplementedError
