"""What a slice offers to do long work: a handler a kind, and the values that pass between.

Kinds are registered once, from the slice's `connect()`. Slices above this one hook in by
`on_release` (rows of a chunk go to another worker, or to nobody) and `on_sweep` (the sweep
has done its own part).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.utils import timezone

from marketing_ai.exceptions import ConfigurationError
from marketing_ai.jobs.models import JobChunk, JobState

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractUser

    from marketing_ai.jobs.models import Job

LOOK_EVERY_S = 1.0  # how often `still_wanted` asks the database at the most


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """Why one row failed, as a person reads it."""

    item: str
    label: str = ""
    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkResult:
    """What became of a chunk's rows: each row once, in `done` or in `errors`."""

    done: tuple[str, ...]
    errors: tuple[RowError, ...] = ()
    payload: Any = None  # what `store` needs; never looked into here


class ChunkContext:
    """One claim of one chunk: whose work it is, and whether it is still wanted."""

    def __init__(self, job: Job, chunk: JobChunk, *, now: Callable[[], datetime] = timezone.now):
        self.job = job
        self.chunk = chunk
        self.fence: int = chunk.fence
        self.now = now
        self.cancelled = False
        self.lost = False
        self._looked = -LOOK_EVERY_S

    @property
    def rows(self) -> tuple[str, ...]:
        """Keys of the rows to work on."""
        return tuple(self.chunk.items)

    @property
    def params(self) -> dict[str, Any]:
        """What the job was asked for."""
        return self.job.params

    @property
    def actor(self) -> AbstractUser | None:
        """Who asked for the job; None is the system itself."""
        return self.job.created_by

    def still_wanted(self) -> bool:
        """False once the job is cancelled or the chunk is another worker's.

        For handlers to ask between rows or batches; at most one query a second.
        """
        if self.cancelled or self.lost:
            return False
        if time.monotonic() - self._looked >= LOOK_EVERY_S:
            self._looked = time.monotonic()
            self.look()
        return not (self.cancelled or self.lost)

    def look(self) -> None:
        """Ask the database whether the claim still holds and nobody cancelled. One query."""
        asked = (
            JobChunk.objects.filter(pk=self.chunk.pk, fence=self.fence, state=JobState.RUNNING)
            .values_list("job__cancel_asked")
            .first()
        )
        self.lost = asked is None
        self.cancelled = asked is not None and asked[0] is not None


class Handler(Protocol):
    """How one kind of job is done."""

    kind: str  # "copywriting.generate": stored on the job, so never renamed
    queue: str  # key of MARKETING_AI["QUEUES"]

    def run(self, rows: Sequence[str], ctx: ChunkContext) -> ChunkResult:
        """Work on the rows, outside any transaction; writes nothing but reservations.

        Raises a MarketingAIError that concerns all rows: retryable ones put the chunk back,
        others become the error of each row. Once `still_wanted()` is False it may return
        fewer rows, or raise LeaseLost.
        """
        ...

    def store(self, result: ChunkResult, ctx: ChunkContext) -> None:
        """Write the results, in the transaction that closes the chunk and moves the counts."""
        ...

    def finish(self, job: Job) -> dict[str, Any]:
        """Closing counts for `job.result`, after the last chunk and in its transaction."""
        ...


Release = Callable[["Job", Sequence[str]], object]
Sweeper = Callable[["datetime"], int]

_handlers: dict[str, Handler] = {}
_on_release: dict[str, Release] = {}
_on_sweep: dict[str, Sweeper] = {}


def register(handler: Handler) -> None:
    """Make a kind of job known; the same kind again replaces it."""
    _handlers[handler.kind] = handler


def handler_for(kind: str) -> Handler:
    """The kind's handler. Raises ConfigurationError when this process does not know it."""
    try:
        return _handlers[kind]
    except KeyError:
        raise ConfigurationError(
            f"No job handler is registered for {kind!r}. Is its app installed, and "
            "MARKETING_AI['ENABLED'] True?"
        ) from None


def on_release(name: str, callback: Release) -> None:
    """Call `callback(job, items)` when rows leave their worker unfinished, in that transaction."""
    _on_release[name] = callback


def on_sweep(name: str, callback: Sweeper) -> None:
    """Call `callback(now)` in each sweep; it returns how many things it tidied up."""
    _on_sweep[name] = callback


def released(job: Job, items: Sequence[str]) -> None:
    """Tell those who asked that these rows left their worker unfinished."""
    for callback in _on_release.values():
        callback(job, items)


def swept(now: datetime) -> int:
    """Let those who asked tidy up; how many things they did."""
    return sum(callback(now) for callback in _on_sweep.values())
