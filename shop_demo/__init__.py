"""The demo shop: a small host project that binds `marketing_ai` to models of its own."""

from shop_demo.celery import app as celery_app

__all__ = ["celery_app"]
