"""The calendar page: a month as weeks of days, each with the windows that touch it."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from marketing_ai.admin.base import page_url
from marketing_ai.copywriting import services
from marketing_ai.copywriting.campaigns import Campaign, Offer
from marketing_ai.copywriting.kinds import Kind

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite

_MONTH = re.compile(r"(\d{4})-(\d{2})")


def parse(text: str) -> date:
    """The first day of the month “2026-11”; the present month for anything else."""
    found = _MONTH.fullmatch(text)
    if found and 1 <= int(found[2]) <= 12 and 1900 <= int(found[1]) <= 2999:
        return date(int(found[1]), int(found[2]), 1)
    return timezone.localdate().replace(day=1)


def context(month: date, stores: set[str] | None, site: AdminSite) -> dict[str, Any]:
    """What the page shows: texts, offers and campaigns whose window touches the month."""
    following = (month + timedelta(days=32)).replace(day=1)
    start, end = _midnight(month), _midnight(following)
    bars = _texts(start, end, stores, site) + _plans(start, end, stores, site)
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    today = timezone.localdate()
    return {
        "title": gettext("Calendar: %(month)s")
        % {"month": date_format(month, "YEAR_MONTH_FORMAT")},
        "weeks": [
            [
                {
                    "date": day,
                    "inside": day.month == month.month,
                    "today": day == today,
                    "bars": [bar for bar in bars if bar["first"] <= day <= bar["last"]],
                }
                for day in week
            ]
            for week in weeks
        ],
        "weekdays": [date_format(day, "D") for day in weeks[0]],
        "bars": bars,
        "n_overlaps": sum(bool(bar["overlaps"]) for bar in bars),
        "before": f"{(month - timedelta(days=1)):%Y-%m}",
        "after": f"{following:%Y-%m}",
    }


def _texts(
    start: datetime, end: datetime, stores: set[str] | None, site: AdminSite
) -> list[dict[str, Any]]:
    return [
        _bar(
            "text",
            f"{entry.product_title} · {Kind(entry.kind).label}",
            page_url(site, "copyvariant", "change", entry.variant_pk),
            entry.starts,
            entry.ends,
            start,
            end,
            overlaps=entry.overlaps,
        )
        for entry in services.calendar(start=start, end=end, stores=stores)
    ]


def _plans(
    start: datetime, end: datetime, stores: set[str] | None, site: AdminSite
) -> list[dict[str, Any]]:
    """Campaigns with a period, and offers. Two queries."""
    campaigns = Campaign.objects.filter(starts__lt=end, ends__gt=start).order_by("starts")
    offers = (
        Offer.objects.filter(starts__lt=end, ends__gt=start)
        .select_related("campaign")
        .order_by("starts")
    )
    if stores is not None:
        campaigns = campaigns.filter(store__in=stores)
        offers = offers.filter(campaign__store__in=stores)
    bars = [
        _bar(
            "campaign",
            campaign.name,
            page_url(site, "campaign", "change", campaign.pk),
            campaign.starts,
            campaign.ends,
            start,
            end,
        )
        for campaign in campaigns
    ]
    return bars + [
        _bar(
            "offer",
            f"{offer} · {offer.campaign.name}",
            page_url(site, "campaign", "change", offer.campaign_id),
            offer.starts,
            offer.ends,
            start,
            end,
        )
        for offer in offers
    ]


def _bar(
    sort: str,
    label: str,
    address: str,
    starts: datetime | None,
    ends: datetime | None,
    start: datetime,
    end: datetime,
    *,
    overlaps: tuple[int, ...] = (),
) -> dict[str, Any]:
    # the end is exclusive: what ends at midnight is not on the next day
    last = min(ends, end) if ends else end
    return {
        "sort": sort,
        "label": label,
        "address": address,
        "starts": starts,
        "ends": ends,
        "first": timezone.localtime(max(starts, start) if starts else start).date(),
        "last": timezone.localtime(last - timedelta(microseconds=1)).date(),
        "overlaps": overlaps,
    }


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
