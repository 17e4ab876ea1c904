"""How the model is asked: one sentence at a time, from two or three facts.

A small model that is asked for a whole description invents; asked for one sentence from
two facts it mostly repeats them. So a text is planned as parts: the opening sentence
names the product, each following one takes the next facts. Kinds of one sentence (a
subject line, a headline) get several parts with different facts to choose from. The
examples show every fact used and nothing else. Prices and offers are never in a prompt:
slots are added by code.

Pure: no table, no clock. Which template is active is `services.templates`' question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from marketing_ai.copywriting.examples import examples_for, join_predicates
from marketing_ai.copywriting.kinds import LIMITS, SLOTS, Kind, Length
from marketing_ai.copywriting.slots import primary
from marketing_ai.exceptions import TemplateInvalid
from marketing_ai.grounding.claims import check_claims
from marketing_ai.inference.text import Message, Prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.grounding.facts import Fact

DEFAULT_VERSION = "default-1"
PLACEHOLDERS = (
    "{product}",
    "{facts}",
    "{category}",
    "{tone}",
    "{length}",
    "{audience}",
    "{language}",
    "{kind}",
    "{note}",
)
_PLACEHOLDER = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")

MAX_TITLE = 80  # characters of the product's name in a prompt
MAX_FACT = 80  # longer values are prose: a model would retell them
FACTS_A_PART = 2
SENTENCE_TOKENS = 40
_CHARS_PER_TOKEN = {"zh": 1.4}  # measured on our prompts with Gemma's tokenizer
_CHARS_PER_TOKEN_LATIN = 3.0  # and with SmolLM2's; both rather too many than too few
MESSAGE_TOKENS = 6  # role and separators of one turn

# parts that follow the opening one
_FOLLOWING = {Length.SHORT: 1, Length.MEDIUM: 4, Length.LONG: 7}
_ALTERNATIVES = 3  # parts to choose from, for kinds of one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Instruction and request, with placeholders; `label` goes into the log."""

    label: str
    system: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One sentence to be asked for. slot: its place in the text; equal ones are alternatives."""

    slot: int
    style: str  # key of the examples: "opening", "following", "headline", "subject", "line"
    facts: tuple[Fact, ...]
    prefill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The parts of one text. closing: what code puts after them (slots)."""

    parts: tuple[Part, ...]
    closing: str = ""
    sentence_end: bool = True

    @property
    def n_slots(self) -> int:
        """Sentences that the text has at the most."""
        return 1 + max(part.slot for part in self.parts)

    def add(self, parts: Sequence[Part]) -> Plan:
        """The plan with more parts."""
        return replace(self, parts=(*self.parts, *parts))


DEFAULTS = {
    "en": Template(
        label=DEFAULT_VERSION,
        system="Write one {tone} sentence about the product. Use the facts given and nothing else.",
        body="{product}\n{facts}",
    ),
    "zh": Template(
        label=DEFAULT_VERSION,
        system="用给出的全部事实写一句商品文案，不添加其他内容。",
        body="商品：{product}\n事实：{facts}",
    ),
}
_TONES = {
    "zh": {
        "plain": "平实",
        "friendly": "亲切",
        "elegant": "雅致",
        "playful": "活泼",
        "expert": "专业",
    }
}
_CLOSING = {
    "en": "Now: {offer}, until {offer_end}.",
    "zh": "限时优惠：{offer}，活动截至{offer_end}。",
}
# kinds of one sentence → style of their parts
_ONE_SENTENCE = {
    Kind.BLURB: "opening",
    Kind.EMAIL_SUBJECT: "subject",
    Kind.EMAIL_LINE: "line",
    Kind.AD_HEADLINE: "headline",
    Kind.AD_TEXT: "opening",
    Kind.PROMOTION: "opening",
}
_TITLES = {"subject", "headline"}
_NO_FULL_STOP = {Kind.EMAIL_SUBJECT, Kind.AD_HEADLINE}


def default_template(language: str) -> Template:
    """The shipped template; languages without one of their own are asked in English."""
    return DEFAULTS.get(primary(language), DEFAULTS["en"])


def check_template(name: str, *texts: str) -> None:
    """Raise TemplateInvalid for a placeholder that is neither known nor a slot."""
    for text in texts:
        for found in _PLACEHOLDER.findall(text):
            if found not in PLACEHOLDERS and found not in SLOTS:
                raise TemplateInvalid(
                    name=name, placeholder=found, known=", ".join((*PLACEHOLDERS, *SLOTS))
                )


def make_plan(*, kind: str, language: str, length: str, title: str, facts: Sequence[Fact]) -> Plan:
    """Which sentences to ask for. facts: cleaned, at least one."""
    code = primary(language)
    usable = writable(facts, title=title) or tuple(facts[:1])
    pairs = _pairs(usable)
    name = sayable_name(title, facts, language=language)
    plural = code != "zh" and is_plural(name)
    closing = _CLOSING[code] if kind == Kind.PROMOTION and code in _CLOSING else ""
    if style := _ONE_SENTENCE.get(Kind(kind)):
        parts = tuple(
            Part(
                slot=0, style=style, facts=pair, prefill=_prefill(style, name, code, plural=plural)
            )
            for pair in _alternatives(kind, pairs, usable)
        )
        return Plan(parts=parts, closing=closing, sentence_end=Kind(kind) not in _NO_FULL_STOP)
    following = 1 if kind == Kind.SOCIAL_POST else _FOLLOWING[Length(length)]
    parts = tuple(
        Part(
            slot=slot,
            style="following" if slot else "opening",
            facts=pair,
            prefill=_prefill("following" if slot else "opening", name, code, plural=plural),
        )
        for slot, pair in enumerate(pairs[: following + 1])
    )
    return Plan(parts=parts, closing=closing)


def second_parts(plan: Plan, missing: Sequence[int]) -> tuple[Part, ...]:
    """What to ask once more where a slot got no usable sentence: one fact at a time.

    The first slot's facts become alternatives for it; the facts of others get a sentence
    each, at the end. Parts that were of one fact already are not asked again.
    """
    parts: list[Part] = []
    slot = plan.n_slots
    for part in plan.parts:
        if part.slot not in missing or len(part.facts) < 2:
            continue
        for fact in part.facts:
            place = 0 if part.slot == 0 else slot
            slot += place != 0
            parts.append(replace(part, slot=place, facts=(fact,)))
    return tuple(parts)


def writable(facts: Sequence[Fact], *, title: str) -> tuple[Fact, ...]:
    """Facts that a sentence can be made of, in the shop's order; bare codes last.

    Left out: what the title says already (brand, model), plain negatives, prose, and how
    many options there are: a small model makes "it has the colour 3" of it.
    """
    known = title.casefold()
    found = [
        fact
        for fact in facts
        if len(fact.text) <= MAX_FACT
        and not fact.is_count_of_options
        and fact.value.casefold() not in _NO
        and not (fact.name.casefold() in _IN_TITLE and fact.value.casefold() in known)
    ]
    # a buyer of a watch wants its dial before its style code
    return tuple(sorted(found, key=lambda fact: bool(_CODE.search(fact.name))))


_CODE = re.compile(
    r"\b(?:id|code|sku|ean|gtin|isbn|asin|mpn|part number|model (?:name|number|no))\b"
    r"|编号|货号|条码|型号",
    re.IGNORECASE,
)
_NO = {"no", "none", "n/a", "无", "否", "没有", "不支持"}
_IN_TITLE = {"brand", "model", "product name", "name", "品牌", "型号", "品名", "商品名称", "名称"}


def render(
    template: Template,
    part: Part,
    *,
    key: str,
    language: str,
    title: str,
    category: str = "",
    tone: str = "plain",
    length: str = "medium",
    audience: str = "",
    kind: str = "",
    note: str = "",
) -> Prompt:
    """The prompt of one part: instruction, examples in the template's own form, request.

    Raises TemplateInvalid for an unknown placeholder.
    """
    code = primary(language)
    check_template(template.label, template.system, template.body)
    values = {
        "category": category,
        "tone": _TONES.get(code, {}).get(tone, tone),
        "length": length,
        "audience": audience,
        "language": language,
        "kind": kind,
        "note": note,
    }

    def fill(text: str, product: str, facts: str) -> str:
        known = values | {"product": product, "facts": facts}
        return _PLACEHOLDER.sub(lambda m: known.get(m.group()[1:-1], m.group()), text)

    messages = []
    if template.system:
        messages.append(Message(role="system", content=fill(template.system, "", "").strip()))
    plural = code != "zh" and is_plural(short_title(title))
    for example in examples_for(part.facts, "zh" if code == "zh" else "en"):
        subject = _prefill(part.style, example.product, code, plural=plural)
        said = join_predicates(example.predicates, code=code, plural=plural)
        request = fill(template.body, example.product, _fact_lines(example.facts, code))
        messages.append(Message(role="user", content=request))
        messages.append(
            Message(role="assistant", content=_sentence(subject, said, part.style, code))
        )
    given = tuple((fact.name, fact.text) for fact in part.facts)
    request = fill(template.body, short_title(title), _fact_lines(given, code))
    messages.append(Message(role="user", content=request))
    return Prompt(key=key, messages=tuple(messages), prefill=part.prefill)


def count_tokens(prompt: Prompt) -> int:
    """About how many tokens the prompt has, without a tokenizer; on the safe side."""
    total = 0.0
    for text in (*(message.content for message in prompt.messages), prompt.prefill):
        wide = sum(1 for c in text if ord(c) > 0x2E7F)
        total += wide / _CHARS_PER_TOKEN["zh"]
        total += (len(text) - wide) / _CHARS_PER_TOKEN_LATIN + MESSAGE_TOKENS
    return round(total)


def samples_for(kind: str, samples: int) -> int:
    """Answers to ask a part for: alternatives share them."""
    return max(2, -(-samples // 2)) if Kind(kind) in _ONE_SENTENCE else samples


def max_new_tokens(kind: str) -> int:
    """Tokens that the sentence of one part may take."""
    return min(SENTENCE_TOKENS, LIMITS[kind].max_new_tokens)


def sayable_name(title: str, facts: Sequence[Fact], *, language: str) -> str:
    """What a text calls the product: its title, unless that states what no fact carries.

    A shop's title may say "waffle" or "waterproof" where no attribute does: a text with it
    could never be approved.
    """
    name = short_title(title)
    if name and check_claims(name, facts, language=language, title=title).clean:
        return name
    return "这款商品" if primary(language) == "zh" else "This product"


def short_title(title: str) -> str:
    """The name without what stands in brackets or after a dash or comma, where it is long."""
    if len(title) <= MAX_TITLE:
        return title
    for mark in ("(", "（", "[", "【", " - ", " – ", " | ", ", ", "，"):
        head = title.partition(mark)[0].strip()
        if 8 <= len(head) <= MAX_TITLE:
            return head
    return title[:MAX_TITLE].rsplit(" ", 1)[0]


# --- steps --------------------------------------------------------------------------------


def _sentence(subject: str, said: str, style: str, code: str) -> str:
    """One answer, such as "It weighs 310 g" with its full stop."""
    if code == "zh":
        return f"{subject}{said}{'' if style in _TITLES else '。'}"
    return f"{subject} {said}{'' if style in _TITLES else '.'}"


def _fact_lines(facts: Sequence[tuple[str, str]], code: str) -> str:
    if code == "zh":
        return "；".join(f"{name}：{value}" if name else value for name, value in facts)
    return "\n".join(
        f"- {_lower_first(name)}: {value}" if name else f"- {value}" for name, value in facts
    )


def _lower_first(name: str) -> str:
    """Small first letter, as in "cord length"; "LED" and "USB port" stay."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def _pairs(facts: Sequence[Fact]) -> list[tuple[Fact, ...]]:
    """The facts in the shop's order, two a sentence, three in the last one of an odd number."""
    n = max(1, len(facts) // FACTS_A_PART)
    return [tuple(facts[i * len(facts) // n : (i + 1) * len(facts) // n]) for i in range(n)]


def _alternatives(
    kind: str, pairs: Sequence[tuple[Fact, ...]], facts: Sequence[Fact]
) -> list[tuple[Fact, ...]]:
    """What the parts of a one-sentence kind speak of."""
    if Kind(kind) in _NO_FULL_STOP:  # room for the name and one fact
        return [(fact,) for fact in facts[:_ALTERNATIVES]]
    if kind == Kind.BLURB and len(facts) > 2:  # one sentence, but it may say three things
        trios = [tuple(facts[i : i + 3]) for i in range(0, len(facts), 3)]
        return [trio for trio in trios if len(trio) > 1][:_ALTERNATIVES]
    return list(pairs[:_ALTERNATIVES])


def _prefill(style: str, name: str, code: str, *, plural: bool) -> str:
    """How the answer begins: so that the text names the product and stays in its person."""
    if code == "zh":
        return {"following": "它", "subject": f"{name}："}.get(style, name)
    if style == "following":
        return "They" if plural else "It"
    if style == "opening":
        said = _with_article(name)
        return said[0].upper() + said[1:]
    if style == "line":
        return f"Meet {_with_article(name)}: {'they' if plural else 'it'}"
    return name


def _with_article(name: str) -> str:
    folded = name.casefold()
    if folded.startswith("this "):
        return folded
    return name if folded.startswith(("the ", "a ", "an ")) else f"the {name}"


_AFTER_NOUN = re.compile(r"\b(?:with|for|in|of|by|and)\b|[,(0-9]", re.IGNORECASE)
_SINGULAR_S = ("ss", "us", "is", "as", "os")


def is_plural(name: str) -> bool:
    """Whether the name's noun looks like a plural ("Secateurs"): a guess by its ending."""
    head = _AFTER_NOUN.split(name)[0].split()
    noun = head[-1].casefold() if head else ""
    return len(noun) > 3 and noun.endswith("s") and not noun.endswith(_SINGULAR_S)
