"""“Analyse reviews…”: what a person asks for by name, as a job.

Of products: their reviews are taken in where they were not, those before the backfill too, and
read where the present model has not. Of reviews: those. `again` reads all of them anew; a
person's corrections stay in any case.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext as _

from marketing_ai.catalog.base import DEFAULT_STORE, get_catalog
from marketing_ai.exceptions import ModelUnavailable, NothingSelected, UnknownProducts
from marketing_ai.governance import permissions
from marketing_ai.governance.stores import job_store, stores_for
from marketing_ai.jobs import services as jobs
from marketing_ai.jobs.handlers import ChunkContext, ChunkResult, RowError
from marketing_ai.reviews import intake, reading
from marketing_ai.reviews.models import Review, ReviewState
from marketing_ai.reviews.services import insight, pace, queue
from marketing_ai.reviews.services.drain import deal_with
from marketing_ai.reviews.source import SHOP, get_feed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.contrib.auth.models import AbstractUser

    from marketing_ai.jobs.models import Job

KIND = "reviews.analyse"
AT_ONCE = 64  # reviews between two looks at whether the job is still wanted
PRODUCTS_A_CHUNK = 4
REVIEWS_A_CHUNK = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisEstimate:
    """What a person is asked to confirm."""

    n_products: int
    n_reviews: int  # at the shop and with us
    n_to_read: int  # of those: not read by the present model, or all with `again`
    seconds: float  # on one worker
    is_measured: bool  # else by a cautious figure
    model: str  # "" where it is not there: `problem` says why
    problem: ModelUnavailable | None = None


def estimate_analysis(
    *,
    products: Iterable[Any] = (),
    reviews: Iterable[int] = (),
    again: bool = False,
    actor: AbstractUser | None,
) -> AnalysisEstimate:
    """Count and time; writes nothing. Raises what `request_analysis` raises, but for the model."""
    chosen = _choose(products, reviews, actor)
    model, problem = "", None
    try:
        model = reading.label()
    except ModelUnavailable as error:
        problem = error
    rows = _rows(chosen)
    n_ours = rows.count()
    n_ready = 0 if again else rows.filter(_is_read(model)).count()
    n_all = n_ours
    feed = get_feed()
    if feed is not None and chosen.products:
        n_all = max(n_ours, feed.count_of_products(chosen.products))
    n_to_read = n_all - n_ready
    return AnalysisEstimate(
        n_products=len(chosen.products),
        n_reviews=n_all,
        n_to_read=n_to_read,
        seconds=pace.seconds_for(n_to_read),
        is_measured=pace.reviews_per_s() is not None,
        model=model,
        problem=problem,
    )


def request_analysis(
    *,
    products: Iterable[Any] = (),
    reviews: Iterable[int] = (),
    again: bool = False,
    actor: AbstractUser | None,
    notify_email: str = "",
) -> Job:
    """Have the reviews of these products, or these reviews, read. One of the two is given.

    Raises NotAllowed, NothingSelected, UnknownProducts (also for another store's), and
    ModelUnavailable before anything is written.
    """
    chosen = _choose(products, reviews, actor)
    reading.label()
    is_products = bool(chosen.products)
    return jobs.create_job(
        kind=KIND,
        items=[*chosen.products, *map(str, chosen.reviews)],
        params={"of": "products" if is_products else "reviews", "again": again},
        store=chosen.store,
        actor=actor,
        chunk_size=PRODUCTS_A_CHUNK if is_products else REVIEWS_A_CHUNK,
        notify_email=notify_email,
    )


class AnalyseHandler:
    """Reads and counts as it goes: each portion is stored by itself, doing it twice is harmless."""

    kind = KIND
    queue = "reviews"

    def run(self, rows: Sequence[str], ctx: ChunkContext) -> ChunkResult:
        """Raises ModelUnavailable for all rows."""
        reader = reading.load()
        again = bool(ctx.params["again"])
        done: list[str] = []
        errors: list[RowError] = []
        is_products = ctx.params["of"] == "products"
        for items in [[row] for row in rows] if is_products else [list(rows)]:
            if is_products and not _take_in(items[0], ctx):
                return ChunkResult(done=tuple(done), errors=tuple(errors))
            for pks in _portions(items[0] if is_products else [int(item) for item in items]):
                if not ctx.still_wanted():
                    return ChunkResult(done=tuple(done), errors=tuple(errors))
                held = queue.claim_these(pks, now=ctx.now(), model=reader.label, again=again)
                if held is not None:
                    deal_with(held, reader=reader, now=ctx.now)
            gone = [] if is_products else _gone(items)
            errors += [
                RowError(item=item, code="review_gone", message=_("The review is gone."))
                for item in gone
            ]
            done += [item for item in items if item not in gone]
        return ChunkResult(done=tuple(done), errors=tuple(errors))

    def store(self, result: ChunkResult, ctx: ChunkContext) -> None:
        """Nothing is left to store; the products' insight follows."""
        insight.refresh_dirty(now=ctx.now())

    def finish(self, job: Job) -> dict[str, Any]:
        """No counts beyond the job's own."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    products: list[Any]  # keys as text; the database takes them as its own type
    reviews: list[int]
    store: str


def _choose(products: Iterable[Any], reviews: Iterable[int], actor: AbstractUser | None) -> _Chosen:
    """What may be analysed. Raises NotAllowed, NothingSelected, UnknownProducts."""
    permissions.require(actor, "analyse_reviews")
    product_keys = list(dict.fromkeys(str(pk) for pk in products))
    review_keys = list(dict.fromkeys(int(pk) for pk in reviews))
    if bool(product_keys) == bool(review_keys):
        raise NothingSelected()
    stores = stores_for(actor) if actor is not None else None
    if product_keys:
        visible = get_catalog().visible(stores).filter(pk__in=_possible(product_keys))
        there = {str(pk) for pk in visible.values_list("pk", flat=True)}
        if missing := [key for key in product_keys if key not in there]:
            raise UnknownProducts(ids=", ".join(missing[:10]))
        return _Chosen(products=product_keys, reviews=[], store=_store_of(product_keys))
    rows = Review.objects.filter(pk__in=review_keys)
    if stores is not None:
        rows = rows.filter(store__in=stores)
    found = dict(rows.values_list("pk", "store"))
    kept = [key for key in review_keys if key in found]
    if not kept:
        raise NothingSelected()
    return _Chosen(
        products=[], reviews=kept, store=job_store(found[key] or DEFAULT_STORE for key in kept)
    )


def _possible(product_keys: Sequence[str]) -> list[Any]:
    """Those that can be keys of products at all."""
    key = get_catalog().product_model()._meta.pk
    found = []
    for text in product_keys:
        with suppress(ValidationError):
            value = key.to_python(text)
            key.run_validators(value)  # a number beyond the column's is an error on SQLite
            found.append(value)
    return found


def _store_of(product_keys: Sequence[str]) -> str:
    cards = get_catalog().cards(product_keys)
    return job_store(card.store for card in cards.values())


def _rows(chosen: _Chosen) -> Any:
    rows = Review.objects.filter(removed=False)
    if chosen.products:
        return rows.filter(product__in=chosen.products)
    return rows.filter(pk__in=chosen.reviews)


def _is_read(model: str) -> Q:
    return Q(
        state__in=[ReviewState.READ, ReviewState.SKIPPED],
        read_hash=F("text_hash"),
        read_model=model,
    )


def _take_in(product: str, ctx: ChunkContext) -> bool:
    """Take in the product's rows that are not here; False once the job is not wanted any more."""
    feed = get_feed()
    if feed is None:
        return True
    for shots in feed.of_product(product, before=None):
        if not ctx.still_wanted():
            return False
        intake.take_in(SHOP, shots, now=ctx.now(), keep=True)
    return True


def _portions(of: Any) -> Iterator[list[int]]:
    """Keys of a product's reviews, or the given ones, some at a time."""
    if isinstance(of, list):
        yield from (of[start : start + AT_ONCE] for start in range(0, len(of), AT_ONCE))
        return
    last = 0
    while True:
        rows = Review.objects.filter(product=of, removed=False, pk__gt=last).order_by("pk")
        pks = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        if not pks:
            return
        yield pks
        last = pks[-1]


def _gone(items: Sequence[str]) -> list[str]:
    there = {
        str(pk)
        for pk in Review.objects.filter(pk__in=[int(item) for item in items]).values_list(
            "pk", flat=True
        )
    }
    return [item for item in items if item not in there]
