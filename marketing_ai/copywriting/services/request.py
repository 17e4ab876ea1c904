"""Asking for copy: what would happen, and the job that does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from marketing_ai.copywriting.services.values import CopyEstimate

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser
    from django.db.models import QuerySet

    from marketing_ai.copywriting.models import Campaign, Offer
    from marketing_ai.jobs.models import Job



def estimate_copy(
    *,
    products: QuerySet[Any] | Sequence[Any],
    kinds: Sequence[str] = ("description",),
    languages: Sequence[str] = (),
    audience: str = "",
    tone: str = "plain",
    length: str = "medium",
    variants: int | None = None,
    actor: AbstractUser | None = None,
) -> CopyEstimate:
    """What `request_copy` with the same arguments would do; writes nothing, loads no model.

    Raises what `request_copy` raises, except that engines which are not ready are told in
    the estimate instead.
    """
    raise NotImplementedError


def request_copy(
    *,
    products: QuerySet[Any] | Sequence[Any],
    kinds: Sequence[str] = ("description",),
    languages: Sequence[str] = (),
    audience: str = "",
    tone: str = "plain",
    length: str = "medium",
    variants: int | None = None,
    campaign: Campaign | None = None,
    offer: Offer | None = None,
    actor: AbstractUser | None = None,
    note: str = "",
    notify_email: str = "",
    notify_webhook: str = "",
) -> Job:
    """Write one job for these products; a worker drafts the texts.

    products: a queryset, instances or primary keys. A variant stands for the parent that
    carries its text; each parent is written once.
    languages: codes of SITE_LANGUAGES; empty: each product in its own language.
    variants: drafts kept a text; None: COPY_VARIANTS.
    actor: None is the system itself.

    Raises NotAllowed (permission `generate_copy`), NothingSelected, UnknownProducts (an id
    that does not exist or lies in a store the actor may not see), UnknownChoice (kind, tone,
    length or language; reviews among them), OfferInvalid (a promotion without a running or
    coming offer), TemplateInvalid. Then nothing was written. Products without usable facts
    do not stop the others: each becomes a row error of the job.
    """
    raise NotImplementedError
