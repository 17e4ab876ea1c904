from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from marketing_ai.copywriting import services
from marketing_ai.copywriting.models import CopyVariant, PromptTemplate
from marketing_ai.exceptions import (
    NotAllowed,
    NothingSelected,
    OfferInvalid,
    TemplateInvalid,
    UnknownChoice,
    UnknownProducts,
)
from marketing_ai.governance.models import InferenceLog
from marketing_ai.jobs.models import Job
from shop_demo.models import Product


def nothing_started():
    return not (
        Job.objects.exists() or InferenceLog.objects.exists() or CopyVariant.objects.exists()
    )


def test_without_the_permission_nothing_starts(shop):
    product = shop.product()
    with pytest.raises(NotAllowed) as caught:
        services.request_copy(products=[product], actor=shop.user("approve_copy"))
    assert "generate_copy" in caught.value.sentence
    assert nothing_started()
    services.request_copy(products=[product], actor=shop.user("generate_copy"))
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": ["review"]},
        {"kinds": ["testimonial"]},
        {"kinds": []},
        {"languages": ["tlh"]},
        {"tone": "angry"},
        {"length": "endless"},
        {"variants": 0},
        {"variants": 1000},
    ],
)
def test_what_cannot_be_written_is_refused_with_the_choices(shop, wrong):
    with pytest.raises(UnknownChoice) as caught:
        services.request_copy(products=[shop.product()], **wrong)
    assert caught.value.advice
    assert nothing_started()


@pytest.mark.parametrize("pk", [987654, "987654", "abc", "1; DROP TABLE", None])
def test_one_unknown_id_stops_the_whole_request(shop, pk):
    with pytest.raises(UnknownProducts) as caught:
        services.request_copy(products=[shop.product().pk, pk])
    assert str(pk) in caught.value.sentence
    assert nothing_started()


def test_no_product_is_told(shop):
    with pytest.raises(NothingSelected):
        services.request_copy(products=[])
    with pytest.raises(NothingSelected):
        services.request_copy(products=Product.objects.none())


def test_a_product_of_another_store_does_not_exist_for_this_person(shop):
    north, south = shop.product(store="north"), shop.product(store="south")
    user = shop.user("generate_copy", groups=["store:north"])
    with pytest.raises(UnknownProducts):
        services.request_copy(products=[north, south], actor=user)
    assert nothing_started()
    assert services.request_copy(products=[north], actor=user).store == "north"


def test_variants_stand_for_their_parent_which_is_written_once(shop):
    parent = shop.product()
    red = shop.product("Red", [("Colour", "red", "")], parent=parent)
    blue = shop.product("Blue", [("Colour", "blue", "")], parent=parent)
    job = services.request_copy(products=[red.pk, str(blue.pk), parent])
    assert job.total == 1
    assert job.chunks.get().items == [str(parent.pk)]


def test_a_queryset_instances_and_keys_ask_for_the_same(shop):
    products = [shop.product(f"Table {i}") for i in range(3)]
    jobs = [
        services.request_copy(products=Product.objects.all()),
        services.request_copy(products=products),
        services.request_copy(products=[str(product.pk) for product in products]),
    ]
    assert len({tuple(job.chunks.get().items) for job in jobs}) == 1


def test_an_estimate_counts_and_writes_nothing(shop):
    products = [shop.product(), shop.product("Empty", facts=[])]
    estimate = services.estimate_copy(products=products, kinds=["description", "blurb"])
    assert (estimate.n_products, estimate.n_texts) == (1, 2)
    (skipped,) = estimate.skipped
    assert (skipped.title, skipped.code) == ("Empty", "no_facts")
    assert skipped.reason
    assert estimate.tokens > 0
    assert estimate.cost == 0
    assert estimate.seconds is None
    assert [engine.label for engine in estimate.engines] == ["dummy@1"]
    assert estimate.ready
    assert nothing_started()


def test_an_estimate_knows_the_price_of_an_engine(shop, settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "TOKEN_PRICE": {"dummy@1": "0.50"}}
    estimate = services.estimate_copy(products=[shop.product()])
    assert estimate.cost == Decimal("0.50") * estimate.tokens / 1000


def test_the_estimate_covers_what_is_then_used(shop, answers, work):
    answers(" is made of oak.")
    estimate = services.estimate_copy(products=[shop.product()])
    job = work(services.request_copy(products=Product.objects.all()))
    call = InferenceLog.objects.get(job=job)
    assert call.prompt_tokens + call.completion_tokens <= call.reserved_tokens <= estimate.tokens


def test_a_promotion_needs_an_offer_that_is_not_over(shop):
    product = shop.product()
    campaign = shop.campaign(product)
    with pytest.raises(OfferInvalid):
        services.request_copy(products=[product], kinds=["promotion"])
    with pytest.raises(OfferInvalid):
        services.request_copy(products=[product], kinds=["promotion"], campaign=campaign)
    hour = timezone.timedelta(hours=1)
    shop.offer(
        campaign,
        rule="percent_off",
        value=Decimal(5),
        starts=timezone.now() - 2 * hour,
        ends=timezone.now() - hour,
    )
    with pytest.raises(OfferInvalid):
        services.request_copy(products=[product], kinds=["promotion"], campaign=campaign)
    assert nothing_started()


def test_a_template_with_an_unknown_placeholder_is_neither_saved_nor_used(shop):
    with pytest.raises(TemplateInvalid) as caught:
        services.save_template(
            name="mine", kind="description", language="en", body="{product} {price_now}", actor=None
        )
    assert "{price_now}" in caught.value.sentence
    assert not PromptTemplate.objects.exists()
    # one that came into the table by another way
    PromptTemplate.objects.create(
        name="old", kind="description", language="en", body="{colour}", active=True
    )
    with pytest.raises(TemplateInvalid):
        services.request_copy(products=[shop.product()])
    assert nothing_started()


def test_the_active_template_of_the_shop_is_used_and_named(shop, answers, work):
    answers(" is made of oak.")
    for body in ("{product}\n{facts}", "{product}!\n{facts}"):
        services.save_template(
            name="ours", kind="description", language="en", body=body, activate=True, actor=None
        )
    job = work(services.request_copy(products=[shop.product()]))
    assert CopyVariant.objects.get(job=job).prompt_version == "ours v2"
    assert PromptTemplate.objects.filter(active=True).count() == 1


def test_a_broker_that_is_down_stores_the_job_and_says_nothing_is_lost(
    shop, settings, django_capture_on_commit_callbacks
):
    from shop_demo.celery import app

    was = app.conf.broker_url
    app.conf.broker_url = "amqp://guest:guest@127.0.0.1:1//"
    try:
        with django_capture_on_commit_callbacks(execute=True):
            job = services.request_copy(products=[shop.product()])
    finally:
        app.conf.broker_url = was
    job.refresh_from_db()
    assert job.state == "queued"
    assert job.chunks.get().state == "queued"


def test_the_command_asks_and_waits(shop, answers, capsys):
    from django.core.management import CommandError, call_command

    answers(" is made of oak and is 52 cm high.")
    product = shop.product()
    call_command("marketing_generate", str(product.pk), "--estimate")
    assert "Products: 1; texts: 1;" in capsys.readouterr().out
    assert nothing_started()
    call_command("marketing_generate", str(product.pk), "--wait")
    assert "1 done, 0 failed" in capsys.readouterr().out
    with pytest.raises(CommandError, match="do not exist"):
        call_command("marketing_generate", "999999")
