"""Filters of the review list. With those on what is counted, each figure leads to its rows."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from marketing_ai.admin import reviewwords
from marketing_ai.admin.base import stores_of
from marketing_ai.catalog.base import get_catalog
from marketing_ai.reviews import reasons, selecting
from marketing_ai.reviews.models import Polarity, Review, Theme, ThemeTally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest

THEMES_LISTED = 120
_MONTH = re.compile(r"((?:19|20|21)\d{2})-(0[1-9]|1[0-2])")


class _Choice(admin.SimpleListFilter):
    """A filter with fixed choices."""

    parameter_name: str
    offered: Iterable[tuple[str, Any]] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(self.offered)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> QuerySet[Review]:
        value = self.value()
        return self.narrow(queryset, value) if value else queryset

    def narrow(self, rows: QuerySet[Review], value: str) -> QuerySet[Review]:
        """Only the rows of this choice."""
        return rows.filter(**{self.parameter_name: value})


class _Given(_Choice):
    """A filter that links bring along; the column beside the list only lets it go again."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        value = request.GET.get(self.parameter_name, "")
        return [(value, self.word(request, value))] if value else []

    def word(self, request: HttpRequest, value: str) -> str:
        """What the choice is called."""
        return value


class ProductFilter(_Given):
    """Reviews of one product; links from its page bring it."""

    title = gettext_lazy("product")
    parameter_name = "product"

    def word(self, request: HttpRequest, value: str) -> str:
        try:
            product = get_catalog().visible(stores_of(request)).filter(pk=value).first()
        except (ValidationError, ValueError):  # no key of this shop looks like that
            return value
        return str(product) if product is not None else value

    def narrow(self, rows: QuerySet[Review], value: str) -> QuerySet[Review]:
        try:
            return rows.filter(product_id=value)
        except (ValidationError, ValueError):
            return rows.none()


class PolarityFilter(_Choice):
    """What the text says; a person's correction goes first."""

    title = gettext_lazy("polarity")
    parameter_name = "polarity"
    offered = [(label, reviewwords.SIGNS[label]) for label in Polarity.values]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(label, reviewwords.signed(label)) for label in Polarity.values]

    def narrow(self, rows: QuerySet[Review], value: str) -> QuerySet[Review]:
        return selecting.saying(rows, value)


class ThemeFilter(_Choice):
    """Voices that count in a theme."""

    title = gettext_lazy("theme")
    parameter_name = "theme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        listed = dict(self._spoken_of(request.GET.get("product", "")))
        # Django leaves out a filter without choices: what was chosen must stay one
        if chosen := request.GET.get(self.parameter_name, ""):
            listed.setdefault(chosen, f"#{chosen}")
        return list(listed.items())

    def _spoken_of(self, product: str) -> list[tuple[str, str]]:
        """Themes that reviews speak of, those of the product where one is given."""
        tallies = ThemeTally.objects.filter(theme=OuterRef("pk"), n__gt=0)
        try:
            if product:
                tallies = tallies.filter(product_id=product)
        except (ValidationError, ValueError):  # no key of this shop looks like that
            return []
        themes = Theme.objects.filter(Exists(tallies), merged_into__isnull=True).order_by("name")
        return [
            (str(pk), reviewwords.theme_name(name, name_zh))
            for pk, name, name_zh in themes.values_list("pk", "name", "name_zh")[:THEMES_LISTED]
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> QuerySet[Review]:
        value = self.value() or ""
        if not value:
            return queryset
        if not value.isdecimal():
            return queryset.none()
        return selecting.counted_in_theme(queryset, int(value), request.GET.get("side", ""))


class SideFilter(_Choice):
    """What a voice says of the theme that is chosen."""

    title = gettext_lazy("what it says of the theme")
    parameter_name = "side"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(reviewwords.SIDES.items()) if request.GET.get("theme") else []

    def narrow(self, rows: QuerySet[Review], value: str) -> QuerySet[Review]:
        return rows  # the filter of themes has done it


class CountedFilter(_Choice):
    """The numbers that a voice is in."""

    title = gettext_lazy("how it is counted")
    parameter_name = "counted"
    offered = list(reviewwords.COUNTED.items())

    def narrow(self, rows: QuerySet[Review], value: str) -> QuerySet[Review]:
        return selecting.counted_as(rows, value)


class StarsFilter(_Choice):
    """By stars."""

    title = gettext_lazy("stars")
    parameter_name = "stars"
    offered = [(str(n), "★" * n) for n in range(5, 0, -1)]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*self.offered, ("none", gettext("none"))]

    def narrow(self, rows: QuerySet[Review], value: str) -> QuerySet[Review]:
        if value == "none":
            return rows.filter(stars__isnull=True)
        return rows.filter(stars=int(value)) if value in "12345" else rows.none()


class MonthFilter(_Given):
    """Voices that count in a month; links from the charts bring it."""

    title = gettext_lazy("counted in")
    parameter_name = "month"

    def word(self, request: HttpRequest, value: str) -> str:
        month = parse_month(value)
        return date_format(month, "YEAR_MONTH_FORMAT") if month else value

    def narrow(self, rows: QuerySet[Review], value: str) -> QuerySet[Review]:
        month = parse_month(value)
        return selecting.counted_in_month(rows, month) if month else rows.none()


class KindFilter(_Choice):
    """Verified and paid-for voices, as they are counted."""

    title = gettext_lazy("counted apart")
    parameter_name = "kind"
    offered = [
        ("verified", gettext_lazy("verified purchase")),
        ("unverified", gettext_lazy("not verified")),
        ("incentivised", gettext_lazy("incentivised")),
        ("unpaid", gettext_lazy("not incentivised")),
    ]

    def narrow(self, rows: QuerySet[Review], value: str) -> QuerySet[Review]:
        if value in ("verified", "unverified"):
            return selecting.counted_kind(rows, verified=value == "verified")
        if value in ("incentivised", "unpaid"):
            return selecting.counted_kind(rows, incentivised=value == "incentivised")
        return rows.none()


class ReasonFilter(_Choice):
    """Why a review is left out, or why its polarity is unknown."""

    title = gettext_lazy("reason")
    parameter_name = "reason"
    offered = list(reasons.ALL.items())


class SuspectFilter(_Choice):
    """What a review is suspected of; it is counted, and counted apart."""

    title = gettext_lazy("suspected")
    parameter_name = "suspect"
    offered = list(reasons.SUSPECTED.items())


class LanguageFilter(_Choice):
    """The language that a text was found to be in."""

    title = gettext_lazy("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*reviewwords.LANGUAGES.items(), ("other", gettext("another"))]

    def narrow(self, rows: QuerySet[Review], value: str) -> QuerySet[Review]:
        if value == "other":
            return rows.exclude(language_read__in=[*reviewwords.LANGUAGES, ""])
        return rows.filter(language_read=value)


def parse_month(text: str) -> date | None:
    """The first day of the month “2026-11”; None for anything else."""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None
