"""What the app costs the shop when a review is saved: installed against not installed.

    DATABASE_URL=postgres://… CELERY_BROKER_URL=amqp://… \
        python benchmarks/review_save.py [--json] [--posts 300]

A POST of the demo shop's review form through the WSGI handler and all of the demo's middleware,
the view in a transaction (`ATOMIC_REQUESTS`). Both sides share the process and alternate post
by post. Not installed means: no receiver is connected, and `ENABLED` is False. Queries are
counted without transaction control. `time_ratio` is the median of the quotients of neighbours;
the quotient of both medians is beside it, and that of the thread's own processor time, which
other work on the machine does not change. `messages` are those that the broker took,
`messages_allowed` how many debounce windows the run touched.

Database: that of DATABASE_URL, whose tables must be empty or not there (give it one of its
own), else a SQLite file made for the run. Broker: that of CELERY_BROKER_URL, into a queue of
the run's own.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import platform
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

TARGET = {"added_queries": 1, "time_ratio": 1.3}
WARM_UP = 20  # posts of each side that are not measured
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
TEXT = (
    "I have used it daily for a month now. The handle is comfortable and the lid closes well, "
    "but the colour is darker than in the picture and delivery took nine days. "
)
QUEUE = f"benchmark-{os.getpid()}"


def set_up(directory: str) -> None:
    """Django with the demo shop on a database of its own, and one product."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_demo.settings")
    os.environ["VAR_DIR"] = directory
    from django.conf import settings

    settings.DATABASES["default"]["ATOMIC_REQUESTS"] = True
    settings.LOGGING_CONFIG = None
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        "REVIEW_READER": "dummy",
        "QUEUES": {"reviews": QUEUE, "default": QUEUE},
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from shop_demo.models import Category, Product

    if Product.objects.exists():
        raise SystemExit("DATABASE_URL names a database that is in use; give an empty one.")
    category = Category.objects.create(name="Kitchen", slug="kitchen")
    Product.objects.create(
        name="Kettle", slug="kettle", sku="K-1", category=category, price="19.90"
    )


def environ(number: int) -> dict[str, Any]:
    """One POST of the form, as the server hands it over."""
    token = "a" * 32  # a CSRF secret is its own token
    body = urlencode(
        {
            "csrfmiddlewaretoken": token,
            "author_name": "Kim",
            "stars": 4,
            "title": "After a month",
            "text": f"{TEXT}{number}",
        }
    ).encode()
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": address(),
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": f"csrftoken={token}",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def address() -> str:
    """The product's page."""
    from django.urls import reverse

    return reverse("shop:product", args=["kettle"])


@contextmanager
def installed(on: bool) -> Iterator[None]:
    """With the app, or as if it were not there."""
    from django.db.models.signals import post_delete, post_save
    from django.test import override_settings

    from marketing_ai.conf import conf
    from marketing_ai.reviews import receivers
    from shop_demo.models import Review

    if on:
        receivers.connect()
        yield
        return
    for signal, name in ((post_save, "saved"), (post_delete, "deleted")):
        signal.disconnect(sender=Review, dispatch_uid=f"{receivers.UID}.{name}")
    from django.conf import settings

    with override_settings(MARKETING_AI={**settings.MARKETING_AI, "ENABLED": False}):
        assert not conf.ENABLED
        yield


def post(application: Any, number: int) -> tuple[float, float]:
    """Milliseconds of one POST, from the handler's call to the closed response: wall, CPU."""
    given = environ(number)
    status: list[str] = []
    start, used = time.perf_counter(), time.thread_time()
    response = application(given, lambda line, headers, error=None: status.append(line))
    b"".join(response)
    response.close()
    taken = (time.perf_counter() - start) * 1000, (time.thread_time() - used) * 1000
    if not status[0].startswith("302"):
        raise SystemExit(f"the shop answers {status[0]}")
    return taken


def queries(application: Any, number: int, *, on: bool) -> list[str]:
    """The statements of one POST, without transaction control."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with installed(on), CaptureQueriesContext(connection) as captured:
        post(application, number)
    return [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(CONTROL)]


def measure(*, posts: int) -> dict[str, Any]:
    """Both sides, alternating; who goes first alternates too."""
    from django.core.cache import cache
    from django.core.wsgi import get_wsgi_application

    from marketing_ai.conf import conf
    from marketing_ai.jobs import dispatch
    from marketing_ai.reviews.models import Review as Ours
    from shop_demo.models import Review

    application = get_wsgi_application()
    cache.clear()
    sent: list[float] = []
    send = dispatch.send

    def counted(*args: Any, **kwargs: Any) -> bool:
        taken = send(*args, **kwargs)
        if not taken:
            raise SystemExit("the broker of CELERY_BROKER_URL does not take messages")
        sent.append(time.perf_counter())
        return taken

    dispatch.send = counted  # type: ignore[assignment]
    number = 0
    times: dict[bool, list[float]] = {True: [], False: []}
    cpu: dict[bool, list[float]] = {True: [], False: []}
    start = time.perf_counter()
    for turn in range(WARM_UP + posts):
        for on in (True, False) if turn % 2 else (False, True):
            number += 1
            with installed(on):
                taken, used = post(application, number)
            if turn >= WARM_UP:
                times[on].append(taken)
                cpu[on].append(used)
    seconds = time.perf_counter() - start
    with_app, without = (queries(application, number + n, on=n == 1) for n in (1, 2))
    if Review.objects.count() != 2 * (WARM_UP + posts) + 2:
        raise SystemExit("not every review was stored")
    if Ours.objects.count() != WARM_UP + posts + 1:
        raise SystemExit("not every review waits")
    ratios = [a / b for a, b in zip(times[True], times[False], strict=True)]
    return {
        "added_queries": len(with_app) - len(without),
        "queries": {"installed": len(with_app), "not_installed": len(without)},
        "time_ratio": round(statistics.median(ratios), 3),
        "ratio_of_medians": round(
            statistics.median(times[True]) / statistics.median(times[False]), 3
        ),
        "cpu_ratio": round(statistics.median(cpu[True]) / statistics.median(cpu[False]), 3),
        "ms": {
            "installed": spread(times[True]),
            "not_installed": spread(times[False]),
        },
        "messages": len(sent),
        "messages_allowed": math.ceil(seconds / conf.REVIEW_DEBOUNCE_S) + 1,
        "posts": posts,
    }


def spread(values: list[float]) -> dict[str, float]:
    """Median and quartiles, in milliseconds."""
    low, median, high = statistics.quantiles(values, n=4)
    return {"median": round(median, 2), "low": round(low, 2), "high": round(high, 2)}


def forget_queue() -> None:
    """Delete the run's own queue where the broker keeps one."""
    from celery import current_app

    if str(current_app.conf.broker_url).startswith(("amqp", "pyamqp")):
        with current_app.connection_for_write() as broker:
            broker.default_channel.queue_delete(QUEUE)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--posts", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="review-save-") as directory:
        set_up(directory)
        from celery import current_app
        from django.db import connection

        try:
            found = measure(posts=options.posts)
        finally:
            forget_queue()
        result = {
            "name": "review_save",
            **found,
            "target": TARGET,
            "machine": {
                "cores": os.cpu_count(),
                "processor": platform.machine(),
                "python": platform.python_version(),
                "database": connection.vendor,
                "broker": str(current_app.conf.broker_url).split(":")[0],
                "load": round(os.getloadavg()[0], 1),
            },
        }
        connection.close()
    print(f"{result['added_queries']} more query, {result['time_ratio']} × the time")
    print(f"{result['ms']}; {result['messages']} of {result['messages_allowed']} messages")
    if options.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
