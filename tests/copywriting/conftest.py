"""A small shop of the demo's own models, people with single permissions, and a worker."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission

from marketing_ai.copywriting import services
from marketing_ai.copywriting.models import Campaign, CampaignProduct, Offer
from marketing_ai.jobs.runner import run_chunk
from shop_demo.models import Category, Product

TABLE = [("Material", "oak", ""), ("Height", "52", "cm")]
# what the dummy model answers; the opening words are the prompt's
CLEAN = " is made of oak and is 52 cm high."
UNCLEAN = " is made of walnut and is 90 cm high."


class Shop:
    """Makes what a test needs, with short names."""

    def __init__(self):
        self.category = Category.objects.create(name="Furniture", slug="furniture")
        self.n = 0

    def product(self, name="Merlow Table", facts=TABLE, **fields):
        self.n += 1
        fields = {"price": Decimal("54.90"), "currency": "EUR", "stock": 4, **fields}
        return Product.objects.create(
            name=name,
            slug=f"p-{self.n}",
            sku=f"P-{self.n}",
            category=fields.pop("category", self.category),
            specs=[{"name": n, "value": v, "unit": u} for n, v, u in facts],
            **fields,
        )

    def user(self, *actions, groups=(), **fields):
        self.n += 1
        user = get_user_model().objects.create_user(
            f"user{self.n}", password="x", is_staff=True, **fields
        )
        user.user_permissions.set(
            Permission.objects.filter(codename__in=actions, content_type__app_label="marketing_ai")
        )
        for name in groups:
            user.groups.add(Group.objects.get_or_create(name=name)[0])
        return user

    def draft(self, product, text="The Merlow Table is made of oak.", **fields):
        return services.paste_text(
            product_pk=product.pk,
            kind=fields.pop("kind", "description"),
            language=fields.pop("language", "en"),
            text=text,
            actor=None,
            **fields,
        )

    def published(self, product, text="The Merlow Table is made of oak.", **fields):
        variant = services.approve(self.draft(product, text, **fields), actor=None)
        return variant, services.publish(variant, actor=None)

    def campaign(self, *products, **fields):
        campaign = Campaign.objects.create(name="Autumn", **fields)
        for product in products:
            CampaignProduct.objects.create(campaign=campaign, product=product)
        return campaign

    def offer(self, campaign, **fields):
        return Offer.objects.create(campaign=campaign, **fields)


@pytest.fixture
def shop(db):
    return Shop()


@pytest.fixture
def answers(settings):
    """Set what the dummy model says, sample by sample."""

    def set_answers(*texts):
        settings.MARKETING_AI = {
            **settings.MARKETING_AI,
            "TEXT_MODELS": {"*": {"backend": "dummy", "answers": list(texts)}},
        }

    return set_answers


@pytest.fixture
def work(db):
    """Do a job's chunks in this process, as a worker would."""

    def do(job):
        while run_chunk(job.pk):
            pass
        job.refresh_from_db()
        return job

    return do
