# ruff: noqa: E501 - tables and patterns read better unbroken
"""Which facts of one product speak of the same attribute, whatever their names look like.

`keys` reads a name together with its value: "Number of ribs" and "Ribs: 8" share a key,
"Ribs: steel" does not; "Cover material" and "Material of cover" do, "Length (capped)" and
"Length (uncapped)" do not. `unit_of_name` finds a unit that stands in the name.

Left to others: the synonyms of a text's claims (`attributes`) and whether two values
agree (`agreement`). Looser than `attributes.canonical`: a shared key means that values of
one kind may be compared, not that the names may stand for each other in a text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .attributes import SYNONYMS, canonical
from .compare import quantities
from .unit_table import UNITS

#: Names beyond `attributes.SYNONYMS`, which claims rest on; here they only bring values together.
_TABLE = """
colour = farbe, couleur, colore, kleur, colour name, color name, 主色, 色号
weight = gewicht, poids, peso, weight of item, 车重, 自重, 机身重量, 整机重量, 整车重量
height = höhe, hauteur, altura, altezza, 总高, 整体高度
width = breite, largeur, ancho, larghezza, 总宽
length = länge, longueur, largo, lunghezza, 总长
depth = tiefe, profondeur, profundidad
material = materiale, matière, matériau, main material, primary material, 主要材质, 主体材质, 主材
fabric = shell fabric, main fabric, outer fabric, 主面料, 面料材质
composition = material composition, fibre content, fiber content, fibre composition, 面料成分含量, 材质成分, 成分含量, 成分比例
diameter = overall diameter, 总直径, 表径, 表盘直径, case diameter
dimensions = size dimensions, overall dimensions, product size, item size, overall size, 外形尺寸, 整体尺寸, 规格尺寸
capacity = volume, 总容量, 总容积, total capacity, fill volume, 容量大小
net_fill = volume, net volume, contents, content, net contents, net content, fill volume, 净含量, 含量, 规格, 净容量
power = leistung, puissance, power rating, rated wattage, 输入功率, 电功率
voltage = spannung, supply voltage, input voltage, 输入电压, 工作电压
current = 电流, rated current, 额定电流
frequency = 频率, rated frequency, 额定频率
load = load, maximum load, load capacity, weight capacity, weight limit, maximum weight capacity, maximum load capacity, carrying capacity, maximum weight load, load limit, 承重, 最大承重, 载重, 最大载重, 限重, 最大负重, 负重, 承载重量, 最大承载, 承重能力, 载重量, 最大载重量
runtime = working time, operating time, usage time, use time, operation time, battery runtime, battery duration, battery run time, 工作时间, 工作时长, 续航时长, 续航能力, 使用时长, 电池寿命, 电池续航时间, 播放时间, 播放时长, 最长续航
charging_time = time to charge, full charge time, 充满时间, 充电耗时
screen = display size, screen diagonal, display diagonal, display, 屏幕大小, 显示屏尺寸, 屏幕对角线
brightness = brightness, luminous flux, lumens, light output, lumen output, 亮度, 光通量, 流明, 光通
colour_temperature = colour temperature, color temperature, light temperature, 色温
noise = noise, noise level, sound level, operating noise, 噪音, 噪声, 噪音值, 工作噪音, 噪音水平
warranty = 质保时间, 保修时间, 保修年限, 质保年限, 保固期, warranty length, warranty duration, guarantee period
origin = manufactured in, country of manufacture, country, country of production, herkunft, 生产地, 制造地, 产国, 生产国
age = minimum age, age recommendation, age from, suitable age, 建议年龄, 推荐年龄, 适合年龄, 最小年龄, 适龄
memory = ram, memory, system memory, 内存, 运行内存, 运存, 内存容量
storage = storage, internal storage, storage capacity, internal memory, ssd, 存储, 存储容量, 硬盘, 机身存储, 硬盘容量, 存储空间
connection = connection, connectivity, connection type, connectivity type, connectivity technology, 连接方式, 连接类型, 连接, 接入方式
shelf_life = best before period, storage life, 保存期, 保质时间, 质保期限
water_resistant = water resistant, water resistance, 防水性
waterproof = waterproof, 防水, 防水功能, 具备防水功能
dishwasher = dishwasher safe, dishwasher proof, dishwasher, suitable for dishwasher, 可用洗碗机, 洗碗机适用, 可机洗碗, 可入洗碗机, 适用洗碗机, 洗碗机可用
microwave = microwave safe, microwaveable, microwave, suitable for microwave, 可微波, 微波炉适用, 可用微波炉, 可入微波炉, 适用微波炉, 微波炉可用, 可进微波炉
washable = machine washable, 可机洗, 机洗, 可以机洗
assembly = assembly required, requires assembly, assembly needed, assembly, self assembly, 需要组装, 需组装, 需要安装, 组装
wireless_charging = wireless charging, 无线充电, 无线充电功能
foldable = foldable, folding, collapsible, 可折叠, 折叠, 折叠功能
players = players, number of players, player count, 玩家人数, 游戏人数, 玩家数, 玩家数量, 适合人数
pages = pages, number of pages, page count, 页数, 总页数
pieces = 数量, 包装数量, pieces per pack, quantity, pack quantity, units per pack, 片数, 只数
seat_height = seat height, 坐高, 座高, 座椅高度, 座面高度, 坐面高度
resolution = resolution, screen resolution, display resolution, 分辨率, 屏幕分辨率
refresh_rate = refresh rate, screen refresh rate, 刷新率, 屏幕刷新率
burn_time = burn time, burning time, 燃烧时间, 燃烧时长
scent = scent, fragrance, 香型, 香味
filling = filling, fill, fill material, filling material, stuffing, padding, 填充物, 填充, 填充材料, 填充材质, 内填充物
lining = lining, lining material, 里料, 内里, 里衬, 内衬, 里料材质, 里布
sole = sole, sole material, outsole, 鞋底, 鞋底材质
upper = upper, upper material, 鞋面, 鞋面材质
coating = coating, 涂层, 表面涂层
closure = closure, closure type, fastening, 闭合方式, 开合方式, 扣合方式
power_source = power source, power supply, powered by, 供电方式, 电源, 供电
author = author, written by, writer, 作者
publisher = publisher, 出版社
year = year, year of manufacture, manufacturing year, production year, 生产年份, 制造年份
published = publication year, year of publication, year published, published, 出版年份, 出版年, 出版时间
blade_length = blade length, 刀刃长度, 刃长, 刀刃长, 刀身长度
cable_length = cable length, cord length, power cord length, length of cable, 线长, 电源线长, 电源线长度, 线缆长度
alcohol = alcohol, alcohol content, abv, alcohol by volume, 酒精度, 酒精含量, 酒精浓度
ip_rating = ip rating, ingress protection, protection class, 防护等级, ip等级, 防水等级
top_speed = maximum speed, top speed, 最高速度, 最大速度, 最高时速, 最大时速
heel = heel height, heel, 跟高, 鞋跟高度, 鞋跟高
wifi = wi fi, wifi, wlan, 无线网络
bluetooth = bluetooth, bluetooth version, 蓝牙, 蓝牙版本
gender = gender, sex, 性别, 适用性别
season = season, 季节, 适用季节
skin_type = skin type, 肤质, 适用肤质
"""
_BY_NAME: dict[str, tuple[str, ...]] = {}
for _line in _TABLE.strip().splitlines():
    _key, _, _names = _line.partition(" = ")
    for _name in _names.split(", "):
        _BY_NAME[_name] = (*_BY_NAME.get(_name, ()), _key)

_UNIT_WORDS = {
    spelling.casefold(): spelling for spellings in UNITS.values() for spelling in spellings
} | {"in": "in", "l": "l", "g": "g", "w": "W", "v": "V", "cm": "cm", "mm": "mm", "a": "A"}
_PARENTHESIS = re.compile(r"\s*[(（\[【]([^()（）\[\]【】]*)[)）\]】]\s*")
_NOISE = frozenset({"", "approx", "approx.", "ca", "required", "optional", "约", "必填", "选填"})
_PUNCTUATION = re.compile(r"[\s_:/·.\-?？*]+")
_IN_UNIT = re.compile(r"\s+in\s+(\S+)$")
_ABBREVIATIONS = {
    "max": "maximum", "min": "minimum", "color": "colour", "diam": "diameter", "wt": "weight",
    "qty": "quantity", "no": "number", "dia": "diameter", "maximal": "maximum", "col": "colour",
}  # fmt: skip
_LEADING = re.compile(
    r"^(?:is (?:it |this )?|are |has |does it |does |can |the |(?:item|product|overall) (?=\w))"
    r"|^(?:是否(?:支持|可以|具有|具备|需要?|为|是|可|含|带|有|能)?|(?:产品|商品|整体|本品)(?=..)|[含带](?=[^量]{2}))"
)
_TRAILING = re.compile(
    r" (?:material|materials|capacity|level|type|supported|support|compatible|available)$"
    r"|(?<=.)(?:的?(?:材质|材料|质地|容量|类型|功能)|与否|吗)$"
)
_COUNT = re.compile(
    r"^(?:number|quantity|count|amount) of (?P<of>.+)$|^(?P<en>.+) (?:count|quantity)$"
    r"|^(?P<zh>.+?)(?:总数量?|数量|个数|数目|数)$"
)
_OF = re.compile(r"^(?P<what>\w+(?: \w+)?) of (?:the )?(?P<part>\w+(?: \w+)?)$")
_CLASSIFIER = re.compile(
    r"\d\s*[个只件片块支枚张把条粒骨层档人页节扇颗根套双位键格种弦]?(?:装|组)?$"
)
_FREE = re.compile(
    r"^(?P<en>[a-z][a-z ]{1,30}?)[ -]free$|^(?:free (?:of|from)|without|no) (?P<of>[a-z ]{2,30})$"
    r"|^(?:是否)?(?:不含|零添加|无添加|不添加)(?P<zh>.{1,10})$"
)


def unit_of_name(name: str) -> str:
    """Spelling of the unit in "Height (in)", "Weight in kg", "长度（厘米）"; "" if there is none."""
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    for inner in _PARENTHESIS.findall(folded):
        unit = _UNIT_WORDS.get(inner.strip().removeprefix("in ").strip(" ."))
        if unit:
            return unit
    match = _IN_UNIT.search(folded) or re.search(r"[\s_/](kg|cm|mm|ml|inch|inches|lbs?)$", folded)
    return _UNIT_WORDS.get(match.group(1), "") if match else ""


def measured(name: str, value: str) -> str:
    """The value with the unit that its name carries, where it has none of its own."""
    found = quantities(value)
    unit = unit_of_name(name) if found and not any(q.unit for q in found) else ""
    return f"{value} {unit}" if unit else value


def free_of(name: str) -> str:
    """What a name denies: "caffeine" for "Caffeine-free", 酒精 for 不含酒精; "" otherwise."""
    match = _FREE.match(_plain(name))
    return next((g for g in match.groups() if g), "").strip() if match else ""


@lru_cache(maxsize=4096)
def settled(name: str) -> str:
    """The attribute under its synonyms; a note in brackets makes another one, a unit does not."""
    return canonical(_plain(name))


@lru_cache(maxsize=4096)
def keys(name: str, value: str) -> tuple[str, ...]:
    """All attributes that the name may stand for with this value, the surest first."""
    plain = _plain(name)
    found = list(_known(plain))
    amount = quantities(value)
    single = len(amount) == 1 and amount[0].shape == "single" and amount[0].start <= 2
    measures = single and amount[0].dimension in ("volume", "mass")
    if "net_fill" in found and not measures:
        found.remove("net_fill")
    elif "net_fill" in found:
        found = [k for k in found if k not in ("size", "in_box")]
    if not found:
        found = [_reduced(plain)]
    if _is_number(value):
        counted = _COUNT.match(plain)
        bare = next((g for g in counted.groups() if g), "") if counted else plain
        found.append("#" + " ".join(sorted(_stem(w) for w in bare.split())))
    return tuple(dict.fromkeys(found))


def _is_number(value: str) -> bool:
    found = quantities(value)
    return bool(found) and not found[0].unit and bool(_CLASSIFIER.search(value.strip()))


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    """Folded, abbreviations written out, units and notes in brackets gone, other notes kept."""
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    notes = []
    for inner in _PARENTHESIS.findall(folded):
        note = inner.strip().removeprefix("in ").strip(" .")
        outside = _PARENTHESIS.sub(" ", folded).strip()
        if note not in _NOISE and note not in _UNIT_WORDS and not _names_same(note, outside):
            notes.append(note)
    folded = _PARENTHESIS.sub(" ", folded).strip()
    match = _IN_UNIT.search(folded)
    if match and match.group(1) in _UNIT_WORDS:
        folded = folded[: match.start()]
    words = _PUNCTUATION.sub(" ", " ".join([folded, *notes])).split()
    if len(words) > 1 and words[-1] in ("kg", "cm", "mm", "ml", "inch", "inches", "lb", "lbs"):
        words.pop()
    return " ".join(_ABBREVIATIONS.get(w, w) for w in words).replace("每", "单")


def _names_same(note: str, outside: str) -> bool:
    return canonical(note) in SYNONYMS and canonical(note) == canonical(outside)


def _known(plain: str) -> tuple[str, ...]:
    """Keys that a table gives for the name, as it stands or without "is", 是否, "product"."""
    for form in (plain, _LEADING.sub("", plain)):
        sure = canonical(form)
        listed = (*((sure,) if sure in SYNONYMS else ()), *_BY_NAME.get(form, ()))
        if listed:
            return listed
    return ()


def _reduced(plain: str) -> str:
    """An unlisted name without the words that shops add or leave out."""
    form = _LEADING.sub("", plain)
    turned = _OF.match(form)
    if turned:
        form = f"{turned['part']} {turned['what']}"
        listed = list(_known(form))
        if listed:
            return listed[0]
    shorter = _TRAILING.sub("", form)
    if shorter != form and shorter.strip():
        listed = [k for k in _known(shorter) if k not in ("weight", "battery", "power")]
        if listed:
            return listed[0]
        form = shorter
    words = form.split()
    if "time" in words:
        words = [re.sub(r"(?:ing|e)$", "", w) if len(w) > 4 else w for w in words if w != "time"]
        words.append("time")
    return " ".join(sorted(_stem(w) for w in words)) or plain


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
