"""`manage.py marketing_evaluate NAME`: measure a part of the app on labelled files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from marketing_ai.exceptions import ConfigurationError, MarketingAIError
from marketing_ai.governance.evaluation import Evaluation, EvaluationRequest, evaluations


class Command(BaseCommand):
    help = "Measure NAME on labelled files. --json prints one JSON object as the last line."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        known = evaluations()
        parser.add_argument(
            "name",
            choices=sorted(known),
            help=" ".join(f"{name}: {known[name].help}" for name in sorted(known)),
        )
        parser.add_argument("--data", nargs="+", action="extend", type=Path, default=[])
        parser.add_argument("--train", nargs="+", action="extend", type=Path, default=[])
        parser.add_argument("--model", type=Path, help="Directory of a trained model.")
        parser.add_argument("--limit", type=int, help="Rows of each file that are read.")
        parser.add_argument("--json", action="store_true", help="One JSON object, last line.")

    def handle(self, *args: Any, name: str, **given: Any) -> None:
        evaluation = evaluations()[name]
        _check(evaluation, given)

        def tell(sentence: str) -> None:
            if given["verbosity"] > 1:
                self.stderr.write(sentence)

        try:
            result = evaluation.run(
                EvaluationRequest(
                    data=tuple(given["data"]),
                    train=tuple(given["train"]),
                    model=given["model"],
                    limit=given["limit"],
                    tell=tell,
                )
            )
        except MarketingAIError as error:
            raise CommandError(f"{error.sentence} {error.advice}") from error
        except ConfigurationError as error:
            raise CommandError(str(error)) from error
        if given["json"]:
            self.stdout.write(json.dumps({"name": name, **result}, ensure_ascii=False))
            return
        files = result.get("files")
        for stem, metrics in files.items() if files is not None else [("", result)]:
            if stem:
                self.stdout.write(stem)
            for metric, value in metrics.items():
                self.stdout.write(f"  {metric:32} {value}")


def _check(evaluation: Evaluation, given: dict[str, Any]) -> None:
    """Raises CommandError for what no evaluation could carry out."""
    if given["limit"] is not None and given["limit"] < 1:
        raise CommandError(_("--limit takes a whole number from 1 on."))
    if evaluation.needs_data and not given["data"]:
        raise CommandError(
            _("“%(name)s” measures on files: name them with --data.") % {"name": evaluation.name}
        )
    if evaluation.needs_train and not given["train"]:
        raise CommandError(
            _("“%(name)s” fits on files first: name them with --train.") % {"name": evaluation.name}
        )
    for path in (*given["data"], *given["train"]):
        if not path.is_file():
            raise CommandError(_("%(path)s is no file. Check the path.") % {"path": path})
    if given["model"] is not None and not given["model"].is_dir():
        raise CommandError(
            _("%(path)s is no directory. Give one that marketing_train wrote.")
            % {"path": given["model"]}
        )
