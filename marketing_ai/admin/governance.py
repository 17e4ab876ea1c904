"""Budgets with what is left of them, and the log of model calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin import words
from marketing_ai.admin.base import MarketingAdmin, stores_of
from marketing_ai.governance.models import Budget, BudgetPeriod, BudgetUse, InferenceLog
from marketing_ai.governance.periods import starts

if TYPE_CHECKING:
    from django.forms import ModelForm
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


class BudgetAdmin(MarketingAdmin):
    """Hard limits; the column shows the present period."""

    list_display = ("name", "store", "feature", "group", "period", "limit_tokens", "use", "active")
    list_filter = ("active", "period")
    list_select_related = ("group",)
    fields = ("name", "limit_tokens", "period", "active", "feature", "store", "group")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The person's stores' budgets and the shared ones; without those that code keeps."""
        stores = stores_of(request)
        rows: QuerySet[Any] = super(MarketingAdmin, self).get_queryset(request).filter(scope="")
        if stores is not None:
            rows = rows.filter(Q(store="") | Q(store__in=stores))
        today = timezone.now().date()
        for period in BudgetPeriod.values:
            use = BudgetUse.objects.filter(budget=OuterRef("pk"), starts=starts(period, today))
            rows = rows.annotate(
                **{
                    f"_used_{period}": Subquery(use.values("used_tokens")[:1]),
                    f"_reserved_{period}": Subquery(use.values("reserved_tokens")[:1]),
                }
            )
        return rows

    @admin.display(description=_("used in this period"))
    def use(self, budget: Budget) -> SafeString:
        used = getattr(budget, f"_used_{budget.period}") or 0
        reserved = getattr(budget, f"_reserved_{budget.period}") or 0
        return format_html(
            '<meter class="mai-meter" min="0" max="{}" high="{}" value="{}"></meter> {}',
            max(budget.limit_tokens, 1),
            budget.limit_tokens * 0.8,
            used + reserved,
            gettext("%(used)s used, %(reserved)s set aside") % {"used": used, "reserved": reserved},
        )

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        """A form that refuses stores which are not the person's."""
        base = super().get_form(request, obj, change, **kwargs)
        return within_stores(base, stores_of(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_theirs(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_theirs(request, obj)

    @staticmethod
    def _is_theirs(request: HttpRequest, obj: Any) -> bool:
        """A budget of all stores is changed by people of all stores only."""
        stores = stores_of(request)
        return obj is None or stores is None or obj.store in stores


class InferenceLogAdmin(MarketingAdmin):
    """Model calls: who, for what, with which model, at what cost. Read only."""

    list_display = ("when", "object_pk", "model", "status", "tokens", "cost", "latency_ms", "actor")
    list_filter = ("status", "feature", "created")
    list_select_related = ("actor",)
    search_fields = ("object_pk", "model", "error_code")
    list_per_page = 100
    show_full_result_count = False

    @admin.display(description=_("time"), ordering="created")
    def when(self, call: InferenceLog) -> str:
        return words.moment(call.created)

    @admin.display(description=_("tokens in, out"), ordering="completion_tokens")
    def tokens(self, call: InferenceLog) -> str:
        return f"{call.prompt_tokens}, {call.completion_tokens}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def within_stores(base: type[ModelForm], stores: set[str] | None) -> type[ModelForm]:
    """The same form with a store that is checked; people of all stores may write any."""
    if stores is None:
        return base
    allowed = stores

    class Within(base):  # type: ignore[valid-type, misc]
        def clean_store(self) -> str:
            store: str = self.cleaned_data["store"]
            if store not in allowed:
                raise ValidationError(
                    gettext("You work for these stores: %(stores)s."),
                    params={"stores": ", ".join(sorted(allowed))},
                )
            return store

    return Within
