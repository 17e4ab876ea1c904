"""Every route and every role, against what is written down here. A new route needs a line."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model
from django.urls import URLPattern

from marketing_ai.api import urls
from marketing_ai.copywriting import services
from marketing_ai.governance.permissions import ACTIONS
from marketing_ai.jobs.models import JobState
from tests.api.conftest import Caller
from tests.reviews.conftest import Shop as ReviewShop
from tests.reviews.conftest import Worker

OAK = "The Merlow Table is made of oak."


@dataclass
class Made:
    """Rows of the store "default" that a route may name."""

    product: object
    draft: object
    approved: object
    publication: object
    job: object
    undoable: object
    campaign: object
    review: object  # ours, read, with one aspect


@dataclass(frozen=True)
class Rule:
    """What a route takes and answers."""

    path: str
    needs: tuple[str, ...]  # empty: public
    ok: int
    stranger: int  # staff of another store, with every permission
    body: object = None  # function of Made, or None


def job_path(step):
    return f"/jobs/{{m.job.pk}}/{step}"


RULES = {
    ("product-copy", "GET"): Rule("/products/{m.product.pk}/copy/", (), 200, 200),
    ("copy-request", "POST"): Rule(
        "/copy-requests/", ("generate_copy",), 202, 404, lambda m: {"products": [m.product.pk]}
    ),
    ("copy-list", "GET"): Rule("/copy/", ("view_marketing",), 200, 200),
    ("copy-list", "POST"): Rule(
        "/copy/",
        ("approve_copy",),
        201,
        404,
        lambda m: {"product": m.product.pk, "kind": "blurb", "language": "en", "text": OAK},
    ),
    ("copy-detail", "GET"): Rule("/copy/{m.draft.pk}/", ("view_marketing",), 200, 404),
    ("copy-detail", "PATCH"): Rule(
        "/copy/{m.draft.pk}/", ("approve_copy",), 200, 404, lambda m: {"text": OAK}
    ),
    ("copy-approve", "POST"): Rule("/copy/{m.draft.pk}/approve/", ("approve_copy",), 200, 404),
    ("copy-reject", "POST"): Rule(
        "/copy/{m.draft.pk}/reject/", ("approve_copy",), 200, 404, lambda m: {"reason": "dull"}
    ),
    ("copy-publish", "POST"): Rule(
        "/copy/{m.approved.pk}/publish/", ("publish_copy",), 201, 404, lambda m: {}
    ),
    ("copy-retry", "POST"): Rule("/copy/{m.draft.pk}/retry/", ("generate_copy",), 202, 404),
    ("publication-list", "GET"): Rule("/publications/", ("view_marketing",), 200, 200),
    ("publication-detail", "GET"): Rule(
        "/publications/{m.publication.pk}/", ("view_marketing",), 200, 404
    ),
    ("publication-undo", "POST"): Rule(
        "/publications/{m.publication.pk}/undo/", ("undo_copy",), 201, 404
    ),
    ("job-list", "GET"): Rule("/jobs/", ("view_marketing",), 200, 200),
    ("job-detail", "GET"): Rule("/jobs/{m.job.pk}/", ("view_marketing",), 200, 404),
    ("job-errors", "GET"): Rule(job_path("errors/"), ("view_marketing",), 200, 404),
    ("job-cancel", "POST"): Rule(
        job_path("cancel/"), ("view_marketing", "generate_copy"), 200, 404
    ),
    # the job is open: who may do it at all learns that it is too early
    ("job-rerun", "POST"): Rule(job_path("rerun/"), ("view_marketing", "generate_copy"), 409, 404),
    ("job-undo", "POST"): Rule("/jobs/{m.undoable.pk}/undo/", ("undo_copy",), 202, 404),
    ("product-reviews", "GET"): Rule("/products/{m.product.pk}/reviews/", (), 200, 200),
    ("product-insight", "GET"): Rule("/products/{m.product.pk}/reviews/insight/", (), 200, 200),
    ("product-insight-report", "POST"): Rule(
        "/products/{m.product.pk}/reviews/insight/report/",
        (),
        204,
        204,
        lambda m: {"reason": "quote"},
    ),
    ("review-analysis", "POST"): Rule(
        "/review-analyses/",
        ("analyse_reviews",),
        202,
        404,
        lambda m: {"products": [m.product.pk]},
    ),
    ("review-list", "GET"): Rule("/reviews/", ("view_marketing",), 200, 200),
    ("review-detail", "GET"): Rule("/reviews/{m.review.pk}/", ("view_marketing",), 200, 404),
    ("review-correct", "POST"): Rule(
        "/reviews/{m.review.pk}/correct/",
        ("analyse_reviews",),
        200,
        404,
        lambda m: {"label": "negative"},
    ),
    ("review-mark", "POST"): Rule(
        "/reviews/{m.review.pk}/mark/",
        ("analyse_reviews",),
        200,
        404,
        lambda m: {"aspect": m.review.aspects.get().pk, "wrong": True},
    ),
    ("campaign-list", "GET"): Rule("/campaigns/", ("view_marketing",), 200, 200),
    ("campaign-detail", "GET"): Rule("/campaigns/{m.campaign.pk}/", ("view_marketing",), 200, 404),
}
ROLES = ("anonymous", "customer", "staff", "stranger", "holder", "superuser")


def routes():
    """(name, method) of everything that the URL configuration answers."""

    def walk(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield pattern
            else:
                yield from walk(pattern.url_patterns)

    for pattern in walk(urls.urlpatterns):
        view = pattern.callback
        actions = getattr(view, "actions", None)
        methods = actions or [
            name
            for name in view.view_class.http_method_names
            if name not in {"options", "head"} and hasattr(view.view_class, name)
        ]
        for method in methods:
            if method != "head":
                yield pattern.name, method.upper()


def test_every_route_has_a_rule_and_every_rule_a_route():
    assert set(routes()) == set(RULES)


@pytest.fixture
def made(shop):
    product = shop.product()
    publishing = services.publish_many(
        [services.approve(shop.draft(shop.product(), OAK), actor=None)], actor=None
    )
    from marketing_ai.jobs.runner import run_chunk

    while run_chunk(publishing.pk):
        pass
    publishing.refresh_from_db()
    assert publishing.state == JobState.DONE
    written = ReviewShop().review(product, "Good sound.")
    Worker().drain()
    return Made(
        product=product,
        draft=shop.draft(product, OAK, kind="ad_text"),
        approved=services.approve(shop.draft(product, OAK, kind="social_post"), actor=None),
        publication=shop.published(product, OAK)[1],
        job=services.request_copy(products=[product], actor=None),
        undoable=publishing,
        campaign=shop.campaign(product),
        review=ReviewShop().ours(written),
    )


def caller(role, rule, shop):
    users = get_user_model().objects
    match role:
        case "anonymous":
            return Caller()
        case "customer":
            return Caller(users.create_user("customer", password="x"))
        case "staff":
            return Caller(shop.user())
        case "stranger":
            return Caller(shop.user(*ACTIONS, groups=["store:north"]))
        case "holder":
            return Caller(shop.user(*rule.needs, groups=["store:default"]))
        case "superuser":
            return Caller(users.create_superuser("root", password="x"))
    raise ValueError(role)


def expected(role, rule):
    if not rule.needs:
        return rule.ok
    return {"stranger": rule.stranger, "holder": rule.ok, "superuser": rule.ok}.get(role, 403)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("name", "method"), RULES, ids=lambda value: value)
def test_a_role_gets_what_the_table_says(name, method, role, shop, made):
    rule = RULES[name, method]
    who = caller(role, rule, shop)
    body = rule.body(made) if rule.body else None
    answer = who.send(method, rule.path.format(m=made), body)
    assert answer.status_code == expected(role, rule), answer.content
    if answer.status_code >= 400:
        assert {"code", "message", "hint"} <= set(answer.json())
    if role == "stranger" and answer.status_code == 200 and rule.needs:
        assert answer.json()["results"] == []


@pytest.mark.parametrize("step", ["cancel", "rerun"])
def test_seeing_a_job_is_not_enough_to_change_it(step, staff, made):
    answer = staff("view_marketing").post(f"/jobs/{made.job.pk}/{step}/")
    assert answer.status_code == 403
    assert "generate_copy" in answer.json()["message"]


def test_a_method_without_a_rule_is_denied_even_to_superusers(made):
    root = get_user_model().objects.create_superuser("root", password="x")
    for method, path in [
        ("DELETE", f"/copy/{made.draft.pk}/"),
        ("PUT", f"/copy/{made.draft.pk}/"),
        ("OPTIONS", "/jobs/"),
        ("DELETE", f"/campaigns/{made.campaign.pk}/"),
    ]:
        assert Caller(root).send(method, path).status_code in {403, 405}, (method, path)


def test_a_session_without_the_csrf_token_changes_nothing(shop, made):
    user = shop.user("approve_copy")
    answer = Caller(user, enforce_csrf_checks=True).post(f"/copy/{made.draft.pk}/approve/")
    assert answer.status_code == 403
    made.draft.refresh_from_db()
    assert made.draft.state == "draft"
    assert Caller(user).post(f"/copy/{made.draft.pk}/approve/").status_code == 200


@pytest.mark.parametrize(("name", "method"), RULES, ids=lambda value: value)
def test_switched_off_every_route_is_a_404_without_a_query(
    name, method, shop, made, settings, django_assert_num_queries
):
    rule = RULES[name, method]
    path = rule.path.format(m=made)
    body = rule.body(made) if rule.body else None
    root = Caller(get_user_model().objects.create_superuser("root", password="x"))
    settings.MARKETING_AI = {**settings.MARKETING_AI, "ENABLED": False}
    with django_assert_num_queries(0):
        answer = root.send(method, path, body)
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
