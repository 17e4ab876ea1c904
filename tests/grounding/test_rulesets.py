"""The rule sets: what each finds, what it leaves alone, and that the files hold together."""

from __future__ import annotations

import re
import tomllib

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from marketing_ai.copywriting.kinds import Kind
from marketing_ai.grounding.rulesets.findings import find
from marketing_ai.grounding.rulesets.messages import CHANNELS, WORDING
from marketing_ai.grounding.rulesets.rules import FOLDER, LENGTHS, channels, load, names
from tests.grounding.ruleset_examples import BREAKS, PASSES


def found(name, text, *, language=None, **context):
    """(code within the set, words) of each finding."""
    language = language or ("zh-hans" if name.startswith("cn_") else "en")
    return [
        (v.code.removeprefix(f"{name}."), text[v.start : v.end])
        for v in find(text, [name], language=language, **context)
    ]


BROKEN = [
    (name, code, text)
    for name, rules in BREAKS.items()
    for code, texts in rules.items()
    for text in texts
]
PASSING = [(name, text) for name, texts in PASSES.items() for text in texts]


@pytest.mark.parametrize(("name", "code", "marked"), BROKEN)
def test_a_broken_rule_is_named_with_its_place(name, code, marked):
    text = marked.replace("[", "").replace("]", "")
    [words] = re.findall(r"\[(.+)\]", marked)
    assert (code, words) in found(name, text)


@pytest.mark.parametrize(("name", "text"), PASSING)
def test_an_exception_and_plain_words_pass(name, text):
    assert found(name, text) == []


def test_every_rule_has_a_text_that_breaks_it():
    tested = {(name, code) for name, code, _ in BROKEN}
    rules = {(name, rule.code) for name in names() if name != LENGTHS for rule in load(name).rules}
    assert tested == rules


# --- the files ------------------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_every_file_loads_and_names_its_sources(name):
    rules = load(name)
    assert rules.title
    assert rules.sources
    assert all(source.law and source.articles and source.title for source in rules.sources)
    codes = [rule.code for rule in rules.rules]
    assert len(set(codes)) == len(codes)
    for rule in rules.rules:
        assert rule.cite, rule.code
        assert bool(rule.patterns) != bool(rule.max_length), rule.code
        assert not any(p.search("") for p in rule.patterns), f"{rule.code} finds nothing at all"
        assert set(rule.kinds) <= set(Kind.values)


@pytest.mark.parametrize("name", names())
def test_no_rule_keeps_a_word_twice(name):
    for rule in tomllib.loads((FOLDER / f"{name}.toml").read_text())["rules"]:
        words = rule.get("words", [])
        assert sorted(set(words)) == sorted(words), rule["code"]


def test_every_rule_has_its_wording_and_no_wording_is_left_over():
    rules = {f"{name}.{r.code}" for name in names() if name != LENGTHS for r in load(name).rules}
    assert set(WORDING) == rules
    assert set(CHANNELS) == set(channels())


@pytest.mark.parametrize("code", WORDING)
def test_a_wording_says_words_and_source_and_a_way_out(code):
    wording = WORDING[code]
    with override("en"):
        said = str(wording.what)
        assert re.findall(r"%\((\w+)\)s", said) == ["words", "source"]
        assert said.endswith(".")
        assert str(wording.way_out).endswith(".")
        assert "%" not in str(wording.way_out)


def test_the_page_names_every_set_and_source():
    page = (FOLDER.parents[2] / "docs/brand-rules.md").read_text(encoding="utf-8")
    for name in names():
        assert f"`{name}`" in page
        for source in load(name).sources:
            assert source.law in page
    for channel in channels():
        assert f"`{channel}`" in page


def test_an_unknown_set_is_no_empty_one():
    with pytest.raises(KeyError):
        find("text", ["no_such_set"], language="en")


# --- what a finding says -----------------------------------------------------------------


def test_a_finding_names_words_source_and_way_out():
    with override("en"):
        [finding] = find("这是最佳的水壶。", ["cn_advertising_law"], language="zh-hans")
    assert (finding.code, finding.start, finding.end) == ("cn_advertising_law.absolute", 2, 4)
    assert finding.blocking
    assert finding.message == (
        "“最佳” is an absolute term (Advertising Law of the PRC, Article 9(3)). "
        "Name a figure, a grade or an award with its source instead."
    )
    with override("zh-hans"):
        [finding] = find("这是最佳的水壶。", ["cn_advertising_law"], language="zh-hans")
    assert "《广告法》第九条第三项" in finding.message


def test_a_name_of_the_product_may_hold_an_absolute_term_and_no_medical_one():
    assert found("cn_advertising_law", "顶级牌水壶很轻。", names=("顶级牌水壶",)) == []
    assert found("cn_advertising_law", "止痛牌水壶很轻。", names=("止痛牌水壶",)) == [
        ("medical", "止痛")
    ]
    # the rest of the text is not the name
    assert found("cn_advertising_law", "顶级牌水壶，顶级品质。", names=("顶级牌水壶",)) == [
        ("absolute", "顶级")
    ]


def test_a_rule_reads_texts_of_its_own_language_only():
    assert found("eu_green_claims", "这是 eco-friendly 的水壶。", language="zh-hans") == []
    assert found("cn_advertising_law", "最佳", language="en") == []
    assert found("cn_advertising_law", "最佳", language="ZH_Hans") == [("absolute", "最佳")]


def test_two_sets_find_the_same_words_each_for_itself():
    both = find("An eco-friendly cup.", ["ftc_green_claims", "eu_green_claims"], language="en")
    assert [(v.code, v.blocking) for v in both] == [
        ("eu_green_claims.generic", True),
        ("ftc_green_claims.general", False),
    ]


def test_a_warning_is_left_out_where_the_same_set_blocks():
    assert found("cn_advertising_law", "全网最低价的水壶") == [("absolute", "全网最低价")]
    assert found("cn_advertising_law", "最优秀的水壶") == [("absolute", "最优秀")]


def test_a_set_named_twice_finds_once():
    assert len(find("An eco-friendly cup.", ["eu_green_claims"] * 2, language="en")) == 1


@given(st.text(alphabet="最第一佳好绿green eco-friendly5%“”–A.，", max_size=60))
@settings(max_examples=100, deadline=None)
def test_every_finding_has_a_place_inside_the_text(text):
    for language in ("en", "zh-hans"):
        for finding in find(text, names(), language=language, kind="ad_headline"):
            assert 0 <= finding.start < finding.end <= len(text)
            assert finding.message


# --- lengths -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "language", "limit", "character"),
    [
        ("ad_headline", "en", 30, "a"),
        ("ad_headline", "zh-hans", 15, "茶"),
        ("ad_text", "en", 90, "a"),
        ("ad_text", "zh-hans", 45, "茶"),
        ("email_subject", "en", 60, "a"),
        ("email_subject", "zh-hans", 30, "茶"),
    ],
)
def test_a_kind_takes_the_length_of_its_channel(kind, language, limit, character):
    assert found(LENGTHS, character * limit, language=language, kind=kind) == []
    [(_, rest)] = found(LENGTHS, character * (limit + 3), language=language, kind=kind)
    assert rest == character * 3


@pytest.mark.parametrize(
    ("channel", "language", "limit"),
    [
        ("meta_description", "en", 155),
        ("marketplace_title", "en", 200),
        ("marketplace_title", "zh-hans", 60),
    ],
)
def test_a_named_channel_counts_whatever_the_kind_and_with_the_set_off(channel, language, limit):
    character = "茶" if language == "zh-hans" else "a"

    def codes(n):
        given = {"language": language, "kind": "ad_headline", "channel": channel}
        return [v.code for v in find(character * n, [], **given)]

    assert codes(limit) == []
    assert codes(limit + 1) == [f"channel_lengths.{channel}"]


def test_other_kinds_and_parts_of_a_text_have_no_length():
    assert found(LENGTHS, "a" * 500, kind="description") == []
    assert found(LENGTHS, "a" * 500, kind="ad_headline", lengths=False) == []


def test_what_a_platform_refuses_blocks_and_what_it_cuts_off_warns():
    for kind, blocking in (("ad_headline", True), ("email_subject", False)):
        [finding] = find("a" * 100, [LENGTHS], language="en", kind=kind)
        assert finding.blocking is blocking


def test_mixed_text_counts_each_wide_character_as_two():
    with override("en"):
        [finding] = find("Aero 水壶" + "茶" * 13, [LENGTHS], language="zh", kind="ad_headline")
    assert finding.end - finding.start == 3  # 5 + 15 * 2 = 35: the last two and a half
    assert "30 characters at most, a Chinese one counts as two" in finding.message
    assert "has 35" in finding.message
