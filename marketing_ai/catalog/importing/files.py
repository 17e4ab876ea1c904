"""Opens a file of any of the accepted kinds as text: plain or gz, UTF-8 or GB18030.

The whole file is read once before anything is written: a gz file that ends in its
middle, an unknown encoding and an empty file are refused as a whole, with a
sentence that says what to do. Memory stays constant.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from marketing_ai.exceptions import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK = 1 << 16  # bytes
SAMPLE = 1 << 17  # bytes that a suggestion is made from
GZIP_MAGIC = b"\x1f\x8b"
# GB18030 decodes almost any bytes. Real Chinese text is nearly all in the GB 2312 part; text of
# another encoding, read as GB18030, is not.
MIN_COMMON_SHARE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that was read through once and can be decoded."""

    path: Path
    gzipped: bool
    encoding: str
    sha256: str  # of the file as it lies on disk
    format: str  # "csv" or "jsonl"

    def open(self) -> IO[str]:
        """The decoded text; line ends are left as they are, for the CSV reader."""
        binary = _open_binary(self.path, gzipped=self.gzipped)
        return io.TextIOWrapper(binary, encoding=self.encoding, errors="strict", newline="")


def inspect(path: Path, *, encoding: str = "", format_name: str = "") -> Source:
    """Read the file through and say how to decode it.

    encoding: "" tries UTF-8 (with or without BOM), then GB18030.
    format_name: "csv", "jsonl", or "" to take it from the name, then from the first character.

    Raises ImportRefused.
    """
    if not path.is_file():
        raise ImportRefused(
            reason=_("%(path)s is no file.") % {"path": path}, advice=_("Check the path.")
        )
    with path.open("rb") as file:
        gzipped = file.read(2) == GZIP_MAGIC
    found = _Decodings([encoding] if encoding else ["utf-8-sig", "gb18030"])
    for block in _blocks(path, gzipped=gzipped):
        found.feed(block)
    found.close()
    if not found.size:
        raise ImportRefused(
            reason=_("%(path)s is empty.") % {"path": path},
            advice=_("Export the data again."),
        )
    return Source(
        path=path,
        gzipped=gzipped,
        encoding=found.choice(),
        sha256=_sha256(path),
        format=format_name or _format(path, found.start),
    )


class _Decodings:
    """Feeds the same bytes to several strict decoders; those that fail are out."""

    def __init__(self, names: list[str]) -> None:
        try:
            self._decoders = {n: codecs.getincrementaldecoder(n)("strict") for n in names}
        except LookupError as error:
            raise ImportRefused(
                reason=_("there is no encoding “%(name)s”.") % {"name": names[0]},
                advice=_("Name one that Python knows, such as utf-8, gb18030 or cp1252."),
            ) from error
        self._asked = names
        self._common = self._foreign = 0
        self.size = 0
        self.start = b""
        self._sample = b""

    def feed(self, block: bytes, *, final: bool = False) -> None:
        self.size += len(block)
        self.start = self.start or block.lstrip(codecs.BOM_UTF8).lstrip()[:1]
        if len(self._sample) < SAMPLE:
            self._sample += block
        for name, decoder in list(self._decoders.items()):
            try:
                text = decoder.decode(block, final)
            except UnicodeDecodeError:
                del self._decoders[name]
                continue
            if name == "gb18030" and "utf-8-sig" not in self._decoders:
                self._weigh(text)

    def close(self) -> None:
        self.feed(b"", final=True)

    def choice(self) -> str:
        """The first decoding that fits. Raises ImportRefused with a suggestion."""
        for name in self._asked:
            if name not in self._decoders:
                continue
            if name == "gb18030" and len(self._asked) > 1 and not self._plausible():
                continue
            return name
        raise ImportRefused(
            reason=_("its text is not %(tried)s.") % {"tried": _names(self._asked)},
            advice=self._advice(),
        )

    def _weigh(self, text: str) -> None:
        foreign = "".join(char for char in text if char > "\x7f")
        self._foreign += len(foreign)
        self._common += len(foreign.encode("gb2312", "ignore")) // 2

    def _plausible(self) -> bool:
        if self._foreign == 0:  # the odd bytes came before UTF-8 failed: weigh the sample
            self._weigh(self._sample.decode("gb18030", "ignore"))
        return self._common >= MIN_COMMON_SHARE * self._foreign

    def _advice(self) -> str:
        guess = from_bytes(self._sample[:SAMPLE]).best()
        if guess is None:
            return _("Name the encoding with --encoding, or save the file as UTF-8.")
        return _("It looks like %(guess)s: check it, then pass --encoding %(guess)s.") % {
            "guess": guess.encoding
        }


def _names(encodings: list[str]) -> str:
    shown = {"utf-8-sig": "UTF-8", "gb18030": "GB18030"}
    return _(" or ").join(shown.get(name, name) for name in encodings)


def _format(path: Path, start: bytes) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    last = suffixes[-1] if suffixes else ""
    if last in (".jsonl", ".ndjson"):
        return "jsonl"
    if last in (".csv", ".tsv", ".tab"):
        return "csv"
    return "jsonl" if start == b"{" else "csv"


def _open_binary(path: Path, *, gzipped: bool) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb")) if gzipped else path.open("rb")


def _blocks(path: Path, *, gzipped: bool) -> Iterator[bytes]:
    try:
        with _open_binary(path, gzipped=gzipped) as file:
            while block := file.read(BLOCK):
                yield block
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ImportRefused(
            reason=_("the compressed file is cut off or damaged; nothing was imported."),
            advice=_("Copy or download it again, then start again."),
        ) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
