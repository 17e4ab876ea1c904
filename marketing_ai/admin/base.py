"""What all admin pages share: stores, permissions, addresses, and how an error is told.

A page shows rows of the stores that `governance.stores` gives the person, and a
button only where `governance.permissions` allows its action. Whoever may carry out
an action may also see the pages on which it is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from marketing_ai.conf import conf
from marketing_ai.governance.permissions import ACTIONS, may
from marketing_ai.governance.stores import stores_for

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite
    from django.contrib.auth.models import AbstractUser
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponseRedirect

    from marketing_ai.exceptions import MarketingAIError


def stores_of(request: HttpRequest) -> set[str] | None:
    """Stores this person may see, None for all; asked once a request."""
    if not hasattr(request, "_marketing_stores"):
        request._marketing_stores = stores_for(request.user)  # type: ignore[attr-defined]
    return request._marketing_stores  # type: ignore[attr-defined]


def actor_of(request: HttpRequest) -> AbstractUser:
    """The person who is signed in, as the services take them; admin pages have no other."""
    return cast("AbstractUser", request.user)


def may_see(request: HttpRequest) -> bool:
    """Whether the person may look at drafts, jobs and campaigns."""
    return any(may(actor_of(request), action) for action in ACTIONS)


def tell_error(request: HttpRequest, error: MarketingAIError) -> None:
    """Say on the next page what happened and what to do about it."""
    messages.error(request, format_html("{} {}", error.sentence, error.advice))


class ActionPermissions:
    """`permissions=[…]` of admin actions: one method for each of our actions."""

    def has_generate_copy_permission(self, request: HttpRequest) -> bool:
        """Whether the person may ask for copy; False while the app is switched off."""
        return self._may(request, "generate_copy")

    def has_approve_copy_permission(self, request: HttpRequest) -> bool:
        """Whether the person may edit, approve and discard."""
        return self._may(request, "approve_copy")

    def has_publish_copy_permission(self, request: HttpRequest) -> bool:
        """Whether the person may publish."""
        return self._may(request, "publish_copy")

    def has_undo_copy_permission(self, request: HttpRequest) -> bool:
        """Whether the person may undo publications and jobs."""
        return self._may(request, "undo_copy")

    def has_analyse_reviews_permission(self, request: HttpRequest) -> bool:
        """Whether the person may have reviews read, and correct what was read."""
        return self._may(request, "analyse_reviews")

    def has_reply_reviews_permission(self, request: HttpRequest) -> bool:
        """Whether the person may draft and send answers to reviews."""
        return self._may(request, "reply_reviews")

    def has_manage_themes_permission(self, request: HttpRequest) -> bool:
        """Whether the person may rename and merge themes."""
        return self._may(request, "manage_themes")

    @staticmethod
    def _may(request: HttpRequest, action: str) -> bool:
        return bool(conf.ENABLED) and may(actor_of(request), action)


class MarketingAdmin(ActionPermissions, admin.ModelAdmin):
    """Base of our admin classes: rows of the person's stores only."""

    # path from the model to its store key; "" where rows belong to no store
    store_path = "store"

    class Media:
        css = {"all": ["marketing_ai/marketing_ai.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        stores = stores_of(request)
        if stores is None or not self.store_path:
            return rows
        return rows.filter(**{f"{self.store_path}__in": stores})

    def url(self, name: str, *args: Any) -> str:
        """Address of one of this admin's pages on the site that shows it."""
        return page_url(self.admin_site, self.opts.model_name or "", name, *args)

    def page(
        self, request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
    ) -> TemplateResponse:
        """A page in the admin's frame."""
        request.current_app = self.admin_site.name
        full = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            **context,
        }
        return TemplateResponse(request, f"admin/marketing_ai/{template}", full, status=status)

    def missing(self, request: HttpRequest, object_id: str) -> HttpResponseRedirect:
        """What Django's own pages answer when a row is not there, or is another store's."""
        return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]


class SeenByMarketing(MarketingAdmin):
    """For rows that only services write: seen by marketing staff, changed by no form."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_see(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_see(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def page_url(site: AdminSite, model_name: str, name: str, *args: Any) -> str:
    """`admin:marketing_ai_<model>_<name>` on this site, whatever the site is called."""
    return reverse(f"admin:marketing_ai_{model_name}_{name}", args=args, current_app=site.name)
