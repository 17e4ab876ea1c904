"""The interface's translations: extract the messages, compile the catalogues, check them.

    python -m tests.messages extract    # after a message changed (needs GNU gettext)
    python -m tests.messages compile    # writes each .mo beside its .po (pure Python)
    python -m tests.messages check      # exit status 1 when a message waits for its translation

English is the language of the source, so it has no catalogue.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polib

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("marketing_ai", "shop_demo")
LOCALE = "zh_Hans"
# what makemessages reads; weights and static files stay out of the check's copy
READ = {".py", ".html", ".txt", ".po"}


def catalogue(package: str, root: Path = ROOT) -> Path:
    """Path of the package's .po file below `root`."""
    return root / package / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def extract(package: str, root: Path = ROOT) -> None:
    """Bring the package's catalogue up to its code, by Django's makemessages.

    A new message arrives empty, or fuzzy where one like it was translated.

    Raises:
        subprocess.CalledProcessError: makemessages failed; what it says is on stderr.
    """
    path = catalogue(package, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    options = ["--locale", LOCALE, "--no-location", "--no-wrap", "--no-obsolete"]
    # no settings: else makemessages would follow LOCALE_PATHS out of a copy
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *options, "--verbosity", "0"],
        cwd=root / package,
        env=env,
        check=True,
    )
    # the time of the extraction would make every run a change
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'"POT-Creation-Date:.*"\n', "", text), encoding="utf-8")


def waiting(package: str) -> list[str]:
    """Messages of the code that lack a translation, each with why; the working tree stays."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / package, root / package, ignore=_unread)
        extract(package, root)
        return untranslated(polib.pofile(str(catalogue(package, root))))


def untranslated(entries: Iterable[polib.POEntry]) -> list[str]:
    """Of `entries` those that Django would show in English, each with why."""
    return [
        f"{'fuzzy' if entry.fuzzy else 'not translated'}: {entry.msgid}"
        for entry in entries
        if not entry.obsolete and not entry.translated()
    ]


def compile_all() -> list[Path]:
    """Write the .mo beside every .po and return their paths."""
    written = []
    for package in PACKAGES:
        source = catalogue(package)
        target = source.with_suffix(".mo")
        # a name of its own, then a move: another process may be reading the old one
        part = target.with_suffix(f".{os.getpid()}.mo")
        polib.pofile(str(source)).save_as_mofile(str(part))
        part.replace(target)
        written.append(target)
    return written


def _unread(folder: str, names: Sequence[str]) -> list[str]:
    return [
        name
        for name in names
        if not (Path(folder) / name).is_dir() and Path(name).suffix not in READ
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the three steps; the exit status is 1 when the check finds something."""
    parser = argparse.ArgumentParser(prog="tests.messages", description=__doc__.splitlines()[0])
    parser.add_argument("step", choices=("extract", "compile", "check"))
    step = parser.parse_args(argv).step
    if step == "compile":
        for path in compile_all():
            print(path.relative_to(ROOT))
        return 0
    if step == "extract":
        for package in PACKAGES:
            extract(package)
        return 0
    found = [f"{package}: {what}" for package in PACKAGES for what in waiting(package)]
    print("\n".join(found) or "Every message is translated.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
