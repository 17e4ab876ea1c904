"""Which texts are served when, and where two want the same place."""

from __future__ import annotations

from datetime import datetime

from marketing_ai.copywriting.services.values import CalendarEntry


def calendar(
    *, start: datetime, end: datetime, stores: set[str] | None = None
) -> list[CalendarEntry]:
    """Texts with a window that touches [start, end), approved or published, by start.

    stores: None is all. Two entries overlap when product, kind, language and audience are
    the same and their windows meet. Two queries.
    """
    raise NotImplementedError
