"""What a visitor may send to the shop."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketing_ai.reviews.serving import SIDES
from shop_demo.models import Review


class ReviewForm(forms.ModelForm):
    """A review of one product. Stars are a choice, so that they work without JavaScript."""

    stars = forms.TypedChoiceField(
        label=_("Stars"),
        coerce=int,
        # nothing is chosen beforehand: a preset five would be our rating, not theirs
        choices=[("", _("Choose…")), *((n, str(n)) for n in (5, 4, 3, 2, 1))],
        widget=forms.Select,
    )

    class Meta:
        model = Review
        fields = ["author_name", "stars", "title", "text"]
        labels = {
            "author_name": _("Your name, as shown"),
            "title": _("Headline (optional)"),
            "text": _("Your review"),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}


class ReviewFilter(forms.Form):
    """Which reviews of a product to show; what cannot be understood filters nothing."""

    theme = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    polarity = forms.ChoiceField(required=False, choices=[(side, side) for side in SIDES])
    verified = forms.NullBooleanField(required=False)
    incentivised = forms.NullBooleanField(required=False)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The filters that were given, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
