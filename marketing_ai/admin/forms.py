"""Forms of the review queue: what a person types; the services decide what may be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import widgets
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin.generate import language_choices
from marketing_ai.copywriting.campaigns import Campaign, CampaignState
from marketing_ai.copywriting.kinds import Kind
from marketing_ai.copywriting.models import DiscardReason, WriteMode

MAX_TEXT = 20_000  # characters; far above any kind's limit


class MomentField(forms.DateTimeField):
    """A date and time as one native control, in the site's time zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, **kwargs)


class EditForm(forms.Form):
    """Change a draft's text, its window and where it goes."""

    text = forms.CharField(
        label=_("Text"),
        max_length=MAX_TEXT,
        strip=False,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 7}),
    )
    starts = MomentField(label=_("Served from"), help_text=_("Empty: at once."))
    ends = MomentField(label=_("Served until"), help_text=_("Empty: without an end."))
    write_mode = forms.ChoiceField(label=_("Goes to"), choices=WriteMode.choices)

    def clean_text(self) -> str:
        """Browsers send CR LF; the text is kept with LF."""
        return self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")


class DiscardForm(forms.Form):
    """Why a draft is thrown away."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DiscardReason.choices)


class FactForm(forms.Form):
    """A fact that the catalogue lacked."""

    name = forms.CharField(
        label=_("Attribute"), max_length=100, widget=widgets.AdminTextInputWidget
    )
    value = forms.CharField(label=_("Value"), max_length=500, widget=widgets.AdminTextInputWidget)
    unit = forms.CharField(
        label=_("Unit"), max_length=20, required=False, widget=widgets.AdminTextInputWidget
    )


class PasteForm(forms.Form):
    """A text that a person wrote elsewhere."""

    kind = forms.ChoiceField(label=_("Kind of text"), choices=Kind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    audience = forms.CharField(
        label=_("Audience"),
        max_length=64,
        required=False,
        widget=widgets.AdminTextInputWidget,
        help_text=_("Empty: everyone."),
    )
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), required=False
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=MAX_TEXT,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 8}),
        help_text=_("Plain text. The slots {price} and {offer} are filled when it is shown."),
    )
    starts = MomentField(label=_("Served from"), help_text=_("Empty: at once."))
    ends = MomentField(label=_("Served until"), help_text=_("Empty: without an end."))

    def __init__(self, *args: Any, stores: set[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Campaign.objects.exclude(state=CampaignState.ENDED)
        self.fields["campaign"].queryset = (  # type: ignore[attr-defined]
            rows if stores is None else rows.filter(store__in=stores)
        )

    def clean_text(self) -> str:
        """Browsers send CR LF; the text is kept with LF."""
        return self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
