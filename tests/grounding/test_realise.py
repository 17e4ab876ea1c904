"""Text realised by code is always true to its facts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketing_ai.grounding.brand import BrandRules, lint
from marketing_ai.grounding.claims import check_claims
from marketing_ai.grounding.facts import Fact, clean_facts
from marketing_ai.grounding.realise import DEFAULT_MAX, realise

from .golden_set import load

FORM = {"repeated_phrase", "repeated_sentence", "fact_list", "cut_off", "prompt_echo"}


def violations(text: str, language: str, keep: tuple[str, ...] = ()) -> set[str]:
    return {v.code for v in lint(text, BrandRules(keep=keep), language=language)}


@pytest.mark.parametrize("kind", list(DEFAULT_MAX))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_of_text_is_written_clean_and_in_length(kind: str, language: str) -> None:
    seen = set()
    for case in load(language):
        if case.title in seen:
            continue
        seen.add(case.title)
        text = realise(case.facts, title=case.title, kind=kind, language=language)
        assert text, case.title
        assert len(text) <= DEFAULT_MAX[kind][language == "zh"]
        report = check_claims(text, case.facts, language=language, title=case.title)
        assert report.clean, (text, report.open)
        assert not violations(text, language) & FORM, text


def test_description_says_most_of_the_facts_in_sentences() -> None:
    rows = [
        Fact(name="Material", value="Stainless Steel"),
        Fact(name="Capacity", value="1.7", unit="l"),
        Fact(name="Speeds", value="3"),
        Fact(name="BPA", value="no"),
        Fact(name="Dishwasher safe", value="yes"),
    ]
    text = realise(rows, title="Aero Kettle")
    for said in ("stainless steel", "1.7 l", "3 speeds", "free of BPA", "dishwasher safe"):
        assert said in text
    assert ": " not in text


def test_title_that_claims_more_than_the_facts_is_not_repeated() -> None:
    text = realise([Fact(name="Colour", value="red")], title="Pure Silk Scarf")
    assert "silk" not in text.lower()
    assert "red" in text


def test_promotion_holds_the_offer_as_a_slot() -> None:
    rows = [Fact(name="Colour", value="red")]
    text = realise(rows, title="Aero", kind="promotion", slots=("{offer}", "{offer_end}"))
    assert "{offer}" in text
    assert "{offer_end}" in text
    assert "{offer" not in realise(rows, title="Aero", kind="promotion")


def test_nothing_sayable_gives_an_empty_text_or_the_name() -> None:
    assert realise([], title="") == ""
    assert realise([Fact(name="Model", value="X1")], title="Aero") == "Aero"


NAMES = [
    "Material", "Colour", "Capacity", "Waterproof", "Pockets", "Warranty", "Origin", "Features",
    "Handle material", "材质", "颜色", "容量", "防水", "质保", "", "Type", "Cotton", "Care",
]  # fmt: skip
VALUES = [
    "oak", "faux leather", "red, blue", "1.7 l", "24 cm", "yes", "no", "3", "2 years", "纯棉",
    "不锈钢", "500毫升", "一年", "是", "waterproof; BPA-free", "100% cotton", "5-7 kg", "IPX4",
    "best in class", "Germany", "30 x 20 cm", "not included", "fits iPhone 12",
]  # fmt: skip
TITLES = ["", "Aero 3 Kettle", "Pure Silk 2 l", "云杉水壶"]
ROWS = st.lists(
    st.builds(
        Fact,
        name=st.sampled_from(NAMES) | st.text(max_size=12),
        value=st.sampled_from(VALUES) | st.text(min_size=1, max_size=40),
    ),
    max_size=8,
)


@given(
    ROWS,
    st.sampled_from(list(DEFAULT_MAX)),
    st.sampled_from(["en", "zh"]),
    st.sampled_from(TITLES),
)
@settings(max_examples=200, deadline=None)
def test_realised_text_always_passes_the_claim_check(
    rows: list[Fact], kind: str, language: str, title: str
) -> None:
    cleaned = clean_facts(rows).facts
    text = realise(cleaned, title=title, kind=kind, language=language)
    assert check_claims(text, cleaned, language=language, title=title).clean, text
    assert len(text) <= DEFAULT_MAX[kind][language == "zh"]
    assert not violations(text, language) & {"repeated_phrase", "repeated_sentence"}


def test_how_many_options_there_are_is_not_put_into_a_sentence():
    facts = (
        Fact(name="Colour", value="graphite, sand", scope="options"),
        Fact(name="Colours", value="2", scope="options"),
    )
    text = realise(facts, title="Power Bank")
    assert "graphite" in text
    assert "2" not in text
