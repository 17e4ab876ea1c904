from __future__ import annotations

import pytest

from marketing_ai.copywriting import services
from marketing_ai.copywriting.models import CopyVariant
from marketing_ai.exceptions import (
    BadFacts,
    NotAllowed,
    OpenClaims,
    RuleViolated,
    TextChanged,
    UnknownChoice,
    UnknownProducts,
    WrongState,
)

GOOD = "The Merlow Table is made of oak."
BAD = "The Merlow Table is made of walnut."


def test_a_pasted_text_is_a_checked_draft_by_a_person(shop):
    variant = shop.draft(shop.product(), GOOD)
    assert (variant.state, variant.source, variant.provenance) == ("draft", "pasted", "human")
    assert not variant.blocked
    assert not variant.ai_generated
    assert variant.claims.get().fact_value == "oak"


def test_a_text_pasted_for_a_variant_goes_to_its_parent(shop):
    parent = shop.product()
    child = shop.product("Red", [("Colour", "red", "")], parent=parent)
    assert shop.draft(child, GOOD).product_id == parent.pk


def test_an_open_claim_blocks_approval_and_is_named(shop):
    variant = shop.draft(shop.product(), BAD)
    assert variant.blocked
    with pytest.raises(OpenClaims) as caught:
        services.approve(variant, actor=None)
    assert "walnut" in caught.value.sentence
    variant.refresh_from_db()
    assert variant.state == "draft"


def test_an_edit_is_checked_again_and_replaces_the_ledger(shop):
    variant = shop.draft(shop.product(), BAD)
    user = shop.user("approve_copy")
    services.edit_text(variant, text=GOOD, actor=user)
    assert [c.text for c in variant.claims.filter(supported=False)] == []
    assert variant.first_text == BAD
    assert (variant.edited_by, variant.is_edited) == (user, True)
    assert services.approve(variant, actor=user).state == "approved"


def test_an_edited_ai_text_keeps_its_mark(shop, answers, work):
    answers(" is made of oak and is 52 cm high.")
    job = work(services.request_copy(products=[shop.product()]))
    variant = CopyVariant.objects.get(job=job)
    assert variant.provenance == "ai"
    services.edit_text(variant, text=GOOD, actor=None)
    variant.refresh_from_db()
    assert variant.provenance == "ai_human"
    assert variant.ai_generated


def test_a_brand_rule_blocks_approval(shop, settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "BRAND_RULES": {"*": {"banned": ["oak"]}}}
    variant = shop.draft(shop.product(), GOOD)
    assert variant.open_claims == 0
    with pytest.raises(RuleViolated) as caught:
        services.approve(variant, actor=None)
    assert "oak" in caught.value.sentence


def test_a_rule_set_blocks_approval_and_gives_source_and_way_out(shop, settings):
    sets = ["ftc_testimonials"]
    settings.MARKETING_AI = {**settings.MARKETING_AI, "BRAND_RULE_SETS": sets}
    text = "The Merlow Table is made of oak. It changed my life. Results may vary."
    variant = shop.draft(shop.product(), text)
    found = {v["code"]: v for v in variant.violations}
    assert not found["ftc_testimonials.not_typical"]["blocking"]
    place = found["ftc_testimonials.made_up"]
    assert place["blocking"]
    assert text[place["start"] : place["end"]] == "changed my life"
    with pytest.raises(RuleViolated) as caught:
        services.approve(variant, actor=None)
    assert "16 CFR 465.2" in caught.value.sentence
    assert "quote only what a real customer wrote" in caught.value.sentence
    services.edit_text(variant, text=f"{GOOD} Results may vary.", actor=None)
    assert [v["code"] for v in variant.violations] == ["ftc_testimonials.not_typical"]
    assert services.approve(variant, actor=None).state == "approved"  # a warning does not block


def test_without_rule_sets_no_law_is_looked_at(shop):
    variant = shop.draft(shop.product(), "The Merlow Table is made of oak: go green.")
    assert [v for v in variant.violations if "." in v["code"]] == []


def test_a_channel_sets_the_length_of_a_kind(shop, settings):
    rules = {"description": {"channel": "search_ad_headline"}}
    settings.MARKETING_AI = {**settings.MARKETING_AI, "BRAND_RULES": rules}
    variant = shop.draft(shop.product(), GOOD)  # 32 characters
    assert [v["code"] for v in variant.violations] == ["channel_lengths.search_ad_headline"]
    assert variant.blocked


def test_an_empty_text_is_refused(shop):
    with pytest.raises(RuleViolated):
        shop.draft(shop.product(), "  \n ")
    assert not CopyVariant.objects.exists()


@pytest.mark.parametrize(
    ("step", "permission"),
    [
        (lambda v, user: services.approve(v, actor=user), "approve_copy"),
        (lambda v, user: services.edit_text(v, text="x", actor=user), "approve_copy"),
        (lambda v, user: services.discard(v, reason="dull", actor=user), "approve_copy"),
        (lambda v, user: services.reopen(v, actor=user), "approve_copy"),
        (lambda v, user: services.publish(v, actor=user), "publish_copy"),
        (lambda v, user: services.retry(v, actor=user), "generate_copy"),
        (
            lambda v, user: services.add_fact(v, name="a", value="b", actor=user),
            "approve_copy",
        ),
    ],
)
def test_each_step_asks_for_its_own_permission(shop, step, permission):
    variant = shop.draft(shop.product(), GOOD)
    everything_else = {"generate_copy", "approve_copy", "publish_copy", "undo_copy"} - {permission}
    with pytest.raises(NotAllowed) as caught:
        step(variant, shop.user(*everything_else))
    assert permission in caught.value.sentence
    variant.refresh_from_db()
    assert (variant.state, variant.text) == ("draft", GOOD)


def test_staff_of_another_store_find_no_such_text(shop):
    variant = shop.draft(shop.product(store="north"), GOOD)
    user = shop.user("approve_copy", groups=["store:south"])
    with pytest.raises(UnknownProducts):
        services.approve(variant, actor=user)


def test_of_two_approvers_one_is_told(shop):
    variant = shop.draft(shop.product(), GOOD)
    same = CopyVariant.objects.get(pk=variant.pk)
    services.approve(variant, actor=None)
    with pytest.raises(WrongState) as caught:
        services.approve(same, actor=None)
    assert "approved" in caught.value.sentence


def test_an_approval_of_a_text_that_was_edited_meanwhile_is_refused(shop):
    variant = shop.draft(shop.product(), GOOD)
    stale = CopyVariant.objects.get(pk=variant.pk)
    services.edit_text(variant, text="The Merlow Table is 52 cm high.", actor=None)
    with pytest.raises(WrongState):
        services.approve(stale, actor=None)
    variant.refresh_from_db()
    assert variant.state == "draft"


def test_approving_many_takes_the_clean_and_names_the_rest(shop):
    product = shop.product()
    good, bad = shop.draft(product, GOOD), shop.draft(product, BAD)
    first, second = services.approve_many([good, bad], actor=None)
    assert (first.ok, second.ok, second.code) == (True, False, "open_claims")
    assert second.message
    assert second.hint


def test_an_approved_text_that_is_edited_must_be_approved_again(shop):
    variant = services.approve(shop.draft(shop.product(), GOOD), actor=None)
    services.edit_text(variant, text="The Merlow Table is 52 cm high.", actor=None)
    variant.refresh_from_db()
    assert (variant.state, variant.approved_at) == ("draft", None)


def test_a_fact_that_was_withdrawn_takes_the_approval_back(shop):
    product = shop.product()
    variant = services.approve(shop.draft(product, GOOD), actor=None)
    product.specs = [{"name": "Height", "value": "52", "unit": "cm"}]
    product.save()
    services.check(variant)
    variant.refresh_from_db()
    assert (variant.state, variant.blocked) == ("draft", True)


def test_facts_are_looked_at_again_when_approving(shop):
    product = shop.product()
    variant = shop.draft(product, GOOD)
    product.specs = []
    product.save()
    with pytest.raises(OpenClaims):
        services.approve(variant, actor=None)


def test_a_fact_added_by_the_reviewer_carries_the_claim(shop):
    product = shop.product()
    variant = shop.draft(product, "The Merlow Table is made of oak and weighs 4.1 kg.")
    assert variant.blocked
    services.add_fact(variant, name="Weight", value="4.1", unit="kg", actor=None)
    assert not variant.blocked
    product.refresh_from_db()
    assert "Weight" in {spec["name"] for spec in product.specs}
    assert services.approve(variant, actor=None).state == "approved"


@pytest.mark.parametrize(("name", "value"), [("", ""), ("Weight", "TBD"), ("Weight", "x" * 5000)])
def test_a_fact_that_says_nothing_is_refused(shop, name, value):
    product = shop.product()
    variant = shop.draft(product, GOOD)
    with pytest.raises(BadFacts) as caught:
        services.add_fact(variant, name=name, value=value, actor=None)
    assert caught.value.sentence
    product.refresh_from_db()
    assert len(product.specs) == 2


def test_a_discarded_draft_keeps_its_reason_and_cannot_be_approved(shop):
    variant = services.discard(shop.draft(shop.product(), GOOD), reason="dull", actor=None)
    variant.refresh_from_db()
    assert (variant.state, variant.discard_reason) == ("discarded", "dull")
    with pytest.raises(WrongState):
        services.approve(variant, actor=None)
    with pytest.raises(UnknownChoice):
        services.discard(shop.draft(shop.product(), GOOD), reason="because", actor=None)


@pytest.mark.parametrize(
    ("reason", "length"), [("long", "short"), ("dull", "long"), ("wrong", "medium")]
)
def test_a_retry_takes_the_reason_into_account(shop, answers, work, reason, length):
    answers(" is made of oak and is 52 cm high.")
    variant = services.discard(shop.draft(shop.product(), GOOD), reason=reason, actor=None)
    job = work(services.retry(variant, actor=None))
    draft = CopyVariant.objects.get(job=job)
    assert draft.length == length
    assert draft.derived_from == variant
    assert draft.seed != 0


def test_a_target_that_changed_since_the_draft_is_not_approved_unseen(shop):
    product = shop.product()
    variant = shop.draft(product, GOOD)
    product.marketing_description = "Written by hand."
    product.save()
    with pytest.raises(TextChanged):
        services.approve(variant, actor=None)
    seen = services.target_hash(variant)
    assert services.approve(variant, actor=None, seen_hash=seen).state == "approved"


def test_a_window_must_go_forward(shop):
    from django.utils import timezone

    now = timezone.now()
    variant = shop.draft(shop.product(), GOOD)
    with pytest.raises(UnknownChoice):
        services.edit_text(variant, starts=now, ends=now, actor=None)
