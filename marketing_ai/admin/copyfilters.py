"""Filters of the review queue; lists of choices show the person's own stores only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext, gettext_lazy

from marketing_ai.admin.base import stores_of
from marketing_ai.admin.generate import language_choices
from marketing_ai.copywriting.campaigns import Campaign
from marketing_ai.copywriting.models import CopyState, CopyVariant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.admin.views.main import ChangeList
    from django.db.models import QuerySet
    from django.http import HttpRequest

CAMPAIGNS_LISTED = 50


class StateFilter(admin.SimpleListFilter):
    """Drafts unless another state is asked for: the list is a queue first."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*CopyState.choices, ("all", gettext("all"))]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        chosen = self.value() or CopyState.DRAFT
        for value, label in self.lookup_choices:
            yield {
                "selected": chosen == str(value),
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[CopyVariant]
    ) -> QuerySet[CopyVariant]:
        chosen = self.value() or CopyState.DRAFT
        return queryset if chosen == "all" else queryset.filter(state=chosen)


class OpenClaimsFilter(admin.SimpleListFilter):
    """Whether a text could be approved as it stands."""

    title = gettext_lazy("check")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("clean", gettext("clean")),
            ("open", gettext("open claims")),
            ("rule", gettext("brand rules only")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[CopyVariant]
    ) -> QuerySet[CopyVariant]:
        if self.value() == "clean":
            return queryset.filter(blocked=False)
        if self.value() == "open":
            return queryset.filter(open_claims__gt=0)
        if self.value() == "rule":
            return queryset.filter(blocked=True, open_claims=0)
        return queryset


class LanguageFilter(admin.SimpleListFilter):
    """By language, named."""

    title = gettext_lazy("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return language_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(language=self.value()) if self.value() else queryset


class CampaignFilter(admin.SimpleListFilter):
    """By campaign, the latest ones of the person's stores."""

    title = gettext_lazy("campaign")
    parameter_name = "campaign"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Campaign.objects.order_by("-pk")
        stores = stores_of(request)
        if stores is not None:
            rows = rows.filter(store__in=stores)
        return [(str(pk), name) for pk, name in rows.values_list("pk", "name")[:CAMPAIGNS_LISTED]]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[CopyVariant]
    ) -> QuerySet[CopyVariant]:
        value = self.value()
        return queryset.filter(campaign=int(value)) if value and value.isdecimal() else queryset
