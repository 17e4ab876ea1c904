"""Puts a trained adapter into use, and takes it out again, in one step that cannot half happen.

`inference.reader.load_reader(None)` reads the directory `promoted_directory()` where it is
complete, else the shipped adapter. That path is a link here: each adapter is copied beside it
under its own name, then the link is replaced atomically, so a worker sees the old adapter or
the new one and never a mixture. Workers on other machines need the cache directory shared, or
the same command run there.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from marketing_ai.exceptions import TrainingRefused
from marketing_ai.inference import reader

if TYPE_CHECKING:
    from pathlib import Path

KEPT = ("adapter.safetensors", "config.json", "card.md")


def promote(directory: Path) -> Path:
    """Make the adapter in `directory` the one in use; returns where it lies now.

    Safe to run twice. Raises TrainingRefused where a file is missing.
    """
    missing = [name for name in reader.FILES if not (directory / name).is_file()]
    if missing:
        raise TrainingRefused(
            reason=_("%(path)s lacks %(names)s.")
            % {"path": directory, "names": ", ".join(missing)},
            advice=_("Give a directory that marketing_train wrote."),
        )
    link = reader.promoted_directory()
    label = reader.reader_label(directory).partition("@")[2]
    target = link.with_name(f"{link.name}-{label}")
    link.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        half = link.with_name(f".{target.name}.{os.getpid()}")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir()
        for name in KEPT:
            if (directory / name).is_file():
                shutil.copyfile(directory / name, half / name)
        try:
            half.rename(target)
        except OSError:
            if not target.exists():  # else another process was faster with the same adapter
                raise
            shutil.rmtree(half, ignore_errors=True)
    if link.is_dir() and not link.is_symlink():  # put there by hand: kept, out of the way
        link.rename(link.with_name(f"{link.name}-before-{label}"))
    new = link.with_name(f".{link.name}.{os.getpid()}")
    new.unlink(missing_ok=True)
    new.symlink_to(target.name)
    new.replace(link)
    return target


def withdraw() -> bool:
    """Back to the shipped adapter; the copies stay. Whether one was in use."""
    link = reader.promoted_directory()
    if not link.is_symlink():
        return False
    link.unlink()
    return True
