"""Words that state nothing by themselves, and what of a sentence goes beyond facts and title.

A small model now and then writes a fluent sentence about something else ("designed to be
washed with coconut oil"). No list of claims holds everything that can be invented, so
selection prefers sentences whose every content word comes from the facts, the title or
this plain vocabulary. It is a preference, not the check: the claim ledger decides.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from marketing_ai.copywriting.slots import primary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.grounding.facts import Fact

_ENGLISH = frozenset(
    """
    a about across all along also among an and are around as at available back be been being
    between both bring brings build built but by can carries carry close closed closes come comes
    complete contain contains cover covers cut deep deliver delivers design designed each either
    enough equipped every feature features featuring finish finished fit fits fitted for from
    full get gets give gives given has have having heavy height high hold holds i in include
    included includes including inside is it its keep keeps kept last lasts length let lets light
    long made make makes making many material materials measure measures measuring meet meets
    model more need needs new of off offer offers offering on one only open opens or out outside
    over own part parts per piece pieces plus product products provide provided provides
    providing range rated ready reach reaches requires run runs same serve serves set sets shop
    side sides size sized sizes so stand stands style such suit suitable suited suits support
    supports take takes tall than thanks that the their them there these they thick this those
    through time to together total two type under up use used uses using value via was wash
    washed weigh weighs weight well when where which while wide width with within without work
    works your you
    meet discover enjoy choose add bring home
    """.split()  # noqa: SIM905
)

_CHINESE = """
    采用 选用 使用 配有 配备 配以 配 搭配 搭载 具有 具备 拥有 带有 提供 支持 适合
    适用于 适用 可用于 可选 设计 材质 材料 面料 尺寸 规格 容量 重量 功率 颜色 产地
    产自 制成 打造 制作 为 是 的 了 和 与 及 以及 并 且 还 它 这款 该 此款
    本品 产品 商品 款式 品牌 仅重 仅 重 长 宽 高 约 达 可达 最大 每 可 能 能够
    内 在 于 由 有 也 让 更 等 共 含 包含 包括 附带 另有 同时 其 一 个 件 款
    至 到 从 使
    """.split()  # noqa: SIM905

_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*")


def novel_parts(text: str, facts: Sequence[Fact], *, title: str, language: str) -> tuple[str, ...]:
    """Words (Chinese: characters) of the text that come from nowhere we know."""
    if primary(language) == "zh":
        return _novel_chinese(text, facts, title)
    source = " ".join((title, *(f"{fact.name} {fact.text}" for fact in facts)))
    known = {stem(word) for word in _words(source)}
    return tuple(
        word for word in _words(text) if stem(word) not in known and stem(word) not in _PLAIN
    )


def _novel_chinese(text: str, facts: Sequence[Fact], title: str) -> tuple[str, ...]:
    """Characters left after what facts, title and plain words cover is taken out.

    A run of two characters or more that stands in the source is covered, so "不锈钢机身"
    loses "不锈钢" and shows "机身" unless a fact has it.
    """
    source = _fold(" ".join((title, *(f"{fact.name} {fact.text}" for fact in facts))))
    rest = _fold(text)
    numbers = set(_LATIN.findall(source))
    left = [word for word in _LATIN.findall(rest) if word not in numbers]
    covered = [False] * len(rest)
    for n in range(min(12, len(rest)), 1, -1):
        for i in range(len(rest) - n + 1):
            if not any(covered[i : i + n]) and rest[i : i + n] in source:
                covered[i : i + n] = [True] * n
    for word in sorted(_CHINESE, key=len, reverse=True):
        for match in re.finditer(word, rest):
            covered[match.start() : match.end()] = [True] * len(word)
    left += [c for i, c in enumerate(rest) if not covered[i] and _HAN.match(c) and c not in source]
    return tuple(left)


def _words(text: str) -> list[str]:
    return _WORD.findall(_fold(text))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def stem(word: str) -> str:
    """Enough to see that "washed" and "washing" are one word; no linguistics."""
    for ending in ("ing", "ed", "es", "s", "y", "e"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return word[: -len(ending)]
    return word


_PLAIN = frozenset(stem(word) for word in _ENGLISH)
