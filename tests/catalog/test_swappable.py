"""Shops of three kinds, each in a process of its own: the product model is fixed at start-up."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOPS = {
    "demo": "shop_demo.settings",
    "plain": "tests.catalog.plain_settings",
    "uuid": "tests.uuid_shop.settings",
}
KITS = {
    "plain": "tests/catalog/plain_contract_checks.py",
    "uuid": "tests/uuid_shop/contract_checks.py",
}


def python(*args, shop, var_dir):
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CELERY_BROKER_URL")}
    env |= {"DJANGO_SETTINGS_MODULE": SHOPS[shop], "VAR_DIR": str(var_dir)}
    return subprocess.run(
        [sys.executable, *args], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300
    )


def django(*args, shop, var_dir):
    done = python("-m", "django", *args, shop=shop, var_dir=var_dir)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("shop", SHOPS)
def test_no_shop_has_migrations_left_to_make(shop, tmp_path):
    assert "No changes" in django(
        "makemigrations", "--check", "--dry-run", shop=shop, var_dir=tmp_path
    )


@pytest.mark.parametrize("shop", KITS)
def test_the_contract_kit_passes_on_other_kinds_of_shop(shop, tmp_path):
    done = python(
        "-m", "pytest", KITS[shop], "-q", "-p", "no:cacheprovider", "--ds", SHOPS[shop],
        shop=shop, var_dir=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def tables(var_dir):
    with sqlite3.connect(var_dir / "demo.sqlite3") as db:
        rows = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    return dict(rows)


@pytest.mark.parametrize("shop", ["demo", "uuid"])
def test_going_back_to_zero_leaves_the_shop_as_it_was(shop, tmp_path):
    django("migrate", "-v0", shop=shop, var_dir=tmp_path)
    before = tables(tmp_path)
    app = {"demo": "shop_demo", "uuid": "uuid_shop"}[shop]
    assert any(name.startswith("marketing_ai") for name in before)
    django("migrate", "-v0", "marketing_ai", "zero", shop=shop, var_dir=tmp_path)
    after = tables(tmp_path)
    assert not any(name.startswith("marketing_ai") for name in after)
    assert {n: s for n, s in before.items() if n.startswith(app)} == {
        n: s for n, s in after.items() if n.startswith(app)
    }
    django("migrate", "-v0", shop=shop, var_dir=tmp_path)  # and forth again
    assert tables(tmp_path).keys() == before.keys()


def test_no_shipped_migration_names_a_host_app():
    for file in (ROOT / "marketing_ai" / "migrations").glob("0*.py"):
        text = file.read_text()
        assert "shop_demo" not in text, file
        assert "uuid_shop" not in text, file
