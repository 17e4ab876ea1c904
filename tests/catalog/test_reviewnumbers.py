"""What reviews say, on the product itself or in the row beside it."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, models, transaction
from django.utils import timezone

from marketing_ai.catalog.base import Catalog, ReviewNumbers, get_catalog
from marketing_ai.catalog.fields import own_field
from marketing_ai.catalog.models import ProductInsight
from tests.catalog.shop import product

NOW = timezone.now()


def numbers(pk, **fields):
    return ReviewNumbers(**{"pk": str(pk), "score": 0.25, "count": 8, "summary": "Good.", **fields})


def test_numbers_are_columns_of_the_product_that_can_be_sorted_by(db):
    good, bad = product("Good"), product("Bad")
    get_catalog().write_review_numbers(
        [numbers(good.pk, aspects=[{"theme": 1}]), numbers(bad.pk, score=-0.5)], now=NOW
    )
    rows = type(good).objects.order_by("-marketing_review_score")
    assert list(rows.filter(marketing_review_score__isnull=False)) == [good, bad]
    good.refresh_from_db()
    assert good.marketing_aspects == [{"theme": 1}]
    assert good.marketing_review_summary == "Good."
    assert good.marketing_review_updated == NOW


def test_numbers_are_no_edit_of_the_product(db):
    """The shop's own "changed" stays, and its save() and signals do not run."""
    kettle = product("Kettle")
    told = []

    def listen(**kwargs):
        told.append(kwargs)

    before = {
        field.name: getattr(kettle, field.attname)
        for field in kettle._meta.concrete_fields
        if not field.name.startswith("marketing_review") and field.name != "marketing_aspects"
    }
    models.signals.post_save.connect(listen, sender=type(kettle))
    try:
        get_catalog().write_review_numbers([numbers(kettle.pk)], now=NOW)
    finally:
        models.signals.post_save.disconnect(listen, sender=type(kettle))
    kettle.refresh_from_db()
    assert told == []
    for name, value in before.items():
        assert getattr(kettle, kettle._meta.get_field(name).attname) == value


def test_a_product_without_the_fields_has_them_in_the_row_beside_it(db, monkeypatch):
    from marketing_ai.catalog import reviewnumbers

    def lacks(model, name):
        return None if name.startswith("marketing_review_s") else own_field(model, name)

    monkeypatch.setattr(reviewnumbers, "own_field", lacks)
    kettle = product("Kettle")
    for score in (0.25, -1.0):
        get_catalog().write_review_numbers([numbers(kettle.pk, score=score)], now=NOW)
    kettle.refresh_from_db()
    beside = ProductInsight.objects.get(product_id=kettle.pk)
    assert (beside.marketing_review_score, beside.marketing_review_summary) == (-1.0, "Good.")
    assert (kettle.marketing_review_score, kettle.marketing_review_count) == (None, 8)


def test_an_own_catalog_need_not_write_anything(db):
    done = Catalog.write_review_numbers(get_catalog(), [numbers("7")], now=NOW)
    assert done == {"7"}


# SQLite has one writer at a time: there is no row to hold
if connection.vendor == "postgresql":

    @pytest.mark.django_db(transaction=True)
    def test_a_product_that_the_shop_holds_locked_is_left_for_later():
        held, free = product("Held"), product("Free")
        locked, done = threading.Event(), threading.Event()

        def checkout():
            with transaction.atomic():
                type(held).objects.filter(pk=held.pk).update(name="Sold")
                locked.set()
                done.wait(20)
            connection.close()

        thread = threading.Thread(target=checkout)
        thread.start()
        try:
            assert locked.wait(20)
            written = get_catalog().write_review_numbers(
                [numbers(held.pk), numbers(free.pk)], now=NOW
            )
        finally:
            done.set()
            thread.join()
        assert written == {str(free.pk)}
