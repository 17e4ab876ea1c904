"""Storefront pages: list, product, about. Server rendered; no page needs a script.

A page costs the same number of queries whatever it lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Avg, Count, Q, QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketing_ai.api.throttles import may_report
from marketing_ai.reviews import services, serving
from shop_demo.forms import ReviewFilter, ReviewForm
from shop_demo.models import Category, Customer, Language, OrderLine, Product, Review

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 24
REVIEWS_PER_PAGE = 8
SORTS = {  # key in the address → (order, label)
    "": (("pk",), gettext_lazy("Our choice")),
    "newest": (("-created", "pk"), gettext_lazy("Newest")),
    "name": (("name", "pk"), gettext_lazy("Name")),
    "price": (("price", "pk"), gettext_lazy("Price, low to high")),
    "-price": (("-price", "pk"), gettext_lazy("Price, high to low")),
}


class CountedPaginator(Paginator):
    """A paginator that is told the count, where a page has asked for it already."""

    def __init__(self, rows: QuerySet[Any], per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count  # fills the cached property


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    """All products or one category, searched and sorted. Four queries."""
    categories = list(Category.objects.all())
    chosen = next((c for c in categories if c.slug == request.GET.get("category")), None)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else ""

    products = Product.objects.listed().select_related("category")
    if chosen:
        products = products.filter(category=chosen)
    if words:
        products = products.matching(words)
    page = Paginator(products.order_by(*SORTS[sort][0]), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    ratings = _ratings(shown)
    given = {"q": words, "category": chosen.slug if chosen else "", "sort": sort}
    return render(
        request,
        "shop_demo/product_list.html",
        {
            "categories": categories,
            "chosen": chosen,
            "words": words,
            "sort": sort,
            "sorts": [(key, label) for key, (_order, label) in SORTS.items()],
            "page": page,
            "cards": [(product, ratings.get(product.pk)) for product in shown],
            "query": urlencode({key: value for key, value in given.items() if value}),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One product with its variants, facts and reviews; takes a review by POST.

    `?theme=…&polarity=…` shows the reviews behind a number, `?review=…` the page that holds one.
    """
    product = get_object_or_404(Product.objects.listed().select_related("category"), slug=slug)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _take_review(request, product, form)
    chosen = ReviewFilter(request.GET)
    variants = list(product.variants.all())
    rating = product.reviews.filter(status=Review.Status.APPROVED).aggregate(
        n=Count("pk"), mean=Avg("stars")
    )
    return render(
        request,
        "shop_demo/product_detail.html",
        {
            "product": product,
            "variants": variants,
            "in_stock": any(v.stock for v in variants) if variants else product.stock > 0,
            "facts": _shown_facts(product),
            "meta_description": meta_description(product),
            "rating": rating,
            "reviews": _review_page(request, product, chosen, n=rating["n"]),
            "chosen_reviews": chosen.asked,
            "reviews_query": urlencode(chosen.asked),
            "is_waiting": _is_waiting(request),
            "form": form,
        },
        status=400 if form.errors else 200,
    )


@require_POST
def report_problem(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a visitor's word that something is wrong with what is said from the reviews."""
    product = get_object_or_404(Product.objects.listed(), slug=slug)
    if may_report(request):
        services.report_problem(product.pk, reason="other", now=timezone.now())
        messages.success(request, _("Thank you. We will look at it."))
    else:
        messages.warning(request, _("You have reported enough for now. Please try again later."))
    return redirect(f"{product.get_absolute_url()}#reviews")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who this shop pretends to be. No query."""
    return render(request, "shop_demo/about.html")


def meta_description(product: Product) -> str:
    """At most 155 characters for search engines, from what the page says anyway."""
    text = product.marketing_blurb or strip_tags(product.description.replace("><", "> <"))
    return Truncator(" ".join(text.split()) or product.name).chars(155)


def _ratings(products: list[Product]) -> dict[int, dict[str, Any]]:
    """Number and mean of shown reviews, by product id; a product without any is missing."""
    rows = (
        Review.objects.filter(
            product__in=[product.pk for product in products], status=Review.Status.APPROVED
        )
        .order_by()
        .values("product_id")
        .annotate(n=Count("pk"), mean=Avg("stars"))
    )
    return {row["product_id"]: {"n": row["n"], "mean": row["mean"]} for row in rows}


def _shown_facts(product: Product) -> list[dict[str, str]]:
    """Facts that have a name and a value; the page leaves out what is empty and changes nothing."""
    return [
        fact
        for fact in product.specs
        if isinstance(fact, dict)
        and str(fact.get("name", "")).strip()
        and str(fact.get("value", "")).strip()
    ]


def _review_page(
    request: HttpRequest, product: Product, chosen: ReviewFilter, *, n: int
) -> Page[Review]:
    shown = product.reviews.filter(status=Review.Status.APPROVED).order_by("-created", "-pk")
    number = request.GET.get("reviews")
    if chosen.asked:
        keys = serving.voices(product.pk, **chosen.asked).values_list("source_pk", flat=True)
        shown = shown.filter(pk__in=[int(key) for key in keys if key.isdecimal()])
        return Paginator(shown, REVIEWS_PER_PAGE).get_page(number)
    wanted = request.GET.get("review", "")
    if wanted.isdecimal() and len(wanted) < 19 and (one := shown.filter(pk=wanted).first()):
        newer = Q(created__gt=one.created) | Q(created=one.created, pk__gt=one.pk)
        number = str(shown.filter(newer).count() // REVIEWS_PER_PAGE + 1)
    return CountedPaginator(shown, REVIEWS_PER_PAGE, count=n).get_page(number)


def _is_waiting(request: HttpRequest) -> bool:
    """Whether the review that `?review=` names, just sent perhaps, is not read yet."""
    wanted = request.GET.get("review", "")
    return bool(wanted) and serving.is_waiting(wanted)


def _take_review(request: HttpRequest, product: Product, form: ReviewForm) -> HttpResponse:
    """Store a review. Where the shop moderates, only its buyers' are shown without a look."""
    customer = None
    if request.user.is_authenticated:
        customer = Customer.objects.filter(user_id=request.user.pk).first()
    bought = customer is not None and (
        OrderLine.objects.filter(order__customer=customer, product=product).exists()
        or OrderLine.objects.filter(order__customer=customer, product__parent=product).exists()
    )
    shown = bought or not settings.DEMO_MODERATE_REVIEWS
    review = form.save(commit=False)
    review.product = product
    review.customer = customer
    review.verified = bought
    review.status = Review.Status.APPROVED if shown else Review.Status.PENDING
    chinese = (get_language() or "").startswith("zh")
    review.language = Language.CHINESE if chinese else Language.ENGLISH
    review.save()
    if shown:
        messages.success(
            request,
            _("Thank you. Your review is on the page. It is being read, and counts in a moment."),
        )
    else:
        messages.success(request, _("Thank you. Your review will appear once we have read it."))
    return redirect(f"{product.get_absolute_url()}?review={review.pk}#reviews")
