"""The geometry of the review charts: figures in, bars and whiskers out. Pure.

Templates only write them down as SVG, with the same figures in a table beneath. Lengths are
texts with a decimal point, whatever the reader's language. Sides are told apart by place and
pattern, not by colour alone; intervals are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketing_ai.admin import reviewwords

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from marketing_ai.reviews.services.figures import Sums, ThemeFigures

MONTHS_DRAWN = 24
THEMES_DRAWN = 12

# the chart of months: counts above, the share of good ones beneath
WIDTH, LEFT, RIGHT = 760, 44, 12
TOP, COUNTS, GAP, SHARES, FOOT = 14, 130, 26, 90, 24
HEIGHT = TOP + COUNTS + GAP + SHARES + FOOT
LABEL_FROM = 26  # width of a month's place from which its numbers fit

# the chart of themes
THEME_LEFT, THEME_BAR, THEME_RIGHT, ROW = 190, 400, 170, 28
_SIDES = ("positive", "mixed", "neutral", "negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A rectangle of one side, with its number."""

    kind: str
    x: str
    y: str
    width: str
    height: str
    n: int
    label_y: str = ""  # "": there is no room for the number

    @property
    def word(self) -> str:
        """What these voices say."""
        return str(reviewwords.SIDES[self.kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisker:
    """A share with its interval: a dot on a line. Along y for months, along x for themes."""

    at: str
    value: str
    low: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthMark:
    """Everything drawn of one month."""

    month: date
    x: str  # the middle of its place
    bars: tuple[Bar, ...]
    good: Whisker | None
    is_named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthChart:
    """Positive voices upwards, negative ones downwards, and the share of positive ones."""

    months: tuple[MonthMark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: str = ""  # y of the line between good and bad
    most: int = 0  # voices at the chart's upper end
    least: int = 0  # at its lower end
    share_top: int = TOP + COUNTS + GAP
    share_middle: int = TOP + COUNTS + GAP + SHARES // 2
    share_bottom: int = TOP + COUNTS + GAP + SHARES
    foot: int = HEIGHT - 6
    top: int = TOP
    bottom: int = TOP + COUNTS


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeMark:
    """Everything drawn of one theme."""

    name: str
    url: str  # its reviews
    n: int
    of: int
    y: int  # of the text's line
    top: int
    bars: tuple[Bar, ...]
    share: Whisker
    text_x: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeChart:
    """Bars as long as the share of reviews that speak of a theme, cut by what they say."""

    themes: tuple[ThemeMark, ...]
    height: int
    width: int = THEME_LEFT + THEME_BAR + THEME_RIGHT
    left: int = THEME_LEFT
    label_x: int = THEME_LEFT - 10


def month_chart(months: Sequence[tuple[date, Sums]]) -> MonthChart | None:
    """The last `MONTHS_DRAWN` months that hold a voice; None where there is none."""
    drawn = months[-MONTHS_DRAWN:]
    if not drawn:
        return None
    most = max(sums["positive"] for _month, sums in drawn)
    least = max(sums["negative"] for _month, sums in drawn)
    unit = COUNTS / max(most + least, 1)
    base = TOP + most * unit
    place = (WIDTH - LEFT - RIGHT) / len(drawn)
    wide = min(place * 0.7, 44.0)
    every = -(-len(drawn) // 12)  # a dozen names fit
    return MonthChart(
        months=tuple(
            _month_mark(month, sums, n, place=place, wide=wide, base=base, unit=unit, every=every)
            for n, (month, sums) in enumerate(drawn)
        ),
        base=_px(base),
        most=most,
        least=least,
    )


def _month_mark(
    month: date,
    sums: Sums,
    n: int,
    *,
    place: float,
    wide: float,
    base: float,
    unit: float,
    every: int,
) -> MonthMark:
    middle = LEFT + (n + 0.5) * place
    bars = []
    for kind, count, direction in (
        ("positive", sums["positive"], -1),
        ("negative", sums["negative"], 1),
    ):
        long = count * unit
        top = base - long if direction < 0 else base
        label = top - 3 if direction < 0 else base + long + 11
        bars.append(
            Bar(
                kind=kind,
                x=_px(middle - wide / 2),
                y=_px(top),
                width=_px(wide),
                height=_px(long),
                n=count,
                label_y=_px(label) if count and place >= LABEL_FROM else "",
            )
        )
    good = sums.good
    bottom = TOP + COUNTS + GAP + SHARES
    whisker = None
    if good.value is not None and good.interval is not None:
        low, high = good.interval
        whisker = Whisker(
            at=_px(middle),
            value=_px(bottom - good.value * SHARES),
            low=_px(bottom - low * SHARES),
            high=_px(bottom - high * SHARES),
        )
    return MonthMark(
        month=month, x=_px(middle), bars=tuple(bars), good=whisker, is_named=n % every == 0
    )


def theme_chart(
    themes: Sequence[ThemeFigures], url: Callable[[ThemeFigures], str]
) -> ThemeChart | None:
    """The themes spoken of most; None where there is none. url: where a theme's reviews are."""
    drawn = themes[:THEMES_DRAWN]
    if not drawn:
        return None
    longest = max((one.share.interval or (0.0, 1.0))[1] for one in drawn)
    unit = THEME_BAR / longest
    return ThemeChart(
        themes=tuple(_theme_mark(one, n, unit, url(one)) for n, one in enumerate(drawn)),
        height=len(drawn) * ROW + 8,
    )


def _theme_mark(one: ThemeFigures, n: int, unit: float, url: str) -> ThemeMark:
    top = n * ROW + 4
    x = float(THEME_LEFT)
    bars = []
    for kind in _SIDES:
        count = getattr(one, kind)
        long = count / one.share.n * unit
        if count:
            bars.append(
                Bar(
                    kind=kind,
                    x=_px(x),
                    y=str(top),
                    width=_px(long),
                    height=str(ROW - 10),
                    n=count,
                    label_y=_px(top + 13) if long > 8 * len(str(count)) + 4 else "",
                )
            )
        x += long
    low, high = one.share.interval or (0.0, 0.0)
    return ThemeMark(
        name=reviewwords.theme_name(one.name, one.name_zh),
        url=url,
        n=one.share.k,
        of=one.share.n,
        y=top + 13,
        top=top,
        bars=tuple(bars),
        share=Whisker(
            at=_px(top + ROW - 6),
            value=_px(x),
            low=_px(THEME_LEFT + low * unit),
            high=_px(THEME_LEFT + high * unit),
        ),
        text_x=_px(THEME_LEFT + high * unit + 8),
    )


def _px(length: float) -> str:
    return f"{length:.1f}"
