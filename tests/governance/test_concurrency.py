"""A hundred callers at the limit, on the test run's database; see also tests/jobs/test_servers."""

from __future__ import annotations

from collections import Counter

import pytest

from marketing_ai.exceptions import BudgetExceeded
from marketing_ai.governance import budgets
from marketing_ai.governance.models import BudgetUse, InferenceLog
from tests.governance.conftest import request, reserve
from tests.governance.hammer import at_once


def try_reserve(i, **changes):
    try:
        return reserve(object_pk=str(i), **changes)
    except BudgetExceeded:
        return None


@pytest.fixture
def budget(transactional_db):
    from marketing_ai.governance.models import Budget

    return lambda limit, **fields: Budget.objects.create(limit_tokens=limit, **fields)


def test_a_hundred_callers_at_once_never_pass_the_limit(budget):
    wide, narrow = budget(1000, name="wide"), budget(505, name="narrow", feature="copywriting")
    calls = [c for c in at_once(100, try_reserve) if c is not None]
    assert len(calls) == 50  # exactly: not one more, and none was refused without need
    for b in (wide, narrow):
        assert BudgetUse.objects.get(budget=b).reserved_tokens == 500
    assert InferenceLog.objects.count() == 50


def test_the_first_calls_of_a_period_make_its_row_once(budget):
    b = budget(10_000, name="day", period="day")
    assert None not in at_once(40, try_reserve)
    assert BudgetUse.objects.get(budget=b).reserved_tokens == 400


def test_a_cap_that_many_ask_for_at_once_is_one_row(transactional_db):
    cap = budgets.Cap(key="campaign:1", name="Spring", limit_tokens=205)

    def one(i):
        try:
            return budgets.reserve_many([request(object_pk=str(i))], cap=cap)
        except BudgetExceeded:
            return None

    assert Counter(r is None for r in at_once(40, one)) == {False: 20, True: 20}
    assert BudgetUse.objects.get().reserved_tokens == 200


def test_reserving_and_settling_at_once_keeps_the_books(budget):
    b = budget(300, name="books")

    def one(i):
        call = try_reserve(i)
        if call is not None:
            budgets.settle(call, prompt_tokens=2, completion_tokens=1)
        use = BudgetUse.objects.get(budget=b)
        return use.used_tokens + use.reserved_tokens

    assert max(at_once(30, one, rounds=3)) <= 300
    use = BudgetUse.objects.get(budget=b)
    assert use.reserved_tokens == 0
    assert use.used_tokens == 3 * InferenceLog.objects.filter(status="settled").count()


def test_a_call_that_many_settle_at_once_counts_once(budget):
    b = budget(100, name="once")
    call = reserve(tokens=50)

    def settle(i):
        return budgets.settle(InferenceLog(pk=call.pk), prompt_tokens=7, completion_tokens=0)

    assert Counter(at_once(20, settle)) == {True: 1, False: 19}
    use = BudgetUse.objects.get(budget=b)
    assert (use.used_tokens, use.reserved_tokens) == (7, 0)
