# ruff: noqa: E501 - patterns read better unbroken
"""Cleans one raw string of a catalogue: markup, mojibake, invisible characters.

Pure: a string goes in, a cleaned string and what was found come out. `facts` turns the
findings into sentences for people.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata

import nh3
from ftfy import fix_encoding

MAX_VALUE_CHARS = 2_000

#: Elements that a shop's editor leaves behind; an unclosed "<p" counts only with one of them.
_ELEMENTS = (
    r"(?:abbr|article|blockquote|body|br|button|center|code|div|em|font|footer|form|h[1-6]|head|header|"
    r"hr|html|iframe|img|input|label|li|link|meta|ol|option|p|pre|script|section|select|small|span|"
    r"strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|title|tr|tt|ul|video)"
)
_TAG = re.compile(
    r"<\s*[/!]?\s*[A-Za-z][\w:.-]*(?=[\s/>\"'])[^>]*>|<!--|<!\[CDATA\[|<!DOCTYPE"
    rf"|<\s?/?{_ELEMENTS}(?:\s[^<>]*)?/?$|</\s?[a-z][a-z0-9]*$",
    re.IGNORECASE,
)
_SLOT = re.compile(r"[<＜]\s*([A-Za-z][A-Za-z_ ]{2,60})\s*[>＞]")
_STRAY_END = re.compile(rf"(?<![\w<])/?{_ELEMENTS}\s?/?>(?!\s?\d)")
_ENTITY = re.compile(
    r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});"
    r"|&(?:nbsp|amp|lt|gt|quot|copy|reg|deg|times|middot|eacute|ouml|uuml|auml)(?![a-z])|&#\d{2,5}(?!\d)",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(r"<\s*/?\s*(?:br|p|li|div|td|tr|h\d)\b[^>]*>", re.IGNORECASE)
#: Markdown, BBCode and escapes: what is matched, and what is left of it.
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), left)
    for pattern, left in (
        (r"!?\[([^\]]{0,200})\]\((?:https?:|/|#|\.|www\.|mailto:|[\w-]+\.[\w-]+)[^)\s]*(?:\s\"[^\"]*\")?\)",
         r"\1"),
        (r"```[a-z]*\s*(.*?)\s*```", r"\1"),
        (r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2"),
        (r"~~(?=\S)(.+?)(?<=\S)~~", r"\1"),
        (r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,200}?)(?<=[^\s*])\*(?![\w*])", r"\1"),
        (r"(?<![\w])_(?=[^\s_])([^_\n]{1,200}?)(?<=[^\s_])_(?![\w])", r"\1"),
        (r"`([^`\n]{1,200})`", r"\1"),
        (r"(?:^|(?<=\n))[ \t]*#{1,6}[ \t]+(?=[^\W\d])|(?:^|(?<=\n))[ \t]*#{2,6}[ \t]+(?=\S)", ""),
        (r"(?<=\n)[ \t]*(?:[-*+•]|\d{1,2}\.)[ \t]+(?=\S)|^[ \t]*[-*+][ \t]+(?=[^\n]*\n[ \t]*[-*+][ \t])", ""),
        (r"(?:^|(?<=\n))[ \t]*>[ \t]+(?=[^\W\d]{2,}[ ,.])", ""),
        (r"^\s*\|(?=.*\|\s*$)|(?<=\S)\s*\|\s*$(?<=\|)(?<!^\|)", " "),
        (r"\[(b|i|u|s|url|img|color|size|list|quote|font|center|code)(?:=[^\]]*)?\](.*?)\[/\1\]", r"\2"),
        (r"\[/?(?:b|i|u|url|img|color|size|list|quote|font|center)(?:=[^\]]+)\]|\[/(?:b|i|u|url|img|color|"
         r"size|list|quote|font|center)\]", ""),
        (r"\\[nrt](?=$|[\sA-Z\u3400-\u9fff-])", " "),
        (r"<br$|&nbsp$", " "),
    )
)  # fmt: skip
_CSS_VALUE = (
    r"(?:#[0-9a-f]{3,8}|-?\d*\.?\d+(?:px|r?em|pt|vw|vh|%)?|bold|normal|italic|none|inherit|auto|block|"
    r"inline(?:-block)?|flex|center|left|right|justify|underline|uppercase|relative|absolute|hidden|solid|"
    r"red|blue|green|black|white|gr[ae]y|transparent|rgba?\([^)]*\)|url\([^)]*\)|\"[^\"]*\"|'[^']*'|"
    r"arial|helvetica|verdana|sans-serif|serif|important|pointer|nowrap|both|middle|top|bottom)"
)
_CSS_NAME = (
    r"(?:(?:background|font|margin|padding|border|text|letter|word|list|flex|grid|overflow|max|min|line|"
    r"white|vertical|z|box)(?:-[a-z]+)+|color|background|font|margin|padding|border|display|float|position|"
    r"overflow|opacity|cursor|clear|visibility)"
)
_CSS_RULE = rf"{_CSS_NAME}\s*:\s*{_CSS_VALUE}(?:[\s,]+!?{_CSS_VALUE})*\s*"
_CSS = re.compile(
    rf"(?:(?<=[;{{\s])|^){_CSS_RULE};(?:\s*[a-z-]+\s*:\s*[^;{{}}]+;?)*"
    rf"|(?:(?<=[;{{\s])|^)(?:font-(?:size|weight|family)|text-(?:align|decoration)|background-color|"
    rf"line-height|(?:margin|padding)-\w+)\s*:\s*{_CSS_VALUE}(?:[\s,]+!?{_CSS_VALUE})*;?"
    r"|^\s*(?:display|position|float|visibility|overflow|cursor)\s*:\s*[a-z-]+\s*;?\s*$"
    r"|(?:(?<=[;{\s])|^)(?:width|height)\s*:\s*\d+(?:px|%|em);"
    r"|(?:@media[^{]*\{)?(?<![\w.#:-])[\w.#:-]{0,60}\s?\{\s*(?:[a-z-]+\s*:\s*[^;{}]+;?\s*)+\}\}?"
    r"|\b(?:style|class|href|src)\s*=\s*(?:\"[^\"]*\"|'[^']*')",
    re.IGNORECASE,
)
_BROKEN = re.compile("�|锟斤拷|烫烫烫|屯屯屯|锟叫|锟剿")
#: "Cr?me br?l?e": letters that an import replaced. A web address may hold a question mark.
_LOST_LETTER = re.compile(r"(?<![\w/?=.])[^\W\d_]{1,30}\?[a-z]{1,30}(?![\w/?=&])")
_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")

_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,30}\b(?:instructions?|prompts?|rules|above|previous)\b"
    r"|\bsystem prompt\b|<\|im_(?:start|end)\|>|<start_of_turn>|\[/?INST\]"
    r"|\byou are (?:now )?an? (?:ai|assistant|language model)\b"
    r"|(?:忽略|无视|忘记)(?:以上|之前|上面|前面|所有).{0,8}(?:指令|指示|要求|提示|内容|规则)"
    r"|系统提示词|你现在是",
    re.IGNORECASE | re.DOTALL,
)


def has_instruction(text: str) -> bool:
    """Whether `text` talks to the language model instead of describing the product."""
    return bool(_INSTRUCTION.search(text))


def clean_text(raw: str) -> tuple[str, frozenset[str]]:
    """`raw` as plain text on one line, and what was done: "markup", "mojibake", "invisible".

    "broken" is among the findings where characters are lost beyond repair.
    """
    found: set[str] = set()
    text, before = raw, None
    for _ in range(5):  # one repair can lay bare the next: markup inside mojibake
        if text == before:
            break
        before = text
        for name, repair in _REPAIRS:
            repaired = repair(text)
            if repaired != text:
                found.add(name)
                text = repaired
        text = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if is_lost(text):
        found.add("broken")
    return text, frozenset(found)


_HANZI_IN_WORD = re.compile(r"[A-Za-z][\u4e00-\u9fff]{1,4}[a-z]")


def is_slot(text: str) -> bool:
    """Whether `text` is nothing but "<insert care>": a slot to fill, though it looks like a tag."""
    match = _SLOT.fullmatch(text.strip()[:80])
    return match is not None and not re.match(
        rf"{_ELEMENTS}\b|[abisuq]\b", match.group(1), re.IGNORECASE
    )


def strip_markup(text: str) -> str:
    """Text without HTML, scripts, styles, entities, Markdown and BBCode marks; "5 < 7" stays."""
    text = _without_tags(text)
    for _ in range(2):  # shops escape twice: &amp;lt;b&amp;gt;
        if not _ENTITY.search(text):
            break
        text = _without_tags(html.unescape(text))
    for pattern, left in _MARKS:
        text = pattern.sub(left, text)
    return _CSS.sub(" ", text) if ":" in text or "=" in text else text


def _without_tags(text: str) -> str:
    if _TAG.search(text):
        closed = text + ">" if text.rfind("<") > text.rfind(">") else text
        spaced = _BLOCK_TAG.sub(lambda tag: " " + tag.group(), closed)
        text = html.unescape(nh3.clean(spaced, tags=set()))
    return _STRAY_END.sub(" ", text)


def repair_mojibake(text: str) -> str:
    """Text read in the wrong encoding put right where that is certain, else unchanged."""
    fixed = fix_encoding(text)
    if fixed != text:
        return fixed
    return _repair_latin_gbk(_repair_gbk(text))


def _repair_gbk(text: str) -> str:
    """UTF-8 read as GB18030: 涓嶉攬閽 is 不锈钢. Three characters make it no chance hit."""
    inside_word = bool(_HANZI_IN_WORD.search(text))
    if sum(1 for c in text if "一" <= c <= "鿿") < 3 and not inside_word:
        return text
    try:
        decoded = text.encode("gb18030").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
    if inside_word and all(ord(c) < 0x250 for c in decoded):
        return decoded  # "Gr枚脽e" is Größe
    cjk = sum(1 for c in decoded if "一" <= c <= "鿿")
    return decoded if cjk * 2 >= len(decoded.replace(" ", "")) > 0 else text


_HIGH = "\xa0-\xff\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019"
_HIGH_RUN = re.compile(
    rf"[{_HIGH}\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]{{4,}}"
)


def _repair_latin_gbk(text: str) -> str:
    """GBK read as Latin-1: ´¿ÃÞ is 纯棉. Only runs that all decode to everyday characters."""
    return _HIGH_RUN.sub(lambda run: _as_gbk(run.group()), text)


def _as_gbk(run: str) -> str:
    try:
        raw = b"".join(c.encode("cp1252" if ord(c) > 0xFF else "latin-1") for c in run)
        decoded = raw.decode("gbk")
    except UnicodeError:
        return run
    everyday = sum(1 for lead in raw[::2] if 0xB0 <= lead <= 0xD7 or lead in (0xA1, 0xA3))
    hanzi = sum(1 for c in decoded if "一" <= c <= "鿿")
    whole = len(decoded) * 2 == len(raw) and hanzi >= 2
    return decoded if whole and everyday * 4 >= len(decoded) * 3 else run


def is_lost(text: str) -> bool:
    """Whether characters are gone for good: U+FFFD, 锟斤拷, "Cr?me", UTF-8 cut off in GBK."""
    return bool(_BROKEN.search(text) or _LOST_LETTER.search(text)) or _is_cut_gbk(text)


def _is_cut_gbk(text: str) -> bool:
    """UTF-8 read as GBK whose last bytes were dropped: 瀹炴湪鏉愯 was 实木材质."""
    text = text.rstrip("?？ ")
    if sum(1 for c in text if "一" <= c <= "鿿") < 3:
        return False
    try:
        decoder = codecs.getincrementaldecoder("utf-8")()
        decoded = decoder.decode(text.encode("gb18030"))
    except UnicodeError:
        return False
    hanzi = sum(1 for c in decoded if "一" <= c <= "鿿")
    return hanzi >= 2 and hanzi * 2 >= len(decoded)


def strip_invisible(text: str) -> str:
    """Text without control, format, tag, private-use and surrogate characters.

    Tag characters (U+E0000 block) and zero-width signs can carry hidden instructions.
    Zero-width joiners inside emoji are lost too, which changes a picture, not a fact.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for char in text:
        if char in "\n\t\r":
            kept.append(" ")
        elif unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn"):
            continue
        elif "︀" <= char <= "️" or "\U000e0100" <= char <= "\U000e01ef":
            continue  # variation selectors can hide bytes
        else:
            kept.append(char)
    return "".join(kept)


_REPAIRS = (
    ("mojibake", repair_mojibake),
    ("markup", strip_markup),
    ("invisible", strip_invisible),
)


def cut(text: str, limit: int = MAX_VALUE_CHARS) -> str:
    """The first `limit` characters, ended at a sentence or a space where there is one."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    for mark in ("。", ". ", "；", "; ", "，", ", ", " "):
        at = head.rfind(mark)
        if at > limit // 2:
            return head[: at + (1 if mark != " " else 0)].strip()
    return head
