"""`manage.py marketing_train KIND`: train the reader on a shop's own reviews."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from marketing_ai.copywriting.claim_training import ClaimTraining, train_claims
from marketing_ai.exceptions import ConfigurationError, MarketingAIError
from marketing_ai.governance import wandb
from marketing_ai.reviews import promotion, shipped, training
from marketing_ai.reviews.datasets import AUTO, KNOWN, Columns, stem_of
from marketing_ai.reviews.metrics import NEGATIVE, NEUTRAL, POSITIVE

if TYPE_CHECKING:
    from marketing_ai.reviews.training import TrainReport

KINDS = ("sentiment", "aspects", "reader", "claims")
PAUSE_S = 10  # between two lines of progress
_CLASSES = {"negative": NEGATIVE, "neutral": NEUTRAL, "positive": POSITIVE}


class Command(BaseCommand):
    help = (
        "Train the reader of reviews on labelled files (CSV or JSON lines, plain or .gz), compare "
        "it on a part that is held back, and take it into use only if it is better."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "kind",
            choices=[*KINDS, "withdraw"],
            help="sentiment: texts with stars or labels. aspects: terms with their polarity. "
            "reader: the shipped adapter once more, from our own texts and CC0/CC BY sets. "
            "claims: the shipped checker of claims once more, from our own texts. "
            "withdraw: back to the shipped adapter.",
        )
        parser.add_argument("--data", nargs="+", action="extend", type=Path, default=[])
        parser.add_argument("--out", type=Path, help="Directory of the new adapter.")
        columns = parser.add_argument_group("columns of your file")
        columns.add_argument("--text", metavar="COLUMN", help="The review; default: text.")
        columns.add_argument("--title", metavar="COLUMN", help="Its headline.")
        columns.add_argument("--stars", metavar="COLUMN", help="1–2 negative, 3 neutral, 4–5.")
        columns.add_argument("--label", metavar="COLUMN", help="positive, neutral, negative, 1, 0.")
        columns.add_argument("--group", metavar="COLUMN", help="Not divided: product or customer.")
        columns.add_argument("--aspect", metavar="COLUMN", help="The term; default: aspect.")
        columns.add_argument("--start", metavar="COLUMN", help="Where it begins; default: start.")
        columns.add_argument("--polarity", metavar="COLUMN", help="Its label; default: polarity.")
        columns.add_argument(
            "--label-map",
            nargs="+",
            action="extend",
            default=[],
            metavar="WORD=CLASS",
            help="Your words for positive, neutral and negative.",
        )
        columns.add_argument("--language", choices=[AUTO, "en", "zh"], default=AUTO)
        how = parser.add_argument_group("training")
        how.add_argument("--hold-back", type=float, default=0.15, help="Share of the groups.")
        how.add_argument("--seed", type=int, default=0)
        how.add_argument("--epochs", type=int, default=3)
        how.add_argument("--learning-rate", type=float, default=5e-4)
        how.add_argument("--batch", type=int, default=32)
        how.add_argument(
            "--rehearsal",
            type=float,
            default=0.5,
            help="How often our own texts are drawn, so that nothing is forgotten; 0: never.",
        )
        how.add_argument("--fresh", action="store_true", help="Not from the shipped adapter.")
        how.add_argument("--limit", type=int, help="Rows of each file that are read.")
        how.add_argument("--threads", type=int, help="Default: the cores there are.")
        how.add_argument("--resume", action="store_true", help="Go on where it was stopped.")
        how.add_argument(
            "--no-promote", action="store_true", help="Only compare; take nothing into use."
        )
        how.add_argument(
            "--wandb", metavar="PROJECT", help="Send figures to Weights & Biases (extra wandb)."
        )
        how.add_argument("--json", action="store_true", help="One JSON object, last line.")

    def handle(self, *args: Any, kind: str, **given: Any) -> None:
        if kind == "withdraw":
            done = promotion.withdraw()
            self.stdout.write(
                _("The shipped adapter is in use again.")
                if done
                else _("The shipped adapter is in use; nothing was changed.")
            )
            return
        if kind == "claims":
            self._claims(given)
            return
        request = _request(kind, given)
        if given["wandb"]:
            _call(lambda: wandb.require())
        tell = _Teller(self.stderr.write if given["verbosity"] else lambda _text: None)
        try:
            train = shipped.train_shipped if kind == "reader" else training.train
            report = _call(lambda: train(request, clock=timezone.now, tell=tell))
        except KeyboardInterrupt as stop:
            raise CommandError(_("Stopped. Go on with the same command and --resume.")) from stop
        if given["wandb"]:
            _call(lambda: wandb.export(report.run, project=given["wandb"]))
        self._show(report, request, as_json=given["json"])

    def _claims(self, given: dict[str, Any]) -> None:
        if given["out"] is None:
            raise CommandError(_("Name a directory with --out."))
        request = ClaimTraining(
            out=given["out"],
            epochs=given["epochs"],
            seed=given["seed"],
            threads=given["threads"],
            resume=given["resume"],
            limit=given["limit"],
        )
        tell = _Teller(self.stderr.write if given["verbosity"] else lambda _text: None)
        try:
            run = _call(lambda: train_claims(request, clock=timezone.now, tell=tell))
        except KeyboardInterrupt as stop:
            raise CommandError(_("Stopped. Go on with the same command and --resume.")) from stop
        for stem, figures in run.metrics.items():
            shown = ", ".join(f"{name} {value}" for name, value in figures.items())
            self.stdout.write(f"{stem}: {shown}")
        self.stdout.write(
            _("%(label)s is in %(path)s.") % {"label": run.model, "path": request.out}
        )
        if given["json"]:
            self.stdout.write(json.dumps({"kind": "claims", "run": run.pk, "metrics": run.metrics}))

    def _show(self, report: TrainReport, request: training.TrainRequest, *, as_json: bool) -> None:
        for model, files in report.metrics.items():
            for stem, figures in files.items():
                shown = ", ".join(
                    f"{name} {value}" for name, value in figures.items() if "_zh_" not in name
                )
                self.stdout.write(f"{model:8} {stem}: {shown}")
        style = self.style.SUCCESS if report.promoted else self.style.WARNING
        self.stdout.write(style(report.reason))
        self.stdout.write(
            _("%(label)s is in %(path)s.") % {"label": report.label, "path": request.out}
        )
        if as_json:
            self.stdout.write(
                json.dumps(
                    {
                        "kind": request.kind,
                        "run": report.run.pk,
                        "model": report.label,
                        "promoted": report.promoted,
                        "reason": report.reason,
                        "metrics": report.metrics,
                    },
                    ensure_ascii=False,
                )
            )


class _Teller:
    """Passes sentences on, those about steps not more often than every few seconds."""

    def __init__(self, write: Any) -> None:
        self._write = write
        self._last = 0.0

    def __call__(self, sentence: str) -> None:
        now = time.monotonic()
        if "step" in sentence and now - self._last < PAUSE_S:
            return
        self._last = now
        self._write(sentence)


def _call(action: Any) -> Any:
    try:
        return action()
    except MarketingAIError as error:
        raise CommandError(f"{error.sentence} {error.advice}") from error
    except ConfigurationError as error:
        raise CommandError(str(error)) from error


def _request(kind: str, given: dict[str, Any]) -> training.TrainRequest:
    """Raises CommandError naming the option that is wrong."""
    if (not given["data"] and kind != "reader") or given["out"] is None:
        raise CommandError(_("Name the labelled files with --data and a directory with --out."))
    for path in given["data"]:
        if not path.is_file():
            raise CommandError(_("%(path)s is no file. Check the path.") % {"path": path})
    if not 0.02 <= given["hold_back"] <= 0.5:
        raise CommandError(_("--hold-back takes a share from 0.02 to 0.5."))
    for name in ("epochs", "batch", "limit", "threads"):
        if given[name] is not None and given[name] < 1:
            raise CommandError(_("--%(name)s takes a whole number from 1 on.") % {"name": name})
    return training.TrainRequest(
        kind=kind,  # type: ignore[arg-type]
        data=tuple(given["data"]),
        out=given["out"],
        columns=_columns(kind, given),
        hold_back=given["hold_back"],
        seed=given["seed"],
        epochs=given["epochs"],
        lr=given["learning_rate"],
        batch=given["batch"],
        rehearsal=max(0.0, given["rehearsal"]),
        fresh=given["fresh"],
        limit=given["limit"],
        threads=given["threads"],
        promote=not given["no_promote"],
        resume=given["resume"],
    )


def _columns(kind: str, given: dict[str, Any]) -> Columns | None:
    """None where only known data sets are given: their columns are known too."""
    names = ("text", "title", "stars", "label", "group", "aspect", "start", "polarity")
    named = {name: given[name] for name in names if given[name]}
    labels = {}
    for pair in given["label_map"]:
        word, _equals, name = pair.partition("=")
        if not word or name not in _CLASSES:
            raise CommandError(
                _("--label-map takes WORD=positive, WORD=neutral or WORD=negative, not %(pair)s.")
                % {"pair": pair}
            )
        labels[word.strip().casefold()] = _CLASSES[name]
    if kind == "reader" or all(stem_of(path) in KNOWN for path in given["data"]):
        return None
    if kind == "sentiment" and not named.keys() & {"stars", "label"}:
        raise CommandError(_("Say where the polarity stands: --stars COLUMN or --label COLUMN."))
    return Columns(**named, labels=labels, language=given["language"])
