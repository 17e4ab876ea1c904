"""The body of a product's insight over the API: every number with what it is of."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.reverse import reverse

from marketing_ai.api.fields import NamedChoiceField, UtcField
from marketing_ai.reviews.models import Polarity
from marketing_ai.reviews.public import PublicInsight, PublicTheme, Status


class MarketingReviewCounts(serializers.Serializer[Any]):
    """Voices: a review with its follow-ups is one."""

    n = serializers.IntegerField(help_text="All that count, stars without words included.")
    n_text = serializers.IntegerField(help_text="Those with words: the N of “n of N”.")
    positive = serializers.IntegerField()
    neutral = serializers.IntegerField()
    negative = serializers.IntegerField()
    unknown = serializers.IntegerField(help_text="The model cannot tell.")


class MarketingReviewsApart(serializers.Serializer[Any]):
    """What is counted apart."""

    left_out = serializers.IntegerField(
        help_text="In no number (duplicates, spam): never for what they say."
    )
    without_words = serializers.IntegerField(help_text="Stars or photos only, platforms' texts.")
    without_theme = serializers.IntegerField(help_text="With words, but on no known theme.")
    photo_only = serializers.IntegerField()
    default_text = serializers.IntegerField()
    suspect = serializers.IntegerField(help_text="Counted, and suspected not to be genuine.")
    changed = serializers.IntegerField(help_text="The follow-up says otherwise than the first.")
    questions_and_comments = serializers.IntegerField(help_text="In no number of reviews.")


class MarketingReviewScore(serializers.Serializer[Any]):
    """−1 (all negative) to 1 (all positive), with its 95 % interval; see `score_formula`."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class MarketingReviewPeriod(serializers.Serializer[Any]):
    """When the reviews were written: the first and last month, by their first days."""

    first = serializers.DateField(allow_null=True)
    last = serializers.DateField(allow_null=True)


class MarketingFitCounts(serializers.Serializer[Any]):
    """Voices that say how it fits; n is their sum."""

    n = serializers.IntegerField()
    small = serializers.IntegerField(help_text="It runs small.")
    true = serializers.IntegerField()
    large = serializers.IntegerField(help_text="It runs large.")


class MarketingFitCell(serializers.Serializer[Any]):
    """What shoppers of one height and weight say; from … to below …"""

    height_from = serializers.IntegerField(help_text="In cm.")
    height_to = serializers.IntegerField()
    weight_from = serializers.IntegerField(help_text="In kg.")
    weight_to = serializers.IntegerField()
    counts = MarketingFitCounts()


class MarketingReviewFit(serializers.Serializer[Any]):
    """How it fits, on the whole and by stated height and weight."""

    counts = MarketingFitCounts()
    n_text = serializers.IntegerField(help_text="Reviews with words: the N of “n of N”.")
    cells = MarketingFitCell(many=True, help_text="Only those with enough voices.")


class MarketingReviewTheme(serializers.Serializer[PublicTheme]):
    """Reviews that speak of a theme, each once; n is the sum of the four sides."""

    id = serializers.IntegerField(source="theme")
    name = serializers.CharField(help_text="In the visitor's language.")
    n = serializers.IntegerField()
    positive = serializers.IntegerField()
    neutral = serializers.IntegerField()
    negative = serializers.IntegerField()
    mixed = serializers.IntegerField(help_text="Good and bad of it in one review.")
    verified = serializers.IntegerField(help_text="Of n.")
    incentivised = serializers.IntegerField(help_text="Of n.")
    named = serializers.BooleanField(help_text="Enough reviews speak of it for the summary.")
    reviews_url = serializers.SerializerMethodField(help_text="The rows behind n.")

    @extend_schema_field(serializers.URLField())
    def get_reviews_url(self, theme: PublicTheme) -> str:
        """The product's reviews on this theme."""
        return f"{self.context['reviews_url']}?theme={theme.theme}"


class MarketingReviewSentence(serializers.Serializer[Any]):
    """A sentence that code wrote from counts."""

    text = serializers.CharField()
    theme = serializers.IntegerField(allow_null=True, help_text="Null: on the whole.")
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="Every number in it, by what it counts."
    )


class MarketingReviewQuote(serializers.Serializer[Any]):
    """Words of one review, verbatim."""

    review = serializers.IntegerField(help_text="Its id in the list of reviews.")
    source_id = serializers.CharField(source="source_pk", help_text="The shop's own key.")
    text = serializers.CharField()
    language = serializers.CharField()
    theme = serializers.IntegerField()
    polarity = NamedChoiceField(Polarity, source="label")
    stars = serializers.IntegerField(allow_null=True)
    written = UtcField()
    verified = serializers.BooleanField()
    incentivised = serializers.BooleanField()


class MarketingReviewSummary(serializers.Serializer[Any]):
    """The summary as it was last built."""

    sentences = MarketingReviewSentence(many=True)
    quotes = MarketingReviewQuote(many=True)
    n_used = serializers.IntegerField(help_text="Reviews with words that it was built from.")
    built = UtcField(allow_null=True)
    model = serializers.CharField(help_text="That read the quoted reviews.")


@extend_schema_serializer(component_name="MarketingProductInsight")
class InsightBody(serializers.Serializer[PublicInsight]):
    """What a product's page may say from its reviews, and what must stand beside it."""

    product = serializers.CharField()
    language = serializers.CharField(help_text="Of every sentence here but quotes.")
    status = NamedChoiceField(Status)
    status_text = serializers.CharField(source="status.label")
    ai_generated = serializers.SerializerMethodField(
        help_text="A model read the reviews; sentences and counts are by code."
    )
    disclosure = serializers.CharField(help_text="Show it beside what is said.")
    verification = serializers.CharField(
        help_text="How the shop makes sure that reviewers bought the product; show it."
    )
    verification_language = serializers.CharField()
    n_used = serializers.IntegerField(help_text="Reviews with words that are counted.")
    n_total = serializers.IntegerField(help_text="All approved reviews.")
    min_reviews = serializers.IntegerField(help_text="Reviews with words a summary needs.")
    period = MarketingReviewPeriod(source="*")
    counts = MarketingReviewCounts()
    verified = MarketingReviewCounts(help_text="Of verified purchases.")
    not_verified = MarketingReviewCounts()
    incentivised = MarketingReviewCounts(help_text="Of authors who got something for writing.")
    apart = MarketingReviewsApart()
    stars = serializers.SerializerMethodField(help_text="Number of stars → reviews.")
    fit = MarketingReviewFit(allow_null=True, help_text="Null: too few say it.")
    score = MarketingReviewScore(allow_null=True)
    score_formula = serializers.CharField()
    themes = MarketingReviewTheme(many=True)
    summary = MarketingReviewSummary(allow_null=True)
    reviews_url = serializers.SerializerMethodField(help_text="The reviews that this is from.")
    report_url = serializers.SerializerMethodField(help_text="POST a problem with it here.")

    @extend_schema_field(serializers.BooleanField())
    def get_ai_generated(self, insight: PublicInsight) -> bool:
        """Whether what is here rests on what a model read."""
        return insight.n_used > 0

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField()))
    def get_stars(self, insight: PublicInsight) -> dict[str, int]:
        """Keys as text, most stars first."""
        return {str(stars): n for stars, n in insight.stars.items()}

    @extend_schema_field(serializers.URLField())
    def get_reviews_url(self, insight: PublicInsight) -> str:
        """The list of the product's reviews."""
        return str(self.context["reviews_url"])

    @extend_schema_field(serializers.URLField())
    def get_report_url(self, insight: PublicInsight) -> str:
        """Where problems are reported."""
        return str(self.context["report_url"])


def insight_body(insight: PublicInsight, request: Any) -> dict[str, Any]:
    """The body of the answer."""
    context = {
        f"{name}_url": reverse(
            f"marketing_ai_api:product-{route}", args=[insight.product], request=request
        )
        for name, route in (("reviews", "reviews"), ("report", "insight-report"))
    }
    return dict(InsightBody(insight, context=context).data)
