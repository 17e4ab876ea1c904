"""Why a review is left out of something, or unknown: each code with its sentence.

Codes are stored; sentences are put into the reader's language when shown.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# In no number at all: the text is no shopper's voice of its own. Never for its polarity.
DROPPED = {
    "spam": _("It advertises something else, or is no text."),
    "duplicate": _("The same text stands elsewhere; the first one counts."),
    "near_duplicate": _("Nearly the same text stands elsewhere; the first one counts."),
    "boilerplate": _("It repeats the shop's own words, not a shopper's."),
    "author_cap": _("This author has written more about the product than counts."),
    "guest_cap": _("More reviews without an author came in a day than count."),
}

# Counted in the stars and apart, but in no "n of N": there are no words of the shopper's own.
WORDLESS = {
    "no_words": _("Stars without words."),
    "photo_only": _("Photos without words."),
    "default_text": _("The platform's text, not the shopper's."),
}

# Read, and the answer is unknown.
UNKNOWN = {
    "language": _("It is in a language that the model does not read."),
    "short": _("It is too short to say anything."),
    "unreadable": _("It cannot be read: signs, not words."),
    "no_opinion": _("It states no opinion."),
    "question": _("It asks something."),
    "unsure": _("The model is not sure enough."),
}

OTHER = {
    "broke_worker": _(
        "Reading it broke the worker several times. Look at the text, then try again."
    ),
}

SUSPECTED = {
    "burst": _("Far more reviews with stars like these came within hours than usual."),
    "paid": _("The text says that it was paid for."),
    "copied": _("Parts of it stand in other reviews of the shop."),
}

ALL = {**DROPPED, **WORDLESS, **UNKNOWN, **OTHER}


def sentence(code: str) -> str:
    """The reason in words, in the active language; "" for none."""
    return str(ALL.get(code) or SUSPECTED.get(code) or code)
