"""Whatever order workers, crashes, sweeps and cancels come in, each row counts once."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketing_ai.exceptions import LeaseLost
from marketing_ai.jobs import services, transitions
from marketing_ai.jobs.models import Job, JobRowError, JobState
from marketing_ai.jobs.runner import ChunkResult, RowError, handler_for
from tests.jobs.conftest import make_job, rows, stored
from tests.jobs.workload import KIND

START = datetime(2030, 1, 1, tzinfo=UTC)
WORKER = st.integers(0, 2)
# claims, stores and expiries are what interleaves; the others are strewn in between
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["claim", "store", "store", "store_half"]), WORKER),
        st.tuples(st.sampled_from(["claim", "claim", "expire"]), WORKER),
        st.tuples(st.sampled_from(["fault", "transient", "renew", "die", "stop"]), WORKER),
        st.tuples(st.sampled_from(["sweep", "expire", "expire", "cancel"]), st.just(0)),
        st.tuples(st.just("wait"), st.integers(1, 90)),
    ),
    min_size=12,
    max_size=40,
)


class World:
    """Three workers, a clock that a test turns, and what each believes it has stored."""

    def __init__(self, n):
        self.job, self.now, self.rng = make_job(n), START, random.Random(5)
        self.held = {}
        self.accepted = Counter()  # rows whose `complete` was not refused
        self.newest = {}  # chunk → fence of its last claim: nobody else may store
        self.cancelled = False

    def clock(self):
        return self.now

    def step(self, what, arg):
        if what == "wait":
            self.now += timedelta(seconds=arg)
        elif what == "expire":
            self.step("wait", 61)
            self.step("sweep", 0)
        elif what == "sweep":
            services.sweep(now=self.now)
        elif what == "cancel":
            self.cancelled |= transitions.ask_cancel(self.job.pk, now=self.now)
        elif what == "claim":
            # a worker that claims again has forgotten what it held: it was restarted
            ctx = transitions.claim(self.job.pk, worker=str(arg), now=self.clock, rng=self.rng)
            if ctx is not None:
                assert ctx.fence > self.newest.get(ctx.chunk.pk, 0)
                self.newest[ctx.chunk.pk] = ctx.fence
                self.held.setdefault(arg, []).append(ctx)
        elif self.held.get(arg):
            self._use(what, self.held[arg])

    def _use(self, what, held):
        ctx = held[0] if what == "renew" else held.pop(0)
        try:
            if what in ("store", "store_half"):
                n = len(ctx.rows) if what == "store" else len(ctx.rows) // 2
                errors = tuple(RowError(item=i, code="bad", message="Bad.") for i in ctx.rows[n:])
                result = ChunkResult(done=ctx.rows[:n], errors=errors)
                transitions.complete(ctx, result, handler_for(KIND))
                self._accept(ctx)
            elif what == "fault" and transitions.is_spent(ctx.chunk):
                transitions.bury(ctx, [RowError(item=i, code="x", message="") for i in ctx.rows])
                self._accept(ctx)
            elif what in ("fault", "transient"):
                transitions.put_back(ctx, transient=what == "transient", rng=self.rng)
            elif what == "renew":
                transitions.renew(ctx)
            elif what == "stop":
                transitions.give_back(ctx)
        except LeaseLost:
            pass

    def _accept(self, ctx):
        assert ctx.fence == self.newest[ctx.chunk.pk]
        self.accepted.update(ctx.rows)

    def check(self):
        job = Job.objects.get(pk=self.job.pk)
        written = stored(job)
        errors = list(JobRowError.objects.filter(job=job).values_list("item", flat=True))
        assert len(written) == len(set(written)) == job.done
        assert len(errors) == len(set(errors)) == job.failed
        assert not set(written) & set(errors)
        assert all(n == 1 for n in self.accepted.values())
        assert set(self.accepted) <= set(written) | set(errors)
        is_open = job.chunks.filter(state__in=["queued", "running"]).exists()
        assert job.is_open == is_open
        return job

    def finish(self):
        """All workers die; new ones do what is left."""
        self.held.clear()
        for _ in range(60):
            if not Job.objects.get(pk=self.job.pk).is_open:
                break
            self.now += timedelta(seconds=400)
            services.sweep(now=self.now)
            while ctx := transitions.claim(self.job.pk, worker="n", now=self.clock, rng=self.rng):
                transitions.complete(ctx, ChunkResult(done=ctx.rows), handler_for(KIND))
                self.accepted.update(ctx.rows)
        return self.check()


@pytest.mark.parametrize("parallel", [1, 4])
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_rows_are_stored_once_and_the_job_ends_in_any_order_of_events(
    db, settings, monkeypatch, parallel, steps
):
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        "JOB_PARALLEL": parallel,
        "MAX_DELIVERIES": 2,
        "LEASE_S": 60,
    }
    monkeypatch.setattr("marketing_ai.jobs.dispatch.send", lambda *args, **kwargs: True)
    world = World(6)
    for what, arg in steps:
        world.step(what, arg)
        world.check()
    job = world.finish()
    if world.cancelled:
        assert job.state in (JobState.CANCELLED, JobState.DONE, JobState.FAILED)
    else:
        assert sorted(stored(job) + [e.item for e in job.errors.all()]) == sorted(rows(6))
        assert job.state == (JobState.DONE if job.done else JobState.FAILED)
