"""Brand rules as a linter: banned words, disclaimers, length, reading level, form (F8).

`lint` is pure and deterministic. Some checks need no rule because no shop wants the
opposite: leftover placeholders, an echo of the prompt, a phrase said twice, the wrong
language, a last sentence that breaks off, a bare list of "name: value".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .readability import flesch_kincaid_grade
from .wording import cut_off, emoji, repeated_phrases, script_share, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Slots that may stay in a text; everything else in braces is a leftover.
ALLOWED_SLOTS = ("{price}", "{offer}", "{offer_end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandRules:
    """What a shop allows; every rule is off at its default, except those on form."""

    banned: tuple[str, ...] = ()  # words or phrases; whole words in English, substrings in Chinese
    disclaimers: tuple[str, ...] = ()  # each must stand in the text, word for word
    min_length: int = 0  # characters, a slot counts as written
    max_length: int = 0  # characters; 0 is no limit
    max_grade: float | None = None  # Flesch-Kincaid grade, English only
    max_exclamations: int = 1
    max_capitals: int = 2  # words of 4 or more letters in capitals that are no names in `keep`
    emoji_allowed: bool = False
    keep: tuple[str, ...] = ()  # names written in capitals, such as a brand
    slots: tuple[str, ...] = ALLOWED_SLOTS
    channel: str = ""  # where the text is shown; `rulesets` holds the length that it takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One broken rule, with the place and a sentence that says the way out."""

    code: str
    start: int  # code points; start == end == 0 where no place can be shown
    end: int
    message: str
    blocking: bool = True


def lint(text: str, rules: BrandRules, *, language: str) -> tuple[Violation, ...]:
    """All violations of `text`, in order of place."""
    found = [
        *_words(text, rules),
        *_length(text, rules),
        *_form(text, rules),
        *_leftovers(text, rules),
        *_repeats(text),
        *_language(text, rules, language),
    ]
    if rules.max_grade is not None and language.startswith("en"):
        grade = flesch_kincaid_grade(text)
        if grade > rules.max_grade:
            found.append(
                Violation(
                    code="reading_grade",
                    start=0,
                    end=0,
                    blocking=False,
                    message=_(
                        "The text reads at grade %(grade).1f, above %(limit).1f. Use shorter "
                        "sentences and words."
                    )
                    % {"grade": grade, "limit": rules.max_grade},
                )
            )
    return tuple(sorted(found, key=lambda v: (v.start, v.end, v.code)))


def _find(text: str, phrase: str) -> Iterator[re.Match[str]]:
    """Whole words where the phrase begins or ends with a Latin letter or digit."""
    body = r"\s+".join(re.escape(p) for p in phrase.split())
    left = r"(?<![A-Za-z0-9À-ɏ])" if re.match(r"[A-Za-z0-9À-ɏ]", phrase) else ""
    right = r"(?![A-Za-z0-9À-ɏ])" if re.search(r"[A-Za-z0-9À-ɏ]$", phrase) else ""
    return re.finditer(left + body + right, text, re.IGNORECASE)


def _words(text: str, rules: BrandRules) -> Iterator[Violation]:
    for phrase in rules.banned:
        if not phrase.strip():
            continue
        for match in _find(text, phrase.strip()):
            yield Violation(
                code="banned_word",
                start=match.start(),
                end=match.end(),
                message=_("“%(word)s” is a banned word. Say it another way.")
                % {"word": match.group()},
            )
    for disclaimer in rules.disclaimers:
        if disclaimer.strip() and not any(_find(text, disclaimer.strip())):
            yield Violation(
                code="disclaimer_missing",
                start=len(text),
                end=len(text),
                message=_("The text must hold “%(words)s”. Add it word for word.")
                % {"words": disclaimer},
            )


def _length(text: str, rules: BrandRules) -> Iterator[Violation]:
    n = len(text)
    if rules.max_length and n > rules.max_length:
        yield Violation(
            code="too_long",
            start=rules.max_length,
            end=n,
            message=ngettext(
                "The text is %(n)d character too long.",
                "The text is %(n)d characters too long.",
                n - rules.max_length,
            )
            % {"n": n - rules.max_length},
        )
    if n < rules.min_length:
        yield Violation(
            code="too_short",
            start=0,
            end=n,
            message=ngettext(
                "The text is %(n)d character too short.",
                "The text is %(n)d characters too short.",
                rules.min_length - n,
            )
            % {"n": rules.min_length - n},
        )


def _form(text: str, rules: BrandRules) -> Iterator[Violation]:
    marks = [m.start() for m in re.finditer(r"[!！]", text)]
    for place in marks[rules.max_exclamations :]:
        yield Violation(
            code="exclamation",
            start=place,
            end=place + 1,
            blocking=False,
            message=ngettext(
                "More than %(n)d exclamation mark. Use a full stop.",
                "More than %(n)d exclamation marks. Use a full stop.",
                rules.max_exclamations,
            )
            % {"n": rules.max_exclamations},
        )
    kept = {word for name in rules.keep for word in name.split()}
    shouted = [m for m in re.finditer(r"\b[A-Z]{4,}\b", text) if m.group() not in kept]
    for match in shouted[rules.max_capitals :]:
        yield Violation(
            code="capitals",
            start=match.start(),
            end=match.end(),
            blocking=False,
            message=_("“%(word)s” is written in capitals. Use small letters.")
            % {"word": match.group()},
        )
    if not rules.emoji_allowed:
        for start, end in emoji(text):
            yield Violation(
                code="emoji",
                start=start,
                end=end,
                message=_("Emoji are not allowed here. Delete it."),
            )


_BRACES = re.compile(
    r"\{\{?[^{}\n]{0,60}\}?\}|\[[A-Za-z][\w -]{0,40}\]"
    r"|\[[^\]\n]{0,20}(?:名称|品牌|此处|填写)[^\]\n]{0,20}\]|<[A-Za-z/][^>\n]{0,60}>"
    r"|\b(?:lorem ipsum|TBD|TODO|N/A)\b|待补充|<UNK>|�|【(?:此处|填写|待)[^】]*】|\bBRAND\b"
)
_ECHO = re.compile(
    r"^\s*(?:sure|certainly|of course|okay|here(?:'s| is| are)|as an ai\b|"
    r"i(?:'m| am) (?:sorry|happy|an ai)|below is|"
    r"product (?:name|description|facts)\s*:|facts?\s*:|title\s*:|headline\s*:|"
    r"description\s*:|subject(?: line)?\s*:|"
    r"output\s*:|answer\s*:|copy\s*:|当然|好的[，,]|以下是|这是一[段篇则]|作为(?:一个)?(?:AI|人工智能|语言模型)|"
    r"商品信息[:：]|文案[:：]|标题[:：]|描述[:：]|答[:：])"
    r"|\b(?:language model|as an ai|the facts provided|based on the facts|"
    r"write a (?:short|product)|in \d+ words or less|"
    r"(?:word|character) (?:limit|count))\b"
    r"|根据(?:以上|提供的|给出的)(?:信息|事实|商品)|字以内|<\|im_|<start_of_turn>"
    r"|^#{1,4}\s|\*\*[^*\n]+\*\*",
    re.IGNORECASE | re.MULTILINE,
)
_LIST_LINE = re.compile(
    r"^\s*(?:[-*•·]\s*)?[^\s:：，。,.!?][^:：\n。.!?！？]{0,30}[:：]\s*[^\n]{1,80}$", re.MULTILINE
)
_LIST_PAIR = re.compile(
    r"(?:^|[;；,，。.]\s*)([^:：;；,，。.\n]{1,24})[:：]\s*([^:：;；,，。\n]{1,60})"
)


def _leftovers(text: str, rules: BrandRules) -> Iterator[Violation]:
    for match in _BRACES.finditer(text):
        if match.group() not in rules.slots:
            yield Violation(
                code="placeholder",
                start=match.start(),
                end=match.end(),
                message=_("“%(words)s” was left unfilled. Replace or delete it.")
                % {"words": match.group()},
            )
    for match in _ECHO.finditer(text):
        yield Violation(
            code="prompt_echo",
            start=match.start(),
            end=match.end(),
            message=_(
                "“%(words)s” repeats the request instead of describing the product. Delete it."
            )
            % {"words": match.group().strip()},
        )
    lines, pairs = list(_LIST_LINE.finditer(text)), list(_LIST_PAIR.finditer(text))
    listed = max(sum(len(m.group()) for m in lines), sum(len(m.group()) for m in pairs))
    if listed > 0.6 * len(text) and (len(lines) > 1 or len(pairs) > 2):
        yield Violation(
            code="fact_list",
            start=0,
            end=len(text),
            message=_("The text only lists attributes. Write sentences."),
        )


def _repeats(text: str) -> Iterator[Violation]:
    for start, end, code in repeated_phrases(text):
        yield Violation(
            code=code,
            start=start,
            end=end,
            message=_("“%(words)s” was said before. Say it once.") % {"words": text[start:end]},
        )
    if cut_off(text) and len(sentences(text)) > 0:
        yield Violation(
            code="cut_off",
            start=max(0, len(text) - 20),
            end=len(text),
            message=_("The last sentence breaks off. Finish or delete it."),
        )


def _language(text: str, rules: BrandRules, language: str) -> Iterator[Violation]:
    bare = text
    for word in (*rules.slots, *rules.keep):
        bare = bare.replace(word, "")
    share = script_share(bare)
    if share is None:
        return
    wrong = share <= 0.6 if language.startswith("zh") else share >= 0.02
    if wrong and language.split("-")[0].split("_")[0] in ("zh", "en"):
        yield Violation(
            code="wrong_language",
            start=0,
            end=len(text),
            message=_(
                "%(share)d %% of the letters are Chinese, "
                "which does not fit the language asked for."
            )
            % {"share": round(share * 100)},
        )
