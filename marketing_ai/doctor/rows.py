"""Jobs, products, permissions and budgets: what the tables say."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from celery import current_app
from django.contrib.auth.models import Permission
from django.db.models import Max, Min, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketing_ai.catalog.base import get_catalog
from marketing_ai.conf import conf
from marketing_ai.doctor.finding import FAIL, OFF, OK, Finding
from marketing_ai.governance.models import Budget, BudgetUse
from marketing_ai.governance.periods import next_start, starts
from marketing_ai.governance.permissions import ACTIONS, codename
from marketing_ai.jobs.models import OPEN_STATES, Job, JobChunk, JobState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

N_PRODUCTS = 3
START_WORKER = "celery -A {app} worker -Q {queues}"
START_SWEEP = "python manage.py marketing_ai_sweep --loop 15"


def jobs(now: datetime) -> Iterator[Finding]:
    """A sign of life: what waits for longer than the sweep allows has nobody to do it."""
    what = _("worker")
    limit = timedelta(seconds=conf.DISPATCH_AFTER_S)
    # who holds a lease is alive, and the rest waits its turn
    is_busy = JobChunk.objects.filter(lease_until__gt=now).exists()
    due = Q(chunks__not_before__isnull=True) | Q(chunks__not_before__lte=now - limit)
    late = Job.objects.filter(
        due, state__in=OPEN_STATES, created__lt=now - limit, chunks__state=JobState.QUEUED
    )
    n_late = 0 if is_busy else late.values("pk").distinct().count()
    if not n_late:
        n_open = Job.objects.filter(state__in=OPEN_STATES).count()
        detail = ngettext(
            "No job waits for too long; %(n)d is open.",
            "No job waits for too long; %(n)d are open.",
            n_open,
        )
        yield Finding(state=OK, what=what, detail=detail % {"n": n_open})
        return
    # the sweep marks what it sends again: a fresh mark means that it is the worker that is missing
    since = late.aggregate(at=Max("dispatched"), first=Min("created"))
    is_swept = since["at"] is not None and since["at"] > now - 3 * limit
    detail = ngettext(
        "%(n)d job has waited since %(since)s and no worker has taken it.",
        "%(n)d jobs have waited since %(since)s and no worker has taken them.",
        n_late,
    )
    yield Finding(
        state=FAIL,
        what=what,
        detail=detail % {"n": n_late, "since": f"{since['first']:%Y-%m-%d %H:%M}"},
        repair=_worker_line() if is_swept else f"{_worker_line()} & {START_SWEEP}",
    )


def _worker_line() -> str:
    queues = ",".join(dict.fromkeys(name for name in conf.QUEUES.values() if name))
    return START_WORKER.format(app=current_app.main or "…", queues=queues)


def catalog() -> Iterator[Finding]:
    """The shop's adapter gives card and facts of a few products."""
    what = _("products")
    repair = _("correct MARKETING_AI['PRODUCT_FIELDS']; see docs/binding.md")
    began = time.monotonic()
    try:
        catalog = get_catalog()
        pks = [str(pk) for pk in catalog.visible(None).values_list("pk", flat=True)[:N_PRODUCTS]]
        cards, facts = catalog.cards(pks), catalog.facts(pks)
    except Exception as error:  # noqa: BLE001 (the shop's own adapter: whatever it raises is the finding)
        yield Finding(
            state=FAIL, what=what, detail=f"{type(error).__name__}: {error}", repair=repair
        )
        return
    if not pks:
        yield Finding(
            state=OFF,
            what=what,
            detail=_("There is no product yet."),
            repair="python manage.py marketing_import catalogue FILE",
        )
        return
    broken = [pk for pk in pks if pk not in cards or pk not in facts or not cards[pk].title]
    if broken:
        yield Finding(
            state=FAIL,
            what=what,
            detail=_("These products have no card, title or facts entry: %(pks)s.")
            % {"pks": ", ".join(broken)},
            repair=repair,
        )
        return
    detail = ngettext(
        "%(n)d read with %(facts)d facts in %(ms)d ms.",
        "%(n)d read with %(facts)d facts in %(ms)d ms.",
        len(pks),
    )
    n_facts = sum(len(listed) for listed in facts.values())
    ms = (time.monotonic() - began) * 1000
    yield Finding(state=OK, what=what, detail=detail % {"n": len(pks), "facts": n_facts, "ms": ms})


def permissions() -> Iterator[Finding]:
    """Every action has a permission that can be given to somebody."""
    what = _("permissions")
    wanted = {codename(action) for action in ACTIONS}
    query = Q()
    for name in wanted:
        app_label, _dot, code = name.partition(".")
        query |= Q(content_type__app_label=app_label, codename=code)
    rows = Permission.objects.filter(query).values_list("content_type__app_label", "codename")
    missing = sorted(wanted - {f"{app_label}.{code}" for app_label, code in rows})
    if missing:
        yield Finding(
            state=FAIL,
            what=what,
            detail=_("These do not exist: %(names)s.") % {"names": ", ".join(missing)},
            repair="python manage.py migrate",
        )
        return
    n_groups = Permission.objects.filter(query, group__isnull=False).values("group").distinct()
    detail = ngettext(
        "All exist; %(n)d group holds some.", "All exist; %(n)d groups hold some.", n_groups.count()
    )
    yield Finding(state=OK, what=what, detail=detail % {"n": n_groups.count()})


def budgets(now: datetime) -> Iterator[Finding]:
    """No active budget is spent; those of single campaigns are left to their pages."""
    active = list(Budget.objects.filter(active=True, scope=""))
    if not active:
        yield Finding(
            state=OFF,
            what=_("budgets"),
            detail=_("None is set: models may be used without limit."),
        )
    uses = {(use.budget_id, use.starts): use for use in BudgetUse.objects.filter(budget__in=active)}
    day = now.date()
    for budget in active:
        use = uses.get((budget.pk, starts(budget.period, day)))
        taken = use.used_tokens + use.reserved_tokens if use else 0
        until = next_start(budget.period, day)
        is_spent = taken >= budget.limit_tokens
        yield Finding(
            state=FAIL if is_spent else OK,
            what=_("budget “%(name)s”") % {"name": budget.name},
            detail=_("%(taken)d of %(limit)d tokens are taken, until %(until)s.")
            % {"taken": taken, "limit": budget.limit_tokens, "until": until or "–"},
            repair=_raise_it(budget) if is_spent else "",
        )


def _raise_it(budget: Budget) -> str:
    try:
        url = reverse("admin:marketing_ai_budget_change", args=[budget.pk])
    except NoReverseMatch:  # a shop without the admin
        return _("raise it, or wait for the next period")
    return _("raise it in the admin: %(url)s") % {"url": url}
