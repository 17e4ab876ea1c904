"""Forms of the review pages: what a person says; the services decide what may be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import widgets
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin import reviewwords
from marketing_ai.reviews.models import Polarity

MAX_REPLY = 4000  # characters
HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


def _labels() -> list[tuple[str, str]]:
    return [
        *((label, reviewwords.signed(label)) for label in Polarity.values),
        ("", gettext("as the model read it")),
    ]


class PolarityForm(forms.Form):
    """What a text really says; "" takes the correction back."""

    label = forms.ChoiceField(label=_("It says"), choices=_labels, required=False)


class AspectForm:
    """The verdict on one aspect, one control: right, none at all, or another polarity."""

    RIGHT, NONE = "right", "wrong"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """What can be said of an aspect."""
        return [
            (cls.RIGHT, gettext("as the model read it")),
            (cls.NONE, gettext("✗ no aspect")),
            *((label, reviewwords.signed(label)) for label in Polarity.values),
        ]

    @classmethod
    def parse(cls, value: str) -> tuple[bool, str]:
        """(wrong, label) as the service takes them; it refuses what is no label."""
        if value == cls.NONE:
            return True, ""
        return False, "" if value == cls.RIGHT else value or "?"


class ThemeForm(forms.Form):
    """A theme's names."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=widgets.AdminTextInputWidget)
    name_zh = forms.CharField(
        label=_("Chinese name"),
        max_length=80,
        required=False,
        widget=widgets.AdminTextInputWidget,
    )


class TermForm(forms.Form):
    """A term and the theme that it belongs to."""

    term = forms.CharField(label=_("Term"), max_length=120, widget=widgets.AdminTextInputWidget)


class HoursForm(forms.Form):
    """When old reviews are read, in the shop's time zone."""

    from_hour = forms.TypedChoiceField(label=_("From"), choices=HOURS, coerce=int)
    to_hour = forms.TypedChoiceField(label=_("Until"), choices=HOURS, coerce=int)


class ReplyForm(forms.Form):
    """The answer as it will be sent."""

    text = forms.CharField(
        label=_("Answer"),
        max_length=MAX_REPLY,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 8}),
    )

    def clean_text(self) -> str:
        """Browsers send CR LF; the text is kept with LF."""
        text: Any = self.cleaned_data["text"]
        return str(text).replace("\r\n", "\n").replace("\r", "\n")
