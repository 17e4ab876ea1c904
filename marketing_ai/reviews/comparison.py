"""A trained adapter beside what it has to beat, all on rows that none of them was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_ai.inference import reader
from marketing_ai.inference.reader import load_reader
from marketing_ai.reviews import metrics as measures
from marketing_ai.reviews.baseline import Baseline, term_text
from marketing_ai.reviews.clean import clean
from marketing_ai.reviews.evaluate import aspect_metrics, sentiment_metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from marketing_ai.governance.evaluation import Metrics
    from marketing_ai.inference.reader import Reader
    from marketing_ai.reviews.labelled import Labelled
    from marketing_ai.reviews.training import Parts

Figures = dict[str, Any]
OWN_TEXTS = "own_texts"  # our corpus's part that no training sees
MAX_LOSS = 0.02  # that a training may cost on our own texts, in any of their figures
POLARITY = {"sentiment": "macro_f1", "aspects": "polarity_macro_f1"}


def compare(
    kind: str,
    directory: Path,
    parts: Parts,
    *,
    binary: Mapping[str, bool],
    tell: Callable[[str], None],
) -> Figures:
    """{"trained" | "shipped" | "in_use" | "tfidf": {file: metrics}}.

    "in_use" is there where a promoted adapter is. Models are loaded one after another.
    """
    tell(_("Comparing with TF-IDF and logistic regression …"))
    figures: Figures = {"tfidf": _baseline(kind, parts)}
    return figures | measure_all(kind, directory, parts, binary=binary, tell=tell)


def measure_all(
    kind: str,
    directory: Path,
    parts: Parts,
    *,
    binary: Mapping[str, bool],
    tell: Callable[[str], None],
) -> Figures:
    """The trained adapter, the shipped one and, where there is one, the one in use."""
    candidates = {"trained": directory}
    if all((reader.SHIPPED / name).is_file() for name in reader.FILES):
        candidates["shipped"] = reader.SHIPPED
    if reader.active_directory() != reader.SHIPPED:
        candidates["in_use"] = reader.active_directory()
    figures: Figures = {}
    for name, where in candidates.items():
        tell(_("Measuring %(name)s on the part held back …") % {"name": name})
        figures[name] = _measure(kind, load_reader(where), parts, binary)
    return figures


def verdict(kind: str, figures: Figures) -> tuple[bool, str]:
    """Whether the trained adapter is better than all others, and the sentence that says it."""
    wanted = [POLARITY[kind]]
    if kind == "aspects":
        wanted += ["extraction_f1"]
    for name in ("shipped", "in_use", "tfidf"):
        for metric in wanted:
            pair = _means(figures, name, metric)
            if pair is None:
                continue
            ours, theirs = pair
            worse = ours <= theirs if metric == wanted[0] else ours < theirs - MAX_LOSS
            if worse:
                return False, _(
                    "Not taken into use: %(metric)s is %(ours)s, that of %(name)s %(theirs)s."
                ) % {
                    "metric": metric,
                    "ours": f"{ours:.4f}",
                    "name": _NAMES[name],
                    "theirs": f"{theirs:.4f}",
                }
    lost = _lost_on_own(figures)
    if lost:
        return False, _(
            "Not taken into use: on texts of other shops it lost too much: %(lost)s."
        ) % {"lost": lost}
    return True, _("Better than all it was compared with.")


_NAMES = {
    "shipped": gettext_lazy("the shipped adapter"),
    "in_use": gettext_lazy("the adapter in use"),
    "tfidf": gettext_lazy("TF-IDF with logistic regression"),
}


def _means(figures: Figures, name: str, metric: str) -> tuple[float, float] | None:
    """The metric's mean over the files for which both have it; None where there is none."""
    other = figures.get(name, {})
    files = [
        stem
        for stem, own in figures["trained"].items()
        if stem != OWN_TEXTS and metric in own and metric in other.get(stem, {})
    ]
    if not files:
        return None
    ours = sum(figures["trained"][stem][metric] for stem in files) / len(files)
    theirs = sum(other[stem][metric] for stem in files) / len(files)
    return ours, theirs


def _lost_on_own(figures: Figures) -> str:
    compared = figures.get("in_use") or figures.get("shipped") or {}
    before = compared.get(OWN_TEXTS, {})
    after = figures["trained"].get(OWN_TEXTS, {})
    lost = [
        f"{metric} {before[metric]:.3f} → {after[metric]:.3f}"
        for metric in ("macro_f1", "polarity_macro_f1", "extraction_f1")
        if metric in before and metric in after and after[metric] < before[metric] - MAX_LOSS
    ]
    return ", ".join(lost)


def _measure(kind: str, model: Reader, parts: Parts, binary: Mapping[str, bool]) -> Figures:
    found: Figures = {
        stem: sentiment_metrics(model, rows, is_binary=binary[stem])
        if kind == "sentiment"
        else aspect_metrics(model, rows)
        for stem, rows in parts.held.items()
        if rows
    }
    judged = [row for row in parts.corpus_held if row.polarity is not None]
    if judged:
        found[OWN_TEXTS] = sentiment_metrics(model, judged, is_binary=False, by_part=False)
    marked = [row for row in judged if row.spans]
    if marked:
        found[OWN_TEXTS] |= aspect_metrics(model, marked)
    return found


def _baseline(kind: str, parts: Parts) -> dict[str, Metrics]:
    model = Baseline()
    texts, labels, languages = _rows_for_baseline(kind, [*parts.trained, *parts.tune])
    model.fit(texts, labels, languages)
    found: dict[str, Metrics] = {}
    for stem, rows in parts.held.items():
        if not rows:
            continue
        texts, truth, languages = _rows_for_baseline(kind, rows)
        predicted = model.predict(texts, languages)
        found[stem] = {
            "n": len(rows),
            POLARITY[kind]: round(measures.macro_f1(truth, predicted), 4),
        }
    return found


def _rows_for_baseline(
    kind: str, rows: Sequence[Labelled]
) -> tuple[list[str], list[int], list[str]]:
    if kind == "sentiment":
        known = [(row, row.polarity) for row in rows if row.polarity is not None]
        return (
            [clean(row.text).text for row, _polarity in known],
            [polarity for _row, polarity in known],
            [row.language for row, _polarity in known],
        )
    terms = [(row, span) for row in rows for span in row.spans or ()]
    return (
        [term_text(row, (start, end)) for row, (start, end, _p) in terms],
        [polarity for _row, (_start, _end, polarity) in terms],
        [row.language for row, _span in terms],
    )
