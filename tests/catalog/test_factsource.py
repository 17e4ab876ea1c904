"""Shapes of facts, and what parents and variants share."""

import pytest

from marketing_ai.catalog.factsource import parent_facts, read_facts, variant_facts
from marketing_ai.grounding.facts import Fact


def pairs(facts):
    return [(fact.name, fact.text) for fact in facts]


@pytest.mark.parametrize(
    "raw",
    [
        [{"name": "Size", "value": "1.7", "unit": "l"}],
        [["Size", "1.7", "l"]],
        [["Size", "1.7 l"]],
        {"Size": "1.7 l"},
        {"Size": {"value": 1.7, "unit": "l"}},
    ],
)
def test_every_documented_shape_gives_the_same_fact(raw):
    assert pairs(read_facts(raw)) == [("Size", "1.7 l")]


@pytest.mark.parametrize("raw", [None, [], {}, ""])
def test_no_facts_are_no_facts(raw):
    assert read_facts(raw) == []


def test_what_fits_no_shape_is_kept_for_the_report_on_bad_facts():
    assert pairs(read_facts(["loose text", 7, ["a", "b", "c", "d"]])) == [
        ("", "loose text"),
        ("", "7"),
        ("", "a, b, c, d"),
    ]


def test_truth_and_lists_read_as_words_in_the_products_language():
    assert pairs(read_facts({"Dishwasher": True, "Colours": ["red", "blue"]})) == [
        ("Dishwasher", "yes"),
        ("Colours", "red, blue"),
    ]
    assert pairs(read_facts({"防水": False}, language="zh-hans")) == [("防水", "否")]


def test_a_persons_fact_keeps_its_source():
    assert read_facts([{"name": "A", "value": "b", "source": "admin"}])[0].source == "admin"


def facts(**values):
    return [Fact(name=name, value=value) for name, value in values.items()]


def test_a_variant_overrides_whatever_case_the_name_is_written_in():
    found = variant_facts(facts(colour="black"), facts(Colour="any", Material="wool"))
    assert [(f.name, f.value, f.scope) for f in found] == [
        ("colour", "black", "sku"),
        ("Material", "wool", "parent"),
    ]


def test_five_colours_are_counted_and_no_single_one_is_a_fact_of_the_parent():
    colours = ["black", "red", "blue", "sand", "green"]
    found = parent_facts(
        facts(Material="wool", Colour="black"), [facts(Colour=colour) for colour in colours]
    )
    assert pairs(found) == [
        ("Material", "wool"),
        ("Colour", "black, red, blue, sand, green"),
        ("Colours", "5"),
    ]
    assert [f.scope for f in found] == ["product", "options", "options"]


def test_a_variant_without_the_attribute_counts_with_its_parents_value():
    found = parent_facts(facts(Colour="black"), [facts(Colour="red"), facts(Size="L")])
    assert ("Colour", "red, black") in pairs(found)


def test_what_all_variants_agree_on_is_a_fact_of_the_parent():
    found = parent_facts([], [facts(Material="wool"), facts(Material="Wool")])
    assert pairs(found) == [("Material", "wool")]
    assert found[0].scope == "product"


def test_what_only_one_variant_states_is_not_said_of_the_parent():
    assert parent_facts([], [facts(Lid="glass"), []]) == []


def test_chinese_options_are_listed_and_counted_in_chinese():
    found = parent_facts([], [facts(颜色="黑色"), facts(颜色="红色")])
    assert pairs(found) == [("颜色", "黑色、红色"), ("颜色数量", "2 种")]


@pytest.mark.parametrize(
    ("name", "plural"),
    [("Colour", "Colours"), ("Capacity", "Capacities"), ("Finish", "Finishes"), ("Tray", "Trays")],
)
def test_the_count_is_named_by_the_english_plural(name, plural):
    found = parent_facts([], [[Fact(name=name, value="a")], [Fact(name=name, value="b")]])
    assert found[1].name == plural
