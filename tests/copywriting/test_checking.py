"""`marketing_check`: what is found in texts that the shop shows already, and its table."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketing_ai.catalog.model import ModelCatalog
from marketing_ai.copywriting import claimcheck
from marketing_ai.copywriting.checking import check_catalogue
from marketing_ai.copywriting.fieldtext import field_text
from marketing_ai.inference.checker import ClaimSpan
from marketing_ai.management.commands.marketing_check import COLUMNS, defused

TRUE = "<p>The Merlow Table is made of oak and is 52 cm high.</p>"
INVENTED = "<p>The Merlow Table is made of oak.</p><p>It is <b>90</b> cm high.</p>"


def findings(**options):
    return [finding for checked in check_catalogue(**options) for finding in checked.findings]


def run(*arguments, **options):
    out = StringIO()
    call_command("marketing_check", *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def setting(settings):
    def set_to(**given):
        settings.MARKETING_AI = {**settings.MARKETING_AI, **given}

    return set_to


def test_an_invented_figure_of_a_live_description_is_found_at_its_place_in_the_field(shop):
    product = shop.product(description=INVENTED)
    (found,) = findings()
    assert (found.product, found.sku, found.field) == (str(product.pk), product.sku, "description")
    assert (found.what, found.text, found.blocking) == ("claim.quantity", "90 cm", True)
    assert INVENTED[found.start : found.end] == "90</b> cm"
    assert found.nearest_fact == "Height: 52 cm"
    assert found.message
    assert found.way_out == "Say what the nearest fact says, or correct the facts."


def test_a_claim_without_a_near_fact_has_another_way_out(shop):
    shop.product("Merlow Table, waterproof", description=TRUE)
    (found,) = findings()
    assert (found.field, found.text, found.nearest_fact) == ("title", "waterproof", "")
    assert found.way_out == "Delete it, or add the fact to the product."


def test_products_whose_texts_are_carried_have_no_finding(shop):
    shop.product(description=TRUE)
    shop.product(description="")
    shop.product("Aero 3 Table", description="Made of oak &amp; 52&nbsp;cm high.")
    assert [checked.findings for checked in check_catalogue()] == [(), (), ()]


def test_rule_sets_and_banned_words_are_found_with_their_way_out(shop, setting):
    setting(BRAND_RULE_SETS=["cn_advertising_law"], BRAND_RULES={"*": {"banned": ["cheap"]}})
    shop.product(
        "国家级橡木桌", language="zh-hans", facts=[("材质", "橡木", "")], description="便宜。"
    )
    shop.product(description="<p>A cheap table.</p>")
    by_what = {found.what: found for found in findings()}
    law = next(found for what, found in by_what.items() if what.startswith("cn_advertising_law."))
    # a name that breaks the law is no excuse for itself
    assert (law.field, law.text) == ("title", "国家级")
    assert law.way_out
    assert law.message.endswith(law.way_out)
    banned = by_what["banned_word"]
    assert (banned.text, banned.way_out) == ("cheap", "Say it another way.")


def test_only_a_length_that_the_shop_set_holds_for_its_own_texts(shop, setting):
    shop.product(description=" ".join(f"Word{chr(97 + i % 26)}{'x' * i}." for i in range(60)))
    assert not [found for found in findings() if found.what == "too_long"]
    setting(BRAND_RULES={"description": {"max_length": 20}})
    assert {found.field for found in findings() if found.what == "too_long"} == {"description"}


def test_the_checker_reads_the_descriptions_of_a_chunk_in_one_call(shop):
    class Reader:
        asked: list[int] = []

        def read(self, questions):
            self.asked.append(len(questions))
            return [
                [ClaimSpan(start=0, end=3, claim=0.9, unsupported=0.9)] for _question in questions
            ]

    for _n in range(3):
        shop.product(description="<p>Zen it is.</p>")
    assert findings() == []
    found = findings(checker=Reader())
    assert Reader.asked == [3]
    assert [(f.text, f.start, f.what) for f in found] == [("Zen", 3, "claim.feature")] * 3


def test_sixty_products_cost_the_queries_of_one(shop):
    shop.product(description=INVENTED)
    with CaptureQueriesContext(
        connection,
    ) as of_one:
        assert len(list(check_catalogue())) == 1
    for _n in range(59):
        shop.product(description=INVENTED)
    with CaptureQueriesContext(connection) as of_sixty:
        assert len(list(check_catalogue())) == 60
    assert len(of_sixty) == len(of_one) <= 3


def test_no_more_than_a_chunk_is_read_ahead(shop):
    for _n in range(9):
        shop.product(description=TRUE)
    walk = check_catalogue(chunk=3)
    with CaptureQueriesContext(connection) as first:
        next(walk)
    with CaptureQueriesContext(connection) as whole:
        assert len(list(walk)) == 8
    assert len(first) == 3
    assert len(whole) == 7  # two more chunks, and the look for a fourth


def test_best_sellers_come_first_and_those_of_unknown_sales_last(shop, setting):
    class Sold(ModelCatalog):
        def lookup(self, target):
            return "parent__stock" if target == "sales" else super().lookup(target)

    well, badly = shop.product(stock=90), shop.product(stock=5)
    of_badly = [shop.product(parent=badly) for _n in range(3)]
    of_well = [shop.product(parent=well) for _n in range(2)]
    plain = [str(checked.product) for checked in check_catalogue()]
    assert plain == [str(p.pk) for p in (well, badly, *of_badly, *of_well)]
    setting(CATALOG=Sold)
    wanted = [str(p.pk) for p in (*of_well, *of_badly, well, badly)]
    for chunk in (1, 2, 3, 50):
        assert [checked.product for checked in check_catalogue(chunk=chunk)] == wanted
        assert [checked.product for checked in check_catalogue(chunk=chunk, limit=4)] == wanted[:4]


def test_sales_can_be_mapped(shop, setting, settings):
    fields = settings.MARKETING_AI["PRODUCT_FIELDS"]
    setting(PRODUCT_FIELDS={**fields, "sales": "stock"})
    few, many = shop.product(stock=1), shop.product(stock=7)
    assert [checked.product for checked in check_catalogue()] == [str(many.pk), str(few.pk)]


def test_the_table_is_read_back_as_it_was_found(shop, tmp_path):
    shop.product('Merlow "Table", waterproof', description=INVENTED)
    path = tmp_path / "found.csv"
    told = run("--out", str(path))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS
    assert rows == [{name: str(getattr(found, name)) for name in COLUMNS} for found in findings()]
    assert "1 product checked." in told
    lines = tmp_path / "found.jsonl"
    run("--out", str(lines))
    written = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    assert [(row["field"], row["start"]) for row in written] == [
        (found.field, found.start) for found in findings()
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_cell_is_never_a_formula(sign, shop, tmp_path):
    shop.product(f"{sign}HYPERLINK(1) waterproof", description="")
    path = tmp_path / "found.csv"
    run("--out", str(path))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert f"'{sign}HYPERLINK(1) waterproof" in cells
    assert not [cell for cell in cells if cell.startswith(sign)]
    assert defused("a=b") == "a=b"


def test_the_summary_counts_products_and_kinds(shop):
    shop.product(description=INVENTED)
    shop.product(description=TRUE)
    last = json.loads(run("--json").splitlines()[-1])
    assert last == {
        "products": 2,
        "with_findings": 1,
        "findings": 1,
        "by_kind": {"claim.quantity": 1},
    }
    assert json.loads(run("--json", "--limit", "1").splitlines()[-1])["products"] == 1
    told = run()
    assert "claim.quantity  “90 cm”" in told
    assert "nearest fact: Height: 52 cm" in told


def test_a_store_is_checked_alone_and_an_unknown_one_is_named(shop, tmp_path):
    shop.product(description=INVENTED)
    shop.product(description=INVENTED, store="north")
    assert json.loads(run("--json", "--store", "north").splitlines()[-1])["products"] == 1
    path = tmp_path / "found.csv"
    path.write_text("kept")
    with pytest.raises(CommandError, match=r"“south” has no products\..*default, north"):
        run("--store", "south", "--out", str(path))
    assert path.read_text() == "kept"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "nowhere/found.csv"], "nowhere is no directory. Make it first"),
        (["--out", "found.xlsx"], "ends in .csv or .jsonl"),
        (["--limit", "0"], "from 1 on"),
        (["--read"], "--read needs a checker"),
    ],
)
def test_what_cannot_be_carried_out_is_refused_with_what_to_do(arguments, said, shop):
    with pytest.raises(CommandError, match=said):
        run(*arguments)


def test_read_takes_the_checker_in_use(shop, monkeypatch):
    class Reader:
        def read(self, questions):
            return [
                [ClaimSpan(start=0, end=3, claim=0.9, unsupported=0.9)] for _question in questions
            ]

    monkeypatch.setattr(claimcheck, "load", Reader)
    shop.product(description="Zen it is.")
    last = json.loads(run("--read", "--json").splitlines()[-1])
    assert last["by_kind"] == {"claim.feature": 1}


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("plain\ntext < 5 kg & more", "plain\ntext < 5 kg & more"),
        ("<ul><li>a</li>\n <li>b  c</li></ul>", "a\nb c"),
        ("1.7<b>l</b>&nbsp;of&#32;tea", "1.7l of tea"),
        ("a<script>alert('9 kg')</script>b<!-- 5 cm -->c", "abc"),
        ("R&amp;D\nline", "R&D\nline"),
        ("<p></p>", ""),
    ],
)
def test_words_of_a_field_are_what_a_shopper_reads(stored, text):
    words = field_text(stored)
    assert words.text == text
    for at, character in enumerate(text):
        start, end = words.place(at, at + 1)
        assert stored[start:end] == character or stored[start] in "&< \n"
    assert words.place(0, 0)[0] == words.place(0, 0)[1]
