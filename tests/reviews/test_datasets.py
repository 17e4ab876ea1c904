"""Labelled files: the known sets, a shop's own columns, and files that do not fit."""

from __future__ import annotations

import csv
import gzip
import json

import pytest

from marketing_ai.exceptions import DataUnusable
from marketing_ai.reviews.datasets import (
    KNOWN,
    Columns,
    polarity_of_stars,
    read_aspects,
    read_sentiment,
)
from marketing_ai.reviews.labelled import group_by_sentence, split_by_group


def write_csv(path, rows):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_jsonl(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def term(sentence, aspect, start, polarity="positive", dataset="laptop14"):
    return {"dataset": dataset, "sentence_id": "x", "sentence": sentence, "aspect": aspect,
            "start": start, "polarity": polarity}  # fmt: skip


def test_a_known_set_is_told_by_its_name_and_carries_its_licence(tmp_path):
    path = write_csv(
        tmp_path / "womens_clothing_reviews.part2.csv.gz",
        [
            {"product_id": "7", "rating": str(stars), "title": title, "review_text": "Soft wool."}
            for stars, title in [(1, ""), (2, "Itchy"), (3, ""), (4, ""), (5, "Warm")]
        ],
    )
    file = read_sentiment(path)
    assert file.stem == "womens_clothing_reviews"
    assert [row.polarity for row in file.rows] == [0, 0, 1, 2, 2]
    assert file.rows[1].text == "Itchy\nSoft wool."
    assert {row.group for row in file.rows} == {"product 7"}
    assert (file.shippable, file.is_binary) == (True, False)
    assert "CC0" in file.licence


def test_only_cc0_and_cc_by_sets_may_enter_shipped_weights():
    assert {stem for stem, data in KNOWN.items() if data.shippable} == {
        "womens_clothing_reviews",
        "amazon_phone_sentences",
    }


def test_a_shops_own_file_is_read_by_its_columns(tmp_path):
    path = write_jsonl(
        tmp_path / "own.jsonl",
        [
            {"body": "The kettle is great.", "mark": 5, "sku": "K1"},
            {"body": "水壶漏水，很失望", "mark": 1, "sku": "K1"},
            {"body": "Es un producto excelente y muy bonito.", "mark": 5, "sku": "K2"},
            {"body": "", "mark": 4, "sku": "K2"},
            {"body": "No stars were given here.", "mark": 11, "sku": "K3"},
        ],
    )
    file = read_sentiment(path, columns=Columns(text="body", stars="mark", group="sku"))
    assert [(row.polarity, row.language, row.group) for row in file.rows] == [
        (2, "en", "K1"),
        (0, "zh", "K1"),
    ]
    assert file.skipped == {"language": 1, "no_text": 1, "no_label": 1}
    assert not file.shippable


def test_a_shops_own_words_for_the_labels(tmp_path):
    path = write_csv(
        tmp_path / "own.csv",
        [{"text": "It is fine.", "label": word} for word in ("top", "Flop", "positive", "huh")],
    )
    columns = Columns(label="label", labels={"top": 2, "flop": 0}, language="en")
    file = read_sentiment(path, columns=columns)
    assert [row.polarity for row in file.rows] == [2, 0, 2]
    assert file.skipped == {"no_label": 1}


@pytest.mark.parametrize(
    ("stars", "polarity"),
    [(1, 0), ("2", 0), (2.5, 0), (3, 1), ("3.5", 1), (4, 2), (5, 2), (0, None), (11, None),
     ("", None), ("five", None), (float("nan"), None)],
)  # fmt: skip
def test_stars_as_polarity(stars, polarity):
    assert polarity_of_stars(stars) == polarity


def test_terms_of_a_sentence_come_together_where_they_differ_by_spaces_only(tmp_path):
    rows = [
        term("the screen is great , the fan loud .", "screen", 4),
        term("the screen is great, the fan loud .", "fan", 25, "negative"),
        term("the screen is great , the fan loud .", "screen", 4, "neutral"),
        term("the screen is great , the fan loud .", "screen", 4),
        term("the screen is great , the fan loud .", "fan", 26, "neutral", "restaurant14"),
    ]
    file = read_aspects(write_csv(tmp_path / "absa_en.csv", rows))
    laptop, restaurant = group_by_sentence(file.rows)
    assert [(laptop.text[s:e], p) for s, e, p in laptop.spans] == [("screen", 2), ("fan", 0)]
    assert laptop.text == rows[0]["sentence"]
    assert [(restaurant.text[s:e], p) for s, e, p in restaurant.spans] == [("fan", 1)]


def test_chinese_sentences_lose_their_spaces_and_single_terms_are_not_all(tmp_path):
    rows = [
        term("电 池 很 耐 用", "电 池", 0, dataset="zh_shampoo"),
        term("屏幕清晰", "屏幕", 0, dataset="zh_phone"),
    ]
    shampoo, phone = group_by_sentence(read_aspects(write_csv(tmp_path / "absa_zh.csv", rows)).rows)
    assert (shampoo.text, shampoo.spans, shampoo.complete) == ("电池很耐用", ((0, 2, 2),), True)
    assert not phone.complete


def test_a_term_that_is_not_where_it_should_be_is_looked_for_or_left_out(tmp_path):
    rows = [
        {"text": "the fan is loud", "aspect": "fan", "start": "0", "polarity": "negative"},
        {"text": "fan beside fan", "aspect": "fan", "start": "", "polarity": "negative"},
        {"text": "nothing here", "aspect": "fan", "start": "3", "polarity": "negative"},
    ]
    path = write_csv(tmp_path / "terms.csv", rows)
    file = read_aspects(path, columns=Columns(language="en"))
    assert [row.spans for row in file.rows] == [((4, 7, 0),)]
    assert file.skipped == {"term_not_in_text": 2}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("waimai_10k_zh.csv", b"label,text\n1,x\n", "lacks the columns review_text"),
        ("waimai_10k_zh.csv", b"", "is empty"),
        ("waimai_10k_zh.csv.gz", gzip.compress(b"label,review_text\n1,x\n")[:-9], "cut off"),
        ("waimai_10k_zh.csv", b"label,review_text\n7,x\n", "none of its rows"),
        ("absa_en.csv", b"a,b\n1,2\n", "holds labels for aspects"),
        ("other.csv", b"a,b\n1,2\n", "lacks the columns text"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_name_and_the_reason(
    tmp_path, name, content, said
):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataUnusable) as refused:
        read_sentiment(path)
    assert said in refused.value.sentence
    assert str(path) in refused.value.sentence
    assert refused.value.advice


def test_a_broken_row_costs_only_itself(tmp_path):
    path = tmp_path / "waimai_10k_zh.csv"
    path.write_text("label,review_text\n1,好吃\n1,a,b\n0,难吃\n", encoding="utf-8")
    file = read_sentiment(path)
    assert [row.polarity for row in file.rows] == [2, 0]
    assert file.skipped == {"cell_count": 1}


def test_a_group_is_never_divided_and_more_rows_move_nobody(tmp_path):
    def rows(n):
        path = write_csv(
            tmp_path / f"own{n}.csv",
            [{"text": f"Row {i} is fine.", "stars": 5, "sku": i % 97} for i in range(n)],
        )
        return read_sentiment(path, columns=Columns(stars="stars", group="sku", language="en")).rows

    kept, held = split_by_group(rows(400), share=0.2, seed="1")
    groups = {row.group for row in kept}, {row.group for row in held}
    assert not groups[0] & groups[1]
    assert 0.1 < len(held) / 400 < 0.35  # 97 groups: a standard error of 0.04
    more = split_by_group(rows(800), share=0.2, seed="1")
    assert groups == ({row.group for row in more[0]}, {row.group for row in more[1]})
    assert {row.group for row in split_by_group(rows(400), share=0.2, seed="2")[1]} != groups[1]
