"""Shapes of reviews and of what is said from them over the API: one in, one out."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from marketing_ai.api.bodies import StrictSerializer
from marketing_ai.api.fields import NamedChoiceField, RowSerializer, UtcField
from marketing_ai.reviews.models import (
    Polarity,
    ProblemReason,
    Review,
    ReviewAspect,
    ReviewState,
    Voice,
)
from marketing_ai.reviews.serving import SIDES

BIG = 2**63 - 1

# --- to visitors --------------------------------------------------------------------------


@extend_schema_serializer(component_name="MarketingShownAspect")
class ShownAspectRow(serializers.Serializer[Any]):
    """Words of a review that speak of something."""

    field = serializers.CharField(help_text="Where they stand: title or text.")
    start = serializers.IntegerField(help_text="Code points from the start of that field.")
    end = serializers.IntegerField()
    term = serializers.CharField()
    label = NamedChoiceField(Polarity)  # type: ignore[assignment]
    theme = serializers.IntegerField(allow_null=True)


class ShownTextRow(serializers.Serializer[Any]):
    """What all texts of a voice have."""

    id = serializers.IntegerField(source="pk")
    source_id = serializers.CharField(source="source_pk", help_text="The shop's own key.")
    title = serializers.CharField()
    text = serializers.CharField(help_text="Without markup and invisible characters.")
    stars = serializers.IntegerField(allow_null=True)
    written = UtcField()
    language = serializers.CharField(help_text="Empty: it cannot be told.")
    verified = serializers.BooleanField(help_text="The author bought the product in this shop.")
    incentivised = serializers.BooleanField(help_text="The author got something for writing.")
    polarity = NamedChoiceField(Polarity, source="label")
    counted = serializers.BooleanField(help_text="Whether the numbers hold it.")
    reason = serializers.CharField(
        help_text="Why it is left out, or why its polarity is unknown; empty otherwise."
    )
    aspects = ShownAspectRow(many=True)


@extend_schema_serializer(component_name="MarketingFollowUp")
class FollowUpRow(ShownTextRow):
    """A later text of the same author on the same purchase."""


@extend_schema_serializer(component_name="MarketingShownReview")
class ShownReviewRow(ShownTextRow):
    """An approved review as a visitor may read it."""

    follow_ups = FollowUpRow(many=True)


class ShownFilters(StrictSerializer):
    """Query parameters of a product's reviews."""

    theme = serializers.IntegerField(min_value=1, max_value=BIG, required=False)
    polarity = serializers.ChoiceField(
        choices=SIDES,
        required=False,
        help_text="Of the review; with a theme what it says of that. `mixed` needs a theme.",
    )
    verified = serializers.BooleanField(required=False, allow_null=True, default=None)
    incentivised = serializers.BooleanField(required=False, allow_null=True, default=None)

    def validate(self, attrs: Any) -> Any:
        """`mixed` is said of a theme only."""
        if attrs.get("polarity") == "mixed" and "theme" not in attrs:
            raise serializers.ValidationError({"polarity": ["“mixed” needs a theme."]})
        return attrs


@extend_schema_serializer(component_name="MarketingProblemReport")
class ProblemBody(StrictSerializer):
    """What is wrong. There is no field for words: they could hold personal data."""

    reason = NamedChoiceField(ProblemReason, default=ProblemReason.OTHER)


# --- to staff -------------------------------------------------------------------------------


@extend_schema_serializer(component_name="MarketingAspect")
class AspectRow(RowSerializer):
    """An aspect as it was read; places count in title, line break, text as the shop holds them."""

    label = NamedChoiceField(Polarity, read_only=True)  # type: ignore[assignment]
    corrected_label = NamedChoiceField(Polarity, read_only=True, allow_blank=True)

    class Meta:
        model = ReviewAspect
        fields: ClassVar[Any] = [
            "id", "start", "end", "term", "label", "polarity", "confidence", "theme", "wrong",
            "corrected_label",
        ]  # fmt: skip
        read_only_fields = fields


@extend_schema_serializer(component_name="MarketingReview")
class ReviewRow(RowSerializer):
    """A review with its reading."""

    product = serializers.CharField(source="product_id", read_only=True, allow_null=True)
    voice = NamedChoiceField(Voice, read_only=True)
    state = NamedChoiceField(ReviewState, read_only=True)
    label = NamedChoiceField(Polarity, read_only=True)  # type: ignore[assignment]
    effective_label = NamedChoiceField(
        Polarity, read_only=True, help_text="A person's correction, else what the model read."
    )
    corrected_label = NamedChoiceField(Polarity, read_only=True, allow_blank=True)
    counted = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields: ClassVar[Any] = [
            "id", "source", "source_pk", "store", "product", "voice", "follows", "title", "text",
            "stars", "written", "language", "verified", "incentivised", "n_photos", "variant",
            "approved", "answered", "state", "queued", "label", "polarity", "confidence",
            "effective_label", "corrected_label", "corrected_at", "language_read", "read_model",
            "read_at", "reason", "suspect", "fit", "counted",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.BooleanField())
    def get_counted(self, row: Review) -> bool:
        """Whether the numbers hold it, alone or with the review that it follows."""
        return bool(row.counted)


@extend_schema_serializer(component_name="MarketingReviewDetail")
class ReviewDetail(ReviewRow):
    """A review with its aspects."""

    aspects = AspectRow(many=True, read_only=True)

    class Meta(ReviewRow.Meta):
        fields: ClassVar[Any] = [*ReviewRow.Meta.fields, "aspects"]
        read_only_fields = fields


class ReviewFilters(serializers.Serializer[Any]):
    """Query parameters of the list of reviews."""

    state = serializers.ChoiceField(choices=ReviewState.choices, required=False)
    label = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Polarity.choices, required=False
    )
    voice = serializers.ChoiceField(choices=Voice.choices, required=False)
    product = serializers.CharField(max_length=128, required=False)
    source_pk = serializers.CharField(max_length=128, required=False)
    reason = serializers.CharField(max_length=32, allow_blank=True, required=False)
    suspect = serializers.CharField(max_length=32, allow_blank=True, required=False)
    ordering = serializers.ChoiceField(
        choices=["written", "-written", "read_at", "-read_at", "confidence", "-confidence"],
        required=False,
    )


@extend_schema_serializer(component_name="MarketingCorrection")
class CorrectionBody(StrictSerializer):
    """What the text says on the whole; empty takes a correction back."""

    label = NamedChoiceField(Polarity, allow_blank=True)  # type: ignore[assignment]


@extend_schema_serializer(component_name="MarketingAspectMark")
class MarkBody(StrictSerializer):
    """That the words are no aspect, or what they really say; neither takes both back."""

    aspect = serializers.IntegerField(min_value=1, max_value=BIG, help_text="Its id.")
    wrong = serializers.BooleanField(default=False)
    label = NamedChoiceField(Polarity, allow_blank=True, default="")  # type: ignore[assignment]


@extend_schema_serializer(component_name="MarketingAnalysisRequest")
class AnalysisBody(StrictSerializer):
    """Which reviews to read: those of products, of a campaign's products, or single ones."""

    products = serializers.ListField(
        child=serializers.CharField(max_length=128), max_length=10_000, required=False
    )
    reviews = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=BIG),
        max_length=10_000,
        required=False,
    )
    again = serializers.BooleanField(
        default=False, help_text="Also those that the present model has read already."
    )

    def validate(self, attrs: Any) -> Any:
        """Exactly one of them."""
        if sum(1 for name in ("products", "reviews") if attrs.get(name)) != 1:
            raise serializers.ValidationError({"products": ["Name either products or reviews."]})
        return attrs
