"""A kit that a shop runs in its own CI against its own adapter: one named check a promise.

    import pytest
    from marketing_ai.testing import CatalogContract

    @pytest.mark.django_db
    class TestOurCatalog(CatalogContract):
        def make_product(self, *, title, facts=(), description="", store="", parent=None):
            ...  # create one with your own factory, return its key

or with unittest: `class OurCatalogTest(CatalogContract, django.test.TestCase)`.
Switch off by an attribute what your shop does not have (`has_variants = False`).
"""

# ruff: noqa: S101, D102  (checks are asserts, and their names are what they promise)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketing_ai.catalog.base import DEFAULT_STORE, Catalog, ReviewNumbers, get_catalog
from marketing_ai.catalog.writeback import read_text, text_hash, undo_text, write_text
from marketing_ai.exceptions import (
    BadFacts,
    LossNotConfirmed,
    NotUndoable,
    TextChanged,
    UnknownProducts,
)
from marketing_ai.grounding.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Sequence

KETTLE = (("Material", "steel", ""), ("Capacity", "1.7", "l"))
PAGE = '<p>Ours&nbsp;since 1990.</p>\r\n<img src="/k.jpg"><a href="/care">Care</a>\n'


class CatalogContract:
    """The promises of `Catalog`; each method is a check whose name says what must hold."""

    has_variants = True  # products may have a parent
    has_stores = True  # products carry a store key
    has_description = True  # the shop's own description can be written
    can_add_facts = True  # facts can be written
    max_queries = 2  # for any number of products up to 500

    def make_product(
        self,
        *,
        title: str,
        facts: Sequence[tuple[str, str, str]] = (),
        description: str = "",
        store: str = "",
        parent: Any = None,
    ) -> Any:
        """Create a product and return its key. You write this, with your own factory.

        facts: (name, value, unit). store: "" is your default. parent: a key that this gave.
        """
        raise NotImplementedError("Write make_product() with your shop's own factory.")

    @property
    def catalog(self) -> Catalog:
        """The adapter under test, as the settings name it."""
        return get_catalog()

    # --- reading

    def test_a_card_carries_key_title_language_and_store(self) -> None:
        pk = self.make_product(title="Brass kettle")
        card = self.catalog.cards([pk])[str(pk)]
        assert (card.pk, card.title) == (str(pk), "Brass kettle")
        assert card.language, "a card names the language of the product's texts"
        assert card.store, f"a shop with one store says {DEFAULT_STORE!r}"

    def test_keys_may_be_given_as_text(self) -> None:
        pk = self.make_product(title="Brass kettle")
        assert list(self.catalog.cards([str(pk)])) == [str(pk)]
        assert list(self.catalog.facts([str(pk)])) == [str(pk)]

    def test_cards_come_in_the_order_asked_for_and_once_each(self) -> None:
        first, second = (self.make_product(title=title) for title in ("One", "Two"))
        asked = [second, first, second]
        assert list(self.catalog.cards(asked)) == [str(second), str(first)]

    def test_unknown_and_impossible_keys_are_left_out(self) -> None:
        for pk in ("no-such-product", "", "-1", "9" * 40, "\x00"):
            assert self.catalog.cards([pk]) == {}
            assert self.catalog.facts([pk]) == {}
            assert self.catalog.text_parents([pk]) == {}

    def test_no_keys_give_nothing(self) -> None:
        assert self.catalog.cards([]) == {} == self.catalog.facts([])

    def test_cards_cost_the_same_few_queries_for_one_product_and_for_many(self) -> None:
        self._few_queries(lambda catalog, pks: catalog.cards(pks))

    def test_facts_cost_the_same_few_queries_for_one_product_and_for_many(self) -> None:
        self._few_queries(lambda catalog, pks: catalog.facts(pks))

    def test_facts_keep_name_value_and_unit(self) -> None:
        pk = self.make_product(title="Kettle", facts=KETTLE)
        found = [(fact.name, fact.text) for fact in self.catalog.facts([pk])[str(pk)]]
        assert found == [("Material", "steel"), ("Capacity", "1.7 l")]

    def test_a_product_without_facts_has_an_empty_list(self) -> None:
        pk = self.make_product(title="Bare")
        assert self.catalog.facts([pk]) == {str(pk): []}

    def test_markup_in_facts_and_titles_comes_as_it_is_stored(self) -> None:
        odd = "<script>alert(1)</script>"
        pk = self.make_product(title=odd, facts=[("Note", "=1+1 <b>", "")])
        assert self.catalog.cards([pk])[str(pk)].title == odd
        assert self.catalog.facts([pk])[str(pk)][0].value == "=1+1 <b>"

    # --- variants and stores

    def test_a_variant_has_its_own_facts_and_what_it_does_not_override(self) -> None:
        if not self.has_variants:
            return
        parent = self.make_product(title="Kettle", facts=[*KETTLE, ("Colour", "any", "")])
        black = self.make_product(title="Black", facts=[("Colour", "black", "")], parent=parent)
        found = {f.name: (f.value, f.scope) for f in self.catalog.facts([black])[str(black)]}
        assert found["Colour"] == ("black", "sku")
        assert found["Material"] == ("steel", "parent")

    def test_a_parent_lists_what_its_variants_offer_and_how_many(self) -> None:
        if not self.has_variants:
            return
        parent = self.make_product(title="Kettle", facts=KETTLE)
        for colour in ("black", "red"):
            self.make_product(title=colour, facts=[("Colour", colour, "")], parent=parent)
        options = [f for f in self.catalog.facts([parent])[str(parent)] if f.scope == "options"]
        assert [f.name for f in options] == ["Colour", "Colours"]
        # in the shop's own order of variants, which keys that are drawn by chance do not give
        assert sorted(options[0].value.split(", ")) == ["black", "red"]
        assert options[1].value == "2"

    def test_a_variants_text_belongs_to_its_parent(self) -> None:
        if not self.has_variants:
            return
        parent = self.make_product(title="Kettle")
        black = self.make_product(title="Black", parent=parent)
        assert self.catalog.text_parents([black, parent]) == {str(black): str(parent)}
        assert self.catalog.cards([black])[str(black)].parent_pk == str(parent)

    def test_staff_of_one_store_see_nothing_of_another(self) -> None:
        if not self.has_stores:
            return
        mine = self.make_product(title="Mine", store="north")
        other = self.make_product(title="Other", store="south")
        seen = {str(pk) for pk in self.catalog.visible({"north"}).values_list("pk", flat=True)}
        assert str(mine) in seen
        assert str(other) not in seen
        assert not self.catalog.visible(set()).exists()

    def test_whoever_may_see_all_stores_sees_every_product(self) -> None:
        pk = self.make_product(title="Kettle")
        assert self.catalog.visible(None).filter(pk=pk).exists()

    # --- writing

    def test_a_published_text_is_read_back_as_written(self) -> None:
        pk, field = self._with_result_field()
        text = "Ein „Kessel“ – 铜壶 😀 <b>&amp;\n"
        write_text(pk, field=field, text=text, expected_hash=text_hash(""))
        assert read_text(pk, field) == text

    def test_a_text_in_another_language_gets_no_field_of_the_product(self) -> None:
        pk = self.make_product(title="Kettle")
        card = self.catalog.cards([pk])[str(pk)]
        other = "fr" if not card.language.startswith("fr") else "de"
        assert self.catalog.result_field("description", other, card) == ""

    def test_a_text_that_changed_meanwhile_is_not_overwritten(self) -> None:
        pk, field = self._with_result_field()
        write_text(pk, field=field, text="Someone's edit", expected_hash=text_hash(""))
        _refused(
            TextChanged,
            lambda: write_text(pk, field=field, text="Ours", expected_hash=text_hash("")),
        )
        assert read_text(pk, field) == "Someone's edit"

    def test_the_swap_itself_compares_so_that_no_edit_falls_between(self) -> None:
        pk, field = self._with_result_field()
        assert not self.catalog.swap_text(pk, field, before="not this", after="Ours")
        assert read_text(pk, field) == ""

    def test_texts_that_differ_in_case_or_space_are_different_texts(self) -> None:
        pk, field = self._with_result_field()
        assert self.catalog.swap_text(pk, field, before="", after="Text ")
        assert not self.catalog.swap_text(pk, field, before="text ", after="Ours")
        assert not self.catalog.swap_text(pk, field, before="Text", after="Ours")

    def test_undo_restores_the_earlier_text_byte_for_byte(self) -> None:
        pk, field = self._with_result_field()
        write_text(pk, field=field, text="Earlier\r\n text ", expected_hash=text_hash(""))
        done = write_text(
            pk, field=field, text="Later", expected_hash=text_hash("Earlier\r\n text ")
        )
        undo_text(pk, field=field, before=done.before, after=done.after)
        assert read_text(pk, field) == "Earlier\r\n text "

    def test_undo_refuses_once_someone_edited_the_text(self) -> None:
        pk, field = self._with_result_field()
        done = write_text(pk, field=field, text="Ours", expected_hash=text_hash(""))
        assert self.catalog.swap_text(pk, field, before="Ours", after="Edited by hand")
        _refused(
            NotUndoable, lambda: undo_text(pk, field=field, before=done.before, after=done.after)
        )
        assert read_text(pk, field) == "Edited by hand"

    def test_insert_above_keeps_the_page_byte_for_byte(self) -> None:
        if not self.has_description:
            return
        pk = self.make_product(title="Kettle", description=PAGE)
        field = self.catalog.description_field()
        done = write_text(
            pk,
            field=field,
            text="New & <b>bold</b>",
            expected_hash=text_hash(PAGE),
            mode="insert_above",
        )
        present = read_text(pk, field)
        assert present.endswith(PAGE)
        assert "New &amp; &lt;b&gt;" in present
        undo_text(pk, field=field, before=done.before, after=done.after)
        assert read_text(pk, field) == PAGE

    def test_replace_refuses_to_lose_images_tables_and_links(self) -> None:
        if not self.has_description:
            return
        pk = self.make_product(title="Kettle", description=PAGE)
        field = self.catalog.description_field()
        _refused(
            LossNotConfirmed,
            lambda: write_text(
                pk, field=field, text="New", expected_hash=text_hash(PAGE), mode="replace"
            ),
        )
        assert read_text(pk, field) == PAGE

    def test_writing_to_an_unknown_product_is_refused(self) -> None:
        _pk, field = self._with_result_field()
        for unknown in ("no-such-product", "9" * 40):
            _refused(UnknownProducts, lambda pk=unknown: read_text(pk, field))

    def test_a_persons_fact_is_added_once_and_never_over_another_value(self) -> None:
        if not self.can_add_facts:
            return
        pk = self.make_product(title="Kettle", facts=KETTLE)
        fact = Fact(name="Made in", value="Portugal", source="admin")
        for _twice in range(2):
            self.catalog.add_fact(pk, fact)
        found = [(f.name, f.value) for f in self.catalog.facts([pk])[str(pk)]]
        assert found.count(("Made in", "Portugal")) == 1
        _refused(BadFacts, lambda: self.catalog.add_fact(pk, Fact(name="Material", value="gold")))
        assert ("Material", "steel") in found

    def test_numbers_from_reviews_are_taken_and_unknown_keys_are_no_error(self) -> None:
        pk = self.make_product(title="Kettle")
        rows = [
            ReviewNumbers(pk=str(pk), score=0.5, count=3, aspects=[{"n": 2}], summary="Good."),
            ReviewNumbers(pk="no-such-product", score=None, count=0),
        ]
        for _twice in range(2):
            done = self.catalog.write_review_numbers(rows, now=timezone.now())
            assert done == {str(pk), "no-such-product"}

    def test_numbers_from_reviews_cost_the_same_statements_for_any_number(self) -> None:
        pks = [self.make_product(title=f"P{i}") for i in range(12)]
        costs = []
        for asked in (pks[:1], pks):
            rows = [ReviewNumbers(pk=str(pk), score=0.5, count=3) for pk in asked]
            catalog = self.catalog
            with CaptureQueriesContext(connection) as queries:
                catalog.write_review_numbers(rows, now=timezone.now())
            costs.append(len(queries))
        assert costs[1] <= costs[0] + 2, f"{costs[0]} for 1 product, {costs[1]} for 12"

    # --- helpers

    def _with_result_field(self) -> tuple[Any, str]:
        pk = self.make_product(title="Kettle")
        card = self.catalog.cards([pk])[str(pk)]
        field = self.catalog.result_field("description", card.language, card)
        assert field, "a description in the product's own language needs a field"
        return pk, field

    def _few_queries(self, ask: Any) -> None:
        pks = [self.make_product(title=f"P{i}", facts=KETTLE) for i in range(12)]
        if self.has_variants:
            pks += [
                self.make_product(title=f"V{i}", facts=[("Colour", f"c{i}", "")], parent=pks[i])
                for i in range(6)
            ]
        for asked in (pks[:1], pks):
            catalog = self.catalog
            with CaptureQueriesContext(connection) as queries:
                found = ask(catalog, asked)
            assert len(found) == len(asked)
            assert len(queries) <= self.max_queries, (
                f"{len(queries)} queries for {len(asked)} products: "
                + "; ".join(query["sql"][:120] for query in queries)
            )


def _refused(error: type[Exception], action: Any) -> None:
    """Assert that the action raises this error, with either test runner."""
    try:
        action()
    except error:
        return
    raise AssertionError(f"{error.__name__} was expected")
