from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError

from marketing_ai import signals
from marketing_ai.conf import SETTINGS
from marketing_ai.management.commands.marketing_docs import PAGES

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def test_the_generated_pages_are_those_of_the_code():
    call_command("marketing_docs", check=True, dir=DOCS, stdout=StringIO())


def test_a_page_that_is_old_is_named_and_written_anew(tmp_path):
    for name in PAGES:
        (tmp_path / name).write_text((DOCS / name).read_text())
    page = tmp_path / "settings.md"
    page.write_text(page.read_text().replace("`CHUNK_SIZE`", "`CHUNKS`"))
    (tmp_path / "signals.md").unlink()
    with pytest.raises(CommandError, match=r"settings\.md, .*signals\.md"):
        call_command("marketing_docs", check=True, dir=tmp_path)
    assert "`CHUNKS`" in page.read_text()  # --check writes nothing
    call_command("marketing_docs", dir=tmp_path, stdout=StringIO())
    assert page.read_text() == (DOCS / "settings.md").read_text()
    call_command("marketing_docs", check=True, dir=tmp_path)


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("settings.md", list(SETTINGS)),
        ("commands.md", [name for name, app in get_commands().items() if app == "marketing_ai"]),
    ],
)
def test_each_thing_has_a_heading_of_its_own(page, names):
    headings = re.findall(r"^## `(\w+)`$", (DOCS / page).read_text(), re.M)
    assert sorted(headings) == sorted(names)


def test_each_signal_is_in_the_table():
    declared = [name for name, value in vars(signals).items() if isinstance(value, signals.Signal)]
    listed = re.findall(r"^\| `(\w+)`", (DOCS / "signals.md").read_text(), re.M)
    assert listed == declared


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", text):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
