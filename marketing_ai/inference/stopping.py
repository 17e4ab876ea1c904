"""Where a text ends: stop strings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def cut_at_stop(text: str, stop: Sequence[str]) -> tuple[str, bool]:
    """The text before the earliest stop string, and whether there was one."""
    ends = [at for at in (text.find(s) for s in stop) if at >= 0]
    return (text[: min(ends)], True) if ends else (text, False)


def tail_window(stop: Sequence[str]) -> int:
    """How many last tokens are enough to see that a stop string was just completed.

    A token holds at least one byte and a character at most four of them; one more
    token for a first one that is cut in the middle of a character.
    """
    return max((len(s) for s in stop), default=0) * 4 + 4
