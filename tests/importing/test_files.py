"""Encodings, compression, delimiters: what is read, and what is refused as a whole."""

import gzip
import json

import pytest
from django.core.management import CommandError

from shop_demo.models import Product
from tests.importing.conftest import BASIC, HEADER

pytestmark = pytest.mark.django_db
KETTLE = HEADER + "K1,铜壶 Kettle,19.90,厨房用品\n"


def names():
    return list(Product.objects.order_by("pk").values_list("name", flat=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("name", ["rows.csv", "rows.csv.gz"])
def test_chinese_text_is_read_in_each_encoding_plain_and_compressed(run, write, encoding, name):
    run(write(name, KETTLE, encoding), *BASIC)
    product = Product.objects.get()
    assert (product.name, product.sku, product.category.name) == ("铜壶 Kettle", "K1", "厨房用品")


def test_compression_is_seen_in_the_bytes_not_in_the_name(run, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(gzip.compress(KETTLE.encode()))
    run(path, *BASIC)
    assert names() == ["铜壶 Kettle"]


def test_gb18030_is_found_however_late_the_first_chinese_letter_comes(run, write):
    filler = "".join(f"K{i},Kettle {i},1,Kitchen\n" for i in range(9000))
    path = write("rows.csv", HEADER + filler + "K9999,铜壶,1,Kitchen\n", "gb18030")
    out, _err = run(path, *BASIC, "--dry-run")
    assert "gb18030" in out[-1]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_refused_with_a_suggestion_and_works_when_named(run, write, encoding):
    text = HEADER + "K1,Crème brûlée à l’ancienne – garçon".replace("’", "'").replace("–", "-")
    text += ",3.50,Gâteaux très à été\nK2,Thé glacé naïf,2,Gâteaux très à été\n"
    path = write("rows.csv", text, encoding)
    with pytest.raises(CommandError, match=r"not UTF-8 or GB18030.*--encoding"):
        run(path, *BASIC)
    assert names() == []
    run(path, *BASIC, "--encoding", encoding)
    assert names()[1] == "Thé glacé naïf"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_from_the_header(run, write, delimiter):
    text = HEADER.replace(",", delimiter) + delimiter.join(["K1", '"a, b; c"', "1", "Shelf"])
    run(write("rows.csv", text), *BASIC)
    assert names() == ["a, b; c"]


def test_line_breaks_in_cells_belong_to_the_cell(run, write):
    text = 'id,name,price,shelf,text\nK1,Kettle,1,Shelf,"one\r\ntwo\n""three"""\nK2,,1,Shelf,x\n'
    _out, err = run(write("rows.csv", text), *BASIC, "description=text")
    assert Product.objects.get().description == 'one\r\ntwo\n"three"'
    assert err == ["Line 5: The row has no title. [missing]"]


@pytest.mark.parametrize("size", [10, 60, 200])
def test_a_cut_off_gz_file_is_refused_before_anything_is_written(run, tmp_path, size):
    path = tmp_path / "rows.csv.gz"
    whole = gzip.compress((HEADER + "".join(f"K{i},Kettle {i},1,S\n" for i in range(500))).encode())
    path.write_bytes(whole[: len(whole) - size])
    with pytest.raises(CommandError, match="cut off or damaged"):
        run(path, *BASIC, "--batch", "10")
    assert names() == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("rows.csv", "", "is empty"),
        ("rows.csv", "id,name,id\n1,2,3\n", "repeats or lacks names: id"),
        ("rows.csv", "id,title\n1,2\n", "no column “name”"),
        ("rows.jsonl", "[1]\nnull\n", "none of its first lines is a JSON object"),
        ("rows.jsonl", '{"id": "1", "nmae": "x"}\n', "no column “name”.*nmae"),
    ],
)
def test_an_unusable_file_is_refused_with_what_to_do(run, write, name, content, words):
    with pytest.raises(CommandError, match=words):
        run(write(name, content), "--map", "sku=id", "title=name")
    assert names() == []


def test_a_file_that_is_not_there_is_refused(run, tmp_path):
    with pytest.raises(CommandError, match="is no file"):
        run(tmp_path / "nowhere.csv", *BASIC)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--map", "sku=id"], "“title”.*--map title="),
        (["--map", "sku=id", "title=name", "colour=shelf"], "no target “colour”.*sku, title"),
        (["--map", "sku"], "TARGET=COLUMN"),
        ([*BASIC, "--fact", "weight"], "no column “weight”"),
        ([*BASIC, "--batch", "0"], "from 1 on"),
        ([*BASIC, "--encoding", "klingon"], "no encoding “klingon”"),
    ],
)
def test_a_wrong_mapping_is_refused_before_a_row_is_read(run, write, args, words):
    with pytest.raises(CommandError, match=words):
        run(write("rows.csv", HEADER + "K1,Kettle,1,Shelf\n"), *args)
    assert names() == []


def test_columns_called_like_targets_need_no_mapping(run, write):
    run(write("rows.csv", "sku,title,price,category,colour\nK1,Kettle,1,Shelf,red\n"))
    assert names() == ["Kettle"]


def test_the_line_number_of_broken_rows_is_that_of_the_file(run, write):
    lines = [
        json.dumps({"id": "1", "name": "One", "price": 1, "shelf": "S"}),
        "",
        '{"id": "2", "name": ',
        "[]",
        json.dumps({"id": "5", "name": "Five", "price": 1, "shelf": "S"}),
        '{"id": "6", "na',
    ]
    _out, err = run(write("rows.jsonl", "\n".join(lines)), *BASIC)
    assert [line.split(":")[0] for line in err] == ["Line 3", "Line 4", "Line 6"]
    assert names() == ["One", "Five"]
