"""Shapes of the staff API for copy, publications and campaigns: one in, one out."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from marketing_ai.api.bodies import StrictSerializer
from marketing_ai.api.fields import NamedChoiceField, RowSerializer, UtcField
from marketing_ai.copywriting.campaigns import CampaignState, Channel, Goal, OfferRule
from marketing_ai.copywriting.kinds import Kind, Length, Tone
from marketing_ai.copywriting.models import (
    Campaign,
    ClaimCheck,
    CopySource,
    CopyState,
    CopyVariant,
    DiscardReason,
    Offer,
    Provenance,
    Publication,
    PublicationAction,
    WriteMode,
)

# --- out --------------------------------------------------------------------------------


@extend_schema_serializer(component_name="MarketingClaim")
class ClaimRow(RowSerializer):
    """A factual span of a text and the fact that carries it."""

    class Meta:
        model = ClaimCheck
        fields: ClassVar[Any] = [
            "start", "end", "text", "kind", "supported", "fact_name", "fact_value",
            "nearest_name", "nearest_value", "reason",
        ]  # fmt: skip
        read_only_fields = fields


@extend_schema_serializer(component_name="MarketingCopy")
class CopyRow(RowSerializer):
    """A text with its state, provenance and check."""

    product = serializers.CharField(source="product_id", read_only=True)
    kind = NamedChoiceField(Kind, read_only=True)
    tone = NamedChoiceField(Tone, read_only=True)
    length = NamedChoiceField(Length, read_only=True)
    state = NamedChoiceField(CopyState, read_only=True)
    source = NamedChoiceField(CopySource, read_only=True)  # type: ignore[assignment]
    provenance = NamedChoiceField(Provenance, read_only=True)
    ai_generated = serializers.BooleanField(read_only=True)
    human_reviewed_at = UtcField(source="approved_at", read_only=True, allow_null=True)
    write_mode = NamedChoiceField(WriteMode, read_only=True)
    discard_reason = NamedChoiceField(DiscardReason, read_only=True, allow_blank=True)
    claims_read = serializers.SerializerMethodField(
        help_text="Whether the checker of claims has read this text; until then it cannot be "
        "approved."
    )

    class Meta:
        model = CopyVariant
        fields: ClassVar[Any] = [
            "id", "product", "store", "kind", "language", "audience", "tone", "length", "text",
            "state", "source", "provenance", "ai_generated", "human_reviewed_at", "model",
            "prompt_version", "rank", "score", "open_claims", "claims_read", "blocked",
            "write_mode", "starts",
            "ends", "campaign", "offer", "job", "created", "edited_at", "published_at",
            "discard_reason",
        ]  # fmt: skip
        read_only_fields = fields

    def get_claims_read(self, variant: CopyVariant) -> bool:
        """False while a worker has still to read it."""
        return bool(variant.reading_of)


@extend_schema_serializer(component_name="MarketingFact")
class FactRow(serializers.Serializer[Any]):
    """A fact as the check saw it."""

    name = serializers.CharField()
    value = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="MarketingCopyDetail")
class CopyDetail(CopyRow):
    """A text with the facts it was checked against, its claims and broken rules."""

    claims = ClaimRow(many=True, read_only=True)
    facts = FactRow(many=True, read_only=True)
    violations = serializers.ListField(
        child=serializers.DictField(), read_only=True, help_text="Brand rules against it."
    )

    class Meta(CopyRow.Meta):
        fields: ClassVar[Any] = [*CopyRow.Meta.fields, "claims", "facts", "violations"]
        read_only_fields = fields


@extend_schema_serializer(component_name="MarketingPublication")
class PublicationRow(RowSerializer):
    """One change of what a product says."""

    product = serializers.CharField(source="product_id", read_only=True)
    kind = NamedChoiceField(Kind, read_only=True)
    action = NamedChoiceField(PublicationAction, read_only=True)
    provenance = NamedChoiceField(Provenance, read_only=True, allow_blank=True)
    undone = serializers.SerializerMethodField()

    class Meta:
        model = Publication
        fields: ClassVar[Any] = [
            "id", "variant", "product", "store", "kind", "language", "audience", "action",
            "field", "before", "after", "provenance", "job", "actor", "created", "undoes", "undone",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.BooleanField())
    def get_undone(self, row: Publication) -> bool:
        """Whether it was undone; the queryset selects the row that did."""
        return hasattr(row, "undone_by")


@extend_schema_serializer(component_name="MarketingOffer")
class OfferRow(RowSerializer):
    """What a campaign offers."""

    rule = NamedChoiceField(OfferRule, read_only=True)

    class Meta:
        model = Offer
        fields: ClassVar[Any] = [
            "id", "rule", "value", "threshold", "currency", "starts", "ends", "terms", "stock_cap",
        ]  # fmt: skip
        read_only_fields = fields


@extend_schema_serializer(component_name="MarketingCampaign")
class CampaignRow(RowSerializer):
    """A campaign with its offers and the number of its products."""

    state = NamedChoiceField(CampaignState, read_only=True)
    goal = NamedChoiceField(Goal, read_only=True)
    channel = NamedChoiceField(Channel, read_only=True)
    tone = NamedChoiceField(Tone, read_only=True)
    length = NamedChoiceField(Length, read_only=True)
    kinds = serializers.ListField(child=serializers.CharField(), read_only=True)
    languages = serializers.ListField(child=serializers.CharField(), read_only=True)
    n_products = serializers.IntegerField(read_only=True)
    offers = OfferRow(many=True, read_only=True)

    class Meta:
        model = Campaign
        fields: ClassVar[Any] = [
            "id", "store", "name", "state", "goal", "channel", "kinds", "languages", "audience",
            "tone", "length", "starts", "ends", "budget_tokens", "owner", "created", "n_products",
            "offers",
        ]  # fmt: skip
        read_only_fields = fields


# --- in ---------------------------------------------------------------------------------


@extend_schema_serializer(component_name="MarketingCopyRequest")
class CopyRequestBody(StrictSerializer):
    """Which texts to write for which products."""

    products = serializers.ListField(
        child=serializers.CharField(max_length=128), max_length=10_000, help_text="Ids."
    )
    # kinds and tones are checked by the service, whose error names the choices
    kinds = serializers.ListField(child=serializers.CharField(max_length=20), required=False)
    languages = serializers.ListField(
        child=serializers.CharField(max_length=12),
        required=False,
        help_text="Empty: each product in its own.",
    )
    audience = serializers.CharField(max_length=64, allow_blank=True, required=False)
    tone = serializers.CharField(max_length=12, required=False)
    length = serializers.CharField(max_length=8, required=False)
    variants = serializers.IntegerField(min_value=1, required=False)
    campaign = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    note = serializers.CharField(max_length=300, allow_blank=True, required=False)
    notify_email = serializers.EmailField(allow_blank=True, required=False)
    notify_webhook = serializers.URLField(allow_blank=True, required=False)


@extend_schema_serializer(component_name="MarketingCopyPaste")
class PasteBody(StrictSerializer):
    """A text that a person wrote."""

    product = serializers.CharField(max_length=128)
    kind = serializers.CharField(max_length=20)
    language = serializers.CharField(max_length=12)
    text = serializers.CharField(max_length=20_000, trim_whitespace=False)
    audience = serializers.CharField(max_length=64, allow_blank=True, required=False)
    starts = UtcField(allow_null=True, required=False)
    ends = UtcField(allow_null=True, required=False)


@extend_schema_serializer(component_name="MarketingCopyEdit")
class EditBody(StrictSerializer):
    """What to change; what is left out stays, null takes a window away."""

    text = serializers.CharField(max_length=20_000, required=False, trim_whitespace=False)
    starts = UtcField(allow_null=True, required=False)
    ends = UtcField(allow_null=True, required=False)
    write_mode = NamedChoiceField(WriteMode, required=False)


@extend_schema_serializer(component_name="MarketingCopyReject")
class RejectBody(StrictSerializer):
    """Why a draft is thrown away."""

    reason = NamedChoiceField(DiscardReason)


@extend_schema_serializer(component_name="MarketingCopyPublish")
class PublishBody(StrictSerializer):
    """Consent to lose what the description holds besides text."""

    confirmed_loss = serializers.BooleanField(default=False)


# --- filters ----------------------------------------------------------------------------

COPY_ORDERINGS = ("created", "published_at", "score", "rank", "open_claims")


def ordering_field(*names: str) -> serializers.ChoiceField:
    """`?ordering=`: these names, each also with a leading minus."""
    return serializers.ChoiceField(
        choices=[sign + name for name in names for sign in ("", "-")], required=False
    )


class CopyFilters(serializers.Serializer[Any]):
    """Query parameters of the list of texts."""

    state = serializers.ChoiceField(choices=CopyState.choices, required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    language = serializers.CharField(max_length=12, required=False)
    audience = serializers.CharField(max_length=64, allow_blank=True, required=False)
    product = serializers.CharField(max_length=128, required=False)
    campaign = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    job = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    ordering = ordering_field(*COPY_ORDERINGS)


class PublicationFilters(serializers.Serializer[Any]):
    """Query parameters of the list of publications."""

    product = serializers.CharField(max_length=128, required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    job = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    ordering = ordering_field("created")


class CampaignFilters(serializers.Serializer[Any]):
    """Query parameters of the list of campaigns."""

    state = serializers.ChoiceField(choices=CampaignState.choices, required=False)
    ordering = ordering_field("created", "starts", "ends", "name")
