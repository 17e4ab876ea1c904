"""A person's word on a reading goes before any model's, and belongs to the text it was said of."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from marketing_ai.exceptions import NotAllowed, UnknownChoice, WrongState
from marketing_ai.inference.reader import ReadSpan
from marketing_ai.reviews import reading
from marketing_ai.reviews.models import Review, ReviewAspect, ReviewState
from marketing_ai.reviews.services.correct import correct_polarity, mark_aspect


class NewModel:
    """Another model than the shipped fake: it finds no aspect, and calls everything negative."""

    label = "new@2"
    spans: tuple[ReadSpan, ...] = ()

    def __init__(self, old):
        self.old = old

    def read(self, texts, *, vectors=False, places=None):
        from dataclasses import replace

        return [
            replace(raw, probabilities=(0.9, 0.08, 0.02), polarity=0, spans=self.spans)
            for raw in self.old.read(texts, vectors=vectors)
        ]


@pytest.fixture(autouse=True)
def _reader(settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_READER": "dummy"}


@pytest.fixture
def staff(db):
    def make(*actions, groups=()):
        user = get_user_model().objects.create_user(f"u{groups}{actions}", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=actions))
        for name in groups:
            user.groups.add(Group.objects.get_or_create(name=name)[0])
        return user

    return make


@pytest.fixture
def row(shop, worker):
    review = shop.review(shop.product(), "Good battery.")
    worker.drain()
    return shop.ours(review)


@pytest.fixture
def reread(worker, monkeypatch):
    """Everything is read again, by another model."""

    def do(spans=()):
        model = NewModel(reading.load().model)
        model.spans = tuple(spans)
        monkeypatch.setattr(reading, "load", lambda: reading.ReviewReader(model))
        Review.objects.update(state=ReviewState.PENDING)
        worker.drain()

    return do


def test_a_correction_counts_at_once_and_survives_a_new_model(shop, row, reread):
    correct_polarity(row, label="neutral", actor=None, now=timezone.now())
    assert shop.sums(row.product)["neutral"] == 1
    reread()
    row.refresh_from_db()
    assert (row.label, row.effective_label, row.read_model) == ("negative", "neutral", "new@2")
    assert shop.sums(row.product)["neutral"] == 1
    correct_polarity(row, label="", actor=None, now=timezone.now())
    assert "neutral" not in shop.sums(row.product)
    assert shop.sums(row.product)["negative"] == 1


def test_an_edited_text_is_the_models_again(shop, row, worker):
    correct_polarity(row, label="negative", actor=None, now=timezone.now())
    review = row.product.reviews.get()
    mark_aspect(row.aspects.get(), wrong=False, label="negative", actor=None, now=timezone.now())
    review.text = "Good battery, really great."
    review.save()
    worker.drain()
    row.refresh_from_db()
    assert row.effective_label == "positive"
    assert row.aspects.get().corrected_label == ""
    assert shop.themes(row.product) == [("battery", 1, 0, 0, 0)]


def test_a_mark_stays_where_a_new_model_no_longer_finds_the_words(shop, row, reread):
    mark_aspect(row.aspects.get(), wrong=False, label="negative", actor=None, now=timezone.now())
    assert shop.themes(row.product) == [("battery", 0, 0, 1, 0)]
    reread()
    assert row.aspects.get().corrected_label == "negative"
    assert shop.themes(row.product) == [("battery", 0, 0, 1, 0)]


def test_what_overlaps_a_mark_is_not_counted_beside_it(shop, row, reread):
    mark_aspect(row.aspects.get(), wrong=True, actor=None, now=timezone.now())
    assert shop.themes(row.product) == []
    whole = ReadSpan(start=0, end=12, probabilities=(0.0, 0.1, 0.9), score=0.9)
    reread([whole])
    assert [(a.term, a.wrong) for a in row.aspects.all()] == [("battery", True)]
    assert shop.themes(row.product) == []


def test_who_may_not_and_who_works_elsewhere_is_refused(row, staff):
    for user in (staff("view_marketing"), staff("analyse_reviews", groups=["store:north"])):
        with pytest.raises(NotAllowed):
            correct_polarity(row, label="negative", actor=user, now=timezone.now())
        with pytest.raises(NotAllowed):
            mark_aspect(row.aspects.get(), wrong=True, actor=user, now=timezone.now())
    row.refresh_from_db()
    assert row.corrected_label == ""
    user = staff("analyse_reviews")
    correct_polarity(row, label="negative", actor=user, now=timezone.now())
    row.refresh_from_db()
    assert row.corrected_by == user


def test_what_is_no_polarity_is_refused(row):
    with pytest.raises(UnknownChoice):
        correct_polarity(row, label="splendid", actor=None, now=timezone.now())


def test_a_review_or_an_aspect_that_is_gone_is_refused(row):
    aspect = row.aspects.get()
    ReviewAspect.objects.all().delete()
    with pytest.raises(WrongState):
        mark_aspect(aspect, wrong=True, actor=None, now=timezone.now())
    Review.objects.update(removed=True)
    with pytest.raises(WrongState):
        correct_polarity(row, label="negative", actor=None, now=timezone.now())
