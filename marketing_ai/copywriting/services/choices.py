"""Whether what was asked for exists: kinds, tones, lengths, languages, windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_ai.conf import conf
from marketing_ai.copywriting.kinds import Kind, Length, Tone
from marketing_ai.copywriting.models import WriteMode
from marketing_ai.exceptions import UnknownChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import TextChoices

EMPTY_TEXT = gettext_lazy("The text is empty.")


def check_kinds(kinds: Sequence[str]) -> None:
    """Raise UnknownChoice for no kind at all or an unknown one (reviews, testimonials)."""
    _check(kinds or [""], Kind.values, what=_("kind of text"))


def check_languages(languages: Iterable[str]) -> None:
    """Raise UnknownChoice for a language that is not among SITE_LANGUAGES."""
    _check(languages, conf.SITE_LANGUAGES, what=_("language"))


def check_tone(tone: str) -> None:
    """Raise UnknownChoice for an unknown tone."""
    _check([tone], Tone.values, what=_("tone"))


def check_length(length: str) -> None:
    """Raise UnknownChoice for an unknown length."""
    _check([length], Length.values, what=_("length"))


def check_write_mode(mode: str, *, kind: str) -> None:
    """Raise UnknownChoice; only a description can go above or in place of the description."""
    modes = WriteMode.values if kind == Kind.DESCRIPTION else [WriteMode.OWN.value]
    _check([mode], modes, what=_("place for this kind of text"))


def check_choice(value: str, choices: type[TextChoices]) -> None:
    """Raise UnknownChoice for what is no value of the choices."""
    _check([value], choices.values, what=_("choice"))


def check_window(starts: datetime | None, ends: datetime | None) -> None:
    """Raise UnknownChoice for a window that ends before it starts."""
    if starts is not None and ends is not None and ends <= starts:
        raise UnknownChoice(
            value=f"{starts:%Y-%m-%d %H:%M} – {ends:%Y-%m-%d %H:%M}",
            what=_("window"),
            choices=_("an end after the start"),
        )


def _check(values: Iterable[str], known: Sequence[str], *, what: str) -> None:
    for value in values:
        if value not in known:
            raise UnknownChoice(value=value, what=what, choices=", ".join(known))
