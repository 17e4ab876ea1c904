"""What the reader is trained on, and how: plain values, importable without torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One text with what is known of it.

    polarity: 0 negative, 1 neutral, 2 positive, None not labelled. spans: (start, end,
    polarity) of every aspect term, in code points; None: terms are not labelled; a
    polarity of None inside: the place is known, what is said of it is not. opinion:
    whether the text states one at all. weight: times it is drawn an epoch. source: whose
    class mix it shares. complete: False where the text has more terms than `spans`: their
    polarity is learned, their places are not. lean: of a neutral or mixed text, where
    between negative (0) and positive (1) it stands; None: not known.
    """

    text: str
    polarity: int | None
    spans: tuple[tuple[int, int, int | None], ...] | None = None
    language: Literal["en", "zh"] = "en"
    weight: float = 1.0
    source: str = ""
    opinion: bool = True
    complete: bool = True
    lean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainOptions:
    """How to train.

    layers: uppermost ones that change; the states below them are computed once and kept in
    memory (2 x 384 bytes a token). balance: see `reader_data.mix`. average: decay of the
    running mean of the weights that is written in the end; 0 writes the last ones.
    """

    epochs: int = 4
    lr: float = 5e-4
    rank: int = 16
    layers: int = 12
    batch: int = 32  # windows a step
    max_tokens: int = 190  # of a window, without prefix
    seed: int = 0
    threads: int | None = None
    resume: bool = True
    balance: float = 0.5
    dropout: float = 0.1
    weight_decay: float = 0.01
    warmup: float = 0.06  # share of all steps
    average: float = 0.995
    tag_weight: float = 1.0
    span_weight: float = 0.7
    opinion_weight: float = 0.3
    lean_weight: float = 0.5
    smoothing: float = 0.0
    checkpoint_every: int = 200  # steps
    dtype: str = ""  # "float32" or "bfloat16"; empty: as the processor has it


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainResult:
    """What came out. metrics: of the validation part, the last epoch's."""

    directory: Path
    steps: int
    seconds: float
    metrics: dict[str, float] = field(default_factory=dict)
    history: tuple[dict[str, float], ...] = ()
