"""Quantities read from text and compared across units."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketing_ai.grounding.numbers import read_chinese, read_digits, read_words
from marketing_ai.grounding.units import Quantity, find_quantities, same, unit_factor


def one(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "dimension", "values"),
    [
        ("1.7 l", "volume", (1.7,)),
        ("1,700 ml", "volume", (1.7,)),
        ("12 x 3 cm", "length", (0.12, 0.03)),
        ("½ inch", "length", (0.0127,)),
        ("5–7 kg", "mass", (5000.0, 7000.0)),
        ("half a litre", "volume", (0.5,)),
        ("one and a half litres", "volume", (1.5,)),
        ("一千八百瓦", "watt", (1800.0,)),
        ("3斤", "mass", (1500.0,)),
        ("三两", "mass", (150.0,)),
        ("6.1寸", "length", (0.15494,)),
        ("1万毫安时", "ampere_hour", (10.0,)),
        ("百分之八十", "percent", (80.0,)),
        ("1 h 30 min", "time", (5400.0,)),
        ("6 ft 2 in", "length", (1.8796,)),
        ('15.6" screen', "length", (0.39624,)),
        ("25℃", "temperature", (298.15,)),
        ("5,5 kg", "mass", (5500.0,)),
        ("一米二", "length", (1.2,)),
        ("一米二八", "length", (1.28,)),
        ("1米2", "length", (1.2,)),
        ("两斤半", "mass", (1250.0,)),
        ("一斤二两", "mass", (600.0,)),
        ("半斤", "mass", (250.0,)),
        ("四两一袋", "mass", (200.0,)),
        ("两百七十斤", "mass", (135_000.0,)),
        ("两个半小时", "time", (9000.0,)),
        ("十二个钟", "time", (43_200.0,)),
        ("两米乘两米三", "length", (2.0, 2.3)),
        ("一米到一米二", "length", (1.0, 1.2)),
        ("three-quarters of a litre", "volume", (0.75,)),
        ("two-fifths of it", "percent", (40.0,)),
        ("600 grams a square metre", "gsm", (600.0,)),
        ("half a dozen", "", (6.0,)),
    ],
)
def test_quantity_is_read(text: str, dimension: str, values: tuple[float, ...]) -> None:
    quantity = one(text)
    assert quantity.dimension == dimension
    assert quantity.values == pytest.approx(values)


def test_number_behind_a_unit_that_counts_something_is_its_own() -> None:
    assert find_quantities("一斤一袋")[0].values == (500.0,)
    assert [q.values[0] for q in find_quantities("一米两根")] == [1.0, 2.0]


def test_point_before_three_digits_has_two_readings() -> None:
    assert one("10.000 mAh").readings == pytest.approx((0.01, 10.0))


@pytest.mark.parametrize("text", ["3 in the box", "2 in 1", "model 5 G"])
def test_preposition_or_letter_is_no_unit(text: str) -> None:
    assert all(not q.unit for q in find_quantities(text))


@pytest.mark.parametrize(
    ("claimed", "stated", "carried"),
    [
        ("1700 ml", "1.7 l", True),
        ("2 l", "1.7 l", False),
        ("12 inches", "30 cm", True),  # 11.8, shown without a decimal
        ("13 inches", "30 cm", False),
        ("11.5 inches", "30 cm", False),
        ("over 5 kg", "5.5 kg", True),
        ("over 5 kg", "4.9 kg", False),
        ("up to 12 hours", "10 hours", False),
        ("under 2 kg", "1.8 kg", True),
        ("about 5 kg", "5.1 kg", True),
        ("6 kg", "5-7 kg", False),
        ("up to 7 kg", "5-7 kg", True),
        ("2 years", "24 months", True),
        ("30 x 20 cm", "20 x 30 cm", True),
        ("482 °F", "250 °C", True),
        ("1 m", "1 kg", False),
        ("eight-inch", "20 cm", True),
        ("nine-inch", "20 cm", False),
        ("six feet", "1.8 m", True),
        ("six feet", "1.7 m", False),
        ("1.1 kg", "1,120 g", True),
        ("1.1 kg", "1,180 g", False),
        ("1.1 kg", "1.12 kg", False),  # one unit: no rounding without a word for it
        ("nearly 11 inches", "27 cm", True),
        ("nearly 13 inches", "27 cm", False),
        ("about 200 g", "190 g", True),
        ("about 200 g", "165 g", False),
        ("about 60 °C", "80 °C", False),
        ("将近一斤", "450 g", True),
        ("将近一斤", "400 g", False),
        ("七两多", "357 g", True),
        ("七两多", "410 g", False),
        ("不到二两", "98克", True),
        ("不到二两", "110克", False),
        ("四两不到", "190克", True),
        ("半斤左右", "252克", True),
        ("110公分封顶", "70至110厘米", True),
        ("120公分封顶", "70至110厘米", False),
        ("三个月", "90天", True),
        ("四个月", "90天", False),
        ("38 by 28 cm", "38 × 28 × 6 cm", True),
        ("38 by 38 cm", "38 × 28 × 6 cm", False),
    ],
)
def test_text_is_carried_by_the_same_amount_only(claimed: str, stated: str, carried: bool) -> None:
    assert same(one(claimed), one(stated)) is carried


@given(st.integers(min_value=1, max_value=9_999))
def test_number_written_in_chinese_reads_back(n: int) -> None:
    digits = "零一二三四五六七八九"
    parts, rest = "", n
    for scale, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, scale)
        if digit:
            parts += digits[digit] + sign
        elif parts and rest:
            parts += "零"
    assert read_chinese(parts.rstrip("零")) == n


@given(st.integers(min_value=1_000, max_value=9_999_999))
def test_thousands_are_read_with_every_separator(n: int) -> None:
    for sign in (",", " ", "’"):
        readings, step = read_digits(f"{n:,}".replace(",", sign))
        assert float(n) in readings
        assert step == 1.0


def test_number_words_add_up() -> None:
    assert read_words("two hundred and fifty") == 250
    assert read_words("twenty-four") == 24
    assert read_words("three thousand") == 3000


@settings(deadline=None)  # the first case builds pint's registry
@given(st.floats(min_value=0.1, max_value=5000), st.sampled_from(["centimetre", "inch", "foot"]))
def test_conversion_agrees_with_pint(value: float, unit: str) -> None:
    import pint

    expected = pint.get_application_registry().Quantity(value, unit).to("metre").magnitude
    _, factor, offset = unit_factor(unit)
    assert value * factor + offset == pytest.approx(expected)
