"""When a budget's period starts and ends. Days are UTC; pure functions."""

from __future__ import annotations

from datetime import date, timedelta

from marketing_ai.governance.models import BudgetPeriod

EPOCH = date(1970, 1, 1)


def starts(period: str, day: date) -> date:
    """First day of the period that `day` is in."""
    if period == BudgetPeriod.DAY:
        return day
    return day.replace(day=1) if period == BudgetPeriod.MONTH else EPOCH


def next_start(period: str, day: date) -> date | None:
    """First day of the following period; None for `total`, which never starts anew."""
    if period == BudgetPeriod.DAY:
        return day + timedelta(days=1)
    if period == BudgetPeriod.MONTH:
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return None
