from __future__ import annotations

import pytest

from marketing_ai.copywriting import services
from marketing_ai.copywriting.models import CopyVariant
from marketing_ai.governance.models import Budget, InferenceLog
from marketing_ai.jobs.services import rerun_failures

from .conftest import CLEAN, UNCLEAN


def drafts(job):
    return CopyVariant.objects.filter(job=job).order_by("product", "rank")


def calls(job, **filters):
    return InferenceLog.objects.filter(job=job, **filters)


def test_a_clean_answer_becomes_a_draft_with_its_claims_and_one_settled_call(shop, answers, work):
    answers(CLEAN)
    product = shop.product()
    job = work(services.request_copy(products=[product]))
    (draft,) = drafts(job)
    assert (job.state, job.done, job.failed) == ("done", 1, 0)
    assert draft.text == draft.first_text == "The Merlow Table is made of oak and is 52 cm high."
    assert (draft.source, draft.state, draft.blocked) == ("model", "draft", False)
    assert {claim.fact_value for claim in draft.claims.all()} == {"oak", "52 cm"}
    assert draft.model == "dummy@1"
    assert draft.prompt_version == "default-1"
    call = calls(job).get()
    assert (call.status, call.object_pk) == ("settled", str(product.pk))
    assert call.prompt_tokens > 0
    assert call.completion_tokens > 0


def test_no_prompt_text_is_logged(shop, answers, work):
    answers(CLEAN)
    job = work(services.request_copy(products=[shop.product()]))
    call = calls(job).get()
    assert (call.prompt, call.answer) == ("", "")


def test_prompt_and_answer_are_kept_where_the_shop_asks_for_it(shop, answers, work, settings):
    answers(CLEAN)
    settings.MARKETING_AI = {**settings.MARKETING_AI, "LOG_PROMPTS": True}
    job = work(services.request_copy(products=[shop.product()]))
    call = calls(job).get()
    assert "- material: oak" in call.prompt
    assert "is made of oak" in call.answer


def test_an_answer_that_invents_gives_a_text_by_rules_and_a_blocked_attempt(shop, answers, work):
    answers(UNCLEAN)
    job = work(services.request_copy(products=[shop.product()]))
    rules, attempt = drafts(job)
    assert (rules.source, rules.blocked, rules.rank) == ("rules", False, 1)
    assert "oak" in rules.text
    assert not rules.ai_generated
    assert (attempt.source, attempt.blocked, attempt.rank) == ("model", True, 2)
    assert {c.text for c in attempt.claims.filter(supported=False)} >= {"walnut"}
    assert job.result["products_clean_by_model"] == 0
    assert job.result["products_by_rules"] == 1


def test_the_wrong_sentence_is_dropped_and_the_right_one_kept(shop, answers, work):
    answers(UNCLEAN, CLEAN)
    job = work(services.request_copy(products=[shop.product()]))
    assert [draft.text for draft in drafts(job)] == [
        "The Merlow Table is made of oak and is 52 cm high."
    ]


def test_variants_are_ranked_from_one_and_none_is_stored_twice(shop, answers, work):
    answers(CLEAN, " is 52 cm high and is made of oak.", CLEAN, " is made of oak.")
    job = work(services.request_copy(products=[shop.product()], variants=3))
    found = list(drafts(job))
    assert [draft.rank for draft in found] == list(range(1, len(found) + 1))
    assert len({draft.text for draft in found}) == len(found)


def test_each_kind_and_language_is_written(shop, answers, work):
    answers(CLEAN)
    job = work(
        services.request_copy(products=[shop.product()], kinds=["description", "ad_text", "blurb"])
    )
    assert {draft.kind for draft in drafts(job)} == {"description", "ad_text", "blurb"}
    assert calls(job, status="settled").count() == 3


def test_a_product_is_written_in_its_own_language_only(shop, answers, work):
    answers(CLEAN)
    english = shop.product()
    chinese = shop.product(
        "云杉茶几", [("材质", "白蜡木", ""), ("高度", "52", "厘米")], language="zh-hans"
    )
    job = work(services.request_copy(products=[english, chinese], languages=["zh-hans"]))
    error = job.errors.get()
    assert (error.item, error.code) == (str(english.pk), "bad_facts")
    assert {draft.language for draft in drafts(job)} == {"zh-hans"}


def test_products_without_facts_are_row_errors_and_no_model_is_asked(shop, answers, work):
    answers(CLEAN)
    good, empty = shop.product(), shop.product("Empty", facts=[])
    placeholder = shop.product("Gap", facts=[("Material", "TBD", "")])
    job = work(services.request_copy(products=[good, empty, placeholder]))
    assert (job.state, job.done, job.failed) == ("done", 1, 2)
    for error in job.errors.all():
        assert error.code in {"no_facts", "bad_facts"}
        assert error.message
        assert error.hint
        assert error.label in {"Empty", "Gap"}
    assert set(calls(job, status="skipped").values_list("object_pk", flat=True)) == {
        str(empty.pk),
        str(placeholder.pk),
    }
    assert calls(job).exclude(status="skipped").count() == 1


def test_facts_of_100_kb_are_refused_with_a_sentence(shop, answers, work):
    answers(CLEAN)
    huge = shop.product("Huge", facts=[(f"Note {i}", "long words " * 1000, "") for i in range(10)])
    job = work(services.request_copy(products=[huge]))
    error = job.errors.get()
    assert error.code == "bad_facts"
    assert "kB" in error.message
    assert not calls(job).exclude(status="skipped").exists()


def test_scripts_in_facts_reach_neither_prompt_nor_draft(shop, answers, work, settings):
    seen = []
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        "TEXT_MODELS": {"*": {"backend": "tests.copywriting.listening.ListeningBackend"}},
    }
    from tests.copywriting import listening

    listening.HEARD = seen
    product = shop.product(
        facts=[("Material", "<b>oak</b><script>alert(1)</script>", ""), ("Height", "52", "cm")]
    )
    job = work(services.request_copy(products=[product]))
    assert seen
    assert not any("script" in text or "<b>" in text for text in seen)
    draft = drafts(job)[0]
    assert "alert" not in draft.text
    assert "markup" in {problem["code"] for problem in draft.fact_problems}
    assert job.result["fact_problems"]["markup"] == 1


def test_contradicting_facts_are_reported_beside_the_draft(shop, answers, work):
    answers(" is made of oak.")
    product = shop.product(
        facts=[*[("Material", "oak", "")], ("Height", "52", "cm"), ("Height", "60", "cm")]
    )
    job = work(services.request_copy(products=[product]))
    problems = {problem["code"] for problem in drafts(job)[0].fact_problems}
    assert "contradiction" in problems


def test_a_spent_budget_is_a_row_error_and_loses_nothing(shop, answers, work):
    answers(CLEAN)
    shop.published(product := shop.product())
    Budget.objects.create(name="Small", limit_tokens=10, period="total")
    job = work(services.request_copy(products=[product]))
    error = job.errors.get()
    assert error.code == "budget_exceeded"
    assert "Small" in error.message
    assert error.hint
    assert not drafts(job).exists()
    product.refresh_from_db()
    assert product.marketing_description == "The Merlow Table is made of oak."


def test_what_fits_the_budget_is_written_and_the_rest_told(shop, answers, work):
    answers(CLEAN)
    products = [shop.product(f"Table {i}") for i in range(4)]
    needed = services.estimate_copy(products=products[:1]).tokens
    Budget.objects.create(name="Two", limit_tokens=needed * 2 + needed // 2, period="total")
    job = work(services.request_copy(products=products))
    assert (job.done, job.failed) == (2, 2)


def test_a_campaigns_own_budget_is_kept(shop, answers, work):
    answers(CLEAN)
    product = shop.product()
    campaign = shop.campaign(product, kinds=["description"], budget_tokens=10)
    job = work(services.request_campaign_copy(campaign, actor=None))
    assert job.errors.get().code == "budget_exceeded"


def test_a_rerun_writes_only_what_is_missing(shop, answers, work):
    answers(CLEAN)
    product = shop.product()
    budget = Budget.objects.create(name="One", limit_tokens=1, period="total", active=False)
    one = services.estimate_copy(products=[product]).tokens
    both = services.estimate_copy(products=[product], kinds=["description", "ad_headline"]).tokens
    assert both > one
    budget.limit_tokens, budget.active = one, True
    budget.save()
    job = work(services.request_copy(products=[product], kinds=["description", "ad_headline"]))
    assert (job.done, job.failed) == (0, 1)
    assert {draft.kind for draft in drafts(job)} == {"description"}
    budget.active = False
    budget.save()
    again = work(rerun_failures(job, actor=None))
    assert (again.done, again.failed) == (1, 0)
    assert {draft.kind for draft in drafts(again)} == {"ad_headline"}


def test_a_model_that_is_not_ready_is_a_row_error_with_the_repair(shop, work, settings):
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        "TEXT_MODELS": {"*": {"backend": "embedded", "model": "gemma3-270m"}},
        "ACCEPTED_TERMS": [],
    }
    job = work(services.request_copy(products=[shop.product()]))
    error = job.errors.get()
    assert error.message
    assert error.hint
    assert not calls(job, status="reserved").exists()


def test_a_model_server_that_refuses_is_a_row_error_and_gives_the_tokens_back(shop, work, settings):
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        "TEXT_MODELS": {"*": {"backend": "dummy", "fail": "permanent"}},
    }
    job = work(services.request_copy(products=[shop.product()]))
    assert job.errors.get().code == "provider_refused"
    assert calls(job).get().status == "failed"


def test_the_same_seed_writes_the_same_drafts(shop, answers, work):
    answers(CLEAN, " is 52 cm high.")
    product = shop.product()
    first = work(services.request_copy(products=[product]))
    second = work(services.request_copy(products=[product]))
    assert list(drafts(first).values_list("text", flat=True)) == list(
        drafts(second).values_list("text", flat=True)
    )


def test_a_promotion_takes_its_values_and_its_window_from_the_offer(shop, answers, work):
    from datetime import timedelta
    from decimal import Decimal

    from django.utils import timezone

    answers(CLEAN)
    product = shop.product()
    campaign = shop.campaign(product)
    offer = shop.offer(
        campaign,
        rule="percent_off",
        value=Decimal(20),
        starts=timezone.now(),
        ends=timezone.now() + timedelta(days=7),
    )
    job = work(services.request_copy(products=[product], kinds=["promotion"], campaign=campaign))
    draft = drafts(job)[0]
    assert "{offer}" in draft.text
    assert "20" not in draft.text
    assert (draft.offer, draft.starts, draft.ends) == (offer, offer.starts, offer.ends)
    assert not draft.blocked
    assert draft.source == "model"


@pytest.mark.parametrize("n", [1, 8])
def test_a_chunk_reads_facts_in_few_queries(n, shop, answers, django_assert_max_num_queries):
    from marketing_ai.catalog.base import get_catalog

    pks = [shop.product(f"Table {i}").pk for i in range(n)]
    with django_assert_max_num_queries(3):
        get_catalog().cards(pks)
        get_catalog().facts(pks)


def test_a_worker_that_dies_leaves_one_set_of_drafts_and_one_settled_call(shop, answers, work):
    import random

    from django.utils import timezone

    from marketing_ai.jobs import transitions
    from marketing_ai.jobs.services import sweep

    answers(CLEAN)
    job = services.request_copy(products=[shop.product(f"Table {i}") for i in range(3)])
    dead = transitions.claim(
        job.pk,
        worker="dead",
        now=timezone.now,
        rng=random.Random(1),
    )
    services.GenerateHandler().run(dead.rows, dead)  # and then kill -9: nothing is stored
    assert calls(job, status="reserved").count() == 3
    assert not drafts(job).exists()
    sweep(now=timezone.now() + timezone.timedelta(hours=1))
    work(job)
    assert (job.refresh_from_db(), job.state, job.done) == (None, "done", 3)
    assert [draft.rank for draft in drafts(job)] == [1, 1, 1]
    assert calls(job, status="settled").count() == 3
    assert calls(job, status="abandoned").count() == 3
    assert not calls(job, status="reserved").exists()


def test_a_cancelled_job_keeps_no_tokens(shop, answers, work):
    from django.utils import timezone

    from marketing_ai.governance.models import BudgetUse
    from marketing_ai.jobs.services import cancel_job, sweep

    answers(CLEAN)
    Budget.objects.create(name="Month", limit_tokens=10**6, period="month")
    job = services.request_copy(products=[shop.product()])
    cancel_job(job, actor=None)
    work(job)
    sweep(now=timezone.now())
    assert job.state == "cancelled"
    assert not drafts(job).exists()
    assert not BudgetUse.objects.filter(reserved_tokens__gt=0).exists()
