"""Which language a review is in: English, Chinese, another one, or none that can be told.

Only English and Chinese are read; anything else is left unread rather than misread. Short
texts are what matters here ("Excellent product.", "muy bueno"): the n-gram model (py3langid,
139 languages) errs on them in both directions, so a list of English words that occur in
reviews outweighs it where it finds most of the words. The model runs only on Latin script: other
scripts name themselves.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from marketing_ai.exceptions import ModelUnavailable

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

READ = ("en", "zh")  # languages that the reader was trained on
NO_LANGUAGE = "zxx"  # ISO 639-2: no linguistic content
UNDETERMINED = "und"
WORDS = Path(__file__).with_name("words_en.txt")
MAX_CHARS = 600  # of a text are looked at; more says nothing new, and costs
HAN_WEIGHT = 3.0  # a Chinese character says about as much as this many Latin letters
KANA_SHARE = 0.15  # of Han and kana; Chinese shoppers write の for fun, but no more than that
# The model's scores are log probabilities. On 620 English sentences of shoppers its own mistakes
# are below 6 save one; "sehr gut" is at 12, "bagus sekali" at 27.
CLOSE = 2.0
FAR = 12.0

_LATIN_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|[@#]\w+")
_JUDGING = frozenset("好赞差烂棒爱美香贵慢快坏顶牛般漏")
_STRETCHED = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class Language:
    """code: ISO 639, `zxx` where there is nothing to read, `und` where it cannot be told."""

    code: str
    letters: int  # Latin letters and characters of other scripts, without links
    known_share: float = 1.0  # of the Latin words that are English ones

    @property
    def readable(self) -> bool:
        """Whether the reader was trained on this language."""
        return self.code in READ


def detect(text: str) -> Language:
    """The language of a cleaned text."""
    text = _LINK.sub(" ", text[:MAX_CHARS])
    scripts = _scripts(text)
    letters = sum(scripts.values())
    if not letters:
        return Language(NO_LANGUAGE, 0)
    han, kana = scripts["han"], scripts["kana"]
    weights = {
        **scripts,
        "han": (han + kana) * HAN_WEIGHT,
        "kana": 0,
        "hangul": scripts["hangul"] * HAN_WEIGHT,
    }
    script = max(weights, key=lambda name: weights[name])
    if script == "han":
        if kana >= 2 and kana >= KANA_SHARE * (han + kana):
            return Language("ja", letters)
        return Language("zh" if _varied(text) else NO_LANGUAGE, letters)
    if script != "latin":
        return Language(_SCRIPT_LANGUAGE.get(script, UNDETERMINED), letters)
    return _latin(text, letters, han)


def _latin(text: str, letters: int, han: int) -> Language:
    words = [word.lower().replace("’", "'") for word in _LATIN_WORD.findall(text)]
    words = [word for word in words if not _is_han(word[0])]
    known = sum(len(word) for word in words if _is_english(word))
    share = known / max(1, sum(map(len, words)))
    scores = dict(_identifier().rank(" ".join(words)))
    code = max(scores, key=lambda name: scores[name])
    ahead = scores[code] - scores["en"]
    if ahead <= 0:
        english = share > 0.2
    elif ahead <= CLOSE:
        english = share >= 0.4
    elif ahead <= FAR:
        english = share >= 0.6
    else:  # a row of names and brands looks foreign to the model; its common words tell
        english = share >= 0.8
    if english:
        return Language("en", letters, share)
    if han >= 2:  # Chinese with more foreign words in it than Chinese ones
        return Language("zh", letters, share)
    if code == "en" or (share == 0 and ahead <= CLOSE):
        return Language(UNDETERMINED, letters, share)
    return Language(code, letters, share)


def _is_english(word: str) -> bool:
    """Also in the ways people type: soooo, battery's, lovin."""
    english = _english_words()
    if len(word) > 2 and len(set(word)) == 1:
        return False
    if word in english:
        return True
    short = _STRETCHED.sub(r"\1\1", word)
    return (
        short in english
        or _STRETCHED.sub(r"\1", word) in english
        or (word.split("'")[0] in english and "'" in word)
        or (len(word) > 4 and word.endswith("s") and word[:-1] in english)
    )


def _varied(text: str) -> bool:
    """Not one or two characters over and over; an evaluation repeated is still one."""
    han = [char for char in text if _is_han(char)]
    return len(han) < 5 or len(set(han)) > 2 or any(char in _JUDGING for char in han)


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003134f"


def _scripts(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for char, n in Counter(text).items():
        if char.isalpha():
            found[_script(char)] += n
    return found


@functools.lru_cache(maxsize=20_000)
def _script(char: str) -> str:
    if char.isascii():
        return "latin"
    if _is_han(char):
        return "han"
    name = unicodedata.name(char, "").split(" ")[0].split("-")[0].lower()
    if name in ("hiragana", "katakana"):
        return "kana"
    return "latin" if name in ("latin", "fullwidth", "feminine", "masculine") else name


_SCRIPT_LANGUAGE = {
    "hangul": "ko",
    "cyrillic": "ru",  # or another one in these letters: none of them is read
    "greek": "el",
    "arabic": "ar",
    "hebrew": "he",
    "devanagari": "hi",
    "bengali": "bn",
    "gurmukhi": "pa",
    "gujarati": "gu",
    "oriya": "or",
    "tamil": "ta",
    "telugu": "te",
    "kannada": "kn",
    "malayalam": "ml",
    "sinhala": "si",
    "thai": "th",
    "lao": "lo",
    "tibetan": "bo",
    "myanmar": "my",
    "georgian": "ka",
    "armenian": "hy",
    "ethiopic": "am",
    "khmer": "km",
    "mongolian": "mn",
}


@functools.cache
def _english_words() -> frozenset[str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@functools.cache
def _identifier() -> LanguageIdentifier:
    """The n-gram model: 0.6 s to load, 120 MB, 0.1 ms a text."""
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError as error:
        raise ModelUnavailable(
            model="py3langid",
            reason=_("the package that tells languages apart is not installed."),
            repair="pip install 'marketing-ai[local]'",
        ) from error
    return LanguageIdentifier.from_model_file(MODEL_FILE)
