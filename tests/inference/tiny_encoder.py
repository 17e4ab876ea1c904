"""A tiny random encoder file, written the way the real one is laid out."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from marketing_ai.inference.encoder_file import BLOCK, EncoderShape

if TYPE_CHECKING:
    from pathlib import Path

WORDS = """
query passage the a is was of and but not very great bad good awful fine battery screen strap
sound price broke works love hate life box it this my
""".split()  # noqa: SIM905 (easier to read than thirty quoted words)
CHINESE = "电池屏幕很好不差用物流快慢价格一般还行"
SHAPE = EncoderShape(
    hidden=64,
    layers=3,
    heads=4,
    intermediate=96,
    vocab=0,  # set from the pieces
    positions=512,
    token_types=2,
    eps=1e-12,
    pieces=0,
    bos=0,
    eos=2,
    pad=1,
    unk=3,
)


@dataclass
class TinyFile:
    """Where it lies and what it holds. tensors: float32, as the file stores them."""

    path: Path
    pieces: list[str]
    tensors: dict[str, np.ndarray]
    shape: EncoderShape


def tiny_pieces() -> tuple[list[str], list[float]]:
    """The four control pieces, words with and without a space in front, characters."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>"]
    scores = [0.0] * 4
    for word in WORDS:
        pieces += ["\u2581" + word, word]
        scores += [-6.0, -8.0]
    for char in ["\u2581", *"abcdefghijklmnopqrstuvwxyz.,:!?<>/'~0123456789", *CHINESE, "\uff5e"]:
        if char not in pieces:
            pieces.append(char)
            scores.append(-10.0)
    pieces.append("<mask>")
    scores.append(0.0)
    return pieces, scores


def write_encoder_file(path: Path, *, seed: int = 3) -> TinyFile:
    """Write the file; matrices four-bit, the rest float32."""
    from dataclasses import replace

    pieces, scores = tiny_pieces()
    vocab = -(-len(pieces) // BLOCK) * BLOCK
    shape = replace(SHAPE, pieces=len(pieces), vocab=vocab)
    rng = np.random.default_rng(seed)
    texts = [piece.encode() for piece in pieces]
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack(
        "<7i", shape.hidden, shape.layers, shape.heads, shape.intermediate, vocab, 512, 2
    )
    head += struct.pack("<fi", shape.eps, BLOCK)
    head += struct.pack("<5i", len(pieces), shape.bos, shape.eos, shape.pad, shape.unk)
    head += struct.pack("<Q", sum(map(len, texts)))
    head += np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes()
    head += np.asarray(scores, "<f4").tobytes() + b"".join(texts)
    entries = struct.pack("<IB2I", 0xFF21, 2, 0x61, 0x62) + struct.pack("<IB", 7, 0)
    head += struct.pack("<iI", 2, len(entries)) + entries
    stored: dict[str, tuple[int, int, bytes]] = {}
    tensors: dict[str, np.ndarray] = {}
    for name, size in shape.tensors():
        # small: a token's state still tells which token it is, wherever it stands
        spread = 0.4 if name == "emb.word" or "ln." in name else 0.08
        values = rng.normal(0, 0.1 if name == "emb.pos" else spread, size).astype(np.float32)
        if "ln.w" in name:
            values = (1 + values).astype(np.float32)
        n = values.size
        if len(size) == 2 and name not in ("emb.pos", "emb.type"):
            raw, values = four_bit(values)
            stored[name] = (1, n, raw)
        else:
            stored[name] = (0, n, values.astype("<f4").tobytes())
        tensors[name] = values
    table_size = 4 + sum(2 + len(name) + 21 for name in stored)
    at = len(head) + table_size
    table, data = struct.pack("<i", len(stored)), b""
    for name, (kind, n, raw) in stored.items():
        gap = -(at + len(data)) % 64
        data += b"\0" * gap
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", kind, n, at + len(data), len(raw))
        data += raw
    path.write_bytes(head + table + data)
    return TinyFile(path=path, pieces=pieces, tensors=tensors, shape=shape)


def four_bit(values: Any) -> tuple[bytes, Any]:
    """Blocks as the file has them, and the values that they stand for."""
    blocks = values.reshape(-1, BLOCK)
    scale = (np.abs(blocks).max(axis=1, keepdims=True) / 7).astype("<f2")
    wide = scale.astype(np.float32)
    nibbles = np.clip(np.rint(blocks / wide) + 8, 0, 15).astype(np.uint8)
    packed = nibbles[:, :16] | (nibbles[:, 16:] << 4)
    raw = np.concatenate([scale.view(np.uint8).reshape(-1, 2), packed], axis=1)
    return raw.tobytes(), ((nibbles.astype(np.float32) - 8) * wide).reshape(values.shape)
