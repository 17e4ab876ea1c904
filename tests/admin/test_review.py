"""The review queue: look, edit, accept, publish, discard, undo."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from marketing_ai.catalog.writeback import text_hash
from marketing_ai.copywriting import services
from marketing_ai.copywriting.models import CopyState, CopyVariant, Publication
from marketing_ai.jobs.models import Job

CLEAN = "The Merlow Table is made of oak."
UNCLEAN = "The Merlow Table is made of walnut."
EDIT = {"do": "edit", "write_mode": "own", "starts": "", "ends": ""}


@pytest.fixture
def review(page):
    """Address of a text's page."""

    def do(variant):
        return page("copyvariant_change", variant.pk)

    return do


def test_a_draft_is_edited_accepted_published_and_undone(shop, browser, review, page):
    product = shop.product()
    variant = shop.draft(product, UNCLEAN)
    browser.post(review(variant), {**EDIT, "text": CLEAN})
    browser.post(review(variant), {"do": "accept"})
    browser.post(review(variant), {"do": "publish"})
    product.refresh_from_db()
    assert product.marketing_description == CLEAN
    history = page("publication_product", product.pk)
    assert "human" in browser.get(history).content.decode()
    browser.post(page("publication_undo", Publication.objects.get().pk))
    product.refresh_from_db()
    assert product.marketing_description == ""
    assert "Redo" in browser.get(history).content.decode()


def test_the_page_of_a_published_text_undoes_it_and_the_history_says_what_was_done_again(
    shop, browser, review, page
):
    product = shop.product()
    variant, _publication = shop.published(product, CLEAN)
    browser.post(review(variant), {"do": "undo"})
    product.refresh_from_db()
    assert product.marketing_description == ""
    assert 'value="undo"' not in browser.get(review(variant)).content.decode()
    undone = Publication.objects.get(action="undo")
    history = browser.get(page("publication_product", product.pk)).content.decode()
    assert "unknown" not in history  # no text of ours stands there, and none of unknown origin
    answer = browser.post(page("publication_undo", undone.pk), follow=True)
    assert "Done again" in answer.content.decode()
    product.refresh_from_db()
    assert product.marketing_description == CLEAN


def test_the_queue_shows_a_products_best_draft_before_its_others(shop, browser):
    product = shop.product()
    best = shop.draft(product, "The Merlow Table is made of oak.")
    other = shop.draft(product, "The Merlow Table is 52 cm high.")
    CopyVariant.objects.filter(pk=best.pk).update(rank=1)
    CopyVariant.objects.filter(pk=other.pk).update(rank=2)
    html = browser.get(reverse("admin:marketing_ai_copyvariant_changelist")).content.decode()
    assert html.index("made of oak") < html.index("52 cm high")


def test_an_open_claim_is_marked_by_colour_sign_and_words_and_bars_the_button(
    shop, browser, review
):
    html = browser.get(review(shop.draft(shop.product(), UNCLEAN))).content.decode()
    mark = html.split('<mark class="mai-claim mai-claim-open"')[1].split("</mark>")[0]
    assert "walnut" in mark
    assert "✗" in mark
    assert 'title="' in mark
    assert "Material: oak" in html  # the nearest fact
    assert 'data-key="a" disabled' in html


def test_a_draft_with_open_claims_cannot_be_accepted_by_hand(shop, browser, review):
    variant = shop.draft(shop.product(), UNCLEAN)
    answer = browser.post(review(variant), {"do": "accept"}, follow=True)
    assert "no fact carries" in answer.content.decode()
    variant.refresh_from_db()
    assert variant.state == CopyState.DRAFT


def test_adding_the_fact_closes_the_claim_and_stores_it_in_the_catalogue(shop, browser, review):
    product = shop.product()
    variant = shop.draft(product, "The Merlow Table weighs 12 kg.")
    assert variant.open_claims
    browser.post(review(variant), {"do": "add_fact", "name": "Weight", "value": "12", "unit": "kg"})
    variant.refresh_from_db()
    product.refresh_from_db()
    assert variant.open_claims == 0
    assert {"Weight"} <= {fact["name"] for fact in product.specs}


def test_an_edit_that_is_refused_keeps_what_was_typed(shop, browser, review):
    variant = shop.draft(shop.product())
    answer = browser.post(
        review(variant),
        {**EDIT, "text": "Typed by me.", "starts": "2027-02-01T00:00", "ends": "2027-01-01T00:00"},
    )
    html = answer.content.decode()
    assert "Typed by me." in html
    assert "errorlist" in html
    variant.refresh_from_db()
    assert variant.text == CLEAN


def test_discarding_asks_for_a_reason_and_retry_makes_a_job(shop, browser, review):
    variant = shop.draft(shop.product())
    assert browser.post(review(variant), {"do": "discard"}).status_code == 200
    browser.post(review(variant), {"do": "discard", "reason": "dull"})
    variant.refresh_from_db()
    assert (variant.state, variant.discard_reason) == (CopyState.DISCARDED, "dull")
    answer = browser.post(review(variant), {"do": "retry"})
    assert answer["Location"] == Job.objects.get().get_admin_url()


def test_accept_and_next_goes_to_the_next_draft_of_the_queue(shop, browser, review):
    older, newer = shop.draft(shop.product()), shop.draft(shop.product())
    answer = browser.post(review(newer), {"do": "accept", "then": "next"})
    assert answer["Location"] == review(older)
    last = browser.post(review(older), {"do": "accept", "then": "next"})
    assert last["Location"] == reverse("admin:marketing_ai_copyvariant_changelist")


def test_replacing_a_rich_description_lists_the_losses_and_waits_for_a_tick(shop, browser, review):
    product = shop.product(description='<p>Old</p><img src="a.png"><table></table>')
    variant = shop.draft(product)
    browser.post(review(variant), {**EDIT, "text": CLEAN, "write_mode": "replace"})
    variant.refresh_from_db()
    seen = text_hash(product.description)
    browser.post(review(variant), {"do": "accept", "seen_hash": seen})
    html = browser.get(review(variant)).content.decode()
    assert "1 image, 1 table" in html
    assert 'name="confirmed_loss"' in html
    browser.post(review(variant), {"do": "publish"})
    product.refresh_from_db()
    assert "<img" in product.description
    browser.post(review(variant), {"do": "publish", "confirmed_loss": "on"})
    product.refresh_from_db()
    assert "<img" not in product.description


def test_the_present_text_stands_beside_the_draft_with_the_words_that_differ(shop, browser, review):
    product = shop.product()
    shop.published(product, "The Merlow Table is made of oak.")
    html = browser.get(review(shop.draft(product, "The Merlow Table is of oak."))).content
    assert "The Merlow Table is <del>made </del>of oak." in html.decode()


def test_product_price_stock_preview_and_siblings_are_shown(shop, browser, review):
    product = shop.product()
    other = shop.draft(product, "The Merlow Table is 52 cm high.")
    html = browser.get(review(shop.draft(product))).content.decode()
    assert "54.90 EUR" in html
    assert "4 in stock" in html
    assert 'target="_blank" rel="noopener"' in html
    assert f"{product.get_absolute_url()}?mai_preview=" in html
    assert review(other) in html


def test_hostile_texts_titles_and_facts_are_shown_as_text(shop, browser, review, page):
    evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    product = shop.product(
        f"Table {evil}", facts=[("Material", f"oak {evil}", ""), (evil, "1", "")]
    )
    variant = shop.draft(product, f"It is oak {evil} and walnut {evil}")
    for address in (
        review(variant),
        page("copyvariant_changelist"),
        page("publication_product", product.pk),
        page("copyvariant_paste", product.pk),
    ):
        html = browser.get(address).content.decode()
        assert "<img src=x" not in html
        assert "<script>alert" not in html


def test_bulk_approval_takes_clean_drafts_only_and_says_how_many_were_left(shop, browser, page):
    clean, unclean = shop.draft(shop.product()), shop.draft(shop.product(), UNCLEAN)
    answer = browser.post(
        page("copyvariant_changelist"),
        {"action": "approve_selected", "_selected_action": [clean.pk, unclean.pk], "index": "0"},
        follow=True,
    )
    html = answer.content.decode()
    assert "1 draft was approved." in html
    assert "1 was left" in html
    assert set(CopyVariant.objects.filter(state="approved")) == {clean}


def test_bulk_publishing_makes_a_job_of_the_approved_ones(shop, browser, page):
    approved = services.approve(shop.draft(shop.product()), actor=None)
    draft = shop.draft(shop.product())
    answer = browser.post(
        page("copyvariant_changelist", query="?state=all"),
        {"action": "publish_selected", "_selected_action": [approved.pk, draft.pk], "index": "0"},
    )
    job = Job.objects.get()
    assert answer["Location"] == job.get_admin_url()
    assert job.total == 1


def test_bulk_discarding_asks_for_the_reason_first(shop, browser, page):
    texts = [shop.draft(shop.product()), shop.draft(shop.product())]
    data = {"action": "discard_selected", "_selected_action": [t.pk for t in texts]}
    asked = browser.post(page("copyvariant_changelist"), {**data, "index": "0"})
    assert "2 texts are discarded" in asked.content.decode()
    assert CopyVariant.objects.filter(state="draft").count() == 2
    browser.post(page("copyvariant_changelist"), {**data, "_discard": "1", "reason": "long"})
    assert CopyVariant.objects.filter(state="discarded", discard_reason="long").count() == 2


def test_a_pasted_text_is_checked_and_opens_its_review(shop, browser, page, review):
    product = shop.product()
    answer = browser.post(
        page("copyvariant_paste", product.pk),
        {"kind": "description", "language": "en", "text": UNCLEAN},
    )
    variant = CopyVariant.objects.get()
    assert answer["Location"] == review(variant)
    assert (variant.source, variant.open_claims) == ("pasted", 1)


@pytest.mark.parametrize("step", ["accept", "publish", "retry", "check", "reopen"])
def test_a_button_without_its_permission_is_refused(step, shop, sign_in, review):
    variant = shop.draft(shop.product())
    client = sign_in(shop.user("view_marketing"))
    before = CopyVariant.objects.values().get(pk=variant.pk)
    assert f'name="do" value="{step}"' not in client.get(review(variant)).content.decode()
    html = client.post(review(variant), {"do": step}, follow=True).content.decode()
    assert "permission" in html
    assert CopyVariant.objects.values().get(pk=variant.pk) == before
    assert not Job.objects.exists()


def test_texts_of_another_store_do_not_exist(shop, sign_in, review, page):
    product = shop.product(store="south")
    variant = shop.draft(product, "The Merlow Table is made of oak.")
    publication = services.publish(services.approve(variant, actor=None), actor=None)
    client = sign_in(shop.user("approve_copy", "publish_copy", "undo_copy", groups=["store:north"]))
    index = reverse("admin:index")
    assert client.get(review(variant))["Location"] == index
    assert client.post(review(variant), {"do": "reopen"})["Location"] == index
    assert client.get(page("publication_product", product.pk))["Location"] == index
    assert client.get(page("copyvariant_paste", product.pk))["Location"] == index
    client.post(page("publication_undo", publication.pk))
    product.refresh_from_db()
    assert product.marketing_description
    listed = client.get(page("copyvariant_changelist", query="?state=all")).content.decode()
    assert "Merlow" not in listed


@pytest.mark.parametrize("n", [1, 50])
def test_the_queue_costs_the_same_queries_for_any_number_of_drafts(
    n, shop, browser, page, django_assert_max_num_queries
):
    product = shop.product()
    for _ in range(n):
        shop.draft(product)
    with django_assert_max_num_queries(8):
        html = browser.get(page("copyvariant_changelist")).content.decode()
    assert html.count("✓ clean") == n


@pytest.mark.parametrize("n", [1, 50])
def test_the_review_page_costs_the_same_queries_for_any_number_of_claims_and_siblings(
    n, shop, browser, review, django_assert_max_num_queries
):
    product = shop.product()
    for _ in range(n):
        variant = shop.draft(product, "It weighs 9 kg. " * n)
    with django_assert_max_num_queries(16):
        browser.get(review(variant))


def test_a_window_is_kept_as_it_was_shown(shop, browser, review):
    variant = shop.draft(shop.product())
    starts = timezone.now().replace(year=2031, second=0, microsecond=0)
    browser.post(
        review(variant), {**EDIT, "text": CLEAN, "starts": starts.strftime("%Y-%m-%dT%H:%M")}
    )
    variant.refresh_from_db()
    assert variant.starts == starts
    assert starts.strftime("%Y-%m-%dT%H:%M") in browser.get(review(variant)).content.decode()
