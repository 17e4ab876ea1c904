"""Names of themes as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketing_ai.reviews.models import Theme

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class Name:
    """A theme's name in both languages; zh is "" where nobody gave one."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The Chinese name for Chinese where there is one, else the other."""
        return self.zh if language.startswith("zh") and self.zh else self.en


def theme_names(pks: Collection[int]) -> dict[int, Name]:
    """Names by id; one query."""
    if not pks:
        return {}
    rows = Theme.objects.filter(pk__in=pks).values_list("pk", "name", "name_zh")
    return {pk: Name(name, name_zh) for pk, name, name_zh in rows}
