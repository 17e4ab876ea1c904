"""Whether a reading is believed: its label, or "unknown" with the reason.

Unknown is an answer of its own and never neutral: the text holds nothing to read, is in a
language that the reader was not trained on, asks instead of judging, states no opinion, or
the model is undecided. Pure; the reading itself is the model's (`inference.reader`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketing_ai.reviews.opinion_words import judges

if TYPE_CHECKING:
    from marketing_ai.inference.reader import RawReading
    from marketing_ai.reviews.clean import Cleaned
    from marketing_ai.reviews.language import Language

LABELS = ("negative", "neutral", "positive")  # in the order of the model's classes
UNKNOWN = "unknown"

MAX_LOST_SHARE = 0.2  # of the characters that nobody can bring back
MAX_UNKNOWN_SHARE = 0.3  # of the tokens
MIN_CONFIDENCE = 0.36  # of the most probable class; a third is a blind guess
# Of "states an opinion", with a word that judges and without. Tried on 500 rows of each of five
# sets: of their reviews 0.4 to 2.2 % are called without an opinion, as with 0.35 for both.
MIN_OPINION, MIN_OPINION_WORDLESS = 0.1, 0.8
CLEAR_OPINION = 0.9  # rhetorical: "How is this even legal?"

_SENTENCE = re.compile(r"[^.!?。！？…\n]+[.!?。！？…\n]*")
_ASKS_EN = re.compile(
    r"(?:(?:hi|hello|hey|so|and|also|ok|just|please|question|wondering|anyone know)[\s,:]+)*"
    r"(?:do|does|did|is|are|was|were|can|could|will|would|should|has|have|any|anyone|anybody|"
    r"how|what|what's|whats|which|where|when|who|whose|may|might)\b",
    re.IGNORECASE,
)
_ASKS_ZH = re.compile(r"请问|^什么时候|^有没有人?|吗$")  # also without a question mark
_ASKS_ZH_MARKED = re.compile(
    r"什么|几|多少|多[久大长重高]|哪|怎么|怎样|吗|呢|么$|是不是|能不能|可不可以|会不会|有没有|谁"
)
# asked, but to complain: why is there none, how can it be so …
_REPROACH = re.compile(
    r"为什么|为啥|凭什么|怎么(?:[没不会这那给才都还只就办里]|回事)|居然|竟然|难道"
)
MAX_QUESTION = 30  # Chinese characters of a sentence; longer ones tell a story first


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is stored and shown of a text's polarity."""

    label: str  # one of LABELS, or "unknown"
    polarity: float | None  # P(positive) − P(negative); None where unknown
    confidence: float  # probability of the label; of the model's first guess where unknown
    reason: str = ""  # a key of `reasons.UNKNOWN` where unknown


def unreadable(cleaned: Cleaned, language: Language) -> str:
    """Why a text need not be given to the model at all: a key of `reasons.UNKNOWN`, or ""."""
    text = cleaned.text
    if not text:
        return "short"
    if cleaned.lost > MAX_LOST_SHARE * len(text):
        return "unreadable"
    if not language.letters:
        return "unreadable"
    if language.letters < 2 and language.code != "zh":
        return "short"
    if language.code in ("zxx", "und"):
        return "unreadable"
    return "" if language.readable else "language"


def decide(raw: RawReading, cleaned: Cleaned, language: Language) -> Decision:
    """The label of a reading, or "unknown" and why."""
    confidence = max(raw.probabilities)
    reason = unreadable(cleaned, language)
    if not reason and raw.unknown_tokens > MAX_UNKNOWN_SHARE * raw.n_tokens:
        reason = "unreadable"
    if not reason and raw.opinion < CLEAR_OPINION and asks_only(cleaned.text):
        reason = "question"
    wanted = MIN_OPINION if judges(cleaned.text) else MIN_OPINION_WORDLESS
    if not reason and raw.opinion < wanted:
        reason = "no_opinion"
    if not reason and confidence < MIN_CONFIDENCE:
        reason = "unsure"
    if reason:
        return unknown(reason, confidence=confidence)
    return Decision(
        label=LABELS[raw.polarity],
        polarity=raw.probabilities[2] - raw.probabilities[0],
        confidence=raw.probabilities[raw.polarity],
    )


def unknown(reason: str, *, confidence: float = 0.0) -> Decision:
    """The answer for a text without one."""
    return Decision(label=UNKNOWN, polarity=None, confidence=confidence, reason=reason)


def asks_only(text: str) -> bool:
    """Whether every sentence is a real question: to be answered, not a way to complain."""
    sentences = [part.strip() for part in _SENTENCE.findall(text) if part.strip(" .!…。！\n")]
    return bool(sentences) and all(map(_asks, sentences))


def _asks(sentence: str) -> bool:
    words = sentence.rstrip("?？ ")
    marked = words != sentence
    if marked and _ASKS_EN.match(words):
        return True
    if len(words) > MAX_QUESTION or _REPROACH.search(words):
        return False
    return bool(_ASKS_ZH.search(words) or (marked and _ASKS_ZH_MARKED.search(words)))
