"""A worker without a broker: `python -m tests.reviews.drainer` deals with what waits, for ever."""

from __future__ import annotations

import sys
import time

import django

django.setup()

from django.utils import timezone  # noqa: E402

from marketing_ai.reviews import services  # noqa: E402

while True:
    if not services.drain_pending(now=timezone.now).claimed:
        time.sleep(0.05)
    sys.stdout.write("x")
    sys.stdout.flush()
