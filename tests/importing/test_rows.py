"""What becomes of single rows: created, updated, unchanged, or failed with a reason."""

import gzip
import json

import pytest
from django.core.management import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketing_ai.catalog.base import ProductRow, get_catalog
from marketing_ai.catalog.importing.records import Record, RowProblem
from marketing_ai.catalog.importing.rows import CatalogueImporter, ImportOptions
from marketing_ai.catalog.model import ModelCatalog
from marketing_ai.catalog.models import ImportRun
from marketing_ai.catalog.writeback import read_text, text_hash, write_text
from marketing_ai.grounding.facts import Fact
from shop_demo.models import Category, Product
from tests.importing.conftest import BASIC, HEADER

pytestmark = pytest.mark.django_db


def counts(out):
    return out[-1].split(" (")[0]


def test_importing_twice_changes_nothing(run, write):
    path = write("rows.csv", HEADER + "K1,Kettle,19.90,Kitchen\nK2,Pan,5,Kitchen\n")
    out, _ = run(path, *BASIC, "--fact", "shelf")
    assert counts(out) == "read 2, created 2, updated 0, unchanged 0, failed 0"
    before = list(Product.objects.values())
    out, _ = run(path, *BASIC, "--fact", "shelf")
    assert counts(out) == "read 2, created 0, updated 0, unchanged 2, failed 0"
    assert list(Product.objects.values()) == before


def test_a_changed_row_updates_only_what_the_file_gives(run, write):
    run(write("a.csv", HEADER + "K1,Kettle,19.90,Kitchen\n"), *BASIC)
    product = Product.objects.get()
    Product.objects.update(stock=7, description="<p>Ours</p>", marketing_blurb="Mine")
    out, _ = run(write("b.csv", HEADER + "K1,Kettle,17.50,\n"), *BASIC)
    assert counts(out) == "read 1, created 0, updated 1, unchanged 0, failed 0"
    product.refresh_from_db()
    assert str(product.price) == "17.50"
    assert (product.stock, product.description, product.marketing_blurb) == (
        7,
        "<p>Ours</p>",
        "Mine",
    )
    assert product.category.name == "Kitchen"  # an empty cell says nothing


def test_a_price_list_does_not_put_back_stock_that_was_sold_meanwhile(run, write):
    class Selling(ModelCatalog):
        def update_many(self, products, fields):
            Product.objects.filter(sku="K1").update(stock=3)
            super().update_many(products, fields)

    run(write("a.csv", "id,name,price,shelf,n\nK1,A,1,S,10\nK2,B,1,S,10\n"), *BASIC, "stock=n")
    rows = [
        ProductRow(key="K1", values={"title": "A", "price": "2.00"}),
        ProductRow(key="K2", values={"title": "B", "stock": 99}),
    ]
    assert [o.result for o in Selling().upsert(rows)] == ["updated", "updated"]
    assert dict(Product.objects.values_list("sku", "stock")) == {"K1": 3, "K2": 99}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",Kettle,1,S", "missing"),
        ("K9,,1,S", "missing"),
        ("K9,Kettle,,S", "missing"),  # the demo shop needs a price
        ("K9,Kettle,1,", "missing"),  # and a category
        ("K9,Kettle,cheap,S", "bad_price"),
        ("K9,Kettle,-1,S", "bad_price"),
        ('K9,Kettle,"1.299,00",S', "bad_price"),
        ("K9,Kettle,1e3,S", "bad_price"),
        ("K9,Kettle,99999999999,S", "bad_value"),
        (f"K9,{'x' * 201},1,S", "too_long"),
        (f"{'k' * 41},Kettle,1,S", "too_long"),
        (f"K9,Kettle,1,{'s' * 81}", "bad_value"),
        ("K1,Again,1,S", "duplicate_key"),
        ("K9,Kettle,1", "cell_count"),
        ("K9,Kettle,1,S,more", "cell_count"),
        ("K9,Ket\x00tle,1,S", "bad_text"),
    ],
)
def test_a_bad_row_is_named_and_leaves_nothing_while_the_others_are_written(
    run, write, tmp_path, row, code
):
    path = write("rows.csv", f"{HEADER}K1,One,1,Kitchen\n{row}\nK2,Two,1,Kitchen\n")
    errors = tmp_path / "errors.jsonl"
    out, err = run(path, *BASIC, "--errors", str(errors))
    assert counts(out) == "read 3, created 2, updated 0, unchanged 0, failed 1"
    assert err[0].startswith("Line 3: ")
    assert err[0].endswith(f"[{code}]")
    assert [(e["line"], e["code"]) for e in map(json.loads, errors.read_text().splitlines())] == [
        (3, code)
    ]
    assert list(Product.objects.order_by("sku").values_list("sku", "name")) == [
        ("K1", "One"),
        ("K2", "Two"),
    ]
    assert list(Category.objects.values_list("name", flat=True)) == ["Kitchen"]


@pytest.mark.parametrize(
    ("cell", "price"),
    [
        ("19.9", "19.90"),
        ('"1,299.00"', "1299.00"),
        ("379.0", "379.00"),
        ("0", "0.00"),
        ("5.000", "5.00"),
    ],
)
def test_prices_are_read_as_written(run, write, cell, price):
    run(write("rows.csv", f"{HEADER}K1,Kettle,{cell},S\n"), *BASIC)
    assert str(Product.objects.get().price) == price


@pytest.mark.parametrize("odd", ["=HYPERLINK(1)", "@SUM(A1)", "<script>alert(1)</script>", "-2+3"])
def test_formulas_and_markup_are_stored_as_the_text_they_are(run, jsonl, odd):
    path = jsonl([{"id": "K1", "name": odd, "price": 1, "shelf": odd, "specs": [[odd, odd]]}])
    run(path, *BASIC, "--facts-column", "specs")
    product = Product.objects.get()
    assert (product.name, product.category.name) == (odd, odd)
    assert product.specs == [{"name": odd, "value": odd, "unit": ""}]


@pytest.mark.parametrize(
    ("specs", "stored"),
    [
        ([["Material", "steel"], ["", "loose"]], [("Material", "steel"), ("", "loose")]),
        ([{"name": "Size", "value": 1.7, "unit": "l"}], [("Size", "1.7")]),
        ({"Size": "L", "Lined": True}, [("Size", "L"), ("Lined", "yes")]),
        ([["A", "1"], ["A", "1"], ["B", " "]], [("A", "1")]),
        ([], []),
        (None, []),
    ],
)
def test_facts_are_read_in_every_shape_and_may_be_missing(run, jsonl, specs, stored):
    path = jsonl([{"id": "K1", "name": "K", "price": 1, "shelf": "S", "specs": specs}])
    run(path, *BASIC, "--facts-column", "specs")
    assert [(f["name"], f["value"]) for f in Product.objects.get().specs] == stored


@pytest.mark.parametrize("specs", ["[broken", "plain words", 7, "x" * 100_001])
def test_facts_that_are_no_list_fail_their_row(run, jsonl, specs):
    path = jsonl([{"id": "K1", "name": "K", "price": 1, "shelf": "S", "specs": specs}])
    _out, err = run(path, *BASIC, "--facts-column", "specs")
    assert "[bad_facts]" in err[0]
    assert not Product.objects.exists()


def test_facts_of_more_than_100_kb_fail_their_row(run, jsonl):
    path = jsonl(
        [{"id": "K1", "name": "K", "price": 1, "shelf": "S", "specs": [["A", "x" * 100_001]]}]
    )
    _out, err = run(path, *BASIC, "--facts-column", "specs")
    assert "[too_long]" in err[0]


def test_single_fact_columns_join_the_facts_that_are_there(run, write, jsonl):
    specs = [["A", "1"], ["B", "2"]]
    row = {"id": "K1", "name": "K", "price": 1, "shelf": "S", "specs": specs}
    run(jsonl([row]), *BASIC, "--facts-column", "specs")
    get_catalog().add_fact(Product.objects.get().pk, Fact(name="C", value="3", source="admin"))
    path = write("rows.csv", "id,name,price,shelf,a,brand_name\nK1,K,1,S,9,Brennick\n")
    run(path, *BASIC, "--fact", "A=a", "brand_name")
    facts = [(f["name"], f["value"]) for f in Product.objects.get().specs]
    assert facts == [("A", "9"), ("B", "2"), ("C", "3"), ("Brand name", "Brennick")]


def test_a_new_list_of_facts_keeps_what_a_person_added(run, jsonl):
    def load(specs, name):
        row = {"id": "K1", "name": "K", "price": 1, "shelf": "S", "specs": specs}
        run(jsonl([row], name), *BASIC, "--facts-column", "specs")

    load([["A", "1"], ["B", "2"]], "a.jsonl")
    get_catalog().add_fact(Product.objects.get().pk, Fact(name="C", value="3", source="admin"))
    load([["A", "5"]], "b.jsonl")
    assert [(f["name"], f["value"]) for f in Product.objects.get().specs] == [
        ("A", "5"),
        ("C", "3"),
    ]


def test_a_dry_run_counts_all_and_writes_nothing(run, write):
    rows = "".join(f"K{i},Kettle {i},1,Shelf {i},{'K0' if i else ''}\n" for i in range(25))
    path = write("rows.csv", "id,name,price,shelf,up\n" + rows + "K1,Twice,1,S,\n")
    out, err = run(path, *BASIC, "parent=up", "--dry-run", "--batch", "4")
    assert out[0] == "Dry run: nothing was written."
    assert counts(out) == "read 26, created 25, updated 0, unchanged 0, failed 1"
    assert "line 3 already" in err[0]
    assert not Product.objects.exists()
    assert not Category.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_limit_reads_no_more_and_resume_goes_on_from_there(run, write):
    rows = "".join(f"K{i},Kettle {i},1,S\n" for i in range(10))
    path = write("rows.csv", HEADER + rows)
    out, _ = run(path, *BASIC, "--limit", "4")
    assert counts(out) == "read 4, created 4, updated 0, unchanged 0, failed 0"
    out, _ = run(path, *BASIC, "--resume")
    assert counts(out) == "read 10, created 10, updated 0, unchanged 0, failed 0"
    assert Product.objects.count() == 10


def test_variants_find_their_parent_in_the_same_batch_and_in_the_shop(run, write):
    rows = ["V1,Black,1,S,P", "P,Kettle,1,S,", "V9,Lost,1,S,nowhere", "P2,Self,1,S,P2", ""]
    text = "id,name,price,shelf,up\n" + "\n".join(rows)
    out, err = run(write("a.csv", text), *BASIC, "parent=up")
    assert counts(out) == "read 4, created 2, updated 0, unchanged 0, failed 2"
    assert [line.rsplit("[")[-1] for line in err] == ["unknown_parent]", "unknown_parent]"]
    run(write("b.csv", "id,name,price,shelf,up\nV2,Red,1,S,P\n"), *BASIC, "parent=up")
    assert set(Product.objects.filter(parent__sku="P").values_list("sku", flat=True)) == {
        "V1",
        "V2",
    }


def test_store_language_and_currency_apply_to_every_row_and_no_product_changes_store(run, write):
    path = write("rows.csv", HEADER + "K1,Kettle,1,S\n")
    run(path, *BASIC, "--store", "north", "--language", "zh-hans", "--currency", "inr")
    product = Product.objects.get()
    assert (product.store, product.language, product.currency) == ("north", "zh-hans", "INR")
    _out, err = run(path, *BASIC, "--store", "south")
    assert "[other_store]" in err[0]
    product.refresh_from_db()
    assert product.store == "north"


def test_slugs_are_made_and_stay_apart_for_equal_titles(run, write):
    rows = "K1,Kettle,1,S\nK2,Kettle,1,S\nK/3,Kettle,1,S\nK:3,Kettle,1,S\nK4,铜壶,1,书籍\n"
    _out, err = run(write("rows.csv", HEADER + rows), *BASIC)
    assert err == []
    assert len(set(Product.objects.values_list("slug", flat=True))) == 5
    assert Product.objects.get(sku="K1").slug == "kettle-k1"


def test_any_field_of_the_shop_can_be_filled_by_name(run, write):
    path = write("rows.csv", "id,name,price,shelf,note\nK1,Kettle,1,S,Hello\n")
    run(path, *BASIC, "model.marketing_blurb=note")
    assert Product.objects.get().marketing_blurb == "Hello"
    with pytest.raises(CommandError, match="no field 'colour'"):
        run(path, *BASIC, "model.colour=note")


def test_a_target_without_a_writable_field_is_a_configuration_error(run, write, settings):
    ours = settings.MARKETING_AI
    path = write("rows.csv", HEADER + "K1,Kettle,1,S\n")
    for key, value, words in (
        ("sku", None, r"'sku'.*external key"),
        ("category", "category__label", r"'category'.*cannot be imported into"),
        ("category", lambda product: "S", r"'category'.*cannot be imported into"),
    ):
        fields = {**ours["PRODUCT_FIELDS"], key: value}
        settings.MARKETING_AI = {**ours, "PRODUCT_FIELDS": fields}
        with pytest.raises(CommandError, match=words):
            run(path, *BASIC)


def test_a_shop_fills_its_own_required_fields_in_a_hook(run, write, settings):
    class Ours(ModelCatalog):
        def build(self, row):
            shelf, _made = Category.objects.get_or_create(slug="new", defaults={"name": "New"})
            return Product(category=shelf, price="1.00")

    settings.MARKETING_AI = {**settings.MARKETING_AI, "CATALOG": Ours}
    run(write("rows.csv", "sku,title\nK1,Kettle\n"))
    assert Product.objects.get().category.name == "New"


def test_a_row_that_only_the_database_refuses_fails_alone(run, write, settings):
    class Clashing(ModelCatalog):
        def create_many(self, products):
            for product in products:
                product.slug = "same" if product.sku in ("K2", "K3") else product.slug
            super().create_many(products)

    settings.MARKETING_AI = {**settings.MARKETING_AI, "CATALOG": Clashing}
    path = write("rows.csv", HEADER + "".join(f"K{i},Kettle,1,S\n" for i in range(1, 6)))
    out, err = run(path, *BASIC)
    assert counts(out) == "read 5, created 4, updated 0, unchanged 0, failed 1"
    assert "[refused_by_database]" in err[0]
    assert err[0].startswith("Line 4")
    assert list(Product.objects.order_by("sku").values_list("sku", flat=True)) == [
        "K1",
        "K2",
        "K4",
        "K5",
    ]


def test_a_published_text_survives_an_import(run, write):
    run(write("a.csv", HEADER + "K1,Kettle,1,S\n"), *BASIC)
    pk = Product.objects.get().pk
    write_text(pk, field="marketing_description", text="Ours", expected_hash=text_hash(""))
    run(write("b.csv", HEADER + "K1,Kettle 2,2,S\n"), *BASIC)
    assert read_text(pk, "marketing_description") == "Ours"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(values=st.dictionaries(st.sampled_from(["id", "name", "p", "n", "c", "f"]), json_values))
def test_no_record_whatever_it_holds_breaks_the_import(values):
    options = ImportOptions(
        mapping={"sku": "id", "title": "name", "price": "p", "stock": "n", "category": "c"},
        facts_column="f",
    )
    parsed = CatalogueImporter().parse(Record(line=3, values=values), options)
    assert isinstance(parsed, RowProblem | ProductRow)
    if isinstance(parsed, RowProblem):
        assert parsed.line == 3
        assert parsed.message
    else:
        assert parsed.key
        assert parsed.values["title"]


def test_the_command_reads_gz_json_lines_that_gzip_wrote_in_parts(run, tmp_path):
    row = '{{"id": "K{0}", "name": "Kettle", "price": 1.5, "shelf": "S"}}\n'
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(row.format(1).encode()) + gzip.compress(row.format(2).encode()))
    out, _err = run(path, *BASIC)
    assert counts(out) == "read 2, created 2, updated 0, unchanged 0, failed 0"
    assert json.dumps(str(Product.objects.first().price)) == '"1.50"'
