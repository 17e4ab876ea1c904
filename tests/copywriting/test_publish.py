from __future__ import annotations

import pytest
from django.utils import timezone

from marketing_ai import signals
from marketing_ai.copywriting import services
from marketing_ai.copywriting.models import CopyVariant, Publication
from marketing_ai.exceptions import (
    LossNotConfirmed,
    NotAllowed,
    NothingSelected,
    NotUndoable,
    OfferInvalid,
    TextChanged,
    UnknownChoice,
    WrongState,
)

OAK = "The Merlow Table is made of oak."
HIGH = "The Merlow Table is 52 cm high."
HTML = '<p>Old &amp; <a href="/care">care</a></p>\n<img src="a.png">\n'


def state(variant):
    return CopyVariant.objects.get(pk=variant.pk).state


def field(product, name="marketing_description"):
    product.refresh_from_db()
    return getattr(product, name)


def test_a_text_goes_to_its_own_field_and_leaves_the_description(shop):
    product = shop.product(description=HTML)
    variant, publication = shop.published(product, OAK)
    assert field(product) == OAK
    assert field(product, "description") == HTML
    assert (publication.before, publication.after) == ("", OAK)
    assert publication.provenance == "human"
    assert state(variant) == "published"


def test_only_an_approved_text_can_be_published(shop):
    variant = shop.draft(shop.product(), OAK)
    with pytest.raises(WrongState):
        services.publish(variant, actor=None)
    assert not Publication.objects.exists()


def test_a_text_changed_by_hand_since_the_approval_wins(shop):
    product = shop.product()
    variant = services.approve(shop.draft(product, OAK), actor=None)
    product.marketing_description = "Written by hand."
    product.save()
    with pytest.raises(TextChanged):
        services.publish(variant, actor=None)
    assert field(product) == "Written by hand."
    assert state(variant) == "approved"
    assert not Publication.objects.exists()


def test_the_reviewer_may_decide_again_after_looking(shop):
    product = shop.product()
    variant = services.approve(shop.draft(product, OAK), actor=None)
    product.marketing_description = "Written by hand."
    product.save()
    services.reopen(variant, actor=None)
    services.approve(variant, actor=None, seen_hash=services.target_hash(variant))
    services.publish(variant, actor=None)
    assert field(product) == OAK


def test_inserting_above_keeps_the_page_byte_for_byte_and_undo_brings_it_back(shop):
    product = shop.product(description=HTML)
    variant = shop.draft(product, OAK)
    services.edit_text(variant, write_mode="insert_above", actor=None)
    publication = services.publish(services.approve(variant, actor=None), actor=None)
    assert field(product, "description").endswith(HTML)
    assert OAK in field(product, "description")
    services.undo(publication, actor=None)
    assert field(product, "description") == HTML


def test_replacing_a_page_with_an_image_asks_first(shop):
    product = shop.product(description=HTML)
    variant = shop.draft(product, OAK)
    services.edit_text(variant, write_mode="replace", actor=None)
    services.approve(variant, actor=None)
    with pytest.raises(LossNotConfirmed) as caught:
        services.publish(variant, actor=None)
    assert "1 image" in caught.value.sentence
    assert (field(product, "description"), state(variant)) == (HTML, "approved")
    publication = services.publish(variant, actor=None, confirmed_loss=True)
    assert field(product, "description") == f"<p>{OAK}</p>"
    services.undo(publication, actor=None)
    assert field(product, "description") == HTML


def test_only_a_description_may_touch_the_description(shop):
    variant = shop.draft(shop.product(), OAK, kind="blurb")
    with pytest.raises(UnknownChoice):
        services.edit_text(variant, write_mode="replace", actor=None)


def test_a_later_text_replaces_the_earlier_and_undo_brings_it_back(shop):
    product = shop.product()
    first, _ = shop.published(product, OAK)
    second, publication = shop.published(product, HIGH)
    assert (state(first), state(second)) == ("replaced", "published")
    assert publication.replaced == first
    undone = services.undo(publication, actor=None)
    assert (state(first), state(second)) == ("published", "approved")
    assert field(product) == OAK
    redone = services.undo(undone, actor=None)
    assert (state(first), state(second)) == ("replaced", "published")
    assert field(product) == HIGH
    services.undo(redone, actor=None)
    assert field(product) == OAK


def test_nothing_is_undone_twice(shop):
    _, publication = shop.published(shop.product(), OAK)
    services.undo(publication, actor=None)
    with pytest.raises(WrongState):
        services.undo(publication, actor=None)


def test_undo_after_an_edit_by_hand_is_refused(shop):
    product = shop.product()
    variant, publication = shop.published(product, OAK)
    product.marketing_description = "Written by hand."
    product.save()
    with pytest.raises(NotUndoable):
        services.undo(publication, actor=None)
    assert field(product) == "Written by hand."
    assert state(variant) == "published"


def test_undoing_an_older_publication_is_refused_once_a_later_text_took_its_place(shop):
    product = shop.product(language="zh-hans")  # an English text of it is served from rows only
    _, publication = shop.published(product, OAK)
    shop.published(product, HIGH)
    with pytest.raises(NotUndoable):
        services.undo(publication, actor=None)


@pytest.mark.parametrize(
    "fields",
    [{"audience": "families"}, {"starts": timezone.now()}, {"kind": "social_post"}],
)
def test_other_texts_are_served_from_their_rows_only(shop, fields):
    product = shop.product()
    variant, publication = shop.published(product, OAK, **fields)
    assert field(product) == ""
    assert publication.field == ""
    assert state(variant) == "published"


def test_a_text_with_a_slot_never_lands_in_a_field(shop):
    product = shop.product()
    shop.published(product, "The Merlow Table is made of oak, for {price}.")
    assert field(product) == ""


def test_a_windowed_text_replaces_nothing(shop):
    product = shop.product()
    base, _ = shop.published(product, OAK)
    shop.published(product, HIGH, starts=timezone.now())
    assert state(base) == "published"
    assert field(product) == OAK


def test_a_text_whose_window_is_over_is_not_published(shop):
    hour = timezone.timedelta(hours=1)
    now = timezone.now()
    variant = services.approve(
        shop.draft(shop.product(), OAK, starts=now - 2 * hour, ends=now - hour), actor=None
    )
    with pytest.raises(OfferInvalid):
        services.publish(variant, actor=None)


def test_publishing_many_is_a_job_that_tells_what_it_could_not(shop, work):
    good = [
        services.approve(shop.draft(shop.product(f"Table {i}"), "It is made of oak."), actor=None)
        for i in range(3)
    ]
    changed = shop.product("Changed")
    bad = services.approve(shop.draft(changed, "It is made of oak."), actor=None)
    changed.marketing_description = "By hand."
    changed.save()
    user = shop.user("publish_copy")
    job = work(services.publish_many([*good, bad], actor=user))
    assert (job.done, job.failed, job.result) == (3, 1, {"published": 3})
    error = job.errors.get()
    assert (error.label, error.code) == ("Changed", "text_changed")
    assert Publication.objects.filter(job=job, actor=user).count() == 3
    assert field(changed) == "By hand."


def test_a_publish_chunk_that_runs_twice_publishes_once(shop, work):
    from marketing_ai.copywriting.services.publish import PublishHandler
    from marketing_ai.jobs.runner import ChunkContext

    variant = services.approve(shop.draft(shop.product(), OAK), actor=None)
    job = work(services.publish_many([variant], actor=None))
    chunk = job.chunks.get()
    context = ChunkContext(job, chunk)
    again = PublishHandler().run(chunk.items, context)
    assert (again.done, again.errors) == ((str(variant.pk),), ())
    assert Publication.objects.filter(variant=variant).count() == 1


def test_undoing_a_job_restores_all_but_those_edited_since_and_lists_them(shop, work):
    products = [shop.product(f"Table {i}") for i in range(4)]
    for product in products:
        product.marketing_description = f"Before {product.pk}."
        product.save()
    variants = [
        services.approve(shop.draft(product, "It is made of oak."), actor=None)
        for product in products
    ]
    job = work(services.publish_many(variants, actor=None))
    edited = products[1]
    edited.refresh_from_db()
    edited.marketing_description = "By hand."
    edited.save()
    assert services.can_undo_job(job)
    undo = work(services.undo_job(job, actor=None))
    assert (undo.done, undo.failed) == (3, 1)
    assert undo.errors.get().label == "Table 1"
    for product in products:
        expected = "By hand." if product == edited else f"Before {product.pk}."
        assert field(product) == expected
    redo = work(services.undo_job(undo, actor=None))
    assert (redo.done, redo.failed) == (3, 0)
    assert field(products[0]) == "It is made of oak."
    assert not services.can_undo_job(undo)
    with pytest.raises(NothingSelected):
        services.undo_job(undo, actor=None)


def test_undo_asks_for_its_permission(shop, work):
    _, publication = shop.published(shop.product(), OAK)
    with pytest.raises(NotAllowed):
        services.undo(publication, actor=shop.user("publish_copy"))


def test_history_tells_who_changed_what(shop):
    product = shop.product()
    shop.published(product, OAK)
    _, publication = shop.published(product, HIGH)
    services.undo(publication, actor=None)
    newest, middle, oldest = services.history(product.pk)
    assert (newest.action, newest.before, newest.after) == ("undo", HIGH, OAK)
    assert middle.undone
    assert not middle.undoable
    assert (oldest.before, oldest.after, oldest.undone) == ("", OAK, False)


def test_history_is_one_query(shop, django_assert_num_queries):
    product = shop.product()
    for text in (OAK, HIGH):
        shop.published(product, text)
    with django_assert_num_queries(1):
        assert len(services.history(product.pk)) == 2


def test_receivers_hear_of_each_step_after_the_commit(shop, django_capture_on_commit_callbacks):
    heard = []

    def listen(sender, signal, **arguments):
        heard.append((signal, sorted(arguments)))

    def fail(sender, **arguments):
        raise RuntimeError("a receiver of the shop that is broken")

    steps = (
        signals.copy_drafted,
        signals.copy_approved,
        signals.copy_published,
        signals.copy_undone,
    )
    for signal in steps:
        signal.connect(listen)
        signal.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            _, publication = shop.published(shop.product(), OAK)
            services.undo(publication, actor=None)
            assert heard == []
    finally:
        for signal in steps:
            signal.disconnect(listen)
            signal.disconnect(fail)
    assert [signal for signal, _ in heard] == list(steps)


def test_overlapping_windows_are_shown_in_the_calendar(shop):
    day = timezone.timedelta(days=1)
    now = timezone.now()
    product = shop.product()
    first, _ = shop.published(product, OAK, starts=now, ends=now + 3 * day)
    second, _ = shop.published(product, HIGH, starts=now + 2 * day, ends=now + 5 * day)
    third, _ = shop.published(product, HIGH, starts=now + 5 * day)
    shop.published(product, OAK)  # no window, not in the calendar
    entries = {entry.variant_pk: entry for entry in services.calendar(start=now, end=now + 9 * day)}
    assert set(entries) == {first.pk, second.pk, third.pk}
    assert entries[first.pk].overlaps == (second.pk,)
    assert entries[second.pk].overlaps == (first.pk,)
    assert entries[third.pk].overlaps == ()
    assert [e.variant_pk for e in services.calendar(start=now, end=now + day)] == [first.pk]
    assert services.calendar(start=now, end=now + 9 * day, stores={"elsewhere"}) == []


# --- campaigns --------------------------------------------------------------------------------


def test_a_campaign_goes_its_way_and_no_other(shop, work):
    product = shop.product()
    campaign = shop.campaign(product, kinds=["description"], languages=["en"])
    with pytest.raises(WrongState):
        services.go_live(campaign, actor=None)
    services.start_review(campaign, actor=None)
    services.back_to_draft(campaign, actor=None)
    services.start_review(campaign, actor=None)
    services.go_live(campaign, actor=None)
    services.end(campaign, actor=None)
    for step in (services.start_review, services.go_live, services.end, services.back_to_draft):
        with pytest.raises(WrongState):
            step(campaign, actor=None)
    with pytest.raises(WrongState):
        services.request_campaign_copy(campaign, actor=None)


def test_an_empty_campaign_is_not_sent_to_review(shop):
    with pytest.raises(NothingSelected):
        services.start_review(shop.campaign(), actor=None)


def test_a_live_campaign_shows_its_texts_in_its_period_and_the_end_brings_the_earlier_back(
    shop, work
):
    product = shop.product()
    base, _ = shop.published(product, OAK)
    day = timezone.timedelta(days=1)
    now = timezone.now()
    campaign = shop.campaign(product, starts=now - day, ends=now + day)
    text = services.approve(shop.draft(product, HIGH, campaign=campaign), actor=None)
    services.start_review(campaign, actor=None)
    campaign, job = services.go_live(campaign, actor=None)
    assert work(job).done == 1

    def shown():
        (served,) = services.served_texts(product, language="en", now=timezone.now())
        return served.text

    assert shown() == HIGH
    assert state(base) == "published"
    services.end(campaign, actor=None)
    assert shown() == OAK
    assert state(text) == "published"
