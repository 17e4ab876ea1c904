"""Fills the demo shop: catalogue, staff, customers with their orders, reviews.

Safe to run twice: a row that is there (by slug, SKU, e-mail, order number, review text) is left as
it is, edits included, and only missing ones are written. Texts come from the JSON Lines files under
`data/`; who bought what and when is drawn by `history` from a fixed seed.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from marketing_ai.governance.stores import GROUP_PREFIX
from shop_demo import history
from shop_demo.models import Category, Customer, Order, OrderLine, Product, Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DATA = Path(__file__).resolve().parent / "data"
CHUNK = 200  # rows a statement; SQLite takes 32,766 variables at most
REVIEW_FILES = ("reviews_en.jsonl", "reviews_zh.jsonl")

SEE_SHOP = ("shop_demo.view_product", "shop_demo.view_category", "shop_demo.view_review")
# group name → permissions, as app_label.codename
GROUPS: dict[str, tuple[str, ...]] = {
    "copy editors": (
        *SEE_SHOP,
        "shop_demo.change_product",
        "marketing_ai.view_marketing",
        "marketing_ai.generate_copy",
    ),
    "copy approvers": (
        *SEE_SHOP,
        "marketing_ai.view_marketing",
        "marketing_ai.approve_copy",
        "marketing_ai.publish_copy",
        "marketing_ai.undo_copy",
    ),
    f"{GROUP_PREFIX}north": SEE_SHOP,
}
# user name → groups; `admin` is a superuser and needs none
STAFF: dict[str, tuple[str, ...]] = {
    "admin": (),
    "editor": ("copy editors",),
    "approver": ("copy approvers",),
    "staff_north": ("copy editors", "copy approvers", f"{GROUP_PREFIX}north"),
}


@dataclass(slots=True, kw_only=True)
class SeedReport:
    """What one run wrote, in rows by model name; a run on a full shop writes none."""

    created: Counter[str] = field(default_factory=Counter)
    new_users: list[str] = field(default_factory=list)  # got the password of this run
    missing_permissions: list[str] = field(default_factory=list)  # named above, not in the database


def flush_shop() -> int:
    """Delete the shop's products, customers, orders and reviews; return rows gone."""
    with transaction.atomic():
        models = (Review, OrderLine, Order, Customer, Product, Category)
        return sum(model._default_manager.all().delete()[0] for model in models)


def seed_shop(*, now: datetime, password: str) -> SeedReport:
    """Write what is missing of the demo shop.

    now: aware; orders and reviews are spread over the 18 months before it.
    password: for staff users that this run creates; those that exist keep theirs.
    """
    report = SeedReport()
    _seed_staff(report, password=password)
    with transaction.atomic():
        _seed_catalogue(report, now=now)
    with transaction.atomic():
        _seed_history(report, now=now)
    with transaction.atomic():
        _seed_reviews(report, now=now)
    return report


def read_rows(name: str) -> Iterator[dict[str, Any]]:
    """The objects of one data file, in order."""
    with (DATA / name).open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _create(report: SeedReport, model: Any, rows: Iterable[Any]) -> None:
    """Write `rows` in chunks and count them."""
    found = list(rows)
    model._default_manager.bulk_create(found, batch_size=CHUNK)
    report.created[model.__name__] += len(found)


def _seed_staff(report: SeedReport, *, password: str) -> None:
    """Staff users and their groups; permissions that nobody defined are reported, not invented."""
    wanted = {permission for group in GROUPS.values() for permission in group}
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type").filter(
            content_type__app_label__in={name.split(".")[0] for name in wanted}
        )
    }
    report.missing_permissions = sorted(wanted - known.keys())
    groups = {}
    for name, permissions in GROUPS.items():
        groups[name], _new = Group.objects.get_or_create(name=name)
        groups[name].permissions.add(*(known[p] for p in permissions if p in known))
    user_model = get_user_model()
    for username, memberships in STAFF.items():
        if user_model._default_manager.filter(username=username).exists():
            continue
        user = user_model(
            username=username,
            email=f"{username}@shop.example",
            is_staff=True,
            is_superuser=username == "admin",
        )
        user.set_password(password)
        user.save()
        user.groups.set([groups[name] for name in memberships])
        report.new_users.append(username)
        report.created["User"] += 1


def _seed_catalogue(report: SeedReport, *, now: datetime) -> None:
    """Categories, products, then the variants of those products."""
    shelves = list(read_rows("categories.jsonl"))
    there = set(Category.objects.values_list("slug", flat=True))
    _create(report, Category, (Category(**row) for row in shelves if row["slug"] not in there))
    categories = Category.objects.in_bulk(field_name="slug")

    rows = list(read_rows("products.jsonl"))
    skus = set(Product.objects.values_list("sku", flat=True))
    # in the shop for two years; a few days apart, so "newest" means something
    opened = now - timedelta(days=730)
    _create(
        report,
        Product,
        (
            _product(row, categories[row["category"]], created=opened + timedelta(days=5 * i))
            for i, row in enumerate(rows)
            if row["sku"] not in skus
        ),
    )
    parents = Product.objects.in_bulk([row["sku"] for row in rows], field_name="sku")
    _create(
        report,
        Product,
        (
            _variant(variant, parents[row["sku"]])
            for row in rows
            for variant in row["variants"]
            if variant["sku"] not in skus
        ),
    )


def _product(row: dict[str, Any], category: Category, *, created: datetime) -> Product:
    return Product(
        sku=row["sku"],
        name=row["name"],
        slug=row["slug"],
        category=category,
        description=row["description"],
        specs=row["specs"],
        price=Decimal(row["price"]),
        currency=row["currency"],
        stock=row["stock"],
        image=row["image"],
        language=row["language"],
        store=row["store"],
        created=created,
    )


def _variant(row: dict[str, Any], parent: Product) -> Product:
    return Product(
        sku=row["sku"],
        name=f"{parent.name}, {row['label']}",
        slug=f"{parent.slug}-{row['sku'].lower()}",
        parent=parent,
        category_id=parent.category_id,
        specs=row["specs"],
        price=parent.price,
        currency=parent.currency,
        stock=row["stock"],
        image=parent.image,
        language=parent.language,
        store=parent.store,
        created=parent.created,
    )


def _seed_history(report: SeedReport, *, now: datetime) -> None:
    """Customers and their orders."""
    emails = set(Customer.objects.values_list("email", flat=True))
    people = history.draw_customers(now=now)
    _create(
        report,
        Customer,
        (
            Customer(
                email=person.email,
                name=person.name,
                region=person.region,
                birth_year=person.birth_year,
                marketing_consent=person.marketing_consent,
                created=person.created,
            )
            for person in people
            if person.email not in emails
        ),
    )
    offers = [
        history.Offer(
            sku=row["sku"],
            category=row["category"],
            price=Decimal(row["price"]),
            currency=row["currency"],
            variants=tuple(variant["sku"] for variant in row["variants"]),
        )
        for row in read_rows("products.jsonl")
        if not row.get("dirty")
    ]
    baskets = history.draw_orders(people, offers, now=now)
    numbers = set(Order.objects.values_list("number", flat=True))
    missing = [basket for basket in baskets if basket.number not in numbers]
    customers = dict(Customer.objects.values_list("email", "pk"))
    _create(
        report,
        Order,
        (
            Order(
                number=basket.number,
                customer_id=customers[basket.email],
                placed_at=basket.placed_at,
                status=basket.status,
                currency=basket.currency,
            )
            for basket in missing
        ),
    )
    orders = dict(Order.objects.values_list("number", "pk"))
    products = dict(Product.objects.values_list("sku", "pk"))
    _create(
        report,
        OrderLine,
        (
            OrderLine(
                order_id=orders[basket.number],
                product_id=products[line.sku],
                quantity=line.quantity,
                unit_price=line.unit_price,
            )
            for basket in missing
            for line in basket.lines
        ),
    )


def _seed_reviews(report: SeedReport, *, now: datetime) -> None:
    """Reviews from the data files.

    A verified one gets a customer who had bought by then, if there is one left: others bought
    without an account.
    """
    there = Counter(Review.objects.values_list("product_id", "author_name", "text"))
    products = dict(Product.objects.values_list("sku", "pk"))
    buyers = _buyers()
    taken: set[tuple[int, int]] = set()
    new = []
    for name in REVIEW_FILES:
        for row in read_rows(name):
            product, created = products[row["sku"]], now - timedelta(days=row["days_ago"])
            customer = None
            if row["verified"]:
                customer = next(
                    (
                        who
                        for since, who in buyers[product]
                        if since < created and (product, who) not in taken
                    ),
                    None,
                )
            if customer:
                taken.add((product, customer))
            key = (product, row["author"], row["text"])
            if there[key]:  # counted, since the data holds duplicates on purpose
                there[key] -= 1
                continue
            new.append(
                Review(
                    product_id=product,
                    customer_id=customer,
                    author_name=row["author"],
                    stars=row["stars"],
                    title=row["title"],
                    text=row["text"],
                    language=row["language"],
                    verified=row["verified"],
                    incentivised=row["incentivised"],
                    status=row["status"],
                    created=created,
                )
            )
    _create(report, Review, new)


def _buyers() -> dict[int, list[tuple[datetime, int]]]:
    """By product page (the parent's id): who bought it or one of its variants, earliest first."""
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    lines = OrderLine.objects.order_by("order__placed_at").values_list(
        "product_id", "product__parent_id", "order__placed_at", "order__customer_id"
    )
    for product, parent, placed_at, customer in lines:
        found[parent or product].append((placed_at, customer))
    return found
