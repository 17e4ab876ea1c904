"""What the checker is trained on: marked copy of this project, and what the copy pairs give.

A copy pair says which words of its text come from which fact. Take a fact away, give it another
product's value, turn a yes into a no, exchange two numbers: the words stay, and nothing carries
them any more. So each pair gives another example in each epoch. The same seed, the same examples.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from marketing_ai.copywriting.corpus import AUDIENCE, TITLE, read_pairs
from marketing_ai.grounding.compare import fold
from marketing_ai.grounding.corpus import read_marked
from marketing_ai.inference.checker import Question
from marketing_ai.inference.checker_data import BETWEEN
from marketing_ai.inference.checker_examples import ClaimExample

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from marketing_ai.copywriting.corpus import CopyPair, Slot
    from marketing_ai.grounding.corpus import MarkedCopy

Claim = tuple[int, int, bool]

MARKED_WEIGHT = 2.0  # marked copy is prose of people, the pairs' variants are made
SPOILED, TITLED, FOREIGN = 0.75, 0.8, 0.35  # shares of the examples
ANSWERS = {"en": ("yes", "no"), "zh": ("是", "否")}
AUDIENCES = {"en": ("Audience", "For", "Ideal for"), "zh": ("适用人群", "人群", "适合")}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]")


def facts_line(facts: Iterable[tuple[str, str]]) -> str:
    """Facts as the checker reads them: "name: value; name: value"."""
    return BETWEEN.join(f"{name}: {value}" if name else value for name, value in facts)


def as_example(marked: MarkedCopy) -> ClaimExample:
    """A text whose claims were marked by hand."""
    question = Question(text=marked.text, facts=facts_line(marked.facts), title=marked.title)
    return ClaimExample(question=question, claims=marked.claims, weight=MARKED_WEIGHT)


def epochs(n: int, *, seed: int = 0) -> list[list[ClaimExample]]:
    """The examples of n epochs: all marked copy, and one variant of each pair."""
    marked = [as_example(one) for one in read_marked()]
    maker = _Maker(read_pairs(), random.Random(seed))  # noqa: S311 (no secret)
    return [[*marked, *maker.variants()] for _epoch in range(n)]


class _Maker:
    """Makes variants of copy pairs."""

    def __init__(self, pairs: Sequence[CopyPair], rng: random.Random) -> None:
        self._pairs, self._rng = pairs, rng
        self._values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._facts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._by_language: dict[str, list[CopyPair]] = defaultdict(list)
        for pair in pairs:
            self._by_language[pair.language].append(pair)
            for name, value in pair.facts.items():
                self._values[pair.language, fold(name)].append(value)
                self._facts[pair.language].append((name, value))

    def variants(self) -> list[ClaimExample]:
        """One example of each pair."""
        return [self._variant(pair) for pair in self._pairs]

    def _variant(self, pair: CopyPair) -> ClaimExample:
        facts, wrong = dict(pair.facts), set[str]()
        if self._rng.random() < SPOILED:
            wrong = self._spoil(pair, facts)
        to_somebody = bool(pair.audience) and self._rng.random() < 0.5
        if to_somebody:
            facts[self._rng.choice(AUDIENCES[pair.language])] = pair.audience
        else:
            wrong.add(AUDIENCE)
        text, claims = _realise(pair, wrong)
        if self._rng.random() < FOREIGN:
            text, claims = self._with_foreign(pair, facts, text, claims)
        return ClaimExample(
            question=Question(
                text=text,
                facts=facts_line(self._mixed(pair.language, facts)),
                title=pair.title if self._rng.random() < TITLED else "",
            ),
            claims=tuple(claims),
        )

    def _spoil(self, pair: CopyPair, facts: dict[str, str]) -> set[str]:
        """Change one to three facts that the text uses; returns their names."""
        used = list(dict.fromkeys(slot.fact for slot in pair.slots if slot.fact in facts))
        if not used:
            return set()
        wrong = set(self._rng.sample(used, min(len(used), self._rng.choice((1, 1, 2, 2, 3)))))
        for name in sorted(wrong):
            slot = next(slot for slot in pair.slots if slot.fact == name)
            self._spoil_one(pair, facts, slot, used, wrong)
        return wrong

    def _spoil_one(
        self,
        pair: CopyPair,
        facts: dict[str, str],
        slot: Slot,
        used: Sequence[str],
        wrong: set[str],
    ) -> None:
        name, how = slot.fact, self._rng.random()
        if slot.sign:
            yes, no = ANSWERS[pair.language]
            if how < 0.5:
                facts.pop(name, None)
            else:
                facts[name] = no if slot.sign == "+" else yes
            return
        if name not in facts:
            return
        others = [
            other
            for other in used
            if other in facts
            and facts[other] != facts[name]
            and all(_NUMBER.search(facts[one]) for one in (other, name))
        ]
        if how > 0.85 and others:
            other = self._rng.choice(others)
            facts[name], facts[other] = facts[other], facts[name]
            wrong.add(other)
        elif how > 0.4 and (value := self._another(pair.language, name, facts[name])):
            facts[name] = value
        else:
            facts.pop(name)

    def _another(self, language: str, name: str, value: str) -> str:
        """Another value of the attribute, of another product or with another number; "" if none."""
        known = [v for v in self._values[language, fold(name)] if fold(v) != fold(value)]
        if known and (self._rng.random() < 0.75 or not _NUMBER.search(value)):
            return self._rng.choice(known)
        return _NUMBER.sub(self._other_number, value, count=1) if _NUMBER.search(value) else ""

    def _other_number(self, match: re.Match[str]) -> str:
        number = match[0]
        near = str(int(float(number.replace(",", "."))) + self._rng.randint(1, 9))
        turned = number[::-1]
        if turned == number or not turned[0].isdigit():
            turned = f"{number}5"
        return self._rng.choice([f"{number}0", near, turned])

    def _with_foreign(
        self, pair: CopyPair, facts: Mapping[str, str], text: str, claims: list[Claim]
    ) -> tuple[str, list[Claim]]:
        """With a sentence of another product's text, which nothing here carries."""
        other = self._rng.choice(self._by_language[pair.language])
        sentences = [
            match
            for match in _SENTENCE.finditer(other.text)
            if (inside := [s for s in other.slots if _within(s, match)])
            and all(slot.fact not in (TITLE, AUDIENCE) for slot in inside)
        ]
        if other is pair or not sentences:
            return text, claims
        match = self._rng.choice(sentences)
        held = {fold(value) for value in facts.values()}
        text += "" if pair.language == "zh" else " "
        at = match.start() + len(match[0]) - len(match[0].lstrip())
        claims = list(claims)
        for slot in (slot for slot in other.slots if _within(slot, match)):
            text += other.text[at : slot.start]
            words = other.filled(slot)
            carried = not slot.sign and fold(words) in held
            claims.append((len(text), len(text) + len(words), carried))
            text, at = text + words, slot.end
        return text + other.text[at : match.end()], claims

    def _mixed(self, language: str, facts: Mapping[str, str]) -> list[tuple[str, str]]:
        """The facts in any order, with some that the text does not speak of."""
        found = list(facts.items())
        names = {fold(name) for name in facts}
        for _more in range(self._rng.choice((0, 0, 1, 2, 3))):
            name, value = self._rng.choice(self._facts[language])
            if fold(name) not in names:
                names.add(fold(name))
                found.append((name, value))
        self._rng.shuffle(found)
        return found


def _within(slot: Slot, match: re.Match[str]) -> bool:
    return slot.start >= match.start() and slot.end <= match.end()


def _realise(pair: CopyPair, wrong: set[str]) -> tuple[str, list[Claim]]:
    """The text as a shopper reads it, with its claims; `wrong`: facts that carry nothing now."""
    text, at = "", 0
    claims: list[Claim] = []
    for slot in pair.slots:
        text += pair.text[at : slot.start]
        words = pair.filled(slot)
        if slot.fact != TITLE:
            claims.append((len(text), len(text) + len(words), slot.fact not in wrong))
        text, at = text + words, slot.end
    return text + pair.text[at:], claims
