"""The storefront's copy endpoint against a bare DRF view that reads one row.

    python benchmarks/storefront_read.py [--json] [--rounds 45] [--reads 60] [--products 1 100000]

Both sides answer the same products in the same order, in this process, from the address
resolver to the rendered bytes, in alternating rounds. Middleware is left out: it costs
both the same and would only hide a difference. The peers:

* `bare`: `APIView` + `ModelSerializer` on one row, DRF's own defaults. This is `time_ratio`.
* `plain_values`: `APIView` that answers one row's `values()`; no serializer, no 404 sentence.

Ours does more: throttle, windows, language fallback, the parent's text, offers, ETag. The
throttle counts in the process's memory here; with Redis it costs one round trip more.
Database: a SQLite file made for the run, or that of DATABASE_URL (its tables must be
empty or not there; give it one of its own).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

TEXT = (
    "The Merlow Table is made of solid oak and is 74 cm high. It seats six people, "
    "folds flat in two steps and comes with a warranty of five years."
)
TARGET = 1.35


def set_up(directory: str) -> None:
    """Django with the demo shop on a database of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_demo.settings")
    os.environ["VAR_DIR"] = directory
    from django.conf import settings

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    # counted like any other request, but never refused
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        "THROTTLE_RATES": {"storefront": "1000000000/min"},
    }
    settings.ROOT_URLCONF = __name__
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from shop_demo.models import Product

    if Product.objects.exists():
        raise SystemExit("DATABASE_URL names a database that is in use; give an empty one.")


def fill(n: int) -> list[int]:
    """`n` products, each with one published text; their keys."""
    from django.db import connection
    from django.utils import timezone

    from marketing_ai.models import CopyVariant
    from shop_demo.models import Category, Product

    CopyVariant.objects.all().delete()
    Product.objects.all().delete()
    category, _ = Category.objects.get_or_create(name="Tables", slug="tables")
    now = timezone.now()
    for start in range(0, n, 5000):
        numbers = range(start, min(start + 5000, n))
        products = Product.objects.bulk_create(
            Product(
                name=f"Merlow Table {i}", slug=f"t-{i}", sku=f"T-{i}", category=category,
                price="54.90", marketing_description=TEXT,
            )
            for i in numbers
        )  # fmt: skip
        CopyVariant.objects.bulk_create(
            CopyVariant(
                product=product, kind="description", language="en", text=TEXT, first_text=TEXT,
                source="model", model="benchmark", state="published", approved_at=now,
                published_at=now,
            )
            for product in products
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return list(Product.objects.values_list("pk", flat=True))


def peers() -> tuple[Any, Any]:
    """The two views to compare with."""
    from django.http import Http404
    from rest_framework.generics import get_object_or_404
    from rest_framework.response import Response
    from rest_framework.serializers import ModelSerializer
    from rest_framework.views import APIView

    from marketing_ai.models import CopyVariant

    names = [
        "kind", "language", "audience", "text", "source", "model", "approved_at", "published_at",
        "ends",
    ]  # fmt: skip

    class CopySerializer(ModelSerializer):
        class Meta:
            model = CopyVariant
            fields = names

    class Bare(APIView):
        schema = None

        def get(self, request, product_pk):
            row = get_object_or_404(CopyVariant, product_id=product_pk, state="published")
            return Response(CopySerializer(row).data)

    class PlainValues(APIView):
        schema = None

        def get(self, request, product_pk):
            rows = CopyVariant.objects.filter(product_id=product_pk, state="published")
            row = rows.values(*names).first()
            if row is None:
                raise Http404
            return Response(row)

    return Bare.as_view(), PlainValues.as_view()


SIDES = {
    "ours": "/api/marketing-ai/v1/products/{}/copy/?language=en",
    "bare": "/bare/{}/",
    "plain_values": "/plain/{}/",
}


def measure(pks: list[int], *, rounds: int, reads: int) -> dict[str, Any]:
    """Medians in microseconds a request, and ratios, for these products."""
    from django.test import RequestFactory
    from django.urls import resolve

    factory = RequestFactory()
    queries = check(pks[len(pks) // 2], factory)
    rng = random.Random(7)
    times: dict[str, list[float]] = {side: [] for side in SIDES}
    for number in range(rounds + 1):  # the first one warms up
        chosen = [rng.choice(pks) for _ in range(reads)]
        order = list(SIDES) if number % 2 else list(reversed(SIDES))
        for side in order:
            paths = [SIDES[side].format(pk) for pk in chosen]
            requests = [(path.partition("?")[0], factory.get(path)) for path in paths]
            start = time.perf_counter()
            for path, request in requests:
                match = resolve(path)
                response = match.func(request, *match.args, **match.kwargs)
                if hasattr(response, "render"):
                    response.render()
            if number:
                times[side].append((time.perf_counter() - start) / reads * 1e6)
    medians = {side: statistics.median(values) for side, values in times.items()}
    return {
        "products": len(pks),
        "queries": queries,
        "us_a_request": {
            side: {
                "median": round(medians[side], 1),
                "min": round(min(values), 1),
                "max": round(max(values), 1),
            }
            for side, values in times.items()
        },
        "time_ratio": round(medians["ours"] / medians["bare"], 3),
        "ratio_plain_values": round(medians["ours"] / medians["plain_values"], 3),
    }


def check(pk: int, factory: Any) -> int:
    """Queries of our side; every side answers the same text first: fast and wrong is no result."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import resolve

    n_queries = 0
    for side, address in SIDES.items():
        path, _, query = address.format(pk).partition("?")
        match = resolve(path)
        with CaptureQueriesContext(connection) as captured:
            response = match.func(factory.get(f"{path}?{query}"), **match.kwargs)
            if hasattr(response, "render"):
                response.render()
        body = json.loads(response.content)
        row = body["texts"][0] if side == "ours" else body
        if response.status_code != 200 or row["text"] != TEXT:
            raise SystemExit(f"{side} answers wrongly: {response.status_code} {body}")
        if side == "ours":
            n_queries = len(captured)
    return n_queries


def main() -> None:
    """Measure at each number of products and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=45)
    parser.add_argument("--reads", type=int, default=60)
    parser.add_argument("--products", type=int, nargs="+", default=[1, 100_000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="storefront-") as directory:
        set_up(directory)
        from django.db import connection
        from django.urls import include, path

        bare, plain = peers()
        globals()["urlpatterns"] = [
            path("api/marketing-ai/v1/", include("marketing_ai.api.urls")),
            path("bare/<str:product_pk>/", bare),
            path("plain/<str:product_pk>/", plain),
        ]
        sizes = [
            measure(fill(n), rounds=options.rounds, reads=options.reads) for n in options.products
        ]
        result = {
            "name": "storefront_read",
            "time_ratio": max(size["time_ratio"] for size in sizes),
            "queries": max(size["queries"] for size in sizes),
            "ratios": {
                "bare": max(size["time_ratio"] for size in sizes),
                "plain_values": max(size["ratio_plain_values"] for size in sizes),
            },
            "target": TARGET,
            "sizes": sizes,
            "rounds": options.rounds,
            "reads": options.reads,
            "machine": {
                "cores": os.cpu_count(),
                "threads": 1,
                "processor": platform.machine(),
                "python": platform.python_version(),
                "database": connection.vendor,
            },
        }
        connection.close()
    for size in sizes:
        print(f"{size['products']:>7} products: {size['queries']} query, {size['us_a_request']}")
        print(f"        ratio {size['time_ratio']} (plain values {size['ratio_plain_values']})")
    if options.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
