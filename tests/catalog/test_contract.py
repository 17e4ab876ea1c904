"""The contract kit on the demo shop, and proof that it finds adapters that break a promise."""

import pytest

from marketing_ai.catalog.base import ProductCard
from marketing_ai.catalog.model import ModelCatalog
from marketing_ai.exceptions import MarketingAIError
from marketing_ai.testing import CatalogContract
from tests.catalog.shop import product

pytestmark = pytest.mark.django_db


class DemoShop(CatalogContract):
    def make_product(self, *, title, facts=(), description="", store="", parent=None):
        return product(title, facts=facts, description=description, store=store, parent=parent).pk


class TestDemoShop(DemoShop):
    pass


class SlowCatalog(ModelCatalog):
    def facts(self, pks):
        return {
            key: facts for pk in pks for key, facts in super(SlowCatalog, self).facts([pk]).items()
        }


class LeakyCatalog(ModelCatalog):
    def visible(self, stores):
        return self.products()


class HastyCatalog(ModelCatalog):
    def swap_text(self, pk, field, *, before, after):
        self.products().filter(pk=pk).update(**{field: after})
        return True


class StrippingCatalog(ModelCatalog):
    def read_text(self, pk, field):
        return super().read_text(pk, field).strip()


class FlatCatalog(ModelCatalog):
    def facts(self, pks):
        rows = self.products().in_bulk(list(pks))
        return {str(pk): facts for pk, facts in self.own_facts(rows).items()}


class CrashingCatalog(ModelCatalog):
    def cards(self, pks):
        return {
            str(p.pk): ProductCard(pk=str(p.pk), title=p.name)
            for p in self.products().filter(pk__in=pks)
        }


@pytest.mark.parametrize(
    ("catalog", "check"),
    [
        (SlowCatalog, "test_facts_cost_the_same_few_queries_for_one_product_and_for_many"),
        (LeakyCatalog, "test_staff_of_one_store_see_nothing_of_another"),
        (HastyCatalog, "test_the_swap_itself_compares_so_that_no_edit_falls_between"),
        (HastyCatalog, "test_undo_refuses_once_someone_edited_the_text"),
        (StrippingCatalog, "test_undo_restores_the_earlier_text_byte_for_byte"),
        (FlatCatalog, "test_a_parent_lists_what_its_variants_offer_and_how_many"),
        (FlatCatalog, "test_a_variant_has_its_own_facts_and_what_it_does_not_override"),
        (CrashingCatalog, "test_a_card_carries_key_title_language_and_store"),
        (CrashingCatalog, "test_unknown_and_impossible_keys_are_left_out"),
    ],
)
def test_the_kit_refuses_an_adapter_that_breaks_the_promise(settings, catalog, check):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "CATALOG": catalog}
    with pytest.raises((AssertionError, MarketingAIError, ValueError, OverflowError, TypeError)):
        getattr(DemoShop(), check)()


def test_the_kit_tells_who_forgot_the_factory_what_to_write():
    with pytest.raises(NotImplementedError, match="make_product"):
        CatalogContract().test_a_product_without_facts_has_an_empty_list()
