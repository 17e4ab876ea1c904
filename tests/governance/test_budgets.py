"""A budget is a hard limit: reserved before the call, settled once, given back when lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketing_ai.exceptions import BudgetExceeded
from marketing_ai.governance import budgets, periods, settling
from marketing_ai.governance.budgets import Cap
from marketing_ai.governance.models import (
    Budget,
    BudgetPeriod,
    BudgetUse,
    CallStatus,
    InferenceLog,
    Reservation,
)
from marketing_ai.jobs import services
from marketing_ai.jobs.models import Job, JobState
from marketing_ai.signals import budget_exceeded
from tests.governance.conftest import request, reserve
from tests.jobs.conftest import make_job
from tests.jobs.test_runner import claim, complete, later


def used(budget):
    use = BudgetUse.objects.filter(budget=budget).first()
    return (use.used_tokens, use.reserved_tokens) if use else (0, 0)


def test_tokens_are_set_aside_and_then_counted_as_used(budget):
    b = budget(100)
    call = reserve(tokens=80)
    assert (call.status, used(b)) == (CallStatus.RESERVED, (0, 80))
    assert budgets.settle(
        call, prompt_tokens=20, completion_tokens=10, latency_ms=7, cost=Decimal("0.5")
    )
    assert used(b) == (30, 0)
    row = InferenceLog.objects.get()
    assert (row.status, row.prompt_tokens, row.completion_tokens) == ("settled", 20, 10)
    assert (row.latency_ms, row.cost, row.object_pk) == (7, Decimal("0.5"), "1")
    assert not Reservation.objects.exists()


def test_what_does_not_fit_is_refused_and_changes_nothing(budget):
    b = budget(100, name="Shop")
    reserve(tokens=80)
    with pytest.raises(BudgetExceeded) as refused:
        reserve(tokens=21)
    assert used(b) == (0, 80)
    assert InferenceLog.objects.count() == 1
    assert "needs 21 tokens; 20 are left in “Shop” until" in refused.value.sentence
    reserve(tokens=20)


def test_every_fitting_budget_must_cover_the_call_or_none_is_touched(budget):
    wide, narrow = budget(100), budget(15, feature="copywriting")
    other = budget(1, feature="assistant")
    reserve(tokens=10)
    with pytest.raises(BudgetExceeded):
        reserve(tokens=10)
    assert (used(wide), used(narrow), used(other)) == ((0, 10), (0, 10), (0, 0))


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({}, True),
        ({"store": "north"}, True),
        ({"store": "south"}, False),
        ({"feature": "copywriting"}, True),
        ({"feature": "ads"}, False),
        ({"active": False}, False),
    ],
)
def test_a_budget_limits_only_what_it_is_for(budget, fields, fits):
    b = budget(100, **fields)
    reserve(store="north")
    assert used(b) == ((0, 10) if fits else (0, 0))


def test_a_roles_budget_is_shared_by_its_members_and_by_nobody_else(budget, django_user_model):
    group = Group.objects.create(name="writers")
    ada, ben, eve = (django_user_model.objects.create(username=n) for n in ("ada", "ben", "eve"))
    group.user_set.add(ada, ben)
    b = budget(20, group=group)
    reserve(actor=ada)
    reserve(actor=ben)
    with pytest.raises(BudgetExceeded):
        reserve(actor=ada)
    reserve(actor=eve)
    reserve(actor=None)
    assert used(b) == (0, 20)


def test_a_batch_is_reserved_whole_or_not_at_all(budget):
    b = budget(45)
    with pytest.raises(BudgetExceeded):
        budgets.reserve_many([request(object_pk=str(i)) for i in range(5)])
    assert (used(b), InferenceLog.objects.count()) == ((0, 0), 0)
    calls = budgets.reserve_many([request(object_pk=str(i)) for i in range(4)])
    assert [call.object_pk for call in calls] == ["0", "1", "2", "3"]
    assert used(b) == (0, 40)


@pytest.mark.parametrize("n", [1, 48])
def test_a_batch_costs_the_same_queries_whatever_its_size(budget, n):
    from django.db import connection

    budget(10_000), budget(10_000, feature="copywriting")
    reserve()  # the period's rows are there from now on
    with CaptureQueriesContext(connection) as seen:
        budgets.reserve_many([request(object_pk=str(i)) for i in range(n)])
    statements = [q["sql"] for q in seen if "SAVEPOINT" not in q["sql"]]
    assert len(statements) == 1 + 2 * 2 + 2, "\n".join(statements)


def test_a_call_is_closed_once_whoever_comes_second(budget):
    b = budget(100)
    call = reserve(tokens=50)
    assert budgets.settle(call, prompt_tokens=5, completion_tokens=5)
    assert not budgets.settle(call, prompt_tokens=5, completion_tokens=5)
    assert not budgets.fail(call, "provider_refused")
    assert used(b) == (10, 0)


def test_a_failed_call_gives_its_tokens_back_and_keeps_the_reason(budget):
    b = budget(100)
    assert budgets.fail(reserve(tokens=50), "provider_refused")
    assert used(b) == (0, 0)
    assert InferenceLog.objects.get().error_code == "provider_refused"


def test_a_limit_lowered_below_what_is_used_leaves_zero_not_less(budget):
    b = budget(100)
    budgets.settle(reserve(tokens=80), prompt_tokens=80, completion_tokens=0)
    Budget.objects.filter(pk=b.pk).update(limit_tokens=50)
    [state] = budgets.left("copywriting", "default", None)
    assert (state.limit, state.used, state.left) == (50, 80, 0)
    with pytest.raises(BudgetExceeded):
        reserve(tokens=1)


def test_the_refusal_is_announced(budget):
    heard = []

    def listen(sender, **kwargs):
        heard.append((kwargs["budget"].name, kwargs["feature"], kwargs["needed"]))

    budget(5, name="small")
    budget_exceeded.connect(listen)
    try:
        with pytest.raises(BudgetExceeded):
            reserve(tokens=6)
    finally:
        budget_exceeded.disconnect(listen)
    assert heard == [("small", "copywriting", 6)]


def test_a_negative_reservation_cannot_free_tokens(budget):
    budget(100)
    with pytest.raises(ValueError, match="fewer than 0"):
        reserve(tokens=-5)


def test_a_batch_of_answers_moves_each_budget_once(budget):
    from django.db import connection

    wide, narrow = budget(10_000), budget(10_000, feature="copywriting")
    calls = budgets.reserve_many([request(object_pk=str(i)) for i in range(20)])
    budgets.fail(calls[3], "x")
    with CaptureQueriesContext(connection) as seen:
        n = budgets.settle_many(
            [budgets.Settlement(call=c, prompt_tokens=1, completion_tokens=2) for c in calls]
        )
    assert n == 19
    assert used(wide) == used(narrow) == (57, 0)
    moves = [q for q in seen if 'UPDATE "marketing_ai_budgetuse"' in q["sql"]]
    assert len(moves) == 2


# --- periods ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "start", "following"),
    [
        (BudgetPeriod.DAY, date(2024, 2, 29), date(2024, 3, 1)),
        (BudgetPeriod.MONTH, date(2024, 2, 1), date(2024, 3, 1)),
        (BudgetPeriod.TOTAL, date(1970, 1, 1), None),
    ],
)
def test_periods_of_a_leap_day(period, start, following):
    day = date(2024, 2, 29)
    assert (periods.starts(period, day), periods.next_start(period, day)) == (start, following)


def test_december_is_followed_by_january():
    assert periods.next_start(BudgetPeriod.MONTH, date(2025, 12, 31)) == date(2026, 1, 1)


def test_a_new_period_starts_with_the_full_limit_and_old_calls_settle_in_theirs(budget):
    b = budget(10, period=BudgetPeriod.DAY)
    monday = datetime(2030, 1, 7, 23, 59, tzinfo=UTC)
    [call] = budgets.reserve_many([request()], now=monday)
    with pytest.raises(BudgetExceeded):
        budgets.reserve_many([request()], now=monday)
    budgets.reserve_many([request()], now=monday + timedelta(minutes=2))
    budgets.settle(call, prompt_tokens=4, completion_tokens=0)
    uses = BudgetUse.objects.filter(budget=b).order_by("starts")
    assert [(u.used_tokens, u.reserved_tokens) for u in uses] == [(4, 0), (0, 10)]


def test_the_day_is_utc_wherever_the_caller_is(budget):
    from zoneinfo import ZoneInfo

    budget(10, period=BudgetPeriod.DAY)
    budgets.reserve_many([request()], now=datetime(2030, 1, 7, 22, tzinfo=ZoneInfo("UTC")))
    with pytest.raises(BudgetExceeded):  # the 8th there, still the 7th here
        budgets.reserve_many(
            [request()], now=datetime(2030, 1, 8, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
        )


# --- one thing's own limit ---------------------------------------------------------------


def test_a_cap_limits_what_it_is_for_beside_the_shops_budgets(budget):
    shop = budget(100)
    spring = Cap(key="campaign:1", name="Spring", limit_tokens=15)
    budgets.reserve_many([request()], cap=spring)
    with pytest.raises(BudgetExceeded, match="5 are left in “Spring”"):
        budgets.reserve_many([request()], cap=spring)
    reserve()  # others do not count against it
    assert used(shop) == (0, 20)
    assert [(s.name, s.left) for s in budgets.left("copywriting", "default", None, cap=spring)] == [
        ("all", 80),
        ("Spring", 5),
    ]


def test_a_caps_limit_follows_the_thing_that_it_is_for(db):
    budgets.reserve_many([request()], cap=Cap(key="campaign:1", name="Spring", limit_tokens=10))
    more = Cap(key="campaign:1", name="Late spring", limit_tokens=20)
    budgets.reserve_many([request()], cap=more)
    with pytest.raises(BudgetExceeded, match="Late spring"):
        budgets.reserve_many([request()], cap=more)
    assert Budget.objects.count() == 1


def test_what_is_left_is_told_before_the_first_call_and_writes_nothing(budget):
    budget(100)
    states = budgets.left(
        "copywriting", "default", None, cap=Cap(key="campaign:9", name="New", limit_tokens=7)
    )
    assert [(s.name, s.left) for s in states] == [("all", 100), ("New", 7)]
    assert (Budget.objects.count(), BudgetUse.objects.count()) == (1, 0)


# --- dead workers ------------------------------------------------------------------------


def test_what_a_dead_workers_rows_held_is_given_back_by_the_sweep(budget):
    b = budget(100)
    job = make_job(4)
    dead, alive = claim(job), claim(job)
    for ctx in (dead, alive):
        for item in ctx.rows:
            reserve(job=job, object_pk=item)
    assert used(b) == (0, 40)
    moment = later(61)()
    alive.chunk.__class__.objects.filter(pk=alive.chunk.pk).update(
        lease_until=moment + timedelta(seconds=60)
    )
    services.sweep(now=moment)
    assert used(b) == (0, 20)
    statuses = {c.object_pk: c.status for c in InferenceLog.objects.all()}
    assert all(statuses[item] == "abandoned" for item in dead.rows)
    assert all(statuses[item] == "reserved" for item in alive.rows)


def test_a_late_settlement_of_an_abandoned_call_counts_nothing(budget):
    b = budget(100)
    job = make_job(2)
    call = reserve(job=job, object_pk="row-0", tokens=60)
    assert budgets.abandon_stale(job, ["row-0"]) == 1
    assert not budgets.settle(call, prompt_tokens=60, completion_tokens=0)
    assert used(b) == (0, 0)


def test_calls_of_closed_jobs_and_lone_old_ones_are_given_back_and_others_are_not(budget):
    b = budget(100)
    closed = make_job(2)
    reserve(job=closed)
    complete(claim(closed))
    reserve(job=make_job(2))
    reserve(tokens=5)
    Job.objects.filter(pk=closed.pk).update(state=JobState.DONE)
    assert services.sweep(now=timezone.now()).tidied == 1
    assert used(b) == (0, 15)
    assert services.sweep(now=timezone.now() + timedelta(hours=2)).tidied >= 1
    assert not InferenceLog.objects.filter(job=None, status=CallStatus.RESERVED).exists()


# --- what never happens ------------------------------------------------------------------

OPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "settle", "settle_twice", "fail", "abandon", "batch"]),
        st.integers(0, 60),
        st.integers(0, 7),
    ),
    max_size=30,
)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ops=OPS)
def test_used_and_reserved_are_what_the_open_and_settled_calls_say(budget, ops):
    Budget.objects.all().delete()
    InferenceLog.objects.all().delete()
    limits = [budget(100), budget(60, feature="copywriting")]
    calls = []
    for what, tokens, which in ops:
        call = calls[which % len(calls)] if calls else None
        try:
            if what == "reserve":
                calls.append(reserve(tokens=tokens))
            elif what == "batch":
                calls += budgets.reserve_many([request(tokens=tokens // 3)] * 3)
            elif call is None:
                continue
            elif what == "fail":
                budgets.fail(call, "x")
            elif what == "abandon":
                settling._abandon(InferenceLog.objects.filter(pk=call.pk, status="reserved"))
            else:
                share = call.reserved_tokens // 2
                budgets.settle(call, prompt_tokens=share, completion_tokens=0)
                if what == "settle_twice":
                    budgets.settle(call, prompt_tokens=share, completion_tokens=0)
        except BudgetExceeded:
            pass
        rows = InferenceLog.objects.all()
        reserved = sum(c.reserved_tokens for c in rows if c.status == "reserved")
        settled = sum(c.prompt_tokens for c in rows if c.status == "settled")
        for b in limits:
            assert used(b) == (settled, reserved)
            assert settled + reserved <= b.limit_tokens


def test_the_price_of_tokens_is_unknown_where_nobody_set_one(settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "TOKEN_PRICE": {"big": "0.15"}}
    assert budgets.cost_of("big", 2000) == Decimal("0.30")
    assert budgets.cost_of("dummy", 2000) is None
