from __future__ import annotations

import pytest

from marketing_ai.copywriting import prompts
from marketing_ai.copywriting.examples import examples_for, join_predicates
from marketing_ai.copywriting.kinds import Kind, Length
from marketing_ai.exceptions import TemplateInvalid
from marketing_ai.grounding.facts import Fact

FACTS = tuple(
    Fact(name=name, value=value, unit=unit)
    for name, value, unit in [
        ("Brand", "Merlow", ""),
        ("Material", "oak", ""),
        ("Height", "52", "cm"),
        ("Weight", "4.1", "kg"),
        ("Foldable", "yes", ""),
        ("Wheels", "no", ""),
        ("Warranty", "2", "years"),
    ]
)


def plan(kind="description", language="en", length="medium", facts=FACTS, title="Merlow Table"):
    return prompts.make_plan(kind=kind, language=language, length=length, title=title, facts=facts)


def ask(part, language="en", template=None):
    return prompts.render(
        template or prompts.default_template(language),
        part,
        key="x",
        language=language,
        title="Merlow Table",
    )


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("length", Length.values)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_kind_length_and_language_has_a_prompt(kind, length, language):
    for part in plan(kind, language, length).parts:
        prompt = ask(part, language)
        assert prompt.messages[-1].role == "user"
        assert "{" not in prompt.messages[-1].content


def test_what_the_title_says_and_plain_negatives_are_not_asked_for():
    asked = {fact.name for part in plan(length="long").parts for fact in part.facts}
    assert asked == {"Material", "Height", "Weight", "Foldable", "Warranty"}


def test_no_fact_is_asked_for_twice_in_one_description():
    names = [fact.name for part in plan(length="long").parts for fact in part.facts]
    assert len(names) == len(set(names))


def test_only_the_opening_sentence_names_the_product():
    first, *rest = plan(length="long").parts
    assert first.prefill == "The Merlow Table"
    assert {part.prefill for part in rest} == {"It"}


@pytest.mark.parametrize(
    ("title", "plural"),
    [
        ("Wexlow Bypass Secateurs", True),
        ("Corvane Hiking Socks with Wool", True),
        ("Merlow Table", False),
        ("Sarnay Glass 0.3 l", False),
        ("Lumo Canvas", False),
    ],
)
def test_plural_names_are_called_they(title, plural):
    assert prompts.is_plural(title) is plural


def test_examples_look_like_the_facts_that_are_asked_for():
    weight, warranty = FACTS[3], FACTS[6]
    for example in examples_for((weight, warranty), "en"):
        (first, _), (second, _) = example.facts
        assert "weight" in first
        assert second in {"warranty", "guarantee"}


def test_examples_use_each_predicate_once():
    same = (FACTS[3], Fact(name="Packed weight", value="5", unit="kg"))
    for example in examples_for(same, "en"):
        assert len(set(example.predicates)) == 2


def test_predicates_are_joined_as_people_do():
    said = ["has a power of 7 W", "has a base of 20 cm", "is dimmable"]
    assert join_predicates(said, code="en") == (
        "has a power of 7 W, a base of 20 cm and is dimmable"
    )
    assert join_predicates(["is vegan", "weighs 5 g", "has 2 lids"], code="en", plural=True) == (
        "are vegan, weigh 5 g and have 2 lids"
    )


def test_no_prompt_states_a_price_or_an_offer():
    promotion = plan("promotion")
    for part in promotion.parts:
        for message in ask(part).messages:
            assert "off" not in message.content.split()
            assert "€" not in message.content
    assert "{offer}" in promotion.closing


def test_an_unknown_placeholder_is_named_with_the_known_ones():
    template = prompts.Template(label="mine v1", system="", body="{product} {colour}")
    with pytest.raises(TemplateInvalid) as caught:
        ask(plan().parts[0], template=template)
    assert "{colour}" in caught.value.sentence
    assert "{product}" in caught.value.advice


def test_slots_may_stand_in_a_template():
    prompts.check_template("mine", "Say {offer} until {offer_end} for {price}.", "{facts}")


def test_braces_in_facts_are_data_and_not_filled():
    part = plan(facts=(Fact(name="Code", value="{tone}"),)).parts[0]
    assert "{tone}" in ask(part).messages[-1].content


def test_the_estimate_of_tokens_is_of_the_right_size():
    # SmolLM2's tokenizer counted 228 on average for parts like these (23 prompts of the demo)
    for part in plan().parts:
        assert 120 < prompts.count_tokens(ask(part)) < 350


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Kettle", "Kettle"),
        ("Kettle (" + "with many extras " * 6 + ")", "Kettle (with many extras"),
        ("Brennick Kettle, " + "with many extras " * 6, "Brennick Kettle"),
    ],
)
def test_a_very_long_title_is_cut_at_a_natural_place(title, short):
    assert prompts.short_title(title).startswith(short)
    assert len(prompts.short_title(title)) <= prompts.MAX_TITLE


def test_a_title_that_states_more_than_the_facts_is_not_repeated():
    facts = (Fact(name="Material", value="cotton"),)
    named = prompts.sayable_name("Halvoe Bath Towel", facts, language="en")
    assert named == "Halvoe Bath Towel"
    assert prompts.sayable_name("Waterproof Bath Towel", facts, language="en") == "This product"
    part = plan(facts=facts, title="Waterproof Bath Towel").parts[0]
    assert part.prefill == "This product"


def test_the_model_is_not_asked_to_say_how_many_options_there_are():
    facts = [
        Fact(name="Colour", value="graphite, sand", scope="options"),
        Fact(name="Colours", value="2", scope="options"),
    ]
    assert [fact.name for fact in prompts.writable(facts, title="Power Bank")] == ["Colour"]
