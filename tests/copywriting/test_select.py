from __future__ import annotations

from functools import partial

import pytest

from marketing_ai.copywriting import select
from marketing_ai.copywriting.binding import is_bound, is_broken, made_of_nothing
from marketing_ai.copywriting.examine import examine
from marketing_ai.copywriting.measures import jaccard, mentioned, shape_of
from marketing_ai.copywriting.plainwords import novel_parts
from marketing_ai.copywriting.prompts import make_plan
from marketing_ai.grounding.facts import Fact

FACTS = (
    Fact(name="Material", value="oak"),
    Fact(name="Height", value="52", unit="cm"),
    Fact(name="Weight", value="4.1", unit="kg"),
    Fact(name="Foldable", value="yes"),
)
TITLE = "Merlow Table"
PLAN = make_plan(kind="description", language="en", length="medium", title=TITLE, facts=FACTS)
OPENING = ("The Merlow Table is made of oak and is 52 cm high.", True)
FOLLOWING = ("It weighs 4.1 kg and is foldable.", True)


def examiner(text, whole=True):
    return examine(text, FACTS, kind="description", language="en", title=TITLE, length_limits=whole)


def drafts(*answers, variants=3, plan=PLAN):
    shared = {"facts": FACTS, "title": TITLE, "language": "en"}
    pool = select.candidates(plan, answers, examiner=partial(examiner, whole=False), **shared)
    return select.assemble(plan, pool, variants=variants, examiner=examiner, **shared)


@pytest.mark.parametrize(
    ("raw", "finished", "tidied"),
    [
        ("It weighs 4.1 kg. It is", False, "It weighs 4.1 kg."),
        ("It weighs 4.1 kg and is", False, ""),
        ("It weighs 4.1 kg", True, "It weighs 4.1 kg."),
        ("**Description:** It is foldable.", True, "It is foldable."),
        ("“It is foldable.”", True, "It is foldable."),
        ("- It is foldable.\n- Facts: more", True, "It is foldable."),
        ("It is foldable.<|im_end|>", True, "It is foldable."),
        ("  ", True, ""),
    ],
)
def test_an_answer_is_cut_to_its_first_whole_sentence(raw, finished, tidied):
    assert select.tidy(raw, finished=finished, language="en", sentence_end=True) == tidied


def test_a_headline_has_no_full_stop():
    assert select.tidy("Merlow Table, oak.", finished=True, language="en", sentence_end=False) == (
        "Merlow Table, oak"
    )


def test_a_draft_is_made_of_one_sentence_a_part():
    (draft,) = drafts([OPENING], [FOLLOWING])
    assert draft.text == f"{OPENING[0]} {FOLLOWING[0]}"
    assert draft.coverage == 1
    assert draft.clean


def test_a_sentence_with_a_wrong_number_is_dropped_and_the_rest_stays():
    (draft,) = drafts([OPENING], [("It weighs 9 kg and is foldable.", True)])
    assert draft.text == OPENING[0]


def test_a_sentence_about_something_else_is_dropped():
    assert (
        drafts([("The Merlow Table is washed with coconut oil and oak.", True)], [FOLLOWING])[
            0
        ].text
        == "The Merlow Table weighs 4.1 kg and is foldable."
    )


def test_a_value_in_the_wrong_place_is_not_taken():
    base, rendering, light = (
        Fact(name="Base", value="18", unit="cm"),
        Fact(name="Colour rendering index", value="92"),
        Fact(name="Light colour", value="2700", unit="K"),
    )
    facts = (*FACTS, base, rendering, light)
    assert not is_bound("It is 18 cm high.", base, facts, "en")
    assert is_bound("It has a base of 18 cm.", base, facts, "en")
    assert is_bound("It weighs 4.1 kg.", FACTS[2], facts, "en")
    assert not is_bound("It has the colour 92.", rendering, facts, "en")
    assert is_bound("It has the colour 92.", rendering, (rendering,), "en")


def test_a_chinese_value_in_the_wrong_place_is_not_taken():
    handle, loop = Fact(name="手柄材质", value="胡桃木"), Fact(name="挂绳", value="有")
    body = Fact(name="材质", value="304不锈钢")
    assert not is_bound("它采用胡桃木材质。", handle, (body, handle), "zh")
    assert is_bound("它的手柄采用胡桃木材质。", handle, (handle,), "zh")
    assert is_bound("它带有挂绳。", loop, (loop,), "zh")
    assert not is_bound("它容量大，挂绳。", loop, (loop,), "zh")
    assert not is_bound("它可挂绳。", loop, (loop,), "zh")
    stove = Fact(name="适用炉灶", value="燃气灶")
    assert is_bound("它适用于燃气灶。", stove, (body, stove), "zh")


def test_made_of_must_be_followed_by_the_products_own_material():
    facts = (
        *FACTS,
        Fact(name="Made in", value="Portugal"),
        Fact(name="Packaging", value="aluminium tube"),
        Fact(name="Sole material", value="natural rubber"),
    )
    assert made_of_nothing("It is made of Portugal.", facts, "en")
    assert made_of_nothing("It is made of aluminium tube.", facts, "en")
    assert made_of_nothing("It is made of natural rubber.", facts, "en")
    assert made_of_nothing("It is made of 52 cm.", facts, "en")
    assert not made_of_nothing("It is made of oak.", facts, "en")
    assert not made_of_nothing("It has a sole made of natural rubber.", facts, "en")


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("It is 18 cm base, weighs 1.7 kg.", True),
        ("It is a 18-cm-weight lamp.", True),
        ("It is 52 cm high.", False),
        ("It is 0.9 l and light.", False),
    ],
)
def test_a_measure_is_no_adjective(text, broken):
    assert is_broken(text) is broken


def test_variants_differ():
    found = drafts(
        [OPENING, ("The Merlow Table is 52 cm high and is made of oak.", True)],
        [FOLLOWING, ("It is foldable and has a weight of 4.1 kg.", True)],
    )
    assert len(found) > 1
    shapes = [shape_of(draft.text, "en") for draft in found]
    for i, a in enumerate(shapes):
        for b in shapes[i + 1 :]:
            assert jaccard(a, b) < select.NEAR_DUPLICATE


def test_the_draft_that_tells_more_comes_first():
    plan = make_plan(kind="blurb", language="en", length="medium", title=TITLE, facts=FACTS)
    found = drafts(
        [
            ("The Merlow Table is made of oak.", True),
            OPENING,
            ("The Merlow Table weighs 4.1 kg.", True),
        ],
        plan=plan,
    )
    assert found[0].text == OPENING[0]
    assert [d.score for d in found] == sorted((d.score for d in found), reverse=True)


def test_nothing_usable_gives_no_draft():
    assert drafts([("The Merlow Table is made of walnut.", True)], [("", True)]) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is made of oak and weighs 4.1 kg.", ()),
        ("It is a waterproof table of oak.", ("waterproof",)),
        ("It has a height of 53 cm.", ("53",)),
    ],
)
def test_words_from_nowhere_are_found(text, words):
    assert novel_parts(text, FACTS, title=TITLE, language="en") == words


def test_chinese_words_from_nowhere_are_found():
    facts = (Fact(name="材质", value="304不锈钢"), Fact(name="容量", value="500", unit="ml"))
    assert novel_parts("云杉杯采用304不锈钢材质。", facts, title="云杉杯", language="zh") == ()
    assert novel_parts("云杉杯采用紫砂材质。", facts, title="云杉杯", language="zh") == ("紫", "砂")


def test_a_value_counts_only_as_a_whole_word():
    facts = (Fact(name="Pieces", value="2"), Fact(name="Material", value="oak"))
    assert mentioned("A set of 24 in soaked wood.", facts) == frozenset()
    assert mentioned("2 pieces, oak.", facts) == {0, 1}
    assert mentioned("304不锈钢", (Fact(name="材质", value="304"),)) == {0}
