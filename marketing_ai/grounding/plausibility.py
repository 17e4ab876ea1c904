# ruff: noqa: E501 - tables and patterns read better unbroken
"""Whether any product can have a value: a negative weight, 140 % cotton, a year not yet come.

What is asked of a value follows from the name: a weight is a mass, a share is at most
100 %, a length is more than nothing. Names that say nothing of it are held to what is
true of every product only. Bounds are far beyond what shops sell, so that an odd product
passes; products that the title names as small, worn or furniture have closer ones.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .attribute_keys import measured, settled
from .attributes import NAMING
from .compare import quantities, rest
from .lexicon import scan
from .units import unit_factor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .facts import Fact
    from .units import Quantity

LAST_YEAR = 2100  # a fixed bound, since cleaning must give the same result on every day
HOUR, YEAR = 3600.0, 31_557_600.0
_I = re.IGNORECASE

_LONG = r"(?:height|width|depth|thickness|diameter|高度|宽度|深度|厚度|直径|口径|内径|外径)"
_WEIGHT = (
    r"(?:^|\b(?:item|product|net|gross|shipping|total|package|unit) )weight$|重量$|[净毛总自]重$"
)
_DURATION = (
    r"\b(?:battery|burn(?:ing)?|charging|charge|flight|run(?:ning)?|play(?:back)?|working|operating|"
    r"cooking|drying|brewing|response|standby|stand-by) ?(?:life|time)$|playtime$|runtime$"
    r"|续航(?:时间|时长)?$|(?:充电|使用|待机|播放|工作|燃烧|响应|飞行|保温|保冷)(?:时间|时长)$"
)
#: (name, the dimensions that a value under it may have). A value all of whose units are of
#: other dimensions is impossible; one without a unit is not looked at.
_MEASURES: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern, _I), frozenset(dimensions.split()))
    for pattern, dimensions in (
        (r"\bnet weight$|净重$", "mass volume percent"),
        (_WEIGHT, "mass gsm denier percent"),
        (r"\b(?:max(?:imum)?\.?|user|rider|child|load) (?:weight|load)$|\b(?:weight|load) (?:capacity|limit)$"
         r"|承重$|载重$|限重$", "mass newton"),
        (rf"\b{_LONG}$|{_LONG}$|^[高宽深厚]$|[衣裙裤袖线]长$|表径$", "length percent pixel degree_angle gsm denier"),
        (r"\b(?:cable|cord|sleeve|blade|handle|body|item|product|seat|strap|overall) length$",
         "length percent"),
        (r"^length$|^长度?$|长度$", "length percent time pixel byte"),
        (r"^(?:tank|water tank|dust container|fluid|bottle|bowl) capacity$|容积$|水箱(?:容量)?$",
         "volume mass"),
        (r"^(?:capacity|volume|net volume|容量)$",
         "volume mass ampere_hour energy byte decibel area length pixel"),
        (r"\bvoltage$|电压$", "volt hertz"),
        (r"^(?:wattage|rated power|power consumption|max(?:imum)?\.? power|motor power|power)$|功率$",
         "watt volt ampere hertz energy ampere_hour"),
        (r"^(?:rated |max(?:imum)?\.? |charging )?current$|电流$", "ampere volt watt hertz"),
        (_DURATION, "time length percent ampere_hour energy watt"),
        (r"\b(?:warranty|guarantee|shelf life|warranty period)$|保修期?$|质保期?$|保质期$",
         "time length percent"),
        (r"\b(?:noise|noise level|sound level)$|噪[音声](?:值|水平)?$", "decibel percent time"),
        (r"\btemperature$|温度$|水温$", "temperature colour_kelvin degree_angle percent time"),
        (r"\bcolou?r temperature$|色温$", "temperature colour_kelvin"),
        (r"^(?:luminous flux|light output|lumens|brightness)$|光通量$|亮度$",
         "lumen candela lux percent watt"),
        (r"^(?:area|room size|coverage|floor area)$|面积$", "area length volume"),
        (r"^(?:screen|display) size$|屏幕尺寸$", "length pixel"),
        (r"^(?:ram|memory|内存|运行内存|storage capacity|存储容量)$", "byte time"),
        (r"^(?:age|recommended age|minimum age|age range|适用年龄|年龄)$", "time length mass"),
        (r"^(?:frequency|rated frequency|refresh rate)$|频率$|刷新率$", "hertz time rpm percent"),
        (r"^battery capacity$|电池容量$", "ampere_hour energy percent volume"),
        (r"\b(?:rotation|spin|motor) speed$|转速$", "rpm hertz percent time kmh"),
        (r"^(?:torque|max(?:imum)?\.? torque)$|扭矩$", "newton_metre"),
        (r"\bpressure$|压力$", "pascal percent newton mass"),
    )
)  # fmt: skip
#: Dimensions that no other kind of attribute is written in by habit.
_PLAIN = frozenset({"mass", "volume", "length", "time", "watt", "volt", "temperature", "area",
                    "decibel", "byte", "ampere", "hertz", "percent", "energy", "ampere_hour",
                    "lumen", "rpm", "kmh"})  # fmt: skip

#: Something of which a product has some: nothing or less than nothing cannot be right.
_SOME = re.compile(
    rf"{_WEIGHT}|{_DURATION}|\b{_LONG}$|{_LONG}$|^[长宽高深厚]$|\b(?:length|size|capacity|volume|area|"
    r"wattage|voltage|power|weight|load|dimensions?|net contents?|contents|shelf life|energy consumption|"
    r"luminous flux|brightness|resolution|refresh rate|frequency|diameter|range|speed|torque)$"
    r"|长度$|[衣裙裤袖线]长$|容量$|容积$|净含量$|规格$|面积$|功率$|电压$|重$|承重$|尺寸$|径$|能耗$|耗电量$"
    r"|保质期$|亮度$|光通量$|分辨率$|刷新率$|频率$|扭矩$|距离$|转速$",
    _I,
)
_MAY_BE_NONE = re.compile(
    r"\b(?:min(?:imum)?\.?|standby|stand-by|off|idle|drop|offset|from|tolerance|gap|start|sugar|fat|"
    r"latency|delay|waste|carbon|emissions?|lowest|adjustable|deviation|error|clearance|seam)\b"
    r"|最[低小短]|待机|落差|误差|公差|间隙|起|偏差|延迟|缝|跟高|鞋跟",
    _I,
)
_MAY_BE_NEGATIVE = re.compile(
    r"temp|°|dioptr|diopter|sphere|cylinder|\bsph\b|\bcyl\b|offset|exposure|\bev\b|gain|altitude|"
    r"elevation|drop|sensitivity|\blevel\b|floor|lens|prescription|grade|slope|polarity|zone|\butc\b|"
    r"\bgmt\b|score|discount|change|tolerance|adjust|tilt|angle|correction|compensation|deviation|"
    r"position|stretch|shrink|power$|frost|hardiness|range|温(?:度|标|范)|[水气低高室]温|度数|近视|屈光|球镜|柱镜|误差|公差|偏差|灵敏|增益|"
    r"折扣|角|海拔|楼层|缩水|补偿|耐寒|范围|落差",
    _I,
)
_NEGATIVE = re.compile(r"^\s*(?:[-−–]\s*\d|minus\s+\d|负\s*\d)", _I)
#: Less than nothing only as a difference, whatever else the name says.
_NEVER_NEGATIVE = frozenset({"time", "mass", "volume", "area", "ampere_hour", "byte", "gsm", "watt",
                             "kmh", "rpm", "energy", "lumen"})  # fmt: skip
_DIFFERENCE = re.compile(
    r"offset|gain|change|difference|adjust|discount|tolerance|deviation|error|delay|zone|误差|公差|偏差|变化|"
    r"差|时区|调整|折扣|走时",
    _I,
)
_SIDES = re.compile(r"dimension|size|measure|尺寸|规格|长宽高", _I)
_NEGATIVE_SIDE = re.compile(r"(?:^|[×x*]|\bby\b)\s*[-−]\s?\d", _I)
_AMOUNTS = frozenset({"length", "mass", "volume", "time", "watt", "area", "ampere_hour", "byte",
                      "gsm", "lumen", "hertz", "pixel", "volt", "energy", "percent", "kmh", "rpm",
                      "ampere"})  # fmt: skip
_COUNT_NAME = re.compile(
    r"^(?:number|no\.?|qty|quantity|count) of\b|\b(?:pages?|pieces?|pockets|players|seats|shelves|drawers|"
    r"buttons|keys|ports|blades|speeds|wheels|sheets|batteries|servings|strings|doors|layers|pairs|slots|"
    r"lights|bulbs|bottles|cups|panels|sockets|outlets|compartments|sections|settings|cells|persons|people|"
    r"quantity|count|items|units|legs|gears|nozzles|attachments|hooks|tiers|rooms|capsules|tablets)$"
    r"|\bprice$|价格$|售价$|数$|数量$|人数$|个数$|页$",
    _I,
)
_NEVER_ZERO = re.compile(
    r"^(?:number of )?(?:pages|pieces|players|sheets|servings|strings|pairs|seats|wheels|tiers|shelves|steps|blades|"
    r"capsules|tablets|quantity|items)(?: count)?$|^(?:页数|件数|片数|人数|玩家人数|支数|粒数|张数|双数|数量|层数|"
    r"座位数|包装数量|颗粒数|适用人数|游戏人数)$",
    _I,
)
_SHARE_NAMES = re.compile(
    r"composition|humidity|share|discount|cocoa|cacao|material|fabric|purity|battery level|content\b|alcohol|\babv\b|"
    r"efficiency|opacity|light block|blackout|transmi|moisture|protein|fibre|fiber|recycled|ingredients|"
    r"filling|lining|coverage|\bvlt\b|filtration|concentration|cotton|wool|polyester|down\b|shell|accuracy|"
    r"成分|湿度|含量|纯度|酒精|遮光率|过滤|透光|水分|蛋白|浓度|含绒|占比|比例|效率|配料|面料|材质|里料|填充|精度|"
    r"去除率|除菌率|抗菌率",
    _I,
)
_BEYOND_WHOLE = re.compile(
    r"nrv|daily|\bdv\b|\brda\b|\brdi\b|gamut|srgb|p3\b|ntsc|adobe|zoom|stretch|increase|more|boost|色域|营养素|"
    r"参考值|拉伸|提升|增",
    _I,
)
_LABEL = re.compile(r"[;；。|\n]|(?<=[A-Za-z一-鿿])\s*[:：]")

_YEAR_NAME = re.compile(
    r"\b(?:year|vintage|published|release[d]?|edition year|harvest|copyright|model year|first published)\b"
    r"|年份|年款|出版年|上市年|生产年|年代|上市时间|出版时间",
    _I,
)
_MADE = re.compile(r"manufactur|production|model year|release|launch|made|生产|上市|年款|制造", _I)
_DATE_NAME = re.compile(
    r"\bdate\b|\bday\b|made on|manufactured|best before|\bexpir|日期|时间|到期|上市|出版", _I
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)(\d{4})\s?(?:[-/]|年)\s?(\d{1,2})\s?(?:月|$)")
_NO_DAY = re.compile(
    r"\bfeb(?:ruary)?\.? 3[01]\b|\b3[01](?:st|th)? feb|\b(?:april|june|september|november) 31\b"
    r"|\b31(?:st)? (?:april|june|september|november)\b|(?<!\d)2月3[01]日|(?<!\d)(?:4|6|9|11)月31日",
    _I,
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")

#: (dimension, name, title, most in the base unit).
_BOUNDS: tuple[tuple[str, re.Pattern[str], re.Pattern[str], float], ...] = tuple(
    (dimension, re.compile(name, _I), re.compile(title, _I), most)
    for dimension, name, title, most in (
        ("watt", "", r"\b(?:lamp|light|lantern|bulb|candle|torch|headlamp)s?\b|灯", 5_000.0),
        ("watt", "", "", 100_000.0),
        ("mass", rf"{_WEIGHT}", "", 5e6),
        ("length", rf"{_LONG}|^[高宽深厚]$|表径|size$|dimension|尺寸", "", 30.0),
        ("length", r"screen|display|屏", "", 10.0),
        ("time", r"warrant|guarant|shelf|保修|质保|保质", "", 150 * YEAR),
        ("time", r"\bage\b|年龄", "", 120 * YEAR),
        ("time", r"charg(?:e|ing) time|充电时|burn", "", 2_000 * HOUR),
        ("time", r"battery life|play ?time|run ?time|续航|flight", "", 20 * YEAR),
        ("temperature", r"wash|water|brew|洗|水温|冲泡", "", 374.0),
        ("temperature", r"", "", 6_000.0),
        ("decibel", "", "", 194.0),
        ("kmh", r"", "", 2_000.0),
        ("volt", r"", "", 100_000.0),
        ("degree_angle", r"viewing|view|beam|视角|视野|广角", "", 360.0),
        # What the title names: a table stays under ten metres, a watch under one.
        ("length", rf"{_LONG}|length|size|dimension|^[长宽高深厚]$|尺寸|长度|径",
         r"\b(?:table|desk|chair|sofa|couch|bed|cot|bench|shelf|bookcase|cabinet|wardrobe|stool|dresser|"
         r"nightstand|sideboard|armchair|crib)\b|桌|椅|柜|架|沙发|床(?!单|品|垫|笠)|凳|几$", 10.0),
        ("length", rf"(?:{_LONG}|size|dimension|^[宽高深厚]$|尺寸|径)",
         r"\b(?:watch|phone|earbuds?|headphones|mug|cup|glass|bottle|ring|pen|wallet|knife|toothbrush|"
         r"lipstick|mouse|keyboard|kettle|toaster|bowl|plate|soap|earrings?|necklace|bracelet|camera|teapot|"
         r"spoon|fork|candle)\b|表$|手机|耳机|马克杯|杯$|碗$|戒指|钢笔|钱包|牙刷|口红|鼠标|键盘|耳环|手链|水壶|香皂", 3.0),
        ("mass", _WEIGHT,
         r"\b(?:watch|phone|earbuds?|headphones|mug|cup|bottle|ring|pen|wallet|toothbrush|lipstick|mouse|"
         r"keyboard|kettle|toaster|bowl|plate|soap|shirt|t-shirt|shoes?|jacket|dress|scarf|hat|sock|socks|"
         r"notebook|book|novel|candle|lamp|backpack|suitcase|stroller|tablet|laptop|camera|toy|doll|pillow|"
         r"blanket|blender|speaker|umbrella|helmet|knife|pan)s?\b|表$|手机|耳机|杯|碗$|戒指|钢笔|钱包|牙刷|口红|鼠标|"
         r"键盘|衬衫|T恤|鞋|裤|裙|夹克|围巾|帽|袜|笔记本|台灯|背包|双肩包|行李箱|登机箱|婴儿车|平板|相机|玩具|枕|毯|雨伞|"
         r"头盔|料理机|音箱|锅", 150_000.0),
        ("watt", "", r"\b(?:charger|phone|fan|toothbrush|shaver|speaker|blender|mixer|toaster|kettle|iron|"
         r"vacuum|hair ?dryer|monitor|laptop|clock|router|webcam|humidifier|purifier)s?\b|充电器|风扇|牙刷|剃须刀|"
         r"音箱|料理机|水壶|吹风机|显示器|路由器|加湿器|净化器|电饭煲|烤箱|榨汁机", 20_000.0),
        ("time", r"battery life|play ?time|run ?time|续航", r"\b(?:earbuds?|headphones|laptop|tablet|drone|"
         r"speaker|phone|vacuum)\b|耳机|笔记本|平板|无人机|音箱|手机|吸尘器", 10_000 * HOUR),
    )
)  # fmt: skip

_UNDER_WATER = re.compile(r"water|div(?:e|ing)|防水|水深|潜", _I)


def impossible(name: str, value: str, title: str = "") -> bool:
    """Whether no product can have this value; `title` names the product, where it is known."""
    text = measured(name, value)
    found = quantities(text)
    plain = re.sub(r"\s*[(（][^)）]*[)）]", "", name).replace("_", " ").strip(" :：")
    if settled(name) in NAMING:
        return False
    return (
        _wrong_measure(plain, text, found)
        or _nothing_or_less(plain, text, found)
        or _over_whole(plain, text, found)
        or _no_such_day(plain, text)
        or _out_of_bounds(plain, title, found)
        or _off_its_scale(plain, value, found)
    )


def shares_beyond_whole(rows: Sequence[Fact]) -> list[Fact]:
    """Facts such as "Cotton: 80 %" and "Polyester: 40 %" that add up to more than everything."""
    shares = list(_material_shares(rows))
    total = sum(share for _row, share in shares)
    return [row for row, _share in shares] if len(shares) > 1 and total > 101 else []


def _material_shares(rows: Sequence[Fact]) -> Iterator[tuple[Fact, float]]:
    for row in rows:
        found = quantities(row.text)
        if len(found) != 1 or found[0].dimension != "percent" or found[0].values[0] >= 100:
            continue
        hits = scan(row.name, strict_case=False)
        whole = len(hits) == 1 and hits[0].end - hits[0].start >= len(row.name.strip())
        if whole and hits[0].concept.kind == "material":
            yield row, found[0].values[0]


def _wrong_measure(name: str, text: str, found: Sequence[Quantity]) -> bool:
    dimensions = {q.dimension for q in found if q.unit}
    if not dimensions or not dimensions <= _PLAIN or rest(text, found):
        return False
    for pattern, allowed in _MEASURES:
        if pattern.search(name):
            return not dimensions & allowed
    return False


def _nothing_or_less(name: str, text: str, found: Sequence[Quantity]) -> bool:
    if any(q.shape == "product" for q in found):
        flat = any(0 in q.values for q in found if q.shape == "product")
        return bool(_SIDES.search(name)) and (flat or bool(_NEGATIVE_SIDE.search(text)))
    if len(found) != 1 or found[0].shape != "single":
        return False
    quantity = found[0]
    if quantity.dimension == "temperature":
        zero = unit_factor(quantity.unit)[2]
        below = _NEGATIVE.match(text) and 2 * zero - quantity.values[0] < 0
        return quantity.values[0] < 0 or bool(below)
    if quantity.dimension == "colour_kelvin" and _NEGATIVE.match(text):
        return True
    counts = not quantity.unit and bool(_COUNT_NAME.search(name))
    if _NEGATIVE.match(text):
        amount = quantity.dimension in _AMOUNTS or counts
        if quantity.dimension == "percent":
            amount = bool(_SHARE_NAMES.search(name))
        if not quantity.unit and _SOME.search(name):
            amount = True
        excused = _DIFFERENCE if quantity.dimension in _NEVER_NEGATIVE else _MAY_BE_NEGATIVE
        return amount and not excused.search(name)
    if quantity.values[0] != 0 or _MAY_BE_NONE.search(name):
        return False
    if not quantity.unit:
        return bool(_NEVER_ZERO.search(name))
    return quantity.dimension in _AMOUNTS - {"percent"} and bool(_SOME.search(name))


def _over_whole(name: str, text: str, found: Sequence[Quantity]) -> bool:
    shares = [q.values[-1] for q in found if q.dimension == "percent"]
    if not shares or _BEYOND_WHOLE.search(f"{name} {text}"):
        return False
    of_material = any(
        h.concept.kind == "material" for h in scan(f"{name}: {text}", strict_case=False)
    )
    if not (_SHARE_NAMES.search(name) or of_material):
        return False
    return max(shares) > 100 or (not _LABEL.search(text) and not _wholes(shares))


def _wholes(shares: Sequence[float]) -> bool:
    """Whether the shares, read in order, make wholes of parts: 80, 20, 100 is two cloths."""
    total = 0.0
    for share in shares:
        if abs(total - 100) <= 1:
            total = 0.0
        total += share
        if total > 101:
            return False
    return True


def _no_such_day(name: str, text: str) -> bool:
    for year, month, day in _YEAR_FIRST.findall(text):
        if not _is_day(int(year), int(month), int(day)):
            return True
    if not (_DATE_NAME.search(name) or _YEAR_NAME.search(name)):
        return False
    if _NO_DAY.search(text):
        return True
    for day, month, year in _YEAR_LAST.findall(text):
        if not _is_day(int(year), int(month), int(day)) and not _is_day(
            int(year), int(day), int(month)
        ):
            return True
    if any(not 1 <= int(month) <= 12 for _y, month in _YEAR_MONTH.findall(text)):
        return True
    years = [int(y) for y in re.findall(r"(?<![\d.,])(\d{4,6})(?=$|[^\d])", text)]
    if not _YEAR_NAME.search(name):
        years = [int(y) for y, *_rest in _YEAR_FIRST.findall(text)]
    return any(y > LAST_YEAR or (y < 1500 and bool(_MADE.search(name))) for y in years)


def _is_day(year: int, month: int, day: int) -> bool:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= days[month - 1]


def _out_of_bounds(name: str, title: str, found: Sequence[Quantity]) -> bool:
    return any(
        q.dimension == dimension
        and q.qualifier != "up_to"
        and max(q.values) > most
        and bool(named.search(name))
        and bool(kind.search(title))
        and not _UNDER_WATER.search(name)
        for dimension, named, kind, most in _BOUNDS
        for q in found
    )


_SCALES = (
    (re.compile(r"^ph(?:\b|值)|\bph$|酸碱度", _I), 14.0),
    (re.compile(r"\bspf\b|防晒指数", _I), 150.0),
    (re.compile(r"^(?:recommended |minimum )?age$|年龄$", _I), 120.0),
    (re.compile(r"\b(?:karat|carat purity)\b|k金", _I), 24.0),
)
_RATING = re.compile(r"rating|score|stars|评分|星级", _I)
_OUT_OF = re.compile(r"(\d+(?:\.\d+)?)\s*(?:/|out of)\s*(\d+)")


def _off_its_scale(name: str, value: str, found: Sequence[Quantity]) -> bool:
    if _RATING.search(name) and any(float(a) > float(b) for a, b in _OUT_OF.findall(value)):
        return True
    return any(
        pattern.search(name) and q.values[-1] > most
        for pattern, most in _SCALES
        for q in found
        if not q.unit
    )
