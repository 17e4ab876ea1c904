"""The mapping of a shop's fields: what it reads, and what it refuses with which words."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketing_ai.catalog.base import get_catalog
from marketing_ai.catalog.checks import check_product_fields, check_product_model_unchanged
from marketing_ai.catalog.fields import Binding
from marketing_ai.catalog.model import same_language
from marketing_ai.catalog.models import CatalogProduct
from marketing_ai.exceptions import ConfigurationError, NotWritable
from marketing_ai.grounding.facts import Fact
from shop_demo.models import Product
from tests.catalog.shop import product


@pytest.fixture
def fields(settings):
    """Change single keys of the demo's mapping."""

    def change(**given):
        mapping = {**settings.MARKETING_AI["PRODUCT_FIELDS"], **given}
        settings.MARKETING_AI = {**settings.MARKETING_AI, "PRODUCT_FIELDS": mapping}

    return change


def loud_title(item):
    return item.name.upper()


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("titel", "name", "'titel'.*Did you mean 'title'"),
        ("title", "nmae", "'title'.*no 'nmae'.*Did you mean 'name'"),
        ("category", "category__nam", "'category'.*Category has no 'nam'"),
        ("title", "shop.nowhere.title", "'title'.*cannot be imported"),
        ("price", 7, "'price'.*must be a path"),
        ("parent", "category", "'parent'.*foreign key.*to itself"),
        ("facts", {"relation": "specz"}, "'facts'.*no relation 'specz'"),
        ("facts", {"relation": "reviews", "name": "headline"}, "'facts'.*no 'headline'"),
        ("facts", {"rel": "reviews"}, "'facts'.*takes the keys"),
        ("image", {"relation": "reviews"}, "'image'.*cannot be a dict"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_key_and_the_nearest_name(fields, key, value, words):
    fields(**{key: value})
    with pytest.raises(ConfigurationError, match=words):
        _ = Binding(Product).sources
    assert [m.id for m in check_product_fields(None)] == ["marketing_ai.E020"]


def test_a_model_without_a_name_of_ours_needs_its_title_mapped():
    with pytest.raises(ConfigurationError, match=r"'title'.*is missing"):
        _ = Binding(Product, {}).sources


def test_without_a_mapping_the_names_of_catalog_product_are_taken():
    sources = Binding(CatalogProduct, {}).sources
    assert sources["title"] == "title"
    assert sources["image"] == "image_url"
    # its parent points at the shop's own model here, so it is no parent of this one
    assert {key for key, source in sources.items() if source is None} == {"parent", "sales"}


@pytest.mark.django_db
def test_functions_properties_and_paths_are_all_read(fields):
    fields(title=loud_title, category="category__label", url=lambda item: f"/p/{item.slug}/")
    item = product("Kettle")
    card = get_catalog().card(item.pk)
    assert (card.title, card.category) == ("KETTLE", "Kitchen")
    assert card.url == f"/p/{item.slug}/"


@pytest.mark.django_db
def test_the_category_comes_in_the_readers_language_where_the_shop_offers_it(fields):
    from django.utils import translation

    fields(category="category__label")
    item = product("Kettle")
    item.category.name_zh = "厨房"
    item.category.save()
    with translation.override("zh-hans"), CaptureQueriesContext(connection) as queries:
        assert get_catalog().card(item.pk).category == "厨房"
    assert len(queries) == 1


@pytest.mark.django_db
def test_a_target_set_to_none_is_switched_off(fields):
    fields(stock=None, price=None, parent=None, store=None)
    parent = product("Kettle")
    item = product("Black", parent=parent)
    card = get_catalog().card(item.pk)
    assert (card.stock, card.price, card.parent_pk, card.store) == (None, None, None, "default")
    assert get_catalog().text_parents([item.pk]) == {}
    assert not get_catalog().visible({"north"}).exists()
    assert get_catalog().visible({"default"}).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("shop_demo/img/kettle.svg", "/static/shop_demo/img/kettle.svg"),
        ("/media/kettle.jpg", "/media/kettle.jpg"),
        ("https://cdn.example/kettle.jpg", "https://cdn.example/kettle.jpg"),
        ("", ""),
    ],
)
def test_images_are_static_paths_or_addresses(stored, shown):
    assert get_catalog().card(product(image=stored).pk).image_url == shown


def test_an_image_field_gives_its_address():
    from django.core.files.storage import InMemoryStorage
    from django.db.models.fields.files import FieldFile, FileField

    from marketing_ai.catalog.values import image_address

    field = FileField(storage=InMemoryStorage(base_url="/media/"), upload_to="")
    file = FieldFile(None, field, field.storage.save("kettle.jpg", ContentFile(b"x")))
    assert image_address(file) == "/media/kettle.jpg"
    assert image_address(FieldFile(None, field, None)) == ""


@pytest.mark.django_db
def test_six_hundred_products_take_two_batches_of_one_query():
    first = product("P")
    Product.objects.bulk_create(
        Product(name=f"P{i}", slug=f"b{i}", sku=f"b{i}", price=1, category=first.category)
        for i in range(599)
    )
    pks = list(Product.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        assert len(get_catalog().cards(pks)) == 600
    assert len(queries) == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("zh", "zh-hans", True),
        ("zh_Hans", "zh-hans", True),
        ("en-gb", "en", True),
        ("en-gb", "en-us", False),
        ("zh-hans", "zh-hant", False),
        ("e", "en", False),
    ],
)
def test_a_language_stands_for_its_regions_but_no_region_for_another(one, other, same):
    assert same_language(one, other) is same is same_language(other, one)


@pytest.mark.django_db
def test_results_go_where_the_shop_says(fields):
    fields(results={"blurb": "description", "description": None})
    catalog = get_catalog()
    card = catalog.card(product().pk)
    assert catalog.result_field("blurb", "en", card) == "description"
    assert catalog.result_field("description", "en", card) == ""
    assert catalog.result_field("ad_headline", "en", card) == ""


def test_a_results_field_that_is_nowhere_is_a_check_error(fields):
    fields(results={"blurb": "teaser"})
    assert [m.id for m in check_product_fields(None)] == ["marketing_ai.E021"]


def test_facts_in_a_text_field_are_a_check_error(fields):
    fields(facts="description")
    assert [m.id for m in check_product_fields(None)] == ["marketing_ai.E023"]


def test_no_facts_at_all_is_a_warning(fields):
    fields(facts=None)
    assert [m.id for m in check_product_fields(None)] == ["marketing_ai.W020"]


def test_the_demo_binding_is_clean():
    assert check_product_fields(None) == []


@pytest.mark.django_db
def test_a_product_model_changed_after_migrate_is_a_check_error(settings):
    assert check_product_model_unchanged(None, databases=["default"]) == []
    settings.MARKETING_AI_PRODUCT_MODEL = "shop_demo.Category"
    found = check_product_model_unchanged(None, databases=["default"])
    assert [m.id for m in found] == ["marketing_ai.E022"]
    assert "shop_demo_product" in found[0].msg


def test_a_product_model_that_is_not_installed_is_a_check_error(settings):
    settings.MARKETING_AI_PRODUCT_MODEL = "shop_demo.Gadget"
    assert [m.id for m in check_product_fields(None)] == ["marketing_ai.E020"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "after"),
    [
        ([], [{"name": "A", "value": "1", "unit": "m", "source": "admin"}]),
        ([["B", "2"]], [["B", "2"], ["A", "1 m"]]),
        ({"B": "2"}, {"B": "2", "A": "1 m"}),
    ],
)
def test_a_persons_fact_takes_the_shape_that_the_shop_stores(stored, after):
    item = product()
    Product.objects.filter(pk=item.pk).update(specs=stored)
    get_catalog().add_fact(item.pk, Fact(name="A", value="1", unit="m", source="admin"))
    item.refresh_from_db()
    assert item.specs == after


@pytest.mark.django_db
def test_facts_from_a_function_cannot_be_added_to(fields):
    fields(facts=lambda item: {"A": "1"})
    item = product()
    assert [f.value for f in get_catalog().facts([item.pk])[str(item.pk)]] == ["1"]
    with pytest.raises(NotWritable, match="'facts'"):
        get_catalog().add_fact(item.pk, Fact(name="B", value="2"))
