from __future__ import annotations

from pathlib import Path

import yaml
from django.core.management import call_command

from marketing_ai.api.errors import PROTOCOL
from tests.api.test_routes import RULES, routes

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_schema_is_that_of_the_code_and_has_no_warning(tmp_path):
    fresh = tmp_path / "openapi.yaml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(fresh))
    committed = ROOT / "docs/openapi.yaml"
    assert fresh.read_text() == committed.read_text(), "docs/openapi.yaml is old: make schema"


def test_our_routes_alone_make_a_schema_without_a_warning(tmp_path):
    call_command(
        "spectacular",
        urlconf="marketing_ai.api.urls",
        validate=True,
        fail_on_warn=True,
        file=str(tmp_path / "openapi.yaml"),
    )


def test_the_schema_holds_every_route_with_its_refusals():
    schema = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())
    operations = [
        (path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    assert len(operations) == len(set(routes())) == len(RULES)
    for path, method, operation in operations:
        assert "429" in operation["responses"], (path, method)
        assert operation["operationId"].startswith("marketing_")
        assert operation["summary" if "summary" in operation else "description"]
    assert "throttled" in PROTOCOL


def test_names_of_components_cannot_meet_those_of_the_shop():
    schema = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())
    ours = ("Marketing", "PaginatedMarketing", "PatchedMarketing")
    assert all(name.startswith(ours) for name in schema["components"]["schemas"])
