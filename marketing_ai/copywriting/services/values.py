"""Values that the services take and return."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal


class Keep(Enum):
    """A field of an edit that stays as it is (None would clear it)."""

    KEEP = "keep"


KEEP = Keep.KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A selected product for which no model will be asked, and why (a sentence)."""

    pk: str
    title: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Which model will write one language."""

    language: str
    label: str
    backend: str
    remote: bool
    ready: bool
    why_not: str = ""
    repair: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyEstimate:
    """What a request would do; nothing is written by asking.

    n_products: products that get texts, variants of a parent counted once.
    n_texts: products × kinds × languages that their facts allow.
    tokens: reserved for them at the most. cost: None where no price is set for an engine.
    seconds: from the measured throughput of earlier jobs; None: not measured yet.
    budgets: what is left, as `governance.budgets.left` gives it.
    """

    n_products: int
    n_texts: int
    titles: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    tokens: int
    cost: Decimal | None
    seconds: float | None
    engines: tuple[Engine, ...]
    budgets: tuple[Any, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether every engine could start now."""
        return all(engine.ready for engine in self.engines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one row of a bulk action; `code` is empty where it worked."""

    variant_pk: int
    ok: bool
    code: str = ""
    message: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One change of one text of a product, newest first in lists.

    provenance: `ai`, `ai_human`, `rules`, `rules_human`, `human`, or "" where the earlier
    text was not ours. undoable: whether `undo` may be tried (it still looks at the field).
    """

    publication_pk: int
    variant_pk: int | None
    kind: str
    language: str
    audience: str
    action: str
    field: str
    before: str
    after: str
    provenance: str
    actor: str
    created: datetime
    job_pk: int | None
    undone: bool
    undoable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One text with a window, or an offer's campaign period.

    overlaps: pks of other entries' variants that want the same place at the same time.
    """

    variant_pk: int
    product_pk: str
    product_title: str
    kind: str
    language: str
    audience: str
    campaign: str
    state: str
    text: str
    starts: datetime | None
    ends: datetime | None
    overlaps: tuple[int, ...] = field(default=())
