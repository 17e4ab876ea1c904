"""A campaign's life: draft → in review → live → ended, and its drafts.

    draft ⇄ in review → live → ended

Each step is a conditional UPDATE: of two people one gets WrongState.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from marketing_ai.catalog.base import get_catalog
from marketing_ai.copywriting.campaigns import CampaignProduct, CampaignState
from marketing_ai.copywriting.models import Campaign, CopyState, CopyVariant
from marketing_ai.copywriting.services.access import author, authorise, check_store
from marketing_ai.copywriting.services.publish import publish_many
from marketing_ai.copywriting.services.request import request_copy
from marketing_ai.exceptions import NothingSelected, UnknownProducts, WrongState
from marketing_ai.governance.stores import job_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import AbstractUser

    from marketing_ai.jobs.models import Job


# state → states it may go to
TRANSITIONS: dict[str, tuple[str, ...]] = {
    CampaignState.DRAFT: (CampaignState.IN_REVIEW,),
    CampaignState.IN_REVIEW: (CampaignState.DRAFT, CampaignState.LIVE),
    CampaignState.LIVE: (CampaignState.ENDED,),
    CampaignState.ENDED: (),
}


def request_campaign_copy(
    campaign: Campaign, *, actor: AbstractUser | None, variants: int | None = None
) -> Job:
    """Ask for all texts of the campaign: its products, kinds, languages, audience and offer.

    Raises what `request_copy` raises, and WrongState once the campaign has ended.
    """
    if campaign.state == CampaignState.ENDED:
        raise WrongState(state=campaign.get_state_display())
    return request_copy(
        products=campaign.products.all(),
        kinds=campaign.kinds,
        languages=campaign.languages,
        audience=campaign.audience,
        tone=campaign.tone,
        length=campaign.length,
        variants=variants,
        campaign=campaign,
        actor=actor,
    )


def add_products(
    campaign: Campaign | None,
    *,
    products: Sequence[Any],
    actor: AbstractUser | None,
    name: str = "",
) -> tuple[Campaign, int]:
    """Put products into a campaign, or into a new one of this name; how many were not in it.

    A new one is a draft of the products' store. Raises NotAllowed (generate_copy),
    NothingSelected, UnknownProducts (also for another store's), WrongState once it has ended.
    """
    stores = authorise(actor, "generate_copy")
    if not products or (campaign is None and not name):
        raise NothingSelected()
    cards = get_catalog().cards(products)
    for key in map(str, products):
        if key not in cards:
            raise UnknownProducts(ids=key)
        check_store(cards[key].store, stores, product_pk=key)
    with transaction.atomic():
        if campaign is None:
            campaign = Campaign.objects.create(
                name=name[:120],
                store=job_store(card.store for card in cards.values()),
                owner=author(actor),
            )
        else:
            check_store(campaign.store, stores, product_pk=campaign)
            if campaign.state == CampaignState.ENDED:
                raise WrongState(state=campaign.get_state_display())
        before = campaign.entries.count()
        CampaignProduct.objects.bulk_create(
            [CampaignProduct(campaign=campaign, product_id=pk) for pk in products],
            ignore_conflicts=True,
        )
        return campaign, campaign.entries.count() - before


def start_review(campaign: Campaign, *, actor: AbstractUser | None) -> Campaign:
    """draft → in review. Raises NotAllowed (generate_copy), WrongState, NothingSelected."""
    stores = authorise(actor, "generate_copy")
    check_store(campaign.store, stores, product_pk=campaign)
    if not campaign.entries.exists():
        raise NothingSelected()
    return _move(campaign, CampaignState.IN_REVIEW)


def back_to_draft(campaign: Campaign, *, actor: AbstractUser | None) -> Campaign:
    """in review → draft. Raises NotAllowed (approve_copy), WrongState."""
    stores = authorise(actor, "approve_copy")
    check_store(campaign.store, stores, product_pk=campaign)
    return _move(campaign, CampaignState.DRAFT)


def go_live(campaign: Campaign, *, actor: AbstractUser | None) -> tuple[Campaign, Job | None]:
    """in review → live; publishes the approved texts by a job (None where there are none).

    A campaign with a period gives it to its texts that have no window of their own: they are
    served in it and replace nothing. Raises NotAllowed (publish_copy), WrongState.
    """
    stores = authorise(actor, "publish_copy")
    check_store(campaign.store, stores, product_pk=campaign)
    with transaction.atomic():
        _move(campaign, CampaignState.LIVE)
        approved = CopyVariant.objects.filter(campaign=campaign, state=CopyState.APPROVED)
        approved.filter(starts__isnull=True, ends__isnull=True).update(
            starts=campaign.starts, ends=campaign.ends
        )
        texts = list(approved)
        job = publish_many(texts, actor=actor) if texts else None
    return campaign, job


def end(campaign: Campaign, *, actor: AbstractUser | None) -> Campaign:
    """live → ended: the windows of its texts close now, and the earlier texts are back.

    A text without a window stays: it has become the product's text. Raises NotAllowed
    (publish_copy), WrongState.
    """
    stores = authorise(actor, "publish_copy")
    check_store(campaign.store, stores, product_pk=campaign)
    now = timezone.now()
    with transaction.atomic():
        _move(campaign, CampaignState.ENDED)
        windowed = CopyVariant.objects.filter(
            Q(ends__isnull=True) | Q(ends__gt=now),
            campaign=campaign,
            windowed=True,
            state=CopyState.PUBLISHED,
        )
        # one whose window has not begun is taken back instead: it would end before it starts
        windowed.filter(Q(starts__isnull=True) | Q(starts__lt=now)).update(ends=now)
        windowed.filter(starts__gte=now).update(
            state=CopyState.APPROVED,
        )
    return campaign


def _move(campaign: Campaign, state: str) -> Campaign:
    allowed = [source for source, targets in TRANSITIONS.items() if state in targets]
    rows = Campaign.objects.filter(pk=campaign.pk, state__in=allowed)
    if not rows.update(state=state):
        campaign.refresh_from_db(fields=["state"])
        raise WrongState(state=campaign.get_state_display())
    campaign.state = CampaignState(state)
    return campaign
