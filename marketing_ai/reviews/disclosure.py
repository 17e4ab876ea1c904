"""What stands beside everything that is said from reviews, in the reader's language.

That a machine read them (AI Act, art. 50), how the shop makes sure that reviewers bought the
product, and how the score comes about (Omnibus directive).
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from marketing_ai.conf import conf


@lru_cache(maxsize=64)
def disclosure(language: str) -> str:
    """Says what AI did and what it did not do."""
    with override(language):
        return _(
            "An AI model read these reviews, and a program counted what it read. "
            "Quotes are the shoppers' own words."
        )


@lru_cache(maxsize=64)
def score_formula(language: str) -> str:
    """How the score comes about."""
    with override(language):
        return _(
            "The score is the number of positive reviews minus the number of negative ones, "
            "divided by the number of positive, neutral and negative ones: from −1 (all "
            "negative) to 1 (all positive), with its 95 % interval. All approved reviews with "
            "words count alike, save those that someone was given something for; stars do not "
            "count."
        )


def verification(language: str) -> tuple[str, str]:
    """(sentence, its language) of `REVIEW_VERIFICATION`; ("", "") where the shop states none.

    "zh-hans-cn" falls back to "zh-hans", "zh", another Chinese one, English, then the first.
    """
    given = {key.lower(): str(text).strip() for key, text in conf.REVIEW_VERIFICATION.items()}
    given = {key: text for key, text in given.items() if text}
    parts = language.lower().split("-")
    wanted = ["-".join(parts[:n]) for n in range(len(parts), 0, -1)]
    wanted += [key for key in given if key.split("-")[0] == parts[0]]
    for key in (*wanted, "en", *given):
        if key in given:
            return given[key], key
    return "", ""
