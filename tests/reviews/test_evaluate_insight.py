"""`marketing_evaluate insight` on products written here, by a reader of a few words."""

from __future__ import annotations

import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command

from marketing_ai.reviews.evaluate_insight import contains


def product(name, *said, truth=None):
    """A product whose reviews are given as (how many, text)."""
    texts = [text for n, text in said for _ in range(n)]
    row = {
        "product": name,
        "reviews": [
            {
                "id": f"{name}-{i}",
                "text": text,
                "stars": 4,
                "date": "2026-05-01",
                "verified": True,
                "incentivised": False,
            }
            for i, text in enumerate(texts)
        ],
    }
    return row if truth is None else {**row, "truth": truth}


def aspect(name, positive, negative, *aliases):
    return {"aspect": name, "aliases": aliases, "positive": positive, "negative": negative}


SPEAKER = product(
    "speaker",
    (14, "The sound is good."),
    (4, "The sound is bad."),
    (6, "A weak battery."),
    (2, "Good sound, but the battery is bad."),
    (12, "I bought it in spring for my daughter."),
    (2, "The handle is comfortable."),
    truth=[
        aspect("audio", 16, 4, "sound"),
        aspect("battery life", 0, 8),
        aspect("handles", 2, 0),
    ],
)
KETTLE_ZH = product(
    "水壶",
    (9, "物流很好，很满意。"),
    (3, "包装不好，很失望。"),
    truth=[aspect("快递", 9, 0), aspect("包装", 0, 3, "packing")],
)


@pytest.fixture
def evaluate(tmp_path):
    def run(*products, name="products.jsonl", **options):
        path = tmp_path / name
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in products)
        if name.endswith(".gz"):
            path.write_bytes(gzip.compress(text.encode()))
        else:
            path.write_text(text, encoding="utf-8")
        out = io.StringIO()
        call_command("marketing_evaluate", "insight", data=[path], json=True, stdout=out, **options)
        printed = json.loads(out.getvalue().splitlines()[-1])
        assert printed["name"] == "insight"
        (metrics,) = printed["files"].values()
        return metrics

    return run


@pytest.mark.parametrize("name", ["products.jsonl", "products.jsonl.gz"])
def test_known_counts_are_found_and_nothing_rare_is_named(evaluate, name):
    found = evaluate(SPEAKER, KETTLE_ZH, name=name)
    assert {key: found[key] for key in found if key != "products"} == {
        "n_products": 2,
        "n_aspects": 4,
        "count_error_mean": 0.0,
        "majority_missing": 0,
        "minority_shown": 0,
        "untraceable_numbers": 0,
    }


def test_each_product_lists_its_themes_and_sentences_with_counts_and_ids(evaluate):
    speaker, kettle = evaluate(SPEAKER, KETTLE_ZH)["products"]
    assert [(t["name"], t["positive"], t["negative"], t["n"]) for t in speaker["themes"]] == [
        ("Sound quality / 音质 声音", 16, 4, 20),
        ("Battery life / 电池 续航", 0, 8, 8),
    ]
    sentence = speaker["sentences"][2]
    assert sentence["text"] == (
        "“Battery life” is spoken of in 8 of 40 reviews: 0 positive and 8 negative."
    )
    assert (sentence["n"], sentence["of"]) == (8, 40)
    assert len(sentence["review_ids"]) == 8
    assert sentence["review_ids_by_side"]["negative"] == [f"speaker-{i}" for i in range(18, 26)]
    assert contains(kettle["themes"][0]["name"], "快递")
    assert "快递" in kettle["sentences"][1]["text"]


def test_a_wrong_count_a_missing_majority_and_a_shown_minority_are_told(evaluate):
    wrong = {
        **SPEAKER,
        "truth": [aspect("sound", 6, 4), aspect("lid", 10, 0), aspect("battery", 1, 0)],
    }
    found = evaluate(wrong)
    # |16 − 6| and |4 − 4| of 40; and 10 and 0 that nothing was said of
    assert found["count_error_mean"] == pytest.approx((10 / 40 / 2 + 10 / 40 / 2) / 2)
    assert (found["majority_missing"], found["minority_shown"]) == (1, 1)


def test_without_a_truth_only_what_needs_none_is_measured(evaluate):
    found = evaluate({key: value for key, value in SPEAKER.items() if key != "truth"})
    assert set(found) == {"n_products", "untraceable_numbers", "products"}


def test_a_word_of_no_theme_that_many_share_is_named_by_itself(evaluate, monkeypatch):
    from marketing_ai.inference import dummy_reader

    monkeypatch.setattr(dummy_reader, "_NOUNS", dummy_reader.re.compile("whistle|sound"))
    row = product("kettle", (5, "A good whistle."), (2, "Good sound."), (9, "Bought in spring."))
    (told,) = evaluate(row)["products"]
    assert (told["themes"][0]["name"], told["themes"][0]["n"]) == ("whistle", 5)


def test_the_share_is_a_tenth_whatever_the_shop_has_set(evaluate, settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "SUMMARY_MIN_SHARE": 0.9}
    assert len(evaluate(SPEAKER)["products"][0]["themes"]) == 2


def test_a_line_that_is_no_product_is_named(evaluate):
    with pytest.raises(CommandError, match="line 2"):
        evaluate(SPEAKER, {"reviews": "none"})


@pytest.mark.parametrize(
    ("text", "needle", "holds"),
    [
        ("Battery life / 电池 续航", "battery", True),
        ("Battery life", "life battery", False),
        ("Batteries", "batter", False),
        ("电池续航", "续航", True),
        ("4K屏幕", "4k", True),
        ("14K", "4k", False),
        ("Sound  quality", "SOUND quality", True),
        ("anything", "", False),
    ],
)
def test_a_name_holds_a_word_at_the_bounds_that_its_script_has(text, needle, holds):
    assert contains(text, needle) is holds
