"""Which stores' rows a member of staff may see.

`STORES_FOR_USER` names a function (user) → set of store keys, or None for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketing_ai.conf import conf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

GROUP_PREFIX = "store:"
MIXED_STORES = "*"  # a job over several stores: only people who see all stores see it


def all_stores(user: AbstractBaseUser | AnonymousUser) -> set[str] | None:
    """Everyone sees every store: for shops with one store."""
    return None


def stores_by_group(user: AbstractBaseUser | AnonymousUser) -> set[str] | None:
    """Membership of a group `store:<key>` limits a person to these stores.

    Superusers and people in no such group see all.
    """
    if getattr(user, "is_superuser", False):
        return None
    names = user.groups.filter(name__startswith=GROUP_PREFIX).values_list("name", flat=True)  # type: ignore[union-attr]
    stores = {name.removeprefix(GROUP_PREFIX) for name in names}
    return stores or None


def stores_for(user: AbstractBaseUser | AnonymousUser) -> set[str] | None:
    """Store keys this person may see, None for all; asked once a request by callers."""
    return conf.STORES_FOR_USER(user)


def job_store(stores: Iterable[str]) -> str:
    """The store key of a job over rows of these stores."""
    distinct = set(stores)
    return distinct.pop() if len(distinct) == 1 else MIXED_STORES
