"""Names of the job runner and the budgets, looked up when they are used."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class _Late:
    def __init__(self, module: str, name: str = "") -> None:
        self._module, self._name = module, name

    def _found(self) -> Any:
        module = import_module(self._module)
        return getattr(module, self._name) if self._name else module

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._found()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._found(), name)


ChunkContext: Any = _Late("marketing_ai.jobs.runner", "ChunkContext")
ChunkResult: Any = _Late("marketing_ai.jobs.runner", "ChunkResult")
RowError: Any = _Late("marketing_ai.jobs.runner", "RowError")
register: Any = _Late("marketing_ai.jobs.runner", "register")
create_job: Any = _Late("marketing_ai.jobs.services", "create_job")
estimate_seconds: Any = _Late("marketing_ai.jobs.services", "estimate_seconds")
budgets: Any = _Late("marketing_ai.governance.budgets")
