"""What a visitor may send to the shop."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

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
