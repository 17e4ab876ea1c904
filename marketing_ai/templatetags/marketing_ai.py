"""Template tags for the shop's pages.

    {% load marketing_ai %}
    {% marketing_copy product "description" as copy %}
    {% if copy %}{% marketing_text copy %}{% else %}{{ product.description }}{% endif %}

All kinds of one product cost one query a page; the tag remembers them while the page is
rendered. A draft is shown only behind a valid preview link (`PreviewMiddleware`).

    {% review_insight product %}

What shoppers say of it, with quotes and what must stand beside them; four queries. Override
`marketing_ai/review_insight.html` for another look.

    {{ review.text|review_shown|linebreaks }}

A shopper's words without markup and without characters that hide or turn text; escape as usual.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from marketing_ai.conf import conf
from marketing_ai.copywriting.disclosure import disclosure
from marketing_ai.copywriting.serving import ServedText, served_texts
from marketing_ai.reviews.clean import shown
from marketing_ai.reviews.public import PublicInsight, public_insight

if TYPE_CHECKING:
    from django.template import Context

    from marketing_ai.reviews.summary import Score

register = template.Library()

_MEMORY = "marketing_ai_copy"


@register.filter
def review_shown(text: Any) -> str:
    """A review's words as a person should see them. Not marked safe."""
    return shown(str(text or ""))


@register.simple_tag(takes_context=True)
def marketing_copy(
    context: Context, product: Any, kind: str, audience: str = "", language: str = ""
) -> ServedText | None:
    """The text of this kind to show now; None where there is none.

    None also where the text stands in the shop's own description already.
    """
    found = _texts(context, product, audience, language).get(kind)
    return None if found is None or found.in_description else found


@register.simple_tag(takes_context=True)
def marketing_in_description(
    context: Context, product: Any, language: str = ""
) -> ServedText | None:
    """The text that was put into the shop's own description; None where there is none.

    For the mark beside it: `{% marketing_in_description product as copy %}
    {% marketing_disclosure copy %}`, and `marketing_meta`. Costs no query of its own.
    """
    texts = _texts(context, product, "", language).values()
    return next((text for text in texts if text.in_description), None)


def _texts(context: Context, product: Any, audience: str, language: str) -> dict[str, ServedText]:
    """Texts by kind, asked for once a page."""
    if not conf.ENABLED:
        return {}
    language = language or get_language() or conf.SITE_LANGUAGES[0]
    request = context.get("request")
    preview_pk = getattr(request, "marketing_preview", None)
    page: dict[str, Any] = context.render_context  # type: ignore[assignment]
    memory = page.setdefault(_MEMORY, {})
    key = (product.pk, language, audience, preview_pk)
    if key not in memory:
        texts = served_texts(
            product,
            language=language,
            now=timezone.now(),
            audience=audience,
            preview_pk=preview_pk,
        )
        memory[key] = {text.kind: text for text in texts}
    return memory[key]


@register.simple_tag
def marketing_text(copy: ServedText | None) -> SafeString:
    """The text as escaped paragraphs, with its language, its AI mark and its disclosure."""
    if not copy:
        return SafeString("")
    return format_html(
        '<div class="marketing-copy" lang="{}"{}{}>{}{}</div>',
        copy.language,
        SafeString(' data-ai-generated="true"') if copy.ai_generated else "",
        SafeString(' data-preview="true"') if copy.preview else "",
        format_html_join("", "<p>{}</p>", ((part,) for part in copy.paragraphs)),
        marketing_disclosure(copy),
    )


@register.simple_tag
def marketing_disclosure(copy: ServedText | None) -> SafeString:
    """A sentence in the text's language that says AI wrote it; nothing for other texts."""
    if not copy:
        return SafeString("")
    with override(copy.language):
        parts = []
        if copy.preview:
            parts.append(_("Preview: this text is not published."))
        if copy.ai_generated:
            parts.append(disclosure(copy.language, reviewed=copy.human_reviewed_at is not None))
    return format_html_join(
        "", '<p class="marketing-disclosure"><small>{}</small></p>', ((part,) for part in parts)
    )


@register.simple_tag
def marketing_meta(*copies: ServedText | None) -> SafeString:
    """`<meta>` for the page's head when one of these texts was written by AI."""
    if any(copy and copy.ai_generated for copy in copies):
        return SafeString('<meta name="ai-generated" content="true">')
    return SafeString("")


@register.inclusion_tag("marketing_ai/review_insight.html")
def review_insight(
    product: Any, page: str = "", anchor: str = "reviews", report_url: str = "", language: str = ""
) -> dict[str, Any]:
    """What shoppers say of the product.

    page: address of the page that lists its reviews, "" for this one. Links there carry
    `?theme=`, `?polarity=`, `?verified=`, `?incentivised=` (rows: `reviews.serving.voices`), or
    `?review=<the shop's key>`, and end in `#anchor`, or `#review-<key>`.
    report_url: address that takes a POST with `reason`; without it there is no such button.
    """
    insight = None
    if conf.ENABLED:
        language = language or get_language() or conf.SITE_LANGUAGES[0]
        insight = public_insight(product.pk, language=language)
    if insight is None:
        return {"insight": None}
    links = _Links(page, anchor)
    return {
        "insight": insight,
        "score": _score(insight.score, language),
        "links": {
            **{
                side: links(polarity=side)
                for side in ("positive", "neutral", "negative", "unknown")
            },
            "verified": links(verified="true"),
            "incentivised": links(incentivised="true"),
            "all": links(),
        },
        "themes": [
            (
                theme,
                {
                    "all": links(theme=theme.theme),
                    **{
                        side: links(theme=theme.theme, polarity=side)
                        for side in ("positive", "negative", "mixed", "neutral")
                    },
                },
            )
            for theme in insight.named_themes
        ],
        "quotes": _quotes(insight, links),
        "report_url": report_url,
    }


def _score(score: Score | None, language: str) -> dict[str, str]:
    """Value and interval as text, with a true minus sign."""
    if score is None:
        return {}
    with override(language):
        return {
            name: number_format(getattr(score, name), 2).replace("-", "−")
            for name in ("value", "low", "high")
        }


class _Links:
    """Addresses of the reviews behind a number."""

    def __init__(self, page: str, anchor: str) -> None:
        self.page, self.anchor = page, anchor

    def __call__(self, **asked: Any) -> str:
        return f"{self.page}?{urlencode(asked)}#{self.anchor}"

    def to_review(self, key: str) -> str:
        return f"{self.page}?{urlencode({'review': key})}#review-{quote(key)}"


def _quotes(insight: PublicInsight, links: _Links) -> list[tuple[Any, str, str]]:
    """(quote, name of its theme, address of its review), in the order of the themes."""
    return [
        (said, theme.name, links.to_review(said.source_pk))
        for theme in insight.named_themes
        for said in insight.quotes_on(theme.theme)
    ]
