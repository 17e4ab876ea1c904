"""Chinese amounts that go on behind the unit: 一米二 is 1.2 m, 两斤半 2.5 jin, 两个半小时 2.5 h."""

from __future__ import annotations

import re

#: Units of which a digit behind them is a tenth, two digits hundredths.
_DECIMAL_UNITS = frozenset({"metre", "jin", "liang", "kilogram", "litre", "chi", "tonne"})
#: What makes a digit behind a unit the next number: 一斤一袋, 一米两根, 一斤二两.
_COUNTED = (
    "零〇一二两三四五六七八九十百千万半点几0-9个只条根袋包盒瓶件张片层支块把卷套双对台杯箱罐份次天年"
    "月周小分秒米厘毫公克斤升里寸尺度元角折成倍种款色口面边头人组位颗粒枚顶桶"
)
_TAIL = re.compile(
    rf"(?P<zh>[一二三四五六七八九]{{1,2}})(?![{_COUNTED}])|(?P<digits>\d{{1,2}})(?![\d.,×xX*{_COUNTED}])"
)
_HALF = re.compile(r"半(?![天日年月小夜身边路截百价折个斤])")
_AND_A_HALF = re.compile(r"个半(?=小时|钟|月|星期)")
_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")}


def tail_after(text: str, position: int, unit: str) -> tuple[float, int]:
    """What stands behind a unit that ends at `position`, in that unit, and where it ends."""
    if not "一" <= text[position - 1 : position] <= "鿿":
        return 0.0, position
    half = _HALF.match(text, position)
    if half:
        return 0.5, half.end()
    tail = _TAIL.match(text, position) if unit in _DECIMAL_UNITS else None
    if tail is None:
        return 0.0, position
    digits = tail.group("digits") or "".join(_DIGITS[c] for c in tail.group("zh"))
    return float(f"0.{digits}"), tail.end()


def half_before(text: str, position: int) -> int:
    """Where 个半 ends that begins at `position` (两个半小时), or `position`."""
    match = _AND_A_HALF.match(text, position)
    if match is None:
        return position
    return match.end()
