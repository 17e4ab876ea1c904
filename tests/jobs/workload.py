"""A job handler for tests: its parameters say what each row does. Importable by workers.

What it stores are rows of the request log, which no constraint makes unique: a row stored
twice is seen.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from marketing_ai.exceptions import LeaseLost, NoFacts, TransientProviderError
from marketing_ai.governance.models import CallStatus, InferenceLog
from marketing_ai.jobs.runner import ChunkResult, RowError, register

KIND = "tests.workload"


class Workload:
    """`bad`, `boom`, `poison`: rows that fail, raise, kill the process; see the parameters."""

    kind = KIND
    queue = "default"

    def run(self, rows, ctx):
        params = ctx.params
        if ctx.chunk.retries < params.get("flaky", 0):
            raise TransientProviderError(reason="overload")
        if params.get("refuse"):
            raise NoFacts()
        done, errors = [], []
        for item in rows:
            if item in params.get("boom", ()):
                raise RuntimeError(f"no plan for {item}")
            if item in params.get("poison", ()):
                os.kill(os.getpid(), signal.SIGKILL)
            if item in params.get("exit", ()):
                raise SystemExit
            if item in params.get("bad", ()):
                errors.append(RowError(item=item, label=item.title(), code="bad", message="Bad."))
                continue
            if item in params.get("forget", ()):
                continue
            gate = params.get("gate")
            while gate and not Path(gate).exists():
                if not ctx.still_wanted():
                    if params.get("raise_when_cancelled"):
                        raise LeaseLost
                    return ChunkResult(done=tuple(done), errors=tuple(errors))
                time.sleep(0.02)  # what a model would take
            done.append(item)
        return ChunkResult(done=tuple(done), errors=tuple(errors), payload=os.getpid())

    def store(self, result, ctx):
        InferenceLog.objects.bulk_create(
            InferenceLog(feature="workload", object_pk=item, job=ctx.job, status=CallStatus.SKIPPED)
            for item in result.done
        )
        if ctx.params.get("store_breaks"):
            raise RuntimeError("disk full")

    def finish(self, job):
        if job.params.get("finish_breaks"):
            raise RuntimeError("no closing counts")
        return {"stored": stored(job).count()}


def stored(job):
    """What jobs of this kind wrote: one log row a row."""
    return InferenceLog.objects.filter(job=job, feature="workload")


register(Workload())
