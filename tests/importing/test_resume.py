"""A killed import goes on where its last committed batch ended."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from marketing_ai.catalog.base import get_catalog
from marketing_ai.catalog.importing import import_file, importer_for
from marketing_ai.catalog.importing.rows import ImportOptions
from marketing_ai.catalog.model import ModelCatalog
from marketing_ai.catalog.models import ImportRun
from marketing_ai.exceptions import ImportRefused
from shop_demo.models import Product
from tests.importing.conftest import BASIC, HEADER, ROOT

OPTIONS = ImportOptions(
    mapping={"sku": "id", "title": "name", "price": "price", "category": "shelf"}
)


class PowerCut(BaseException):
    """Not an Exception: nothing may catch it."""


@pytest.mark.django_db
@pytest.mark.parametrize("batch_that_dies", [1, 2, 4])
def test_a_batch_that_dies_is_written_by_the_next_run_and_no_other_twice(
    write, tmp_path, settings, batch_that_dies
):
    calls = []

    class Dying(ModelCatalog):
        def upsert(self, rows):
            outcomes = super().upsert(rows)
            calls.append(len(rows))
            if len(calls) == batch_that_dies:
                raise PowerCut
            return outcomes

    lines = [f"K{i},Kettle {i},{'x' if i % 7 == 3 else 1},S\n" for i in range(30)]
    lines[20] = "K2,Twice,1,S\n"  # its first is in an earlier batch, maybe of the earlier run
    path = write("rows.csv", HEADER + "".join(lines))
    errors = tmp_path / "errors.jsonl"
    given = {"importer": importer_for("catalogue"), "options": OPTIONS, "batch": 7}
    settings.MARKETING_AI = {**settings.MARKETING_AI, "CATALOG": Dying}
    with pytest.raises(PowerCut):
        import_file(path, errors_path=errors, **given)
    assert ImportRun.objects.get().position == 7 * (batch_that_dies - 1)
    report = import_file(path, errors_path=errors, resume=True, **given)
    assert (report.read, report.created, report.failed) == (30, 25, 5)
    assert report.complete
    assert report.resumed_at == 7 * (batch_that_dies - 1)
    assert Product.objects.count() == 25
    failed = [json.loads(line)["line"] for line in errors.read_text().splitlines()]
    assert failed == [5, 12, 19, 22, 26]


@pytest.mark.django_db
def test_resuming_what_is_complete_does_nothing(write):
    path = write("rows.csv", HEADER + "K1,Kettle,1,S\n")
    given = {"importer": importer_for("catalogue"), "options": OPTIONS}
    first = import_file(path, **given)
    Product.objects.all().delete()
    again = import_file(path, resume=True, **given)
    assert (again.read, again.created) == (first.read, 1)
    assert not Product.objects.exists()
    assert import_file(path, **given).created == 1  # without resume it starts anew


@pytest.mark.django_db
def test_another_mapping_is_another_run(write):
    path = write("rows.csv", HEADER + "K1,Kettle,1,S\n")
    importer = importer_for("catalogue")
    import_file(path, importer=importer, options=OPTIONS)
    other = ImportOptions(mapping=OPTIONS.mapping, facts=(("Shelf", "shelf"),))
    assert import_file(path, importer=importer, options=other, resume=True).updated == 1
    assert ImportRun.objects.count() == 2


@pytest.mark.django_db
def test_two_imports_of_the_same_file_do_not_count_a_batch_twice(write, settings):
    path = write("rows.csv", HEADER + "".join(f"K{i},Kettle,1,S\n" for i in range(6)))

    class Overtaken(ModelCatalog):
        def upsert(self, rows):
            ImportRun.objects.update(position=4, created_rows=4)
            return super().upsert(rows)

    settings.MARKETING_AI = {**settings.MARKETING_AI, "CATALOG": Overtaken}
    with pytest.raises(ImportRefused, match="another import of the same file"):
        import_file(path, importer=importer_for("catalogue"), options=OPTIONS, batch=2)
    assert not Product.objects.exists()


def test_a_killed_process_leaves_whole_batches_and_resume_completes_them(tmp_path):
    """`kill -9` on the real command; SQLite file of its own."""
    env = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    env["VAR_DIR"] = str(tmp_path)
    path = tmp_path / "rows.csv"
    total = 4000
    path.write_text(HEADER + "".join(f"K{i},Kettle {i},1,S\n" for i in range(total)))
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=env, check=True, timeout=120)
    command = [*manage, "marketing_import", "catalogue", str(path), *BASIC, "--batch", "20"]

    def read(sql):
        with sqlite3.connect(tmp_path / "demo.sqlite3", timeout=30) as db:
            return db.execute(sql).fetchone()

    first = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not read("SELECT max(position) FROM marketing_ai_importrun")[0]:
        assert first.poll() is None, "the import ended before it could be killed"
        assert time.monotonic() < deadline
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=30)
    (position,) = read("SELECT position FROM marketing_ai_importrun")
    (stored,) = read("SELECT count(*) FROM shop_demo_product")
    assert 0 < position < total
    assert stored == position
    done = subprocess.run(
        [*command, "--resume"],
        cwd=ROOT,
        env=env,
        check=True,
        timeout=120,
        capture_output=True,
        text=True,
    )
    assert f"read {total}, created {total}, updated 0, unchanged 0, failed 0" in done.stdout
    assert read("SELECT count(*) FROM shop_demo_product") == (total,)


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_file(write):
    import tracemalloc

    def peak(n):
        rows = "".join(f"K{i},Kettle {i} {'x' * 100},bad,S\n" for i in range(n))
        path = write(f"rows{n}.csv", HEADER + rows)
        del rows
        tracemalloc.start()
        import_file(path, importer=importer_for("catalogue"), options=OPTIONS, batch=100)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(500)  # what is loaded once
    small, large = peak(2_000), peak(20_000)
    # the file of 20,000 rows is 2.5 MB; an importer that held it would show that
    assert large < small + 500_000, (small, large)
    assert get_catalog().cards([]) == {}
