"""Celery's entries. Each may be delivered twice, late or never; the rows decide."""

from __future__ import annotations

import logging

from celery import shared_task

from marketing_ai.conf import conf
from marketing_ai.copywriting.services import ledger, reading

log = logging.getLogger("marketing_ai.copywriting")


@shared_task(
    name="marketing_ai.copywriting.read_claims",
    acks_late=True,
    reject_on_worker_lost=True,
    ignore_result=True,
)
def read_claims(variant_pk: int) -> None:
    """Have the checker read this text, and others that wait."""
    if not conf.ENABLED:
        return
    checker = reading.load_checker()
    if checker is None:
        return
    pks = list(dict.fromkeys([variant_pk, *reading.waiting()]))
    n = ledger.read_waiting(pks, checker=checker)
    log.info("claims read", extra={"action": "claims_read", "texts": n})
