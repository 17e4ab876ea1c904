"""Words of a text against facts that say the same in other words, and the near misses."""

from __future__ import annotations

import pytest

from marketing_ai.grounding.claims import check_claims
from marketing_ai.grounding.facts import Fact


def opened(text: str, rows: dict[str, str]) -> list[str]:
    facts = [Fact(name=name, value=value) for name, value in rows.items()]
    return [claim.text for claim in check_claims(text, facts, language="en").open]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        # denials
        ("free of nickel", {"Nickel-free": "yes"}),
        ("free of lactose", {"Lactose-free": "yes"}),
        ("contains no plastic", {"Packaging": "plastic-free"}),
        ("without a scrap of plastic", {"Plastic-free packaging": "yes"}),
        ("Nobody added sugar.", {"Added sugar": "none"}),
        ("fog-free", {"Anti-fog": "yes"}),
        ("0卡", {"热量": "0千卡"}),
        ("不加蔗糖", {"蔗糖": "0添加"}),
        ("0糖", {"糖": "0克"}),
        ("没放糖", {"含糖": "否"}),
        ("不含BPA", {"双酚A": "不含"}),
        ("别进洗碗机", {"洗碗机": "不可用"}),
        ("石棉未检出", {"石棉": "未检出"}),
        ("grinder sold separately", {"Grinder": "no"}),
        ("nothing but jute", {"Material": "100% jute"}),
        ("Free of plastic and dermatologically tested.",
         {"Plastic-free": "yes", "Skin test": "dermatologically tested"}),
        # synonyms
        ("全棉", {"材质": "100%棉"}),
        ("纯棉", {"材质": "棉100%"}),
        ("pure cotton", {"Cover": "100% cotton"}),
        ("白色", {"颜色": "白、墨绿"}),
        ("咖色", {"颜色": "咖啡、米白"}),
        ("splash-proof", {"Protection": "IPX4"}),
        ("splash-proof", {"Protection": "IP44"}),
        ("ready assembled", {"Assembled": "yes"}),
        ("in certified cedar", {"Wood": "cedar, FSC-certified"}),
        ("soy wax", {"Wax": "soy"}),
        ("tempered glass", {"Glass": "tempered, 6 mm"}),
        ("high-waisted", {"Rise": "high"}),
        ("machine-washable", {"Washable": "60 °C"}),
        ("in cotton and linen", {"Material": "cotton, linen"}),
        ("two microphones", {"Microphone": "dual"}),
        ("油皮", {"适用肤质": "油性"}),
        ("five years' guarantee", {"Warranty": "5 years"}),
        ("toughened glass", {"Glass": "toughened 4 mm"}),
        ("pear-scented", {"Scent": "pear"}),
        ("cotton-lined", {"Lining": "cotton"}),
        ("in sage green", {"Colour": "sage"}),
        ("gluten-free", {"Gluten": "free"}),
        ("soap-free", {"Soap": "none"}),
        ("Keep them out of the dishwasher.", {"Dishwasher": "no"}),
        ("香精酒精都没放", {"香精": "无", "酒精": "无"}),
        ("荧光剂没查出来", {"荧光剂": "未检出"}),
        ("有机", {"认证": "中国有机产品认证"}),
        ("敏感肌", {"适用": "混油、敏感"}),
        ("waterproof", {"Waterproof": "yes"}),
        ("water-repellent", {"Waterproof": "water-repellent"}),
        ("真皮", {"材质": "头层牛皮"}),
        ("牛皮", {"材质": "头层牛皮"}),
        ("waterproof", {"Waterproof": "IPX7"}),
        # no ranks
        ("lasts five hours at best", {"Battery": "up to 5 h"}),
        ("to the nearest 100 g", {"Graduation": "100 g"}),
        ("最高200℃", {"温度": "80至200摄氏度"}),
        ("最长定时十二小时", {"定时": "1至12小时"}),
        # what is fitted ends where the sentence goes on
        ("fits mattresses up to 30 cm deep and lasts", {"Mattress depth": "up to 30 cm"}),
        ("Fits you up to 1.90 m.", {"Length": "up to 190 cm"}),
    ],
)  # fmt: skip
def test_word_is_carried_by_a_fact_in_other_words(text: str, rows: dict[str, str]) -> None:
    assert opened(text, rows) == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("free of nickel", {"Nickel-free": "no"}),
        ("free of lactose", {"Nickel-free": "yes"}),
        ("contains plastic", {"Plastic-free": "yes"}),
        ("with added sugar", {"Added sugar": "none"}),
        ("0糖", {"糖": "5克"}),
        ("0卡", {"热量": "20千卡"}),
        ("fog-free", {"Anti-fog": "no"}),
        ("不含BPA", {"双酚A": "含"}),
        ("可进洗碗机", {"洗碗机": "不可用"}),
        ("特别防水", {"防水": "否"}),
        ("纯棉", {"材质": "棉80%、涤纶20%"}),
        ("pure cotton", {"Cover": "60% cotton, 40% linen"}),
        ("solid oak", {"Top": "oak veneer"}),
        ("solid brass", {"Colour": "brass-coloured"}),
        ("纯羊绒", {"成分": "山羊绒30%、羊毛70%"}),
        ("白色", {"颜色": "黑、墨绿"}),
        ("waterproof", {"Protection": "IPX4"}),
        ("splash-proof", {"Protection": "IP20"}),
        ("ready assembled", {"Assembled": "no"}),
        ("certified cedar", {"Wood": "cedar"}),
        ("soy wax", {"Wax": "paraffin"}),
        ("machine-washable", {"Wash": "by hand"}),
        ("干皮", {"适用肤质": "油性"}),
        ("洗碗机也完全没问题", {"洗碗机": "不可用"}),
        ("waterproof", {"Waterproof": "water-repellent"}),
        ("防水", {"防水": "防泼水"}),
        ("头层牛皮", {"材质": "二层牛皮"}),
        ("batteries included", {"Batteries": "2 × AA, not included"}),
        ("straight into the dishwasher", {"Dishwasher": "hand wash"}),
        ("natural rattan", {"Rattan": "synthetic"}),
        ("solid mahogany", {"Body": "mahogany, laminated"}),
        ("纯天丝", {"面料": "天丝棉混纺"}),
        ("有机", {"认证": "3C"}),
        ("guaranteed for life", {"Warranty": "10 years"}),
        ("shearling-lined", {"Lining": "leather"}),
        ("in moss green", {"Colour": "sage"}),
        ("scented", {"Scent": "none"}),
        ("RGB", {"Backlight": "white"}),
        ("最高220℃", {"温度": "80至200摄氏度"}),
        ("最好的锅", {"温度": "80至200摄氏度"}),
        ("行业第一", {"颜色": "黑"}),
        ("with a headrest", {"Headrest": "sold separately"}),
        ("Fits the Orbis 12 and all older models", {"Compatible with": "Orbis 12"}),
        ("strengthens your bones", {"Weight": "1 kg"}),
        ("改善失眠", {"净重": "1公斤"}),
    ],
)
def test_near_miss_stays_open(text: str, rows: dict[str, str]) -> None:
    assert opened(text, rows) != []


def test_of_two_fitted_things_only_the_one_no_fact_names_is_open() -> None:
    rows = {"Compatible with": "Orbis 12"}
    assert opened("Fits the Orbis 12 and all older models.", rows) == ["all older models"]


@pytest.mark.parametrize(
    "text",
    [
        "宝宝的第一把大人椅",
        "打开水龙头",
        "最后两公里",
        "The houseguest that never leaves",
        "father of two",
        "Grab one at half past three.",
        "in the best way",
        "露营最怕盘子碎一地",
        "睡前十分钟",
        "小时候棒棒糖的味道",
    ],
)
def test_order_and_turn_of_phrase_are_no_claims(text: str) -> None:
    assert opened(text, {"Colour": "red"}) == []
