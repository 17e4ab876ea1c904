"""How the pages say things: states as badges, seconds as words, kinds of job by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy, ngettext

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import Promise
    from django.utils.safestring import SafeString

JOB_KINDS: dict[str, str | Promise] = {
    "copywriting.generate": gettext_lazy("Generate copy"),
    "copywriting.publish": gettext_lazy("Publish copy"),
    "copywriting.undo": gettext_lazy("Undo publications"),
    "reviews.analyse": gettext_lazy("Analyse reviews"),
    "reviews.backfill": gettext_lazy("Take in old reviews"),
    "reviews.explain": gettext_lazy("Explain a reading"),
}

PROVENANCE: dict[str, str | Promise] = {
    "ai": gettext_lazy("AI"),
    "ai_human": gettext_lazy("AI + human"),
    "rules": gettext_lazy("rules"),
    "rules_human": gettext_lazy("rules + human"),
    "human": gettext_lazy("human"),
}

# what a job's handler counts at its end
JOB_COUNTS: dict[str, str | Promise] = {
    "drafts": gettext_lazy("drafts"),
    "products": gettext_lazy("products"),
    "products_clean_by_model": gettext_lazy("products with a clean draft by the model"),
    "products_by_rules": gettext_lazy("products written by rules"),
    "drafts_blocked": gettext_lazy("drafts that cannot be approved"),
    "published": gettext_lazy("published"),
    "undone": gettext_lazy("undone"),
    "reviews": gettext_lazy("old reviews taken in"),
}

CLAIM_KINDS: dict[str, str | Promise] = {
    "availability": gettext_lazy("availability"),
    "certification": gettext_lazy("certification"),
    "colour": gettext_lazy("colour"),
    "compatibility": gettext_lazy("compatibility"),
    "contact": gettext_lazy("contact details"),
    "eco": gettext_lazy("environment"),
    "feature": gettext_lazy("feature"),
    "health": gettext_lazy("health"),
    "material": gettext_lazy("material"),
    "number": gettext_lazy("figure"),
    "percentage": gettext_lazy("percentage"),
    "origin": gettext_lazy("origin"),
    "price": gettext_lazy("price"),
    "quantity": gettext_lazy("quantity"),
    "quote": gettext_lazy("quotation"),
    "size": gettext_lazy("size"),
    "superlative": gettext_lazy("superlative"),
    "testimonial": gettext_lazy("testimonial"),
    "warranty": gettext_lazy("warranty"),
}


def claim_kind(kind: str) -> str:
    """A kind of claim in the reader's words."""
    return str(CLAIM_KINDS.get(kind, kind))


def job_count(name: str) -> str:
    """A closing count in the reader's words; one that a shop's handler added keeps its name."""
    return str(JOB_COUNTS.get(name, name.replace("_", " ")))


def job_kind(kind: str) -> str:
    """A kind of job in the reader's words; kinds that a shop added keep their name."""
    return str(JOB_KINDS.get(kind, kind))


def provenance(code: str) -> str:
    """Who wrote a text, in the reader's words."""
    return str(PROVENANCE.get(code, code)) if code else gettext("unknown")


def badge(code: str, label: str | Promise) -> SafeString:
    """A state as a small coloured label; the word carries the meaning, not the colour."""
    return format_html('<span class="mai-badge mai-badge-{}">{}</span>', code, label)


def check_badge(open_claims: int, *, blocked: bool, is_read: bool) -> SafeString:
    """Whether a text could be approved, by word and sign."""
    if open_claims:
        label = ngettext("✗ %(n)s open claim", "✗ %(n)s open claims", open_claims)
        return badge("failed", label % {"n": open_claims})
    if blocked:
        return badge("failed", gettext("✗ brand rule"))
    if not is_read:
        return badge("pending", gettext("… being checked"))
    return badge("done", gettext("✓ clean"))


def bar(done: int, failed: int, total: int) -> SafeString:
    """Progress of a job as a bar with its numbers beside it."""
    return format_html(
        '<progress class="mai-progress" max="{}" value="{}" aria-label="{}"></progress>'
        ' <span class="mai-quiet">{}</span>',
        max(total, 1),
        done + failed,
        gettext("Progress"),
        gettext("%(n)s of %(total)s") % {"n": done + failed, "total": total},
    )


def moment(time: datetime | None) -> str | SafeString:
    """A time that fits a list's column; the whole of it in its title."""
    if time is None:
        return "–"
    local = timezone.localtime(time)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        date_format(local, "DATETIME_FORMAT"),
        date_format(local, "j M, H:i"),
    )


def duration(seconds: float | None) -> str:
    """Seconds as a person says them: “about 3 minutes”; “not measured yet” for None."""
    if seconds is None:
        return gettext("not measured yet")
    if seconds < 90:
        n = max(round(seconds), 1)
        return ngettext("about %(n)s second", "about %(n)s seconds", n) % {"n": n}
    if seconds < 90 * 60:
        n = round(seconds / 60)
        return ngettext("about %(n)s minute", "about %(n)s minutes", n) % {"n": n}
    n = round(seconds / 3600)
    return ngettext("about %(n)s hour", "about %(n)s hours", n) % {"n": n}
