"""What README and docs tell a reader to type, import and open is there and works."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGES = [README, ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```\s*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
INLINE_CODE = re.compile(r"`[^`\n]*`")


class Block(NamedTuple):
    """One fenced block: its language and its text."""

    language: str
    body: str


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [Block(m["info"].strip(), m["body"]) for m in FENCE.finditer(text)]


def commands(page: Path) -> list[list[str]]:
    """What a reader types: every line of `sh` blocks, the lines after `$` of `console` blocks."""
    found = []
    for block in blocks(page):
        lines = block.body.splitlines()
        if block.language == "console":
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        elif block.language != "sh":
            continue
        found += [words for line in lines if (words := shlex.split(line, comments=True))]
    return found


def anchors(page: Path) -> set[str]:
    """The fragments that headings of a page answer to."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set()
    for page in PAGES:
        # in prose such words stand between backticks
        text = page.read_text(encoding="utf-8")
        spans = [m.group().strip("`") for m in INLINE_CODE.finditer(FENCE.sub("", text))]
        typed = [shlex.split(span) for span in spans if span.startswith("make ")]
        typed += [words for words in commands(page) if words[0] == "make"]
        named |= {word for words in typed for word in words[1:] if "=" not in word}
    assert {"demo", "test"} <= named
    assert named <= targets


def test_the_readme_s_commands_run_in_a_new_place(tmp_path: Path) -> None:
    """All in one empty database, in the README's order; the dummy model writes."""
    typed = [words for words in commands(README) if words[:2] == ["python", "manage.py"]]
    assert len(typed) >= 4
    environment = {
        **os.environ,
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'readme.sqlite3'}",
        "CELERY_BROKER_URL": "filesystem://",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DEMO_PASSWORD": "only-for-this-test",
    }
    for words in typed:
        ran = subprocess.run(
            [sys.executable, *words[1:]],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ran.returncode == 0, f"{shlex.join(words)}\n{ran.stdout}\n{ran.stderr}"


@pytest.mark.django_db
def test_the_readme_s_blocked_text_is_blocked_as_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from shop_demo.models import Category, Product
    from shop_demo.seeding import read_rows

    row = next(row for row in read_rows("products.jsonl") if row["sku"] == "KIT-001")
    Product.objects.create(
        pk=1,
        sku=row["sku"],
        name=row["name"],
        slug=row["slug"],
        category=Category.objects.create(slug="kitchen", name="Kitchen"),
        specs=row["specs"],
        price=row["price"],
    )
    found = blocks(README)
    at = next(i for i, block in enumerate(found) if "paste_text" in block.body)
    exec(compile(found[at].body, str(README), "exec"), {})
    assert found[at + 1].language == "text"
    assert capsys.readouterr().out == found[at + 1].body


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_blocks_compile(page: Path) -> None:
    for block in blocks(page):
        if block.language == "python":
            # a line such as `"key": value` is a part of a dict
            part = re.match(r'"\w+":', block.body)
            compile(f"{{{block.body}}}" if part else block.body, str(page), "exec")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    prose = INLINE_CODE.sub("", FENCE.sub("", page.read_text(encoding="utf-8")))
    for match in LINK.finditer(prose):
        target = urlsplit(match["target"])
        if target.scheme:
            continue
        path = page.parent / unquote(target.path) if target.path else page
        assert path.exists(), f"{page.name} links to {match['target']}, which is not there"
        if target.fragment and path.suffix == ".md":
            assert target.fragment in anchors(path), f"{page.name}: {match['target']}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_starts_with_its_heading(page: Path) -> None:
    assert page.read_text(encoding="utf-8").splitlines()[0].startswith("# ")


def test_every_picture_is_shown_somewhere_and_small() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for picture in sorted((ROOT / "docs" / "img").glob("*.png")):
        assert f"img/{picture.name}" in text
        assert picture.stat().st_size <= 150_000
