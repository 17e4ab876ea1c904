"""Cleans one raw string of a catalogue: markup, mojibake, invisible characters, placeholders.

Pure: a string goes in, a cleaned string and what was found come out. `facts` turns the
findings into sentences for people.
"""

from __future__ import annotations

import html
import re
import unicodedata

import nh3
from ftfy import fix_encoding

MAX_VALUE_CHARS = 2_000

_TAG = re.compile(r"<\s*[/!]?\s*[A-Za-z][^>]*>|<!--|<!\[CDATA\[")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<\s*/?\s*(?:br|p|li|div|td|tr|h\d)\b[^>]*>", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"!?\[([^\]]{1,200})\]\((?:https?:|/)[^)]*\)")
_MARKDOWN_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_BROKEN = re.compile("�|锟斤拷|烫烫烫|屯屯屯")
_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")

_PLACEHOLDERS = frozenset({
    "n/a", "na", "n.a", "n.a.", "#n/a", "tbd", "tba", "tbc", "todo", "to be confirmed",
    "to be determined", "to be announced", "unknown", "undefined", "null", "nan",
    "not available", "not applicable", "not specified", "not given", "unspecified", "no data",
    "no info", "no information", "see description", "see picture", "see image", "see details",
    "as shown", "as per image", "-", "--", "---", "–", "—", "?", "??", "???", ".", "..", "...", "…",
    "x", "xx", "xxx", "xxxx", "test", "testing", "asdf", "qwerty", "foo", "bar baz", "dummy",
    "placeholder", "value", "your text here", "insert text here", "enter value", "example",
    "sample text", "default", "lorem", "ipsum", "coming soon", "*", "**", "***", "/", "\\", "_",
    "[]", "{}", "()", "\"\"", "''", "0000", "#ref!", "#value!", "#name?", "#div/0!",
    "无", "暂无", "待补充", "待定", "待填写", "待完善", "未知", "不详", "未填写", "空", "见详情",
    "详见详情页", "见图", "如图", "见描述", "见包装", "请填写", "暂无数据",
    "默认", "测试", "其他", "其它",
    "待更新", "待确认", "略", "无数据", "不适用",
})  # fmt: skip
_PLACEHOLDER_PATTERN = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\$\{[^}]*\}|<%.*?%>|\[(?:insert|your|todo|tbd|placeholder|value)\b[^\]]*\]"
    r"|\{(?:name|value|title|product|brand|color|colour|size|material)\}"
    r"|\blorem ipsum\b|^%[sd]$|^x{2,}[-x.]*$|^\?{2,}|请在此|此处填写|【待",
    re.IGNORECASE,
)
#: "none" and 无 are an answer, not a gap, where the name asks whether something is inside.
NO_WORDS = frozenset({"无", "none", "nil", "no", "0", "否", "没有", "不含", "zero"})

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
    if _BROKEN.search(text):
        found.add("broken")
    return text, frozenset(found)


def strip_markup(text: str) -> str:
    """Text without HTML, scripts, entities and Markdown marks; "5 < 7" stays."""
    if _TAG.search(text):
        spaced = _BLOCK_TAG.sub(lambda tag: " " + tag.group(), text)
        text = html.unescape(nh3.clean(spaced, tags=set()))
    for _ in range(2):  # shops escape twice: &amp;lt;b&amp;gt;
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
        if _TAG.search(text):
            text = html.unescape(
                nh3.clean(_BLOCK_TAG.sub(lambda t: " " + t.group(), text), tags=set())
            )
    text = _MARKDOWN_LINK.sub(r"\1", text)
    return _MARKDOWN_STRONG.sub(r"\2", text)


def repair_mojibake(text: str) -> str:
    """Text read in the wrong encoding put right where that is certain, else unchanged."""
    fixed = fix_encoding(text)
    if fixed != text:
        return fixed
    return _repair_gbk(text)


def _repair_gbk(text: str) -> str:
    """UTF-8 read as GB18030: 涓嶉攬閽 is 不锈钢. Three characters make it no chance hit."""
    if sum(1 for c in text if "一" <= c <= "鿿") < 3:
        return text
    try:
        decoded = text.encode("gb18030").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
    cjk = sum(1 for c in decoded if "一" <= c <= "鿿")
    return decoded if cjk * 2 >= len(decoded.replace(" ", "")) > 0 else text


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


def is_placeholder(text: str) -> bool:
    """Whether `text` stands for a value that nobody filled in."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if folded.strip("<>[](){}\"'* ") in _PLACEHOLDERS or folded in _PLACEHOLDERS:
        return True
    if _PLACEHOLDER_PATTERN.search(folded):
        return True
    return bool(folded) and not any(c.isalnum() or c in "✓✔✗✘×√" for c in folded)


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
