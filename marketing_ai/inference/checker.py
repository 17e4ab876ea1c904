"""The checker: which words of a text claim something, and whether the facts beside it carry them.

    checker = load_checker()
    for claims in checker.read([Question(facts="Material: steel", text="A kettle in glass.")]):
        claims[0].start, claims[0].unsupported

Facts and text enter the encoder together, so that each word of the text sees the facts. It adds
to the rules of `grounding`, which know numbers and units exactly and plain nouns not at all.
Imports no torch until a checker is loaded.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from marketing_ai.exceptions import ModelUnavailable
from marketing_ai.inference import packs
from marketing_ai.inference.reader import BASE, base_directory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.inference.checker_model import CheckerModel

SHIPPED = Path(__file__).resolve().parents[1] / "weights" / "checker"
FILES = ("adapter.safetensors", "config.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A text and what it may rest on: "name: value; name: value", the product's name apart."""

    text: str
    facts: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSpan:
    """Words that claim something.

    claim: 0…1, that they do. unsupported: 0…1, that no fact carries it, if they do.
    """

    start: int  # code points of the text as given
    end: int
    claim: float
    unsupported: float


class Checker:
    """A loaded encoder with one adapter."""

    def __init__(self, model: CheckerModel, *, label: str) -> None:
        self.label = label  # name and version: stored beside what it found
        self._model = model

    def read(self, questions: Sequence[Question]) -> list[list[ClaimSpan]]:
        """The claims of each text, in the order of the text; no two overlap."""
        return self._model.read(questions)


_loaded: dict[Path, tuple[str, Checker]] = {}
_loading = threading.Lock()


def load_checker(directory: Path | None = None) -> Checker:
    """The checker of an adapter directory; None: the shipped one. Kept for the process.

    Raises ModelUnavailable with the line that repairs it.
    """
    where = (directory or SHIPPED).resolve()
    base = base_directory()
    label = checker_label(where)
    with _loading:
        if where in _loaded and _loaded[where][0] == label:
            return _loaded[where][1]
        from marketing_ai.inference.checker_model import CheckerModel

        try:
            model = CheckerModel(base, where)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ModelUnavailable(
                model=str(where), reason=str(error), repair=_train_line()
            ) from error
        if model.base_sha256 not in ("", packs.PACKS[BASE].sha256):
            raise ModelUnavailable(
                model=str(where),
                reason=_("it was trained on other base weights."),
                repair=_train_line(),
            )
        _loaded.clear()  # one a process: a worker's memory is bounded
        _loaded[where] = (label, Checker(model, label=label))
        return _loaded[where][1]


def checker_label(directory: Path | None = None) -> str:
    """Name and version of an adapter, such as "checker@1a2b3c4d". Loads no model."""
    where = directory or SHIPPED
    digest = hashlib.sha256()
    for name in FILES:
        try:
            digest.update((where / name).read_bytes())
        except OSError:
            raise ModelUnavailable(
                model="checker",
                reason=_("%(path)s is missing.") % {"path": where / name},
                repair=_train_line(),
            ) from None
    return f"checker@{digest.hexdigest()[:8]}"


def _train_line() -> str:
    return "python manage.py marketing_train claims --out DIRECTORY"
