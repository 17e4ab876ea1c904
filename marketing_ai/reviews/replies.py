"""The text of a proposed answer to a review. Pure: values in, text and sources out.

A reply is put together from whole sentences written here. It thanks, names the subjects that the
review complains of, and states for each the fact of the product or the policy of the shop that
bears on it, word by word; where nothing does, it says so. No word of the review goes into it:
what a shopper writes can steer which facts are stated, and nothing else. It promises nothing
(only a policy's own words may speak of returns and refunds), and names nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketing_ai.grounding.claims import check_claims
from marketing_ai.reviews import themes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from marketing_ai.grounding.facts import Fact

LANGUAGES = ("en", "zh")
MAX_SUBJECTS = 3
MAX_FACTS = 2  # a subject
MAX_FACT_CHARS = 160
MAX_POLICY_CHARS = 600

# Themes whose policies also bear on a complaint, by the theme that it is about.
_POLICIES_ON: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("durability", "quality", "workmanship", "safety"), ("aftersales",)),
    **dict.fromkeys(("as_described", "authenticity", "accessories"), ("aftersales",)),
    **dict.fromkeys(("size", "fit", "length", "color", "design"), ("aftersales",)),
    **dict.fromkeys(("comfort", "material", "fabric", "service"), ("aftersales",)),
    **dict.fromkeys(("setup", "ease_of_use", "software"), ("instructions", "service")),
    "packaging": ("delivery", "aftersales"),
    "waiting": ("delivery",),
}
# Likewise facts, such as a warranty on what broke.
_FACTS_ON: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("durability", "quality", "workmanship"), ("aftersales",)),
    **dict.fromkeys(("comfort", "weight", "skin", "breathability"), ("material", "fabric")),
    "fit": ("size", "length"),
}
_NO_SUBJECT = ("repurchase", "brand")  # nothing that could be answered
# How a subject is spoken of, where the theme's own name would not do in a sentence.
_SPOKEN: Mapping[str, tuple[str, str]] = {
    "price": ("the price", "价格"),
    "color": ("the colour", "颜色"),
    "durability": ("the durability", "耐用性"),
    "comfort": ("the comfort", "舒适度"),
    "safety": ("the safety", "安全性"),
    "portability": ("the portability", "便携性"),
    "waterproof": ("the water resistance", "防水性能"),
    "warmth": ("the warmth", "保暖性"),
    "breathability": ("the breathability", "透气性"),
    "aftersales": ("the service after the sale", "售后"),
    "as_described": ("how the product was described", "商品描述"),
    "authenticity": ("the product's authenticity", "商品真伪"),
    "service": ("the service", "服务"),
    "child": ("how it suits children", "对孩子的适用性"),
    "hair": ("what it does to hair", "头发的使用效果"),
}

# One of each is taken by the review's number, so that neighbours do not read alike.
_SENTENCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "thanks": (
            "Thank you for taking the time to write.",
            "Thank you for your review.",
            "Thank you for telling us how it went.",
        ),
        "sorry": (
            "We are sorry that you were not happy with {subjects}.",
            "We are sorry to read of your trouble with {subjects}.",
            "We regret that {subjects} fell short for you.",
        ),
        "sorry_in_general": (
            "We are sorry that the product did not serve you as it should.",
            "We are sorry to read that you were not happy.",
            "We regret that the product fell short for you.",
        ),
        "fact": (
            "On {subject}, this is what we have on record: {facts}.",
            "Our product data say of {subject}: {facts}.",
            "As for {subject}, the product data read: {facts}.",
        ),
        "fact_beside": (
            "The product data also say this, which bears on it: {facts}.",
            "What bears on it in our product data: {facts}.",
            "In the product data we find, on the same matter: {facts}.",
        ),
        "policy": (
            "This is what applies with us ({name}): {text}",
            "Our terms on this ({name}): {text}",
            "In our terms it says under {name}: {text}",
        ),
        "nothing": (
            "On {subjects} we have nothing on record that would answer you, "
            "and we would rather say so than guess.",
            "We have no information on {subjects} that would answer you, and do not want to guess.",
            "About {subjects} our records say nothing, so we cannot answer that here.",
        ),
        "nothing_in_general": (
            "We have nothing on record that would answer you, and would rather say so than guess.",
            "Our records hold no answer to what you describe, and we do not want to guess.",
            "We cannot answer that from what we have on record.",
        ),
        "close": (
            "Your review stays as you wrote it.",
            "What you wrote stays here for other shoppers to read.",
            "Your words count like those of every other shopper.",
        ),
    },
    "zh": {
        "thanks": ("感谢您抽出时间写下评价。", "感谢您的评价。", "谢谢您告诉我们使用的情况。"),
        "sorry": (
            "很抱歉，{subjects}没有让您满意。",
            "您在{subjects}方面遇到了问题，我们很抱歉。",
            "{subjects}没有达到您的期望，我们深感抱歉。",
        ),
        "sorry_in_general": (
            "很抱歉，这件商品没有让您满意。",
            "您这次购物不愉快，我们很抱歉。",
            "商品没有达到您的期望，我们深感抱歉。",
        ),
        "fact": (
            "关于{subject}，我们的商品资料写明：{facts}。",
            "{subject}方面，商品资料是这样写的：{facts}。",
            "就{subject}而言，商品资料如下：{facts}。",
        ),
        "fact_beside": (
            "与此有关，商品资料写明：{facts}。",
            "商品资料中与此相关的内容是：{facts}。",
            "在这方面，商品资料还写有：{facts}。",
        ),
        "policy": (
            "本店的规定（{name}）是：{text}",
            "对此本店的规定如下（{name}）：{text}",
            "本店规定中{name}一项写明：{text}",
        ),
        "nothing": (
            "关于{subjects}，我们手头没有能答复您的资料，不敢随意猜测。",
            "{subjects}方面，我们的资料里没有答案，在此如实告知。",
            "我们的资料没有提到{subjects}，暂时无法在这里答复您。",
        ),
        "nothing_in_general": (
            "对您所说的情况，我们手头没有能答复的资料，不敢随意猜测。",
            "我们的资料里没有答案，在此如实告知。",
            "凭现有资料，我们无法在这里答复您。",
        ),
        "close": (
            "您的评价会原样保留。",
            "您写下的内容会留给其他买家参考。",
            "您的意见与其他买家的意见同样重要。",
        ),
    },
}
_HAN = re.compile(r"[\u3400-\u9fff]")
_AND = {"en": (", ", " and "), "zh": ("、", "和")}

_PROMISES = re.compile(
    r"\b(?:refund|reimburse|compensat|money back|replace(?!d by)|exchange it|free of charge"
    r"|voucher|coupon|discount|credit note|make (?:it|this) (?:right|up)\b"
    r"|we(?:'ll| will| shall| promise| guarantee)\b)"
    r"|退款|退钱|赔偿|赔付|补偿|补发|换新|免费|优惠券|红包|代金券|返现|保证|承诺",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy of the shop; `text` is stated word by word or not at all."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A theme that the review complains of. key: of a shipped theme, "" for a shop's own."""

    key: str
    name: str
    name_zh: str = ""

    def spoken(self, language: str) -> str:
        """As it stands in a sentence."""
        if self.key in _SPOKEN:
            return _SPOKEN[self.key][language == "zh"]
        if language == "zh":
            return (self.name_zh or self.name).split()[0]
        name = re.split(r" / | and |, |: ", self.name)[0]
        return f"the {name[:1].lower()}{name[1:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a sentence rests on. kind: "fact" or "policy"."""

    kind: str
    name: str
    value: str

    def as_json(self) -> dict[str, str]:
        """What `ReplyDraft.sources` holds."""
        return {"kind": self.kind, "name": self.name, "value": self.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A proposed answer and what it rests on."""

    text: str
    sources: tuple[Source, ...]


def compose(
    subjects: Sequence[Subject],
    *,
    language: str,
    facts: Sequence[Fact],
    policies: Sequence[Policy],
    turn: int,
) -> Reply:
    """The answer to a review that complains of these subjects, the gravest first.

    language: one of LANGUAGES. facts: cleaned ones. turn: chooses among equal wordings.
    """
    say = _Speaker(language, turn)
    subjects = [one for one in subjects if one.key not in _NO_SUBJECT][:MAX_SUBJECTS]
    sentences = [say("thanks"), _sorry(say, subjects, language)]
    sources: list[Source] = []
    unanswered: list[str] = []
    for subject in subjects:
        spoken = subject.spoken(language)
        answers = [
            (sentence, those)
            for sentence, those in (
                _fact_answer(subject, facts, language=language, say=say),
                _policy_answer(subject, policies, language=language, say=say),
            )
            if those
        ]
        # what was stated for another subject answers this one, too, and is not said twice
        sentences += [text for text, those in answers if not set(those) <= set(sources)]
        sources += [source for _text, those in answers for source in those]
        if not answers:
            unanswered.append(spoken)
    if unanswered:
        sentences.append(say("nothing", subjects=_joined(unanswered, language)))
    elif not subjects:
        sentences.append(say("nothing_in_general"))
    sentences.append(say("close"))
    joint = "" if language == "zh" else " "
    return Reply(text=joint.join(sentences), sources=tuple(dict.fromkeys(sources)))


def promises(text: str, *, policies: Iterable[Policy] = ()) -> tuple[str, ...]:
    """Words that promise something, outside of what a policy says word by word."""
    for policy in policies:
        text = text.replace(policy.text.strip(), " ")
    return tuple(dict.fromkeys(match[0] for match in _PROMISES.finditer(text)))


def unsupported(
    text: str,
    *,
    facts: Sequence[Fact],
    policies: Sequence[Policy],
    language: str,
    subjects: Sequence[Subject] = (),
) -> tuple[str, ...]:
    """Claims of a reply that neither a fact nor a policy's own words carry.

    Naming a subject is no claim.
    """
    known = [policy.text.strip() for policy in policies] + [policy.name for policy in policies]
    known += [subject.spoken(language) for subject in subjects]
    report = check_claims(text, facts, language=language, slots=[one for one in known if one])
    return tuple(claim.text for claim in report.open)


class _Speaker:
    """Sentences of one language, each with the wording of this turn."""

    def __init__(self, language: str, turn: int) -> None:
        self._sentences = _SENTENCES[language]
        self._turn = turn

    def __call__(self, kind: str, **values: str) -> str:
        wordings = self._sentences[kind]
        # another wording a kind: replies differ in more than their first sentence
        place = (self._turn + self._turn // 3 * list(self._sentences).index(kind)) % len(wordings)
        return wordings[place].format(**values)


def _sorry(say: _Speaker, subjects: Sequence[Subject], language: str) -> str:
    if not subjects:
        return say("sorry_in_general")
    return say("sorry", subjects=_joined([s.spoken(language) for s in subjects], language))


def _fact_answer(
    subject: Subject, facts: Sequence[Fact], *, language: str, say: _Speaker
) -> tuple[str, list[Source]]:
    """A sentence that states the facts on a subject, and those facts; ("", []) without any."""
    for key in (subject.key, *_FACTS_ON.get(subject.key, ())):
        found = [fact for fact in facts if key and fact.name and themes.find(fact.name) == key]
        own = [fact for fact in found if bool(_HAN.search(fact.name)) == (language == "zh")]
        kind = "fact" if key == subject.key else "fact_beside"
        spoken = subject.spoken(language)
        stated = [
            fact
            for fact in own or found
            if _is_sayable(fact, _stated(say, kind, spoken, [fact], language), spoken, language)
        ][:MAX_FACTS]
        if stated:
            sources = [Source(kind="fact", name=fact.name, value=fact.text) for fact in stated]
            return _stated(say, kind, spoken, stated, language), sources
    return "", []


def _is_sayable(fact: Fact, sentence: str, spoken: str, language: str) -> bool:
    if fact.is_count_of_options or len(fact.text) > MAX_FACT_CHARS or promises(sentence):
        return False
    return check_claims(sentence, [fact], language=language, slots=[spoken]).clean


def _stated(say: _Speaker, kind: str, spoken: str, facts: Sequence[Fact], language: str) -> str:
    colon, comma = ("：", "；") if language == "zh" else (": ", "; ")
    stated = comma.join(f"{fact.name}{colon}{fact.text.rstrip(' .。')}" for fact in facts)
    return say(kind, subject=spoken, facts=stated)


def _policy_answer(
    subject: Subject, policies: Sequence[Policy], *, language: str, say: _Speaker
) -> tuple[str, list[Source]]:
    """Likewise the policy on a subject, or on what it comes down to."""
    for key in (subject.key, *_POLICIES_ON.get(subject.key, ())):
        for policy in policies:
            if key and len(policy.text) <= MAX_POLICY_CHARS and themes.find(policy.name) == key:
                text = say("policy", name=policy.name, text=_ended(policy.text, language))
                return text, [Source(kind="policy", name=policy.name, value=policy.text)]
    return "", []


def _joined(words: Sequence[str], language: str) -> str:
    comma, last = _AND[language]
    if len(words) < 2:
        return "".join(words)
    return f"{comma.join(words[:-1])}{last}{words[-1]}"


def _ended(text: str, language: str) -> str:
    text = text.strip()
    if text.endswith((".", "!", "?", "。", "!", "?")):
        return text
    return text + ("。" if language == "zh" else ".")
