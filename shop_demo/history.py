"""Draws the demo shop's customers and orders: pure functions over a fixed seed and a clock.

Nothing here is a real person. Behaviour is simple but not flat: few buy often and many once,
seasons move categories, and each customer keeps to a taste, so that segments and recommendations
find something. Everything is relative to `now`, so a demo is never stale.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

SEED = 20_240
N_CUSTOMERS = 150
N_ORDERS = 600
MONTHS = 18

FIRST = [
    "Mira",
    "Jonas",
    "Elif",
    "Tomas",
    "Ada",
    "Pavel",
    "Noor",
    "Henrik",
    "Lucia",
    "Oskar",
    "Priya",
    "Samir",
    "Greta",
    "Milan",
    "Ines",
    "Levin",
    "Clara",
    "Bruno",
    "Yuna",
    "Felix",
    "Salome",
    "Anton",
    "Tessa",
    "Rafael",
    "Ilse",
    "Kofi",
    "Maren",
    "Dario",
    "Wanda",
    "Emil",
]
LAST = [
    "Halden",
    "Quist",
    "Brandauer",
    "Okoro",
    "Lindqvist",
    "Petrov",
    "Marchetti",
    "Osei",
    "Falk",
    "Duarte",
    "Nowak",
    "Sarraf",
    "Ekberg",
    "Thorne",
    "Vesely",
    "Amsel",
    "Rooke",
    "Castellan",
    "Imhof",
    "Bexley",
]
ZH_NAMES = [
    "林小禾",
    "周明远",
    "陈思雨",
    "何嘉木",
    "许清",
    "沈一舟",
    "顾晓岚",
    "唐子墨",
    "梁雨桐",
    "方知秋",
    "白若溪",
    "程远",
    "叶青",
    "苏念",
    "江云帆",
]
REGIONS = ("north", "south", "east", "west", "coast", "abroad")

# how much more (or less) a category sells, January to December
SEASON: dict[str, tuple[float, ...]] = {
    "garden": (0.2, 0.4, 1.6, 2.4, 2.6, 1.8, 1.2, 0.9, 0.8, 0.5, 0.3, 0.5),
    "outdoor": (0.4, 0.5, 0.9, 1.3, 1.8, 2.2, 2.3, 1.7, 1.0, 0.6, 0.5, 0.8),
    "home-textiles": (1.3, 1.1, 0.9, 0.7, 0.6, 0.6, 0.6, 0.8, 1.2, 1.5, 1.6, 1.4),
    "toys": (0.5, 0.5, 0.7, 0.8, 0.8, 0.8, 0.9, 0.8, 0.8, 1.0, 2.2, 3.0),
    "clothing": (0.9, 0.8, 1.1, 1.1, 1.0, 0.9, 0.8, 0.9, 1.3, 1.4, 1.3, 1.4),
    "office": (1.3, 1.0, 0.9, 0.9, 0.8, 0.8, 0.8, 1.3, 1.6, 1.1, 0.9, 0.8),
}
# categories that one household buys together
TASTES: tuple[tuple[str, ...], ...] = (
    ("kitchen", "home-textiles", "personal-care"),
    ("outdoor", "shoes-bags", "clothing"),
    ("garden", "outdoor", "kitchen"),
    ("office", "electronics", "shoes-bags"),
    ("toys", "home-textiles", "personal-care"),
    ("clothing", "shoes-bags", "personal-care"),
    ("electronics", "office", "toys"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A customer to be."""

    email: str
    name: str
    region: str
    birth_year: int | None
    marketing_consent: bool
    created: datetime
    currency: str  # of the shop front they use
    taste: tuple[str, ...]
    rate: float  # relative number of orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What can be bought: a product, or one of its variants where it has any."""

    sku: str
    category: str
    price: Decimal
    currency: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a basket."""

    sku: str
    quantity: int
    unit_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """An order to be; its lines name different SKUs."""

    number: str
    email: str
    placed_at: datetime
    status: str
    currency: str
    lines: tuple[Line, ...]


def draw_customers(*, now: datetime) -> list[Person]:
    """The same `N_CUSTOMERS` people each time, with dates relative to `now`."""
    rng = random.Random(SEED)  # noqa: S311
    pairs = [f"{first} {last}" for first in FIRST for last in LAST]
    names = ZH_NAMES + rng.sample(pairs, N_CUSTOMERS - len(ZH_NAMES))
    people = []
    for i, name in enumerate(names):
        chinese = i < len(ZH_NAMES)
        local = f"customer{i + 1:03d}" if chinese else name.lower().replace(" ", ".")
        people.append(
            Person(
                email=f"{local}@mail.example",
                name=name,
                region="abroad" if chinese else rng.choices(REGIONS, (5, 4, 3, 4, 2, 1))[0],
                birth_year=rng.randint(1948, 2005) if rng.random() < 0.6 else None,
                marketing_consent=rng.random() < 0.55,
                created=now - timedelta(days=rng.uniform(20, 30 * MONTHS * 2)),
                currency="CNY" if chinese else "EUR",
                taste=rng.choice(TASTES),
                rate=rng.paretovariate(1.3),  # a few regulars, many who came once
            )
        )
    return people


def draw_orders(
    people: Sequence[Person], offers: Sequence[Offer], *, now: datetime
) -> list[Basket]:
    """`N_ORDERS` baskets over the last `MONTHS` months, oldest first.

    Each lies after its customer's first visit and before `now`. Raises ValueError where a currency
    of `people` has no offer.
    """
    rng = random.Random(SEED + 1)  # noqa: S311
    shelves: dict[tuple[str, str], list[Offer]] = {}
    for offer in offers:
        shelves.setdefault((offer.currency, offer.category), []).append(offer)
    # some things are found by everybody, others by few
    appeal = {offer.sku: rng.paretovariate(1.6) for offer in offers}
    buyers = rng.choices(people, [min(p.rate, 12.0) for p in people], k=N_ORDERS)
    drawn = [(_moment(rng, person.created, now), person) for person in buyers]
    drawn.sort(key=lambda pair: pair[0])
    return [
        _basket(rng, number, placed_at, person, shelves, appeal, now=now)
        for number, (placed_at, person) in enumerate(drawn, start=10_001)
    ]


def _moment(rng: random.Random, since: datetime, now: datetime) -> datetime:
    """A time after `since` in the last `MONTHS`; evenings and pre-Christmas weeks are busier."""
    since = max(since, now - timedelta(days=30 * MONTHS))
    span = (now - since).total_seconds()
    while True:
        moment = since + timedelta(seconds=rng.uniform(0, span))
        weight = (0.8 if moment.hour >= 17 else 0.5) * (1.25 if moment.month in (11, 12) else 1)
        if rng.random() < weight:
            return moment


def _basket(
    rng: random.Random,
    number: int,
    placed_at: datetime,
    person: Person,
    shelves: dict[tuple[str, str], list[Offer]],
    appeal: dict[str, float],
    *,
    now: datetime,
) -> Basket:
    open_shelves = [category for currency, category in shelves if currency == person.currency]
    if not open_shelves:
        raise ValueError(f"No product is offered in {person.currency}.")
    month = placed_at.month - 1
    weights = [
        (6.0 if category in person.taste else 1.0) * SEASON.get(category, (1.0,) * 12)[month]
        for category in open_shelves
    ]
    lines: dict[str, Line] = {}
    for _n in range(rng.choices((1, 2, 3, 4), (50, 28, 15, 7))[0]):
        shelf = shelves[person.currency, rng.choices(open_shelves, weights)[0]]
        offer = rng.choices(shelf, [appeal[o.sku] for o in shelf])[0]
        sku = rng.choice(offer.variants) if offer.variants else offer.sku
        quantity = rng.choices((1, 2, 3), (80, 15, 5))[0] if offer.price < 50 else 1
        lines.setdefault(sku, Line(sku=sku, quantity=quantity, unit_price=offer.price))
    if now - placed_at < timedelta(days=2):
        status = "paid"
    else:
        status = rng.choices(("shipped", "returned", "cancelled"), (91, 6, 3))[0]
    return Basket(
        number=f"D{number}",
        email=person.email,
        placed_at=placed_at,
        status=status,
        currency=person.currency,
        lines=tuple(lines.values()),
    )
