"""Permission per action, with codenames that a shop may rename (`PERMISSIONS`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketing_ai.conf import conf
from marketing_ai.exceptions import NotAllowed

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

ACTIONS = (
    "generate_copy",
    "approve_copy",
    "publish_copy",
    "undo_copy",
    "view_marketing",
    "analyse_reviews",
    "reply_reviews",
    "manage_themes",
)


def codename(action: str) -> str:
    """`app_label.codename` that guards the action."""
    if action not in ACTIONS:
        raise KeyError(action)
    return conf.PERMISSIONS.get(action, f"marketing_ai.{action}")


def may(user: AbstractUser | AnonymousUser, action: str) -> bool:
    """Whether an active member of staff holds the action's permission."""
    return bool(user.is_active and user.is_staff and user.has_perm(codename(action)))


def require(user: AbstractUser | AnonymousUser | None, action: str) -> None:
    """Raise NotAllowed unless `user` may; None is the system itself (a worker, a command)."""
    if user is not None and not may(user, action):
        raise NotAllowed(permission=codename(action))
