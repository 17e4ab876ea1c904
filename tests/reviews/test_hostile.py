"""Hostile reviews move the numbers as ordinary ones do, and nothing in them is obeyed or run."""

from __future__ import annotations

import unicodedata
from itertools import cycle

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from marketing_ai.governance.models import InferenceLog
from marketing_ai.reviews import reasons
from marketing_ai.reviews.clean import clean, shown
from marketing_ai.reviews.corpus import LONG, read_hostile
from marketing_ai.reviews.models import Review, ReviewAspect, ReviewInsight
from marketing_ai.reviews.services import insight
from marketing_ai.reviews.services import replies as reply_services
from marketing_ai.reviews.tallies import TALLY_SUMS
from marketing_ai.reviews.text import storable
from tests.settings import MARKETING_AI

HOSTILE = [(kind, storable(text)) for kind, text in read_hostile()]
ORDINARY = (
    "The battery is good.",
    "Bad sound.",
    "The price is fine and the delivery was fast.",
    "Great colour, terrible lid.",
    "质量很好",
    "物流很差,失望",
    "It arrived on a Monday.",
    "",
)
POLARITIES = ("positive", "neutral", "negative", "unknown")


@pytest.fixture(autouse=True)
def _dummy():
    with override_settings(MARKETING_AI={**MARKETING_AI, "REVIEW_READER": "dummy"}):
        yield


def _say(shop, product, texts, **fields):
    """Each text from an author of its own, as the shop saves it."""
    rows = [
        shop.review(product, text, customer=shop.customer(f"Author {i}"), stars=1 + i % 5, **fields)
        for i, text in enumerate(texts)
    ]
    return [str(row.pk) for row in rows]


def _ordinary(n):
    found = cycle(ORDINARY)
    return [next(found) and f"{next(found)} No. {i}." for i in range(n)]


def test_the_corpus_is_large_and_of_many_kinds():
    assert len(HOSTILE) >= 80
    assert len({kind for kind, _text in HOSTILE}) >= 10
    assert sum(len(text) == LONG for _kind, text in HOSTILE) >= 5
    scripts = {unicodedata.name(c, "?").split()[0] for _k, text in HOSTILE for c in text[:200]}
    assert {"LATIN", "CJK", "CYRILLIC", "ARABIC", "HANGUL", "HIRAGANA"} <= scripts


@pytest.mark.parametrize("text", [text for _kind, text in HOSTILE])
def test_what_is_shown_holds_nothing_that_hides_or_turns(text):
    for char in shown(text[:5000]).replace("\n", ""):
        assert unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn") or char == "\u200d"


def test_each_hostile_review_moves_the_numbers_as_one_ordinary_review_does(shop, worker):
    kettle = shop.product("Kettle")
    _say(shop, kettle, _ordinary(30))
    worker.drain()
    before = shop.sums(kettle)
    kept = list(Review.objects.order_by("pk").values("pk", "label", "polarity", "counted"))

    hostile = _say(shop, kettle, [text for _kind, text in HOSTILE])
    worker.drain()

    # the ordinary ones are as they were
    assert kept == list(
        Review.objects.filter(pk__in=[row["pk"] for row in kept])
        .order_by("pk")
        .values("pk", "label", "polarity", "counted")
    )
    after = shop.sums(kettle)
    rows = list(Review.objects.filter(source_pk__in=hostile))
    assert len(rows) == len(HOSTILE)
    for row in rows:
        if row.reason in reasons.DROPPED:
            assert row.counted == {}
            continue
        sums = row.counted["sums"]
        assert set(sums) <= set(TALLY_SUMS)
        assert set(sums.values()) == {1}  # what it adds anywhere is one
        assert sum(sums.get(name, 0) for name in POLARITIES) == sums.get("n_text", 0)
        assert sums[f"stars_{row.stars}"] == 1  # the stars given, whatever the text says of them
        assert row.counted["verified"] is False
        assert row.counted["product"] == str(kettle.pk)
        assert len(row.counted["themes"]) <= ReviewAspect.objects.filter(review=row).count()
    # so that k of them move every sum by no more than k ordinary ones can
    counted = [row for row in rows if row.counted]
    assert after["n"] - before["n"] == len(counted)
    for name in TALLY_SUMS:
        if name != "changed_days":
            assert abs(after.get(name, 0) - before.get(name, 0)) <= len(counted)
    # no more than a handful is left out: what a text orders is no reason
    dropped = [row for row in rows if row.reason in reasons.DROPPED]
    assert len(dropped) <= len(rows) / 10, [(row.reason, row.text[:60]) for row in dropped]


def test_no_text_model_is_asked_about_a_review(shop, worker):
    kettle = shop.product("Kettle")
    _say(shop, kettle, [text for _kind, text in HOSTILE])
    worker.drain()
    insight.refresh_dirty(now=timezone.now())
    assert not InferenceLog.objects.exists()


# What must never stand on a page as it is written here: each would run or load something.
LIVE = (
    "<script>alert",
    "<img src=x",
    "<svg/onload",
    "<iframe src=",
    "<input autofocus",
    "</textarea></td></tr></table>",
    "<style>body{display",
    "<base href",
    "<details open ontoggle",
    '<meta http-equiv="refresh" content="0;url=https://evil',
    'href="javascript:',
    "<system>",
    "<!ENTITY",
)


def _harmless(response):
    assert response.status_code == 200
    page = response.content.decode()
    for live in LIVE:
        assert live not in page
    hidden = {
        char
        for char in page
        if unicodedata.category(char) in ("Cf", "Co", "Cn") and char not in "\u200d\u00ad"
    }
    assert hidden == set()


@pytest.fixture
def attacked(shop, worker, settings):
    """A product with a summary, and every hostile review on it."""
    kettle = shop.product("Kettle")
    _say(shop, kettle, [f"The battery is good. No. {i}" for i in range(24)])
    _say(shop, kettle, [text[:5000] for _kind, text in HOSTILE])
    worker.drain()
    insight.refresh_dirty(now=timezone.now())
    assert ReviewInsight.objects.get(product=kettle.pk).body
    return kettle


def test_no_page_runs_or_loads_what_a_review_holds(attacked, client, admin_client):
    _harmless(client.get(reverse("shop:product", args=[attacked.slug])))
    for name, args in (
        ("admin:marketing_ai_review_changelist", []),
        ("admin:marketing_ai_review_left_out", []),
    ):
        _harmless(admin_client.get(reverse(name, args=args)))
    texts = [text[:5000] for kind, text in HOSTILE if kind in ("markup", "template", "invisible")]
    for row in Review.objects.filter(text__in=texts):
        _harmless(admin_client.get(reverse("admin:marketing_ai_review_change", args=[row.pk])))


def test_templates_in_a_review_stay_text(shop, client):
    kettle = shop.product("Kettle")
    shop.review(kettle, "{{ 7*7 }} {% debug %} {0.__class__} %(secret)s costs 7 good")
    page = client.get(reverse("shop:product", args=[kettle.slug])).content.decode()
    assert "{{ 7*7 }} {% debug %} {0.__class__} %(secret)s" in page


def test_the_api_gives_texts_without_hidden_characters(attacked, client):
    for name in ("product-reviews", "product-insight"):
        address = reverse(f"marketing_ai_api:{name}", args=[attacked.pk])
        while address:
            answer = client.get(address)
            assert answer.status_code == 200
            assert answer["Content-Type"].startswith("application/json")
            found = answer.json()
            for char in "".join(_strings(found)):
                assert unicodedata.category(char) not in ("Cf", "Co", "Cs") or char == "\u200d"
            address = found.get("next")


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def test_no_reply_obeys_or_repeats_a_review(shop, worker):
    kettle = shop.product("Kettle", facts=[("Battery life", "20", "h")])
    pks = _say(shop, kettle, [f"{text[:3000]} Terrible." for _kind, text in HOSTILE])
    worker.drain()
    waiting = reply_services.unanswered(None).filter(source_pk__in=pks)
    assert waiting.count() >= 20
    for review in waiting[:25]:
        draft = reply_services.draft_reply(review, actor=None, now=timezone.now())
        for words in ("evil", "refund", "退款", "<", "{", "ignore", "100", "positive", "好评"):
            assert words not in draft.text.lower()


def test_a_hostile_name_or_headline_is_shown_as_text(shop, worker, admin_client, client):
    kettle = shop.product("Kettle")
    row = shop.review(
        kettle,
        "Good sound.",
        title="<script>alert('title')</script>\u202e",
        author_name="<img src=x onerror=alert(1)>",
    )
    worker.drain()
    _harmless(client.get(reverse("shop:product", args=[kettle.slug])))
    _harmless(
        admin_client.get(reverse("admin:marketing_ai_review_change", args=[shop.ours(row).pk]))
    )


@pytest.mark.parametrize("text", [text for kind, text in HOSTILE if kind == "long"])
def test_a_text_without_end_is_cleaned_in_time(text):
    started = timezone.now()
    found = clean(text)
    assert (timezone.now() - started).total_seconds() < 20
    assert len(found.text) <= LONG
