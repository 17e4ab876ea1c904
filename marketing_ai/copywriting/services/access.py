"""Who may do what with which texts, and whether a text is in the right state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketing_ai.exceptions import UnknownProducts, WrongState
from marketing_ai.governance.permissions import require
from marketing_ai.governance.stores import stores_for

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

    from marketing_ai.copywriting.models import CopyVariant


def authorise(actor: AbstractUser | None, action: str) -> set[str] | None:
    """The stores in which the actor may do this; None is all (and the system itself).

    Raises NotAllowed.
    """
    require(actor, action)
    return None if actor is None else stores_for(actor)


def author(actor: AbstractUser | None) -> Any:
    """The actor as foreign keys to the shop's own user model take it."""
    return actor


def check_store(store: str, stores: set[str] | None, *, product_pk: object) -> None:
    """Raise UnknownProducts for a row of a store that is not among these, as if it were not."""
    if stores is not None and store not in stores:
        raise UnknownProducts(ids=str(product_pk))


def check_state(variant: CopyVariant, *states: str) -> None:
    """Raise WrongState unless the text is in one of these states."""
    if variant.state not in states:
        raise wrong_state(variant)


def wrong_state(variant: CopyVariant) -> WrongState:
    """The error for a text whose state, read anew, does not allow the step."""
    variant.refresh_from_db(fields=["state"])
    return WrongState(state=variant.get_state_display())
