"""`marketing_train reader`: the shipped adapter once more, from data that may be shipped.

Trained from the bare encoder on our corpus and on sets under CC0 and CC BY; any other file is
refused, so that no weights leave this project that their data's owners did not allow. It is
measured on what is held back and never taken into use by itself: the maintainers copy it to
`weights/reader` and say so in the changelog.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from marketing_ai.exceptions import TrainingRefused
from marketing_ai.governance import training as record
from marketing_ai.inference import reader
from marketing_ai.inference.reader_examples import TrainOptions
from marketing_ai.reviews import card, comparison
from marketing_ai.reviews import training as shop
from marketing_ai.reviews.datasets import KNOWN, read_sentiment, stem_of
from marketing_ai.reviews.examples import as_examples
from marketing_ai.reviews.labelled import Labelled, lean_of, split_by_group
from marketing_ai.reviews.metrics import NEUTRAL
from marketing_ai.reviews.tuning import calibrate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from marketing_ai.inference.reader_examples import Example
    from marketing_ai.reviews.training import Parts, TrainReport, TrainRequest

# How often a source is drawn an epoch: thousands of reviews of clothes must not drown the rest.
WEIGHTS = {
    "corpus_en": 1.0,
    "corpus_zh": 1.5,
    "corpus_joined_en": 1.0,
    "corpus_joined_zh": 1.0,
    "womens_clothing_reviews_en": 0.15,
    "amazon_phone_sentences_en": 1.0,
}


JOINED_SHARE = 0.4  # of the corpus: as many joined texts
ENDS = ".!?。！？~～…"


def train_shipped(
    request: TrainRequest,
    *,
    clock: Callable[[], datetime],
    tell: Callable[[str], None] = lambda _sentence: None,
) -> TrainReport:
    """Train on the corpus and on `request.data`. Raises TrainingRefused for other licences."""
    for path in request.data:
        known = KNOWN.get(stem_of(path))
        if known is None or not known.shippable:
            raise TrainingRefused(
                reason=_("%(path)s may not enter shipped weights: %(licence)s.")
                % {"path": path, "licence": known.licence if known else _("licence unknown")},
                advice=_("Give only sets under CC0 or CC BY; see docs/evaluation.md."),
            )
    files = [read_sentiment(path, limit=request.limit) for path in request.data]
    binary = {file.stem: file.is_binary for file in files} | {"corpus": False}
    parts = shop.divide(request, files)
    parts.corpus, tune = split_by_group(parts.corpus, share=shop.TUNE_SHARE, seed="corpus tune")
    reader.base_directory()
    identity = shop.identity(request, files)
    shop.open_directory(request, identity)
    run = record.start_run(
        request.kind,
        directory=request.out.resolve(),
        data=[shop.about(file) for file in files],
        data_sha256=identity["data_sha256"],
        parameters=identity["parameters"],
        seed=request.seed,
        now=clock(),
    )
    try:
        if not shop.complete(request.out):
            _fit(request, parts, validation=as_examples(tune), tell=tell)
        tell(_("Fitting shifts and thresholds …"))
        judged = [row for row in tune if row.polarity is not None]
        calibrate("sentiment", request.out, [*judged, *parts.tune], binary=binary)
        calibrate("aspects", request.out, [row for row in judged if row.spans], binary=binary)
        figures = comparison.measure_all("sentiment", request.out, parts, binary=binary, tell=tell)
    except BaseException as error:
        record.fail_run(run, reason=f"{type(error).__name__}: {error}", now=clock())
        raise
    label = reader.reader_label(request.out)
    card.write(request.out, request=request, files=files, metrics=figures, label=label)
    reason = _("Trained from data that may be shipped; not taken into use by itself.")
    record.finish_run(
        run,
        metrics=figures,
        model=label,
        model_sha256=hashlib.sha256((request.out / "adapter.safetensors").read_bytes()).hexdigest(),
        promoted=False,
        reason=reason,
        now=clock(),
    )
    return shop.TrainReport(run=run, label=label, metrics=figures, promoted=False, reason=reason)


def _fit(
    request: TrainRequest,
    parts: Parts,
    *,
    validation: list[Example],
    tell: Callable[[str], None],
) -> None:
    from marketing_ai.inference.reader_training import train_reader

    examples = [
        replace(example, weight=WEIGHTS[example.source])
        for example in as_examples(
            [*parts.corpus, *joined(parts.corpus, seed=request.seed), *parts.trained]
        )
    ]
    tell(_("Training on %(n)s texts …") % {"n": len(examples)})
    train_reader(
        examples,
        out=request.out,
        validation=validation,
        options=options(request),
        start_from=None,
        progress=lambda state: tell(shop.progress(state)),
    )


def joined(rows: Sequence[Labelled], *, seed: int) -> list[Labelled]:
    """Long texts: two to four of the same language and polarity, one after another.

    Most texts of the corpus are short; half of the reviews that shoppers write of books and
    devices pass a hundred tokens. Terms move along.
    """
    rng = random.Random(seed)  # noqa: S311 (a choice of texts, not a secret)
    by_class: dict[tuple[str, int], list[Labelled]] = {}
    for row in rows:
        if row.polarity is not None and row.spans is not None:
            by_class.setdefault((row.language, row.polarity), []).append(row)
    found = []
    for (language, polarity), members in sorted(by_class.items()):
        for _number in range(round(JOINED_SHARE * len(members))):
            chosen = rng.sample(members, min(len(members), rng.choice((2, 2, 3, 4))))
            found.append(_join(chosen, language=language, polarity=polarity))
    return found


def _join(rows: Sequence[Labelled], *, language: str, polarity: int) -> Labelled:
    text, spans = "", []
    for row in rows:
        if text and language == "zh":
            text += "" if text[-1] in ENDS else "，"
        elif text:
            text += " " if text[-1] in ENDS else ". "
        spans += [(start + len(text), end + len(text), p) for start, end, p in row.spans or ()]
        text += row.text
    whole = Labelled(
        text=text,
        polarity=polarity,
        spans=tuple(spans),
        language=language,
        group=rows[0].group,
        source="corpus_joined",
    )
    return replace(whole, lean=lean_of(whole.spans or ()) if polarity == NEUTRAL else None)


def options(request: TrainRequest) -> TrainOptions:
    """The recipe of the shipped adapter, with what the request changes."""
    return TrainOptions(
        epochs=request.epochs,
        lr=request.lr,
        batch=request.batch,
        seed=request.seed,
        threads=request.threads,
        resume=True,
    )
