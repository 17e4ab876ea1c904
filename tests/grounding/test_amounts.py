"""Amounts in a text against facts that write them otherwise, and the near misses."""

from __future__ import annotations

import pytest

from marketing_ai.grounding.claims import check_claims
from marketing_ai.grounding.facts import Fact
from marketing_ai.grounding.packs import listed, pack_amounts


def opened(text: str, **rows: str) -> list[str]:
    facts = [Fact(name=name.replace("_", " "), value=value) for name, value in rows.items()]
    return [claim.text for claim in check_claims(text, facts, language="en").open]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Twenty bulbs on ten metres of cable.", {"Bulbs": "20", "Length": "10 m"}),
        ("72%, from far away", {"Cocoa": "72%"}),
        ("43 per cent; go gently.", {"Alcohol": "43% vol"}),
        ("six weeks between charges", {"Battery": "up to 6 weeks"}),
        ("充满一次能亮八小时", {"续航": "8小时"}),
        ("Hot in 25 seconds.", {"Heat-up": "25 s"}),
        ("27 cm wide", {"Diameter": "27 cm"}),
        ("At 120 by 80 it holds more", {"Size": "120 × 80 × 40 cm"}),
        ("183 long and 66 wide", {"Size": "183 × 66 cm"}),
        ("40乘28,够大", {"尺寸": "40×28×2厘米"}),
        ("three ports", {"Ports": "USB-C, 2 × USB-A"}),
        ("half a dozen bags", {"Pack": "6"}),
        ("eight socks", {"Pack": "4 pairs"}),
        ("six hundred grams in six tubs", {"Tubs": "6 × 100 g"}),
        ("360 wipes", {"Pack": "6 × 60"}),
        ("十二颗小胶囊", {"规格": "18毫升×12颗"}),
        ("两瓶共一升", {"净含量": "500毫升×2瓶"}),
        ("Yours for eighteen pounds.", {"Price": "£18"}),
        ("只要一百二十九块", {"价格": "129元"}),
        ("Two sheets to stick on", {"Pack": "2"}),
        ("Yours for under twenty pounds.", {"Price": "£18"}),
        ("six-year-olds", {"Age": "6+"}),
        ("two- to eight-year-olds", {"Age": "2–8 years"}),
        ("for babies from six months", {"Age": "6-18 months"}),
        ("From two players", {"Players": "2–6"}),
        ("up to size 48", {"Sizes": "35–48"}),
        ("three lengths", {"Lengths": "30, 32, 34"}),
        ("in six sizes", {"Sizes": "XS–XXL"}),
        ("eight cups", {"Cups": "8"}),
        ("24 calories", {"Calories": "24"}),
        ("washed at forty", {"Wash": "40 °C"}),
        ("hot after six hours, cold after twelve.", {"Hot": "6 h", "Cold": "12 h"}),
        ("71% wholegrain", {"Wholegrain": "71%"}),
        ("十个月到两岁", {"适合": "10-24个月"}),
        ("一只五两六", {"重量": "单只280g"}),
        ("三两来重", {"重量": "155克"}),
        ("六度,好入口", {"酒精": "6%"}),
        ("41度洋槐蜜", {"波美度": "41"}),
    ],
)
def test_amount_is_carried_however_the_fact_writes_it(text: str, rows: dict[str, str]) -> None:
    assert opened(text, **rows) == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("12 metres of cable", {"Length": "10 m"}),
        ("ten feet of cable", {"Length": "10 m"}),
        ("a cable of ten metres", {"Cable": "1 m", "Range": "10 m"}),
        ("72% cocoa", {"Cocoa": "60%", "Humidity": "72%"}),
        ("charges in 8 hours", {"Battery life": "8 h"}),
        ("holds 5 kg", {"Weight": "5 kg"}),
        ("24 cm tall", {"Width": "24 cm"}),
        ("120 by 90", {"Size": "120 × 80 cm"}),
        ("90 wide", {"Size": "120 × 80 cm"}),
        ("80 wide", {"Height": "80 cm"}),
        ("four ports", {"Ports": "USB-C, 2 × USB-A"}),
        ("five speeds", {"Pieces": "5"}),
        ("seven hundred grams", {"Tubs": "6 × 100 g"}),
        ("两瓶共两升", {"净含量": "500毫升×2瓶"}),
        ("Yours for nineteen pounds.", {"Price": "£18"}),
        ("一斤二两", {"净含量": "700克"}),
        ("a dozen bags", {"Pack": "6"}),
        ("Yours for under twelve pounds.", {"Price": "£18"}),
        ("five-year-olds", {"Age": "6+"}),
        ("for babies from four months", {"Age": "6-18 months"}),
        ("From three players", {"Players": "2–6"}),
        ("up to size 50", {"Sizes": "35–48"}),
        ("four lengths", {"Lengths": "30, 32, 34"}),
        ("in five sizes", {"Sizes": "XS–XXL"}),
        ("two spare heads", {"Head": "microfibre, machine-washable"}),
        ("nine cups", {"Cups": "8"}),
        ("washed at sixty", {"Wash": "40 °C"}),
        ("48 by 63 cm", {"Size": "48 × 36 cm"}),
        ("guaranteed for two years", {"Warranty": "1 year"}),
        ("80% wholegrain", {"Wholegrain": "71%"}),
        ("十个月到三岁", {"适合": "10-24个月"}),
        ("一只六两六", {"重量": "单只280g"}),
        ("八度,好入口", {"酒精": "6%"}),
    ],
)
def test_another_amount_or_attribute_stays_open(text: str, rows: dict[str, str]) -> None:
    assert opened(text, **rows) != []


def test_pack_comes_to_count_size_and_total() -> None:
    found = {(q.dimension, q.values[0]) for q in pack_amounts("6 × 100 g")}
    assert found == {("", 6.0), ("mass", 100.0), ("mass", 600.0)}
    assert all(not q.unit for q in pack_amounts("40 × 28 cm"))


@pytest.mark.parametrize(
    ("values", "count"),
    [(["USB-C, 2 × USB-A"], 3), (["USB-A×2、USB-C×1"], 3), (["2C1A"], 3), (["red", "blue"], 2)],
)
def test_list_with_counts_is_added_up(values: list[str], count: int) -> None:
    assert listed(values) == count
