"""Which stores a member of staff works for, for `MARKETING_AI["STORES_FOR_USER"]`.

A person in the group "store: north" sees the store "north" and no other; one in no such group sees
all stores.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin

GROUP_PREFIX = "store: "


def stores_for_user(user: AbstractBaseUser | AnonymousUser) -> set[str] | None:
    """Store keys that `user` may see, or None for all. One query; none for a superuser."""
    if not isinstance(user, PermissionsMixin) or user.is_superuser:
        return None
    names = user.groups.filter(name__startswith=GROUP_PREFIX).values_list("name", flat=True)
    stores = {name.removeprefix(GROUP_PREFIX) for name in names}
    return stores or None
