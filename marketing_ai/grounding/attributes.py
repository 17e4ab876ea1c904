"""What a fact's name says: which attribute it is, whether it takes several values, its role.

Data with three readers: `facts` (duplicates and contradictions), `support` (a width is
not a height, a handle is not a body) and `realise` (which sentence a fact goes into).
Names that are not listed are attributes of their own: nothing is guessed about them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: canonical attribute: names that shops use for it. Only true synonyms: "Fabric" and
#: "Material" may differ on one product, a net and a gross weight always do.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "material": ("material", "materials", "made of", "made from", "材质", "材料", "质地"),
    "fabric": ("fabric", "fabric type", "面料", "布料"),
    "composition": ("composition", "fabric composition", "成分", "面料成分", "成份"),
    "colour": ("colour", "color", "colours", "colors", "shade", "颜色", "色彩", "颜色分类"),
    "weight": ("weight", "item weight", "product weight", "重量", "商品重量"),
    "net_weight": ("net weight", "净重", "净含量", "net content", "net quantity"),
    "gross_weight": ("gross weight", "shipping weight", "毛重"),
    "capacity": ("capacity", "volume", "容量", "容积"),
    "height": ("height", "item height", "高度", "高"),
    "width": ("width", "item width", "breadth", "宽度", "宽"),
    "length": ("length", "item length", "长度", "长"),
    "depth": ("depth", "item depth", "深度", "深"),
    "diameter": ("diameter", "直径"),
    "thickness": ("thickness", "厚度"),
    "dimensions": ("dimensions", "dimension", "product dimensions", "item dimensions", "尺寸",
                   "产品尺寸", "商品尺寸", "measurements"),
    "power": ("power", "wattage", "power consumption", "rated power", "功率", "额定功率"),
    "voltage": ("voltage", "rated voltage", "operating voltage", "电压", "额定电压"),
    "battery": ("battery capacity", "battery", "电池容量", "电池"),
    "runtime": ("battery life", "runtime", "run time", "playtime", "play time", "续航", "续航时间",
                "电池续航", "使用时间"),
    "charging_time": ("charging time", "charge time", "充电时间", "充电时长"),
    "screen": ("screen size", "display size", "screen", "屏幕尺寸", "屏幕"),
    "warranty": ("warranty", "warranty period", "guarantee", "warranty summary", "质保", "保修",
                 "保修期", "质保期"),
    "origin": ("origin", "country of origin", "made in", "place of origin", "产地", "原产地",
               "原产国"),
    "brand": ("brand", "brand name", "品牌", "manufacturer", "厂商"),
    "model": ("model", "model name", "model number", "model id", "style code", "sku", "mpn",
              "design code", "series", "collection", "型号", "货号", "款号", "系列"),
    "price": ("price", "sale price", "list price", "价格", "售价"),
    "pieces": ("pieces", "number of pieces", "pack of", "pack size", "count",
               "number of contents in sales package", "number of items", "set of", "件数",
               "装箱数"),
    "in_box": ("in the box", "sales package", "package contents", "includes", "included",
               "contents",
               "box contents", "包装清单", "包装内容", "清单", "赠送配件"),
    "features": ("features", "feature", "key features", "other features", "highlights", "functions",
                 "other functions", "特点", "功能", "卖点", "特性"),
    "size": ("size", "sizes", "尺码", "码数", "规格"),
    "age": ("age", "age group", "recommended age", "age range", "适用年龄", "年龄"),
    "ideal_for": ("ideal for", "suitable for", "designed for", "gender", "target audience",
                  "适用人群", "适用对象", "适用性别", "人群"),
    "care": ("care", "care instructions", "fabric care", "washing instructions", "wash care",
             "洗涤说明", "保养", "洗护"),
    "certification": ("certification", "certifications", "certificate", "certificates", "认证",
                      "证书"),
    "type": ("type", "product type", "category", "类型", "品类", "类别", "种类"),
    "style": ("style", "风格", "款式"),
    "pattern": ("pattern", "design", "print", "图案", "花型"),
    "occasion": ("occasion", "occasions", "场合", "适用场景", "使用场景"),
    "speeds": ("speeds", "speed settings", "number of speeds", "档位", "挡位"),
    "flavour": ("flavour", "flavor", "flavours", "口味", "味道"),
    "ingredients": ("ingredients", "配料", "配料表", "原料"),
    "shelf_life": ("shelf life", "保质期"),
    "compatibility": ("compatibility", "compatible with", "compatible devices", "fits",
                      "works with",                      "兼容", "适配", "适用型号", "适用机型"),
    "finish": ("finish", "表面处理", "工艺"),
    "shape": ("shape", "形状"),
}  # fmt: skip

#: Attributes of which one product may have several values at once.
SEVERAL = frozenset({
    "colour", "size", "features", "in_box", "certification", "ideal_for", "occasion", "flavour",
    "ingredients", "compatibility", "style", "pattern", "type", "care", "model", "composition", "",
})  # fmt: skip
_SEVERAL_WORDS = re.compile(
    r"\b(?:features?|functions?|includes?|included|contents?|accessor(?:y|ies)|colou?rs?|sizes?|"
    r"scents?|flavou?rs?|tags?|details?|use|uses|usage|benefits?|keywords?|ports?|connectivity|"
    r"connections?|modes?|options?|variants?|highlights|ideal|suitable|occasions?|styles?|"
    r"patterns?|ingredients?|languages?|notes?|programmes?|programs?|settings|certifications?|"
    r"awards?|formats?|interfaces?|sensors?|allergens?|compatible|compatibility)\b"
    r"|型$|款式|样式|风格|图案|元素|颜色|尺码|功能|特点|卖点|适用|场景|场合|口味|配件|接口|认证|用途|下摆|裤口|门襟|工艺"
    r"|类型|人群|清单|标签|模式|香味|香型|衣长$|裙长$|裤长$|袖长$",
    re.IGNORECASE,
)
#: Names whose value is a name, not a property: "Brand: Black Forest" makes nothing black.
NAMING = frozenset({"brand", "model"})

_BY_NAME = {name: key for key, names in SYNONYMS.items() for name in names}
_PARENTHESIS = re.compile(r"\s*[(（\[][^)）\]]*[)）\]]\s*")
_PUNCTUATION = re.compile(r"[\s_:：/·.\-]+")

#: Measured attributes told apart within one dimension. First pattern that matches wins.
_ROLES: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    dimension: tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in rows)
    for dimension, rows in {
        "length": (
            ("heel", r"\bheel|跟高|鞋跟"),
            ("cable", r"\b(?:cable|cord|lead|wire)\b|线长|电源线"),
            ("range", r"\b(?:range|distance)\b|传输距离|有效距离|射程"),
            ("screen", r"\b(?:screen|display|diagonal)\b|屏"),
            ("water", r"\bwater|underwater|水深|防水"),
            ("diameter", r"\bdiameter|\bacross\b|直径|口径"),
            ("thickness", r"\bthick(?:ness)?\b|厚(?!实)"),
            ("width", r"\b(?:width|wide|breadth)\b|宽(?!松|大)"),
            ("depth", r"\b(?:depth|deep)\b|深(?![色蓝灰绿空红棕])"),
            ("height", r"\b(?:height|tall|high)\b|高(?![碳档弹清级品密强硼支效端])"),
            ("length", r"\b(?:length|long)\b|长(?![袖绒效久款])"),
        ),
        "mass": (
            ("load", r"\b(?:load|hold|holds|support|supports|bear|bears|carry|carries|carrying|"
                     r"maximum user|max(?:imum)? weight|weight (?:capacity|limit)|capacity)\b"
                     r"|承重|载重|负重|承载|洗涤容量|容量"),
            ("net", r"\bnet\b|净"),
            ("gross", r"\b(?:gross|shipping)\b|毛重"),
            ("weight", r"\bweigh(?:s|t|ing)?\b|重(?![复要])|轻至"),
        ),
        "time": (
            ("warranty", r"\b(?:warrant|guarant)|质保|保修|联保|保固"),
            ("runtime", r"\b(?:per|on (?:a|one)|single|full|between) (?:full |single )?charges?\b"
                        r"|单次|充满?一次|一次充电|充满(?:电)?(?:能|可|后)"),
            ("charging", r"\bcharg(?:e|es|ed|ing)\b(?! case)|充电(?!盒|仓|宝)|充满"),
            ("runtime", r"\b(?:battery|run ?time|runs|lasts|play ?time|playback|playing|listening|"
                        r"use|usage)\b"
                        r"|续航|播放|待机|使用时"),
            ("shelf", r"\bshelf|保质期|best before"),
            ("age", r"\b(?:age|ages|aged|old|and up)\b|岁|年龄"),
            ("delivery", r"\b(?:deliver|ship|dispatch)|发货|送达"),
            ("returns", r"\breturn|退货|退换"),
            ("cooking", r"\b(?:boil|heat|heats|cook|brew|bake|ready|toast)|烧开|煮|加热"),
            ("cold", r"\b(?:cold|cool|chilled|iced?)\b|保冷|冷饮"),
            ("hot", r"\b(?:hot|warm)\b|保温|热饮"),
            ("burn", r"\bburn|燃烧|燃"),
        ),
        "volume": (
            ("dust", r"\b(?:dust|bin)\b|尘"),
            ("tank", r"\btank|水箱"),
            ("capacity", r"\b(?:capacity|volume|holds?)\b|容"),
        ),
        "watt": (("output", r"\boutput|输出"), ("power", r"\bpower|watt|功率")),
        "temperature": (("maximum", r"\bmax|最高|\bup to\b"), ("minimum", r"\bmin|最低")),
        "percent": (
            ("discount", r"\b(?:off|discount|sale|save|saving)\b|折|优惠|立减"),
            ("alcohol", r"\b(?:alcohol|abv|vol)\b|酒精"),
            ("humidity", r"\bhumid|湿度"),
            ("cocoa", r"\bcocoa|cacao|可可"),
        ),
    }.items()
}  # fmt: skip


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """One key for all spellings of an attribute: "Colour", "color:" and 颜色 are "colour"."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    folded = _PUNCTUATION.sub(" ", _PARENTHESIS.sub(" ", folded)).strip()
    return _BY_NAME.get(folded, folded)


@lru_cache(maxsize=4096)
def takes_several(name: str) -> bool:
    """Whether different values under one name are normal rather than a contradiction."""
    return canonical(name) in SEVERAL or bool(_SEVERAL_WORDS.search(name))


def role(words: str, dimension: str) -> str:
    """Which measured attribute `words` speak of within `dimension`: "width", "load", … or ""."""
    for name, pattern in _ROLES.get(dimension, ()):
        if pattern.search(words):
            return name
    return ""


#: Measured attributes that are no names for one another. What is not listed here may go by
#: any name: ten metres of cable are "Length: 10 m".
_APART: tuple[tuple[frozenset[str], ...], ...] = (
    (frozenset({"width", "length", "diameter"}), frozenset({"height"}), frozenset({"depth"}),
     frozenset({"thickness"}), frozenset({"heel"}), frozenset({"water"}), frozenset({"range"})),
    (frozenset({"load"}), frozenset({"net", "weight"}), frozenset({"gross"})),
    (frozenset({"warranty"}), frozenset({"charging"}), frozenset({"runtime"}),
     frozenset({"shelf"}), frozenset({"age"}), frozenset({"delivery"}), frozenset({"returns"}),
     frozenset({"cold"}), frozenset({"hot", "cooking"}), frozenset({"burn"})),
    (frozenset({"dust"}), frozenset({"tank"})),
    (frozenset({"discount"}), frozenset({"alcohol"}), frozenset({"humidity"}),
     frozenset({"cocoa"})),
    (frozenset({"maximum"}), frozenset({"minimum"})),
)  # fmt: skip


def may_mean(said: str, stated: str) -> bool:
    """Whether words for the role `said` can speak of a fact of the role `stated`."""
    for groups in _APART:
        mine = next((g for g in groups if said in g), None)
        theirs = next((g for g in groups if stated in g), None)
        if mine is not None and theirs is not None:
            return mine is theirs
    return True
