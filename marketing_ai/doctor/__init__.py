"""Is this shop able to write copy, and what repairs it: the logic of `marketing_doctor`.

Each examination looks at one thing and gives findings; what fails names one command or
one edit that repairs it. Nothing is written besides a file in the cache directory that is
gone at once, and no model is loaded: torch is not imported. What needs the tables is left
out while there is no database or a migration is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketing_ai.doctor import rows, surroundings
from marketing_ai.doctor.finding import FAIL, OFF, OK, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

__all__ = ["FAIL", "OFF", "OK", "Finding", "examine"]

MIGRATE = "python manage.py migrate"


def examine(*, now: datetime | None = None) -> list[Finding]:
    """All findings, in the order in which they should be repaired."""
    now = now or timezone.now()
    found = [*_said(_("settings"), checks.run_checks()), database()]
    has_tables = False
    if found[-1].state == OK:
        found.append(migrations())
        has_tables = found[-1].state == OK
    if has_tables:
        said = checks.run_checks(tags=[checks.Tags.database], databases=[DEFAULT_DB_ALIAS])
        found += _said(_("tables"), said)
    found += [*surroundings.broker(), *surroundings.cache(), *surroundings.models()]
    found += [*surroundings.reader(), *surroundings.checker()]
    found += [*surroundings.urls(), *surroundings.static()]
    if has_tables:
        found += [*rows.jobs(now), *rows.catalog(), *rows.permissions(), *rows.budgets(now)]
    return found


def database() -> Finding:
    """Whether the default database answers."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return Finding(
            state=FAIL,
            what=_("database"),
            detail=_("It does not answer: %(why)s") % {"why": str(error).strip().split("\n")[0]},
            repair=_("%(line)s (or start yours, or correct DATABASES)")
            % {"line": "docker compose up -d postgres"},
        )
    return Finding(state=OK, what=_("database"), detail=connection.display_name)


def migrations() -> Finding:
    """Whether every migration of every app is applied."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    waiting = [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
    if not waiting:
        return Finding(state=OK, what=_("migrations"), detail=_("All are applied."))
    detail = ngettext(
        "%(n)d migration is not applied: %(names)s.",
        "%(n)d migrations are not applied: %(names)s.",
        len(waiting),
    )
    names = ", ".join(waiting[:3]) + (", …" if waiting[3:] else "")
    return Finding(
        state=FAIL,
        what=_("migrations"),
        detail=detail % {"n": len(waiting), "names": names},
        repair=MIGRATE,
    )


def _said(what: str, said: list[checks.CheckMessage]) -> Iterator[Finding]:
    ours = [m for m in said if str(m.id).startswith("marketing_ai.") and not m.is_silenced()]
    others = [m for m in said if m not in ours and m.is_serious() and not m.is_silenced()]
    for message in [*ours, *others]:
        yield Finding(
            state=FAIL if message.is_serious() else OFF,
            what=what,
            detail=f"{message.id}: {message.msg}",
            repair=message.hint or "python manage.py check",
        )
    if not ours and not others:
        yield Finding(state=OK, what=what, detail=_("The system checks find nothing."))
