"""Publishing onto a product never loses what was there."""

import threading

import pytest
from django.db import connection
from django.db.models.signals import post_save
from hypothesis import given
from hypothesis import strategies as st

from marketing_ai.catalog.base import get_catalog
from marketing_ai.catalog.writeback import (
    Losses,
    losses,
    preview_text,
    read_text,
    text_hash,
    undo_text,
    write_text,
)
from marketing_ai.exceptions import LossNotConfirmed, NotWritable, TextChanged, UnknownProducts
from shop_demo.models import Product
from tests.catalog.shop import product

FIELD = "marketing_description"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>Text, <b>bold</b></p>", Losses()),
        ('<img src="a.jpg"><IMG SRC=b.jpg/>', Losses(images=2)),
        ("<!-- <img src='a.jpg'> --><p>x</p>", Losses()),
        ("<script>'<table>'</script>", Losses()),
        ("&lt;img src=a&gt;", Losses()),
        ("<picture><source srcset=a><img src=b></picture><video src=c></video>", Losses(images=2)),
        ("<table><tr><td><table></table></td></tr></table>", Losses(tables=2)),
        ('<a href="/x">x</a><a name="top"></a>', Losses(links=1)),
        ("<svg><image/></svg><iframe src=x>", Losses(images=2)),
    ],
)
def test_losses_are_counted_as_a_browser_would_see_them(html, found):
    assert losses(html) == found


def test_losses_read_as_words():
    assert str(Losses(images=2, tables=1, links=3)) == "2 images, 1 table, 3 links"
    assert not Losses()


html_pages = st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


@given(page=html_pages, text=html_pages)
def test_insert_above_keeps_any_page_byte_for_byte(page, text):
    assert preview_text(page, text, "insert_above").endswith(page)


@given(page=html_pages, first=html_pages, second=html_pages)
def test_a_second_text_above_takes_the_place_of_the_first_only(page, first, second):
    once = preview_text(page, first, "insert_above")
    assert preview_text(once, second, "insert_above") == preview_text(page, second, "insert_above")


@given(text=html_pages)
def test_our_text_can_bring_no_markup_into_the_shops_html(text):
    block = preview_text("", text, "insert_above")
    inside = block.removeprefix('<div class="marketing-ai-copy" data-marketing-ai="1">')
    for tag in ("<p>", "</p>", "<br>", "</div>"):
        inside = inside.replace(tag, "")
    assert "<" not in inside
    assert ">" not in inside


@pytest.mark.django_db
def test_replace_names_what_would_be_lost_and_writes_once_that_is_confirmed():
    page = '<p>Ours</p><img src="a.jpg"><table><tr><td>1</td></tr></table><a href="/">x</a>'
    item = product(description=page)
    given_ = {"field": "description", "text": "New <b>", "expected_hash": text_hash(page)}
    with pytest.raises(LossNotConfirmed) as refused:
        write_text(item.pk, mode="replace", **given_)
    assert "1 image, 1 table, 1 link" in str(refused.value)
    assert read_text(item.pk, "description") == page
    done = write_text(item.pk, mode="replace", confirmed_loss=True, **given_)
    assert done.after == read_text(item.pk, "description") == "<p>New &lt;b&gt;</p>"
    undo_text(item.pk, field="description", before=done.before, after=done.after)
    assert read_text(item.pk, "description") == page


@pytest.mark.django_db
def test_a_text_mapped_straight_onto_the_description_is_guarded_like_a_replacement():
    item = product(description='<img src="a.jpg">')
    with pytest.raises(LossNotConfirmed):
        write_text(
            item.pk,
            field="description",
            text="New",
            expected_hash=text_hash(item.description),
            mode="own",
        )


@pytest.mark.django_db
def test_the_guard_can_be_switched_off_by_the_shop(settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "PROTECT_DESCRIPTION": False}
    item = product(description='<img src="a.jpg">')
    write_text(
        item.pk,
        field="description",
        text="New",
        expected_hash=text_hash(item.description),
        mode="replace",
    )
    assert read_text(item.pk, "description") == "<p>New</p>"


@pytest.mark.django_db
def test_the_shops_save_and_signals_do_not_run_but_its_timestamp_moves():
    item = product()
    heard = []

    def hear(**kwargs):
        heard.append(kwargs)

    post_save.connect(hear, sender=Product)
    try:
        write_text(item.pk, field=FIELD, text="New", expected_hash=text_hash(""))
    finally:
        post_save.disconnect(hear, sender=Product)
    before = item.updated
    item.refresh_from_db()
    assert heard == []
    assert item.updated > before
    assert item.marketing_updated is not None


@pytest.mark.django_db
def test_a_refused_write_says_whose_text_changed():
    item = product("Brass kettle")
    with pytest.raises(TextChanged, match="Brass kettle"):
        write_text(item.pk, field=FIELD, text="New", expected_hash=text_hash("other"))


@pytest.mark.django_db
def test_fields_that_are_none_of_the_products_texts_are_refused():
    item = product()
    for name in ("", "nowhere", "price", "id", "name__lower"):
        with pytest.raises(NotWritable):
            write_text(item.pk, field=name, text="New", expected_hash=text_hash(""))
    with pytest.raises(UnknownProducts):
        read_text(999_999, FIELD)


@pytest.mark.django_db
def test_a_text_longer_than_the_field_is_refused_before_the_database_cuts_it():
    item = product()
    with pytest.raises(NotWritable, match="200"):
        get_catalog().swap_text(item.pk, "name", before=item.name, after="x" * 201)


@pytest.mark.django_db(transaction=True)
def test_of_many_writers_at_once_exactly_one_wins():
    item = product()
    start, results = threading.Barrier(8), []

    def write(number):
        try:
            start.wait(timeout=30)
            try:
                write_text(item.pk, field=FIELD, text=f"Text {number}", expected_hash=text_hash(""))
                results.append(number)
            except TextChanged:
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(results) == 1
    assert read_text(item.pk, FIELD) == f"Text {results[0]}"
