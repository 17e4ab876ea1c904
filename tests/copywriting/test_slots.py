from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from marketing_ai.copywriting import slots

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@dataclass
class FakeOffer:
    rule: str = "percent_off"
    value: Decimal | None = Decimal("20.00")
    threshold: Decimal | None = None
    currency: str = "EUR"
    starts: datetime = NOW - timedelta(days=1)
    ends: datetime = datetime(2026, 12, 1, tzinfo=UTC)
    stock_cap: int | None = None


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown"),
    [
        ("1200", "EUR", "en", "€1,200.00"),
        ("1200", "EUR", "de", "1.200,00\N{NO-BREAK SPACE}€"),
        ("54.9", "CNY", "zh-hans", "¥54.90"),
        ("1500", "JPY", "en", "¥1,500"),
        ("12.5", "SEK", "en", "12.50\N{NO-BREAK SPACE}SEK"),
    ],
)
def test_a_price_is_written_as_the_language_writes_it(amount, currency, language, shown):
    assert slots.format_money(Decimal(amount), currency, language) == shown


@pytest.mark.parametrize(
    ("rule", "value", "threshold", "currency", "english", "chinese"),
    [
        ("percent_off", "20", None, "EUR", "20% off", "8折"),
        ("percent_off", "15", None, "EUR", "15% off", "8.5折"),
        ("amount_off", "10", None, "CNY", "¥10 off", "立减10元"),
        ("threshold_off", "50", "300", "CNY", "¥50 off when you spend ¥300 or more", "满300减50"),
        ("threshold_off", "50", "300", "EUR", "€50 off when you spend €300 or more", "满€300减€50"),
        ("free_shipping", None, None, "EUR", "free shipping", "包邮"),
        ("free_shipping", None, "49.5", "EUR", "free shipping from €49.50", "满€49.50包邮"),
        ("buy_x_get_y", "1", "2", "", "buy 2, get 1 free", "买2赠1"),
    ],
)
def test_every_rule_has_words_in_both_languages(rule, value, threshold, currency, english, chinese):
    offer = FakeOffer(
        rule=rule,
        value=Decimal(value) if value else None,
        threshold=Decimal(threshold) if threshold else None,
        currency=currency,
    )
    assert slots.offer_phrase(offer, "en") == english
    assert slots.offer_phrase(offer, "zh-hans") == chinese


def test_an_offer_that_ends_at_midnight_lasts_until_the_day_before():
    assert slots.end_phrase(datetime(2026, 12, 1, tzinfo=UTC), "en") == "30 November 2026"
    assert slots.end_phrase(datetime(2026, 12, 1, tzinfo=UTC), "zh-hans") == "2026年11月30日"
    assert slots.end_phrase(datetime(2026, 12, 1, 18, tzinfo=UTC), "en") == "1 December 2026, 18:00"


def test_all_slots_are_filled_at_once():
    text = slots.fill(
        "Now {price}: {offer}, until {offer_end}.",
        language="en",
        price=Decimal("54.9"),
        currency="EUR",
        offer=FakeOffer(),
    )
    assert text == "Now €54.90: 20% off, until 30 November 2026."


def test_a_value_that_looks_like_a_slot_is_not_filled_again():
    assert slots.fill("{price} {x}", language="en", price=Decimal(1), currency="{offer}") == (
        "1.00\N{NO-BREAK SPACE}{offer} {x}"
    )


@pytest.mark.parametrize("text", ["Now {price}.", "Now {offer}.", "Until {offer_end}."])
def test_a_text_whose_slot_has_no_value_is_not_shown(text):
    assert slots.fill(text, language="en") is None


def test_an_offer_holds_from_the_second_it_starts_to_the_second_it_ends():
    offer = FakeOffer(starts=NOW, ends=NOW + timedelta(hours=1))
    second = timedelta(seconds=1)
    assert not slots.offer_is_on(offer, now=NOW - second)
    assert slots.offer_is_on(offer, now=NOW)
    assert slots.offer_is_on(offer, now=offer.ends - second)
    assert not slots.offer_is_on(offer, now=offer.ends)


def test_an_offer_while_stocks_last_ends_when_they_are_gone():
    offer = FakeOffer(stock_cap=10)
    assert slots.offer_is_on(offer, now=NOW, stock=3)
    assert not slots.offer_is_on(offer, now=NOW, stock=0)
    assert not slots.offer_is_on(FakeOffer(stock_cap=0), now=NOW, stock=3)
    assert slots.offer_is_on(FakeOffer(), now=NOW, stock=0)
