"""TF-IDF with logistic regression: what a training must beat to be worth a neural model.

English by words and word pairs, Chinese by one to three characters. Needs the extra `train`
(scikit-learn), imported on use.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marketing_ai.exceptions import TrainingRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.reviews.labelled import Labelled

AROUND = 30  # characters each side of a term that speak for it, besides the whole sentence


class Baseline:
    """One model a language; a language with a single class answers that class."""

    def __init__(self, *, seed: int = 0) -> None:
        self._seed = seed
        self._models: dict[str, Any] = {}

    def fit(self, texts: Sequence[str], labels: Sequence[int], languages: Sequence[str]) -> None:
        """Train on all rows of each language."""
        for language in sorted(set(languages)):
            chosen = [i for i, code in enumerate(languages) if code == language]
            own = [labels[i] for i in chosen]
            if len(set(own)) == 1:
                self._models[language] = own[0]
                continue
            model = _model(language, seed=self._seed)
            model.fit([texts[i] for i in chosen], own)
            self._models[language] = model

    def predict(self, texts: Sequence[str], languages: Sequence[str]) -> list[int | None]:
        """A class a text; None in a language that was not trained on."""
        found: list[int | None] = [None] * len(texts)
        for language, model in self._models.items():
            chosen = [i for i, code in enumerate(languages) if code == language]
            if not chosen:
                continue
            if isinstance(model, int):
                labels = [model] * len(chosen)
            else:
                labels = model.predict([texts[i] for i in chosen])
            for i, label in zip(chosen, labels, strict=True):
                found[i] = int(label)
        return found


def require_sklearn() -> None:
    """Raises TrainingRefused where scikit-learn is not installed. Imports nothing."""
    if find_spec("sklearn") is None:
        raise TrainingRefused(
            reason=_("scikit-learn is not installed, and a training is compared with it."),
            advice=_("Install it: pip install 'marketing-ai[train]'"),
        )


def term_text(row: Labelled, place: tuple[int, int]) -> str:
    """A term and its surroundings as one text for the baseline: term, near it, sentence."""
    start, end = place
    term = row.text[start:end]
    near = row.text[max(0, start - AROUND) : end + AROUND]
    if row.language == "en":  # words near the term count apart from those of the sentence
        near = " ".join(f"near_{word}" for word in near.split())
    return f"{term}\n{near}\n{row.text}"


def _model(language: str, *, seed: int) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = (
        {"analyzer": "char", "ngram_range": (1, 3)}
        if language == "zh"
        else {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w[\w']*\b"}
    )
    return make_pipeline(
        TfidfVectorizer(min_df=2, sublinear_tf=True, max_features=200_000, **words),
        LogisticRegression(C=10, class_weight="balanced", max_iter=300, random_state=seed),
    )
