"""How the review pages say things: polarity by sign and word, counts, themes by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import get_language, gettext, gettext_lazy

from marketing_ai.reviews import reasons
from marketing_ai.reviews.models import Polarity

if TYPE_CHECKING:
    from django.utils.functional import Promise
    from django.utils.safestring import SafeString

# the sign carries the meaning where colours are not seen
SIGNS = {"positive": "+", "neutral": "·", "negative": "−", "unknown": "?", "mixed": "±"}

SIDES: dict[str, str | Promise] = {
    "positive": gettext_lazy("good"),
    "mixed": gettext_lazy("good and bad"),
    "neutral": gettext_lazy("neither"),
    "negative": gettext_lazy("bad"),
}

FITS: dict[str, str | Promise] = {
    "small": gettext_lazy("runs small"),
    "true": gettext_lazy("true to size"),
    "large": gettext_lazy("runs large"),
}

# columns of the tallies, as a filter of the list offers them
COUNTED: dict[str, str | Promise] = {
    "n": gettext_lazy("counted at all"),
    "n_text": gettext_lazy("with words of their own"),
    "positive": gettext_lazy("as positive"),
    "neutral": gettext_lazy("as neutral"),
    "negative": gettext_lazy("as negative"),
    "unknown": gettext_lazy("as unknown"),
    "without_theme": gettext_lazy("without a theme"),
    "changed": gettext_lazy("changed by a follow-up"),
    "photo_only": gettext_lazy("photos only"),
    "default_text": gettext_lazy("the platform's text"),
    "suspect": gettext_lazy("as suspected"),
    "fit_small": gettext_lazy("runs small"),
    "fit_true": gettext_lazy("true to size"),
    "fit_large": gettext_lazy("runs large"),
    "nowhere": gettext_lazy("in no number"),
}

LANGUAGES: dict[str, str | Promise] = {
    "en": gettext_lazy("English"),
    "zh": gettext_lazy("Chinese"),
}


def polarity_badge(label: str, *, corrected: bool = False) -> SafeString:
    """A polarity by sign and word; a pencil where a person said so."""
    return format_html(
        '<span class="mai-badge mai-badge-{}"><span aria-hidden="true">{}</span> {}{}</span>',
        label,
        SIGNS.get(label, "?"),
        polarity_word(label),
        gettext(" (corrected)") if corrected else "",
    )


def polarity_word(label: str) -> str:
    """A polarity in the reader's words."""
    return str(Polarity(label).label) if label in Polarity.values else label


def signed(label: str) -> str:
    """A polarity as sign and word, for choices and notes."""
    return f"{SIGNS.get(label, '?')} {polarity_word(label)}"


def percent(share: float | None) -> str:
    """A share, 0…1, as whole percent; a dash where there is none."""
    return "–" if share is None else gettext("%(n)s %%") % {"n": round(share * 100)}


def between(ends: tuple[float, float] | None) -> str:
    """An interval of shares in percent."""
    if ends is None:
        return "–"
    return gettext("%(low)s to %(high)s %%") % {
        "low": round(ends[0] * 100),
        "high": round(ends[1] * 100),
    }


def theme_name(name: str, name_zh: str) -> str:
    """A theme in the reader's language."""
    return name_zh if name_zh and (get_language() or "").startswith("zh") else name


def reason(code: str) -> str:
    """Why a review is left out, unknown or suspected."""
    return reasons.sentence(code) if code else ""


def language(code: str) -> str:
    """A language by name, others by their code."""
    return str(LANGUAGES.get(code, code)) if code else gettext("cannot be told")
