"""A web process that dies: `python -m tests.reviews.saver PRODUCT` saves a review in autocommit
and is killed between the shop's statement and ours."""

from __future__ import annotations

import os
import signal
import sys

import django

django.setup()

from marketing_ai.reviews import intake  # noqa: E402
from shop_demo.models import Review  # noqa: E402

intake.take_in = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
Review.objects.create(
    product_id=int(sys.argv[1]), author_name="Kim", stars=5, text="Great sound.", status="approved"
)
