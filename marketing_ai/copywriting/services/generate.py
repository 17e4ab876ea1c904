"""Writing the drafts of a chunk: facts, model, check, rank. Runs in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from marketing_ai.jobs.models import Job

KIND = "copywriting.generate"


class GenerateHandler:
    """The job handler for `copywriting.generate`; a row is a product's primary key."""

    kind = KIND
    queue = "text"

    def run(self, rows: Sequence[str], ctx: Any) -> Any:
        """Draft all texts of these products; writes nothing but reservations."""
        raise NotImplementedError

    def store(self, result: Any, ctx: Any) -> None:
        """Store drafts and settle calls, in the transaction that closes the chunk."""
        raise NotImplementedError

    def finish(self, job: Job) -> dict[str, Any]:
        """Closing counts: products with a clean draft by the model, by rules, blocked."""
        raise NotImplementedError
