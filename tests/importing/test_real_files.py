"""The two Flipkart files load, with the commands that docs/binding.md gives."""

import pytest

from marketing_ai.catalog.base import get_catalog
from marketing_ai.grounding.facts import clean_facts
from shop_demo.models import Product

COPY = [
    "--map", "sku=product_id", "title=name", "description=description",
    "category=category_path.0", "price=discounted_price_inr",
    "--facts-column", "specs", "--currency", "INR", "--language", "en",
]  # fmt: skip
CATALOGUE = [
    "--map", "sku=product_id", "title=name", "category=department", "price=discounted_price_inr",
    "--currency", "INR", "--language", "en",
]  # fmt: skip


@pytest.mark.django_db
def test_real_products_load_with_their_facts_and_a_second_run_changes_nothing(run, data_dir):
    path = data_dir / "flipkart_copy_en.jsonl.gz"
    out, err = run(path, *COPY)
    assert "read 1306, created 1304, updated 0, unchanged 0, failed 2" in out[-1]
    assert all("price" in line for line in err)  # the two rows without a price
    out, _err = run(path, *COPY)
    assert "created 0, updated 0, unchanged 1304, failed 2" in out[-1]
    facts = get_catalog().facts(list(Product.objects.values_list("pk", flat=True)))
    usable = sum(clean_facts(found).usable for found in facts.values())
    assert usable > 1200


@pytest.mark.django_db
def test_a_real_catalogue_without_facts_loads_and_its_products_have_none(run, data_dir):
    path = data_dir / "flipkart_catalogue.csv.gz"
    out, _err = run(path, *CATALOGUE, "--limit", "2000")
    assert "read 2000, created 1996" in out[-1]
    pks = list(Product.objects.values_list("pk", flat=True)[:50])
    facts = get_catalog().facts(pks)
    assert all(found == [] for found in facts.values())
    report = clean_facts(facts[str(pks[0])])
    assert not report.usable
    assert [problem.code for problem in report.problems] == ["no_facts"]
