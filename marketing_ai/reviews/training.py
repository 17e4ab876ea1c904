"""`marketing_train sentiment | aspects`: the reader, trained on a shop's own reviews.

A part is held back by group. The new adapter is compared on it with the shipped one, with the
one in use and with TF-IDF + logistic regression, and on texts of our own, so that it gains
nothing by forgetting the rest. It is taken into use only where it is better than all of them.
Runs with the same files and seed give the same weights; a stopped one goes on.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _

from marketing_ai.exceptions import TrainingRefused
from marketing_ai.governance import training as record
from marketing_ai.inference import reader
from marketing_ai.inference.reader_examples import TrainOptions
from marketing_ai.reviews import baseline, card, comparison
from marketing_ai.reviews.datasets import (
    KNOWN,
    LabelledFile,
    read_aspects,
    read_sentiment,
    stem_of,
)
from marketing_ai.reviews.examples import as_examples, with_rehearsal
from marketing_ai.reviews.labelled import corpus_rows, group_by_sentence, split_by_group
from marketing_ai.reviews.promotion import promote
from marketing_ai.reviews.tuning import calibrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from marketing_ai.governance.models import TrainingRun
    from marketing_ai.inference.reader_examples import Example
    from marketing_ai.reviews.datasets import Columns
    from marketing_ai.reviews.labelled import Labelled

Kind = Literal["sentiment", "aspects", "reader"]

TUNE_SHARE = 0.08  # of the rows trained on: thresholds and shifts are fitted on these
MAX_TUNE = 2000
MIN_ROWS, MIN_HELD = 100, 30
CORPUS_HELD = 0.1
REQUEST = "request.json"  # in the output directory: what a run that goes on must equal


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainRequest:
    """What a person asked for.

    hold_back: share of the groups. rehearsal: how much of our corpus goes along, see
    `examples`. fresh: do not start from the shipped adapter. promote: take it into use where
    it is better. limit: rows a file.
    """

    kind: Kind
    data: tuple[Path, ...]
    out: Path
    columns: Columns | None = None
    hold_back: float = 0.15
    seed: int = 0
    epochs: int = 3
    lr: float = 5e-4
    batch: int = 32
    rehearsal: float = 0.5
    fresh: bool = False
    limit: int | None = None
    threads: int | None = None
    promote: bool = True
    resume: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainReport:
    """What came out of a training."""

    run: TrainingRun
    label: str
    metrics: dict[str, Any]
    promoted: bool
    reason: str  # a sentence: why promoted, or why not


@dataclass(slots=True, kw_only=True)
class Parts:
    """Rows by use. In `trained`, the terms of a sentence are together."""

    trained: list[Labelled] = field(default_factory=list)
    tune: list[Labelled] = field(default_factory=list)
    held: dict[str, list[Labelled]] = field(default_factory=dict)  # by file
    corpus: list[Labelled] = field(default_factory=list)
    corpus_held: list[Labelled] = field(default_factory=list)


def train(
    request: TrainRequest,
    *,
    clock: Callable[[], datetime],
    tell: Callable[[str], None] = lambda _sentence: None,
) -> TrainReport:
    """Train, calibrate, compare, write the card, record, and promote what is better.

    Raises DataUnusable, TrainingRefused or ModelUnavailable before anything is written.
    """
    baseline.require_sklearn()
    read = read_sentiment if request.kind == "sentiment" else read_aspects
    files = [
        read(
            path,
            columns=None if stem_of(path) in KNOWN else request.columns,
            limit=request.limit,
        )
        for path in request.data
    ]
    binary = {file.stem: file.is_binary for file in files}
    if len(binary) < len(files):
        raise TrainingRefused(
            reason=_("two files have the same name."), advice=_("Give each a name of its own.")
        )
    parts = divide(request, files)
    check_enough(request.kind, parts)
    reader.base_directory()
    same = identity(request, files)
    open_directory(request, same)
    run = record.start_run(
        request.kind,
        directory=request.out.resolve(),
        data=[about(file) for file in files],
        data_sha256=same["data_sha256"],
        parameters=same["parameters"],
        seed=request.seed,
        now=clock(),
    )
    try:
        fit(request, parts, binary=binary, tell=tell)
        metrics = comparison.compare(request.kind, request.out, parts, binary=binary, tell=tell)
    except BaseException as error:
        record.fail_run(run, reason=f"{type(error).__name__}: {error}", now=clock())
        raise
    better, reason = comparison.verdict(request.kind, metrics)
    label = reader.reader_label(request.out)
    card.write(request.out, request=request, files=files, metrics=metrics, label=label)
    promoted = better and request.promote
    if promoted:
        promote(request.out)
    record.finish_run(
        run,
        metrics=metrics,
        model=label,
        model_sha256=hashlib.sha256((request.out / "adapter.safetensors").read_bytes()).hexdigest(),
        promoted=promoted,
        reason=reason,
        now=clock(),
    )
    return TrainReport(run=run, label=label, metrics=metrics, promoted=promoted, reason=reason)


def divide(request: TrainRequest, files: Iterable[LabelledFile]) -> Parts:
    """Which rows are trained on, tuned on and held back; a group is on one side only."""
    parts = Parts()
    seed = str(request.seed)
    for file in files:
        kept, held = split_by_group(file.rows, share=request.hold_back, seed=seed)
        kept, tune = split_by_group(kept, share=TUNE_SHARE, seed=f"{seed} tune")
        parts.held[file.stem] = held
        parts.tune += tune
        parts.trained += group_by_sentence(kept) if request.kind == "aspects" else kept
    parts.tune = _by_hash(parts.tune, seed)[:MAX_TUNE]
    parts.corpus, parts.corpus_held = split_by_group(
        corpus_rows(), share=CORPUS_HELD, seed="corpus"
    )
    return parts


def check_enough(kind: Kind, parts: Parts) -> None:
    """Raises TrainingRefused where a figure of the held-back part would say nothing."""
    held = [row for rows in parts.held.values() for row in rows]
    if len(parts.trained) < MIN_ROWS or len(held) < MIN_HELD:
        raise TrainingRefused(
            reason=_("%(trained)s rows are left to train on and %(held)s are held back.")
            % {"trained": len(parts.trained), "held": len(held)},
            advice=_("At least %(rows)s and %(held)s are needed: give more labelled reviews.")
            % {"rows": MIN_ROWS, "held": MIN_HELD},
        )
    for rows in (parts.trained, held):
        if len(_classes(kind, rows)) < 2:
            raise TrainingRefused(
                reason=_("all rows have the same label."),
                advice=_("Give reviews of more than one polarity."),
            )


def fit(
    request: TrainRequest,
    parts: Parts,
    *,
    binary: dict[str, bool],
    tell: Callable[[str], None],
) -> None:
    """Train and calibrate the adapter in `request.out`; what is already there is kept."""
    start = None if request.fresh or not complete(reader.SHIPPED) else reader.SHIPPED
    if not complete(request.out):
        from marketing_ai.inference.reader_training import train_reader

        shop = as_examples(parts.trained)
        tell(
            _("Training on %(n)s texts of the shop and %(own)s of ours …")
            % {"n": len(shop), "own": len(parts.corpus) if request.rehearsal else 0}
        )
        _run(
            train_reader,
            with_rehearsal(shop, parts.corpus, share=request.rehearsal),
            out=request.out,
            validation=_validation(parts, request.kind),
            options=TrainOptions(
                epochs=request.epochs,
                lr=request.lr,
                batch=request.batch,
                seed=request.seed,
                threads=request.threads,
                resume=True,
                layers=_layers(start),
            ),
            start_from=start,
            progress=lambda state: tell(progress(state)),
        )
    tell(_("Fitting shifts and thresholds on %(n)s rows …") % {"n": len(parts.tune)})
    calibrate(request.kind, request.out, parts.tune, binary=binary)


def _run(train_reader: Callable[..., object], examples: list[Example], **how: Any) -> None:
    try:
        train_reader(examples, **how)
    except ValueError as error:  # a checkpoint of other examples, an adapter of another base
        raise TrainingRefused(
            reason=str(error), advice=_("Name another directory, or empty this one.")
        ) from error


def _layers(start: Path | None) -> int:
    """How many upper layers change: those that the adapter to go on from has."""
    layers: list[int] = []
    if start is not None:
        config = json.loads((start / "config.json").read_text(encoding="utf-8"))
        layers = config.get("layers") or []
    return max(layers) + 1 - min(layers) if layers else TrainOptions().layers


def _validation(parts: Parts, kind: Kind) -> list[Example]:
    rows = parts.tune if kind == "sentiment" else group_by_sentence(parts.tune)
    return as_examples(rows[:500])


def complete(directory: Path) -> bool:
    """Whether an adapter lies there."""
    return all((directory / name).is_file() for name in reader.FILES)


def _classes(kind: Kind, rows: Iterable[Labelled]) -> set[int]:
    if kind == "sentiment":
        return {row.polarity for row in rows if row.polarity is not None}
    return {polarity for row in rows for _start, _end, polarity in row.spans or ()}


def _by_hash(rows: list[Labelled], seed: str) -> list[Labelled]:
    """An order that hangs on nothing but the texts."""
    return sorted(
        rows,
        key=lambda row: hashlib.sha256(
            f"{seed}{row.text}".encode("utf-8", "surrogatepass")
        ).digest(),
    )


def identity(request: TrainRequest, files: list[LabelledFile]) -> dict[str, Any]:
    """What must be equal for a directory to be this run's."""
    left_out = ("data", "out", "threads", "promote", "resume")
    parameters = {k: v for k, v in asdict(request).items() if k not in left_out}
    hashes = "\n".join(sorted(f"{file.stem} {file.sha256}" for file in files))
    return {
        "data_sha256": hashlib.sha256(hashes.encode()).hexdigest(),
        "parameters": parameters,
    }


def open_directory(request: TrainRequest, same: dict[str, Any]) -> None:
    """Make the output directory this run's. Raises TrainingRefused where it is another's."""
    path = request.out / REQUEST
    wanted = json.loads(json.dumps(same))
    if request.out.exists() and not request.out.is_dir():
        raise TrainingRefused(
            reason=_("%(path)s is no directory.") % {"path": request.out},
            advice=_("Name a directory that is new or empty."),
        )
    if request.out.exists() and any(request.out.iterdir()):
        if not request.resume:
            raise TrainingRefused(
                reason=_("%(path)s is not empty.") % {"path": request.out},
                advice=_("Pass --resume to go on with what is there, or name another directory."),
            )
        if not path.is_file() or json.loads(path.read_text(encoding="utf-8")) != wanted:
            raise TrainingRefused(
                reason=_("%(path)s holds another training.") % {"path": request.out},
                advice=_("Repeat its options and files, or name another directory."),
            )
    request.out.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(wanted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def about(file: LabelledFile) -> dict[str, Any]:
    """What is recorded of a file."""
    return {
        "file": file.path.name,
        "sha256": file.sha256,
        "rows": len(file.rows),
        "skipped": dict(file.skipped),
        "licence": file.licence,
    }


def progress(state: dict[str, float]) -> str:
    """A sentence for what a training reports."""
    if "loss" in state:
        return _("Epoch %(epoch)s, step %(step)s of %(steps)s, loss %(loss)s") % {
            "epoch": int(state["epoch"]) + 1,
            "step": int(state["step"]),
            "steps": int(state["steps"]),
            "loss": f"{state['loss']:.3f}",
        }
    shown = ", ".join(f"{k} {v:.3f}" for k, v in state.items() if k not in ("epoch", "seconds"))
    return _("After epoch %(epoch)s: %(figures)s") % {
        "epoch": int(state["epoch"]) + 1,
        "figures": shown,
    }
