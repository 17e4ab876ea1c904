"""The sentence beside a text that a language model wrote, in the text's own language."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override


@lru_cache(maxsize=64)
def disclosure(language: str, *, reviewed: bool) -> str:
    """Says that AI wrote it, and whether a person reviewed it (AI Act, art. 50)."""
    with override(language):
        if reviewed:
            return _("This text was written with the help of AI and reviewed by a person.")
        return _("This text was written with the help of AI.")
