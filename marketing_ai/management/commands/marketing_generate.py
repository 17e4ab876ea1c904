"""Ask for copy from the command line: what the admin's "Generate copy" does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from marketing_ai.catalog.base import get_catalog
from marketing_ai.copywriting import services
from marketing_ai.copywriting.kinds import Kind, Length, Tone
from marketing_ai.copywriting.models import Campaign
from marketing_ai.exceptions import MarketingAIError
from marketing_ai.jobs.runner import run_chunk

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from marketing_ai.jobs.models import Job


class Command(BaseCommand):
    help = (
        "Write a job that drafts copy for products; a worker does it, or this process with --wait."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("products", nargs="*", help="primary keys of products")
        parser.add_argument("--all", action="store_true", help="all products of the shop")
        parser.add_argument("--store", help="with --all: of this store only")
        parser.add_argument("--first", type=int, metavar="N", help="with --all: the first N only")
        parser.add_argument(
            "--kind", action="append", choices=Kind.values, help="may be given more than once"
        )
        parser.add_argument(
            "--language", action="append", help="may be given more than once; none: the product's"
        )
        parser.add_argument("--audience", default="")
        parser.add_argument("--tone", default=Tone.PLAIN, choices=Tone.values)
        parser.add_argument("--length", default=Length.MEDIUM, choices=Length.values)
        parser.add_argument("--variants", type=int, help="drafts kept a text")
        parser.add_argument("--campaign", type=int, help="primary key; gives offers")
        parser.add_argument("--note", default="")
        parser.add_argument("--user", help="who asks; none: the system itself")
        parser.add_argument("--notify-email", default="")
        parser.add_argument("--notify-webhook", default="")
        parser.add_argument("--estimate", action="store_true", help="only say what would happen")
        parser.add_argument("--wait", action="store_true", help="do the work in this process")

    def handle(self, *args: Any, **options: Any) -> None:
        request = {
            "products": self._products(options),
            "kinds": options["kind"] or [Kind.DESCRIPTION],
            "languages": options["language"] or [],
            "audience": options["audience"],
            "tone": options["tone"],
            "length": options["length"],
            "variants": options["variants"],
            "actor": self._user(options["user"]),
        }
        try:
            if options["estimate"]:
                self._tell(services.estimate_copy(**request))
                return
            job = services.request_copy(
                **request,
                campaign=self._campaign(options["campaign"]),
                note=options["note"],
                notify_email=options["notify_email"],
                notify_webhook=options["notify_webhook"],
            )
        except MarketingAIError as error:
            raise CommandError(f"{error.sentence} {error.advice}".strip()) from error
        self.stdout.write(f"Job {job.pk}: {job.total} products.")
        if options["wait"]:
            self._work(job)

    def _products(self, options: dict[str, Any]) -> Any:
        if not options["all"]:
            return options["products"]
        stores = {options["store"]} if options["store"] else None
        products = get_catalog().visible(stores).order_by("pk")
        return products[: options["first"]] if options["first"] else products

    def _user(self, name: str | None) -> Any:
        if name is None:
            return None
        model = get_user_model()
        try:
            return model._default_manager.get_by_natural_key(name)
        except model.DoesNotExist as error:
            raise CommandError(f"There is no user “{name}”.") from error

    def _campaign(self, pk: int | None) -> Campaign | None:
        if pk is None:
            return None
        campaign = Campaign.objects.filter(pk=pk).first()
        if campaign is None:
            raise CommandError(f"There is no campaign {pk}.")
        return campaign

    def _tell(self, estimate: services.CopyEstimate) -> None:
        cost = "unknown" if estimate.cost is None else f"{estimate.cost:.4f}"
        time = "not measured yet" if estimate.seconds is None else f"{estimate.seconds:.0f} s"
        self.stdout.write(
            f"Products: {estimate.n_products}; texts: {estimate.n_texts}; at the most "
            f"{estimate.tokens} tokens; cost {cost}; time {time}."
        )
        for engine in estimate.engines:
            state = "ready" if engine.ready else f"not ready: {engine.why_not} {engine.repair}"
            self.stdout.write(f"{engine.language}: {engine.label} ({engine.backend}), {state}")
        for row in estimate.skipped:
            self.stdout.write(f"skipped {row.pk} {row.title}: {row.reason}")

    def _work(self, job: Job) -> None:
        while run_chunk(job.pk):
            job.refresh_from_db()
            self.stdout.write(f"{job.done + job.failed} of {job.total}")
        job.refresh_from_db()
        self.stdout.write(f"{job.get_state_display()}: {job.done} done, {job.failed} failed.")
        for error in job.errors.all():
            self.stdout.write(f"{error.item} {error.label}: {error.message} {error.hint}")
        self.stdout.write(str(job.result))
