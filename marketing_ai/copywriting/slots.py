"""Slots: `{price}`, `{offer}` and `{offer_end}`, filled when a text is read.

No text states a price or an offer by itself: code puts the present value in, in the
text's language. A text whose slot has no value now (offer over, sold out, no price) is
not shown at all. Pure functions over values; English and Chinese sentences.
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from django.utils import timezone, translation
from django.utils.formats import date_format, number_format

from marketing_ai.copywriting.kinds import SLOTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_SLOT = re.compile("|".join(re.escape(slot) for slot in SLOTS))

_SYMBOLS = {
    "AUD": "A$",
    "BRL": "R$",
    "CAD": "CA$",
    "CNY": "¥",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "INR": "₹",
    "JPY": "¥",
    "KRW": "₩",
    "PLN": "zł",
    "TRY": "₺",
    "UAH": "₴",
    "USD": "$",
}
_NO_DECIMALS = {"JPY", "KRW", "VND", "CLP", "ISK"}  # ISO 4217: no minor unit
# languages that write the sign after the amount (CLDR, pattern "#,##0.00 ¤")
_SIGN_AFTER = {"bg", "cs", "da", "de", "es", "fi", "fr", "hu", "it", "pl", "pt", "ru", "sk", "sv"}


class OfferLike(Protocol):
    """What of an offer is put into words; `copywriting.models.Offer` has it."""

    rule: str
    value: Decimal | None
    threshold: Decimal | None
    currency: str
    starts: datetime
    ends: datetime
    stock_cap: int | None


def slots_in(text: str) -> tuple[str, ...]:
    """The known slots that stand in the text, each once, in order."""
    return tuple(dict.fromkeys(_SLOT.findall(text)))


def primary(language: str) -> str:
    """First part of a language code: "zh" of "zh-hans"."""
    return language.lower().replace("_", "-").partition("-")[0]


def can_word_offers(language: str) -> bool:
    """Whether an offer can be put into words in this language."""
    return primary(language) in _OFFER_WORDS


def offer_is_on(offer: OfferLike, *, now: datetime, stock: int | None = None) -> bool:
    """Whether the offer holds at `now`: its time, and pieces left where it has a stock cap.

    stock: pieces of the product; None where the shop does not count them.
    """
    if not offer.starts <= now < offer.ends:
        return False
    if offer.stock_cap is None:
        return True
    return offer.stock_cap > 0 and (stock is None or stock > 0)


def fill(
    text: str,
    *,
    language: str,
    price: Decimal | None = None,
    currency: str = "",
    offer: OfferLike | None = None,
) -> str | None:
    """The text with its slots filled; None where a slot has no value.

    Whether the offer is on is `offer_is_on`'s question. Nothing is escaped.
    """
    values: dict[str, str] = {}
    for slot in slots_in(text):
        value = _value(slot, language=language, price=price, currency=currency, offer=offer)
        if value is None:
            return None
        values[slot] = value
    return _SLOT.sub(lambda match: values[match.group()], text) if values else text


def format_money(amount: Decimal, currency: str, language: str, *, short: bool = False) -> str:
    """An amount in the way the language writes it: "€1,200.00", "1.200,00 €", "12.50 SEK".

    short: whole amounts without decimals, as offers have them.
    """
    decimals = 0 if currency in _NO_DECIMALS or (short and amount == int(amount)) else 2
    with translation.override(language):
        digits = number_format(amount, decimal_pos=decimals, use_l10n=True, force_grouping=True)
    sign = _SYMBOLS.get(currency)
    if sign is None:
        return f"{digits}\N{NO-BREAK SPACE}{currency}" if currency else digits
    if primary(language) in _SIGN_AFTER:
        return f"{digits}\N{NO-BREAK SPACE}{sign}"
    return f"{sign}{digits}"


def offer_phrase(offer: OfferLike, language: str) -> str | None:
    """The offer in words: "20% off", "满300减50"; None for a language without words for it."""
    words = _OFFER_WORDS.get(primary(language))
    return words(offer, language) if words else None


def end_phrase(ends: datetime, language: str) -> str:
    """The last moment as a date: "30 November 2026"; with the time unless it is midnight.

    `ends` is exclusive: an offer that ends on 1 December at 00:00 lasts until 30 November.
    """
    end = timezone.localtime(ends)
    midnight = (end.hour, end.minute, end.second) == (0, 0, 0)
    day = end - timedelta(seconds=1) if midnight else end
    with translation.override(language):
        date = date_format(day, "Y年n月j日" if primary(language) == "zh" else "j F Y")
    if midnight:
        return date
    clock = f"{end:%H:%M}"
    return f"{date}{clock}" if primary(language) == "zh" else f"{date}, {clock}"


def _value(
    slot: str,
    *,
    language: str,
    price: Decimal | None,
    currency: str,
    offer: OfferLike | None,
) -> str | None:
    if slot == "{price}":
        return None if price is None else format_money(price, currency, language)
    if offer is None:
        return None
    return offer_phrase(offer, language) if slot == "{offer}" else end_phrase(offer.ends, language)


def _number(value: Decimal) -> str:
    """Without trailing zeros: 20, 12.5."""
    return f"{value.normalize():f}"


def _english(offer: OfferLike, language: str) -> str:
    value, threshold = offer.value or Decimal(0), offer.threshold

    def money(amount: Decimal) -> str:
        return format_money(amount, offer.currency, language, short=True)

    match offer.rule:
        case "percent_off":
            return f"{_number(value)}% off"
        case "amount_off":
            return f"{money(value)} off"
        case "threshold_off":
            return f"{money(value)} off when you spend {money(threshold or Decimal(0))} or more"
        case "free_shipping":
            return f"free shipping from {money(threshold)}" if threshold else "free shipping"
        case "buy_x_get_y":
            return f"buy {_number(threshold or Decimal(0))}, get {_number(value)} free"
    raise ValueError(offer.rule)


def _chinese(offer: OfferLike, language: str) -> str:
    value, threshold = offer.value or Decimal(0), offer.threshold or Decimal(0)

    def money(amount: Decimal) -> str:
        # 满300减50: in the shop's own currency Chinese offers carry no sign
        if offer.currency in {"CNY", ""}:
            return _number(amount)
        return format_money(amount, offer.currency, language, short=True)

    match offer.rule:
        case "percent_off":
            return f"{_number((Decimal(100) - value) / 10)}折" if value < 100 else "免费"
        case "amount_off":
            return f"立减{money(value)}{'元' if offer.currency in {'CNY', ''} else ''}"
        case "threshold_off":
            return f"满{money(threshold)}减{money(value)}"
        case "free_shipping":
            return f"满{money(threshold)}包邮" if threshold else "包邮"
        case "buy_x_get_y":
            return f"买{_number(threshold)}赠{_number(value)}"
    raise ValueError(offer.rule)


_OFFER_WORDS: dict[str, Callable[[Any, str], str]] = {"en": _english, "zh": _chinese}
