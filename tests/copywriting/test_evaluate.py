"""`marketing_evaluate claims | facts`: the arithmetic, by hand, and that files are read."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from marketing_ai.copywriting import evaluate
from marketing_ai.inference.checker import ClaimSpan

TEXT = "Made of steel. Holds 2 l. Waterproof. A joy."
CLAIMS = [
    {"start": 8, "end": 13, "supported": True, "kind": "material"},
    {"start": 21, "end": 24, "supported": False, "kind": "number"},
    {"start": 26, "end": 36, "supported": False, "kind": "feature"},
]


class FakeChecker:
    """Finds what it is told to find in every text."""

    def __init__(self, *spans):
        self.spans = list(spans)

    def read(self, questions):
        return [self.spans for _question in questions]


def write(path, *rows):
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def measure(name, path):
    out = StringIO()
    call_command("marketing_evaluate", name, data=[path], json=True, stdout=out)
    (files,) = json.loads(out.getvalue().splitlines()[-1])["files"].values()
    return files


def test_claims_are_counted_by_span_and_by_text():
    row = {"facts": [], "text": TEXT, "claims": CLAIMS}
    fine = {"facts": [], "text": "A joy.", "claims": []}
    found = evaluate.claim_metrics(
        [row, fine, fine, row], [[(20, 24), (8, 10), (38, 43)], [], [(0, 5)], []]
    )
    assert (found["n"], found["recall"], found["false_alarms"]) == (4, 0.25, 0.5)
    assert found["puffery_alarms"] == 0.5  # two of four texts
    assert (found["passed_wrongly"], found["blocked_wrongly"]) == (0.5, 0.5)
    assert (found["recall_number"], found["recall_feature"]) == (0.5, 0.0)


def test_a_span_counts_from_half_of_the_shorter_of_both():
    row = {
        "facts": [],
        "text": "0123456789",
        "claims": [{"start": 0, "end": 4, "supported": False}],
    }
    for flagged, recall in (((2, 9), 1.0), ((3, 9), 0.0), ((0, 10), 1.0)):
        assert evaluate.claim_metrics([row], [[flagged]])["recall"] == recall


def test_rules_and_checker_are_measured_together(monkeypatch, tmp_path):
    spans = [ClaimSpan(start=26, end=36, claim=1.0, unsupported=0.9)]
    monkeypatch.setattr(evaluate, "load_checker", lambda _directory: FakeChecker(*spans))
    path = write(
        tmp_path / "some.jsonl",
        {"facts": [["Material", "steel"], ["Capacity", "1 l"]], "text": TEXT, "claims": CLAIMS},
    )
    found = measure("claims", path)
    assert (found["recall"], found["false_alarms"], found["puffery_alarms"]) == (1.0, 0.0, 0.0)


def test_faults_of_facts_are_counted(tmp_path):
    path = write(
        tmp_path / "some.jsonl",
        {
            "facts": [["Weight", "2 kg"], ["Weight", "3 kg"], ["Colour", "red"]],
            "expected": [{"attribute": "Weight", "problem": "contradiction"}],
        },
        {
            "facts": [["Colour", "TBD"]],
            "expected": [{"attribute": "Hue", "problem": "placeholder"}],
        },
        {
            "facts": [["Colour", "TBD"]],
            "expected": [{"attribute": "Hue", "problem": "placeholder", "also_ok": ["Colour"]}],
        },
        {"facts": [["Colour", "red"]], "expected": []},
    )
    found = measure("facts", path)
    assert found["recall"] == pytest.approx(2 / 3, abs=1e-3)
    assert (found["n"], found["false_alarms"]) == (4, 0.0)


def test_a_line_that_is_none_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(evaluate, "load_checker", lambda _directory: FakeChecker())
    path = write(tmp_path / "some.jsonl", {"facts": [], "text": "A", "claims": []}, {"text": "A"})
    with pytest.raises(CommandError, match="line 2"):
        measure("claims", path)
