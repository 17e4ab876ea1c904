"""Files and runs for import tests."""

from __future__ import annotations

import gzip
import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
BASIC = ["--map", "sku=id", "title=name", "price=price", "category=shelf"]
HEADER = "id,name,price,shelf\n"


@pytest.fixture
def run():
    """Run the command; returns its lines on stdout and stderr."""

    def call(path, *args):
        out, err = StringIO(), StringIO()
        call_command("marketing_import", "catalogue", str(path), *args, stdout=out, stderr=err)
        return out.getvalue().splitlines(), err.getvalue().splitlines()

    return call


@pytest.fixture
def write(tmp_path):
    """Write a file; text is encoded, `.gz` names are compressed."""

    def make(name, content, encoding="utf-8"):
        raw = content.encode(encoding) if isinstance(content, str) else content
        path = tmp_path / name
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return path

    return make


@pytest.fixture
def jsonl(write):
    """Write records as JSON lines."""

    def make(records, name="rows.jsonl"):
        return write(name, "".join(json.dumps(row) + "\n" for row in records))

    return make


@pytest.fixture(scope="session")
def data_dir():
    """Real data sets; MARKETING_AI_DATA or ../shared/data."""
    path = Path(os.environ.get("MARKETING_AI_DATA", ROOT.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip(f"no data sets at {path}; set MARKETING_AI_DATA to their directory")
    return path
