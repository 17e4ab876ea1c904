"""The claim check: what is carried, what is flagged, and the golden set."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketing_ai.grounding.claims import CLAIM_KINDS, Claim, check_claims
from marketing_ai.grounding.facts import Fact

from .golden_set import load, score

KETTLE = {
    "Material": "stainless steel",
    "Capacity": "1.7 l",
    "Power": "2200 W",
    "Height": "24 cm",
    "BPA": "no",
    "Dishwasher safe": "no",
    "Handle material": "wood",
    "Speeds": "3",
    "Warranty": "2 years",
    "Brand": "Black Forest",
    "Colour": "red",
}


def facts(**changes: str) -> list[Fact]:
    return [Fact(name=k, value=v) for k, v in (KETTLE | changes).items()]


def claims(
    text: str, *, language: str = "en", title: str = "Aero 3 Kettle", **extra
) -> list[Claim]:
    rows = extra.pop("rows", facts())
    return list(check_claims(text, rows, language=language, title=title, **extra).claims)


@pytest.mark.parametrize(
    "text",
    [
        "It holds 1,700 ml.",
        "A jug of 57 oz.",
        "2.2 kW of power",
        "BPA-free",
        "without BPA",
        "made of steel",
        "a wooden handle",
        "three speeds",
        "a 24-month warranty",
        "24 cm tall",
        "It is not dishwasher-safe.",
        "The Black Forest kettle",
        "The Aero 3 is here",
        "容量1.7升，不锈钢材质",
    ],
)
def test_claim_that_a_fact_carries_is_supported(text: str) -> None:
    found = claims(text)
    assert all(c.supported for c in found), found


@pytest.mark.parametrize(
    ("text", "span", "kind"),
    [
        ("It holds 2 litres.", "2 litres", "quantity"),
        ("24 cm wide", "24 cm", "quantity"),
        ("a wooden lid", "wooden", "material"),
        ("a black finish", "black", "colour"),
        ("dishwasher-safe", "dishwasher-safe", "feature"),
        ("contains BPA", "BPA", "feature"),
        ("100 % stainless steel", "100 % stainless steel", "percentage"),
        ("304 stainless steel", "304 stainless steel", "material"),
        ("five speeds", "five", "number"),
        ("the best kettle", "best", "superlative"),
        ("the lightest kettle", "the lightest", "superlative"),
        ("made in Germany", "Germany", "origin"),
        ("CE certified", "CE certified", "certification"),
        ("a lifetime warranty", "lifetime warranty", "warranty"),
        ("eco-friendly", "eco-friendly", "eco"),
        ("kills bacteria", "kills bacteria", "health"),
        ("“I love it so much!” says Anna", "“I love it so much!”", "quote"),
        ("our customers love it", "our customers love", "testimonial"),
        ("free shipping today", "free shipping", "availability"),
        ("only $29.99", "$29.99", "price"),
        ("20% off", "20% off", "price"),
        ("works with any iPhone 12", "works with any iPhone 12", "compatibility"),
        ("write to me@shop.example", "me@shop.example", "contact"),
        ("see www.shop.example", "www.shop.example", "contact"),
        ("since 1998", "1998", "number"),
        ("销量第一", "销量第一", "superlative"),
        ("国家级品质", "国家级", "superlative"),
        ("纯棉材质", "纯棉", "material"),
        ("两斤重", "两斤", "quantity"),
        ("德国进口", "德国", "origin"),
        ("五星好评", "五星好评", "testimonial"),
        ("全场包邮", "包邮", "availability"),
        ("抗菌防霉", "抗菌", "health"),
    ],
)
def test_claim_that_no_fact_carries_is_flagged_with_its_place(
    text: str, span: str, kind: str
) -> None:
    report = check_claims(text, facts(), language="en", title="Aero 3 Kettle")
    flagged = {(c.text, c.kind) for c in report.open}
    assert (span, kind) in flagged
    assert not report.clean
    for claim in report.claims:
        assert text[claim.start : claim.end] == claim.text


@pytest.mark.parametrize(
    "text",
    [
        "Good mornings start here, every single day.",
        "It is at its best with friends around the table.",
        "Pour, sip, repeat. What more could you want?",
        "Feel free to take your time; timeless charm needs no hurry.",
        "一款百搭好物，陪你度过一年四季。",
        "最近的风很温柔，让人十分放松。",
        "{offer} until {offer_end}, now at {price}.",
    ],
)
def test_puffery_and_slots_are_no_claims(text: str) -> None:
    assert claims(text) == []


def test_unsupported_claim_shows_the_nearest_fact_and_says_why() -> None:
    wide = claims("24 cm wide")[0]
    assert wide.nearest is not None
    assert wide.nearest.name == "Height"
    assert "Height" in wide.reason
    denied = claims("dishwasher-safe")[0]
    assert denied.nearest is not None
    assert denied.nearest.name == "Dishwasher safe"


def test_title_is_context_and_carries_names_only() -> None:
    rows = [Fact(name="Colour", value="red")]
    found = claims("The Aero 3 in cotton holds 1.7 l.", rows=rows, title="Aero 3 Cotton Bag 1.7 l")
    assert [(c.text, c.supported) for c in found] == [
        ("3", True),
        ("cotton", False),
        ("1.7 l", False),
    ]


def test_exaggerated_and_blended_materials_are_refused() -> None:
    blend = [Fact(name="Material", value="cotton blend")]
    assert not claims("100 % cotton", rows=blend)[0].supported
    assert not claims("pure cotton", rows=blend)[0].supported
    assert not claims("a leather strap", rows=[Fact(name="Strap", value="faux leather")])[
        0
    ].supported
    mixed = [Fact(name="Fabric", value="60% cotton, 40% linen")]
    assert claims("60 % cotton", rows=mixed)[0].supported
    assert not claims("40 % cotton", rows=mixed)[0].supported


def test_number_of_one_thing_does_not_carry_another() -> None:
    rows = [Fact(name="Pieces", value="5"), Fact(name="Speeds", value="3")]
    assert not claims("five speeds", rows=rows)[0].supported
    assert claims("five pieces", rows=rows)[0].supported


def test_listed_variants_can_be_counted() -> None:
    rows = [Fact(name="Colour", value="red, blue, green", scope="options")]
    assert claims("in three colours", rows=rows)[0].supported
    assert not claims("in five colours", rows=rows)[0].supported


def test_review_may_be_quoted_word_for_word_only() -> None:
    quote = "It boils in no time at all"
    assert claims(f"“{quote}”", quotes=[quote])[0].supported
    assert not claims("“It boils in a second, I love it”", quotes=[quote])[0].supported


def test_adding_the_fact_makes_the_claim_supported() -> None:
    text = "A dishwasher-safe lid holds 3 litres"
    assert not check_claims(text, facts(), language="en").clean
    added = [*facts(**{"Dishwasher safe": "yes"}), Fact(name="Volume", value="3 l", source="admin")]
    assert check_claims(text, added, language="en").clean


def test_every_kind_is_a_listed_one() -> None:
    for language in ("en", "zh"):
        for case in load(language):
            report = check_claims(case.text, case.facts, language=language, title=case.title)
            assert {c.kind for c in report.claims} <= set(CLAIM_KINDS)


# Floors: the figures measured on this set, less a small slack. The set was written by the same
# hand as the word lists and used to mend them, so they say that nothing got worse, not how good
# the check is on texts of others. Two batches were scored before any mending for them: 53 + 36
# texts gave recall 0.86 (English) and 0.98 (Chinese), false alarms 0.03 and 0.02, puffery alarms
# 0.08 a text; the next 28 + 20 gave recall 0.89 and 0.81, false alarms 0.02 and 0.00, puffery
# alarms 0.04 and 0.00. Most that was missed were features and ingredients that no list held.
@pytest.mark.parametrize(
    ("language", "n", "recall", "false_alarms", "puffery"),
    [("en", 150, 0.97, 0.02, 0.04), ("zh", 100, 0.97, 0.02, 0.05)],
)
def test_golden_set_is_judged_as_well_as_measured(
    language: str, n: int, recall: float, false_alarms: float, puffery: float
) -> None:
    cases = load(language)
    total = score(cases, language)
    print(  # noqa: T201 - the figures are the point of the test
        f"{language}: n {total.n}, recall {total.recall:.3f}, false "
        f"alarms {total.false_alarms:.3f}, "
        f"puffery alarms {total.puffery_alarms:.3f}"
    )
    assert total.n >= n
    assert total.recall >= recall, total.missed
    assert total.false_alarms <= false_alarms, total.wrong
    assert total.puffery_alarms <= puffery, total.idle


@given(st.text(max_size=300), st.lists(st.text(max_size=30), max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_spans_in_order_that_do_not_overlap(text: str, values: list[str]) -> None:
    rows = [Fact(name="Note", value=v) for v in values]
    last = 0
    for claim in check_claims(text, rows, language="en").claims:
        assert last <= claim.start < claim.end <= len(text)
        assert text[claim.start : claim.end] == claim.text
        assert claim.supported == (claim.fact is not None)
        last = claim.end


def test_hostile_text_does_not_stall_the_check() -> None:
    for unit in ("1", "1 x ", "a-", "“", "not ", "不", "1,000", "half ", "fits A", "100 % "):
        text = unit * (4_000 // len(unit))
        start = time.perf_counter()
        check_claims(text, facts(), language="en")
        assert time.perf_counter() - start < 5, unit
