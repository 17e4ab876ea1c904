"""What the claim check and the brand rules find in texts that the shop shows already.

No writer takes part and nothing is stored. The catalogue is walked chunk by chunk, best
sellers first where it says what sells, and by keys that are remembered instead of a cursor
that stays open: a check of hours holds neither memory nor a lock.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_ai.catalog.base import DEFAULT_STORE, get_catalog
from marketing_ai.conf import conf
from marketing_ai.copywriting import claimcheck
from marketing_ai.copywriting.examine import rules_for
from marketing_ai.copywriting.fieldtext import FieldText, field_text
from marketing_ai.copywriting.kinds import SLOTS, Kind
from marketing_ai.copywriting.task import own_language
from marketing_ai.grounding.brand import BrandRules, Violation, lint
from marketing_ai.grounding.facts import clean_facts
from marketing_ai.grounding.rulesets.findings import find
from marketing_ai.grounding.rulesets.messages import WORDING
from marketing_ai.grounding.support import index_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from marketing_ai.catalog.base import Catalog, ProductCard
    from marketing_ai.grounding.claims import Claim
    from marketing_ai.grounding.facts import Fact
    from marketing_ai.inference.checker import Checker, ClaimSpan

TITLE, DESCRIPTION = "title", "description"
CLAIM = "claim."  # before the kind of an open claim
CHUNK = 200  # products whose cards and facts are in memory at once
SHOWN = 200  # characters of a span in a table: some rules mark the whole text

_WAYS_OUT: dict[str, str | Promise] = {
    "banned_word": gettext_lazy("Say it another way."),
    "disclaimer_missing": gettext_lazy("Add it word for word."),
    "too_long": gettext_lazy("Shorten the text."),
    "too_short": gettext_lazy("Say more of what the facts hold."),
    "exclamation": gettext_lazy("Use a full stop."),
    "capitals": gettext_lazy("Use small letters."),
    "emoji": gettext_lazy("Delete it."),
    "placeholder": gettext_lazy("Replace or delete it."),
    "prompt_echo": gettext_lazy("Delete it."),
    "fact_list": gettext_lazy("Write sentences."),
    "cut_off": gettext_lazy("Finish or delete it."),
    "wrong_language": gettext_lazy(
        "Write the text in the product's language, or correct the language of the product."
    ),
    "reading_grade": gettext_lazy("Use shorter sentences and words."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place of a live text that a fact does not carry or a rule does not allow."""

    product: str  # primary key
    sku: str  # "" where none is mapped
    title: str
    field: str  # "title" or "description"
    start: int  # code points of the field as stored, markup included
    end: int  # equal to start where no place can be shown
    text: str  # the words there, without markup, SHOWN at most
    what: str  # "claim." and the kind of an open claim, or the code of a rule
    blocking: bool  # a draft with it could not be approved
    message: str
    nearest_fact: str  # "name: value"; "" for rules and where no fact is near
    way_out: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One product whose texts were checked."""

    product: str
    findings: tuple[Finding, ...]


@dataclass(kw_only=True)
class Summary:
    """Counts of a check, kept as it goes on."""

    products: int = 0
    with_findings: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)

    def add(self, checked: Checked) -> None:
        """Count one product."""
        self.products += 1
        self.with_findings += bool(checked.findings)
        self.by_kind.update(finding.what for finding in checked.findings)

    def as_dict(self) -> dict[str, Any]:
        """For machines; kinds by their number."""
        return {
            "products": self.products,
            "with_findings": self.with_findings,
            "findings": self.by_kind.total(),
            "by_kind": dict(self.by_kind.most_common()),
        }


@dataclass(frozen=True, slots=True)
class _Field:
    """One text of one product with what it may rest on."""

    card: ProductCard
    facts: tuple[Fact, ...]
    name: str
    words: FieldText


def check_catalogue(
    *,
    store: str = "",
    limit: int | None = None,
    checker: Checker | None = None,
    chunk: int = CHUNK,
) -> Iterator[Checked]:
    """Check titles and descriptions, product by product; reads as far as it is asked for.

    store: "" is all. limit: products at most, those that sell best. checker: reads the
    descriptions of a chunk in one call; without it the rules of claims stand alone. A title
    is a name and no prose, so that the checker does not read it.

    Up to four queries a chunk of products, whatever their number. A product whose sales change
    on the way may come twice or not at all; by key none does. Messages are in the active
    language. Raises MarketingAIError or ConfigurationError where the catalogue cannot be read.
    """
    catalog = get_catalog()
    for pks in _portions(catalog, {store} if store else None, limit=limit, size=chunk):
        cards, raw = catalog.cards(pks), catalog.facts(pks)
        fields = {pk: _fields(card, raw.get(pk, [])) for pk, card in cards.items()}
        prose = [f for of in fields.values() for f in of if f.name == DESCRIPTION]
        readings = _read(checker, prose) if checker and prose else {}
        for pk, of in fields.items():
            found = [finding for f in of for finding in _check(f, readings.get(pk, ()))]
            yield Checked(pk, tuple(found))


def known_stores(limit: int = 20) -> list[str]:
    """Keys of stores that have products, for a message; just the default where none is mapped."""
    catalog = get_catalog()
    path = catalog.lookup("store")
    if not path:
        return [DEFAULT_STORE]
    rows = catalog.visible(None).order_by(path).values_list(path, flat=True).distinct()
    return [str(key) for key in rows[:limit] if key]


def has_products(store: str) -> bool:
    """Whether any product belongs to this store."""
    return get_catalog().visible({store}).exists()


# --- the walk -----------------------------------------------------------------------------


def _portions(
    catalog: Catalog, stores: set[str] | None, *, limit: int | None, size: int
) -> Iterator[list[Any]]:
    """Keys in portions of `size`: by what sells, then those of which nothing is known."""
    left = limit
    rows, sales = catalog.visible(stores), catalog.lookup("sales")
    walks = [_by_key(rows, size)]
    if sales:
        walks = [
            _by_sales(rows.filter(**{f"{sales}__isnull": False}), sales, size),
            _by_key(rows.filter(**{f"{sales}__isnull": True}), size),
        ]
    for walk in walks:
        for pks in walk:
            yield pks if left is None else pks[:left]
            if left is not None:
                left -= len(pks)
                if left <= 0:
                    return


def _by_key(rows: QuerySet[Any], size: int) -> Iterator[list[Any]]:
    part = rows.order_by("pk").values_list("pk", flat=True)
    found = list(part[:size])
    while found:
        yield found
        found = list(part.filter(pk__gt=found[-1])[:size]) if len(found) == size else []


def _by_sales(rows: QuerySet[Any], sales: str, size: int) -> Iterator[list[Any]]:
    part = rows.order_by(f"-{sales}", "pk").values_list(sales, "pk")
    found = list(part[:size])
    while found:
        yield [pk for _sold, pk in found]
        sold, pk = found[-1]
        rest = Q(**{f"{sales}__lt": sold}) | Q(**{sales: sold, "pk__gt": pk})
        found = list(part.filter(rest)[:size]) if len(found) == size else []


def _fields(card: ProductCard, raw: Sequence[Fact]) -> list[_Field]:
    facts = clean_facts(raw, title=card.title, language=own_language(card)).facts
    texts = ((TITLE, FieldText(card.title)), (DESCRIPTION, field_text(card.description)))
    return [_Field(card, tuple(facts), name, words) for name, words in texts if words.text.strip()]


def _read(checker: Checker, fields: Sequence[_Field]) -> dict[str, list[ClaimSpan]]:
    """What the checker reads in the descriptions of a chunk, by product."""
    questions = [claimcheck.question(f.words.text, f.facts, title=f.card.title) for f in fields]
    found = checker.read(questions)
    return {f.card.pk: spans for f, spans in zip(fields, found, strict=True)}


# --- one text -----------------------------------------------------------------------------


def _check(field: _Field, reading: Sequence[ClaimSpan]) -> Iterator[Finding]:
    report = claimcheck.check(
        field.words.text,
        field.facts,
        language=own_language(field.card),
        title=field.card.title,
        slots=SLOTS,
        reading=reading if field.name == DESCRIPTION else (),
    )
    found = [_of_claim(field, claim) for claim in report.open]
    found += [_of_rule(field, violation) for violation in _violations(field)]
    yield from sorted(found, key=lambda f: (f.start, f.end, f.what))


def _violations(field: _Field) -> list[Violation]:
    card, text, language = field.card, field.words.text, own_language(field.card)
    is_title = field.name == TITLE
    rules = rules_for(Kind.DESCRIPTION, language, keep=(card.title,), length_limits=not is_title)
    if not is_title:
        # the limit of what we write is none of the shop's own texts; its setting is
        rules = replace(rules, max_length=_own_max_length())
    return [
        *lint(text, rules, language=language),
        *find(
            text,
            conf.BRAND_RULE_SETS,
            language=language,
            kind=Kind.DESCRIPTION,
            channel=rules.channel,
            names=_names(field),
            lengths=not is_title,
        ),
    ]


def _own_max_length() -> int:
    rules = conf.BRAND_RULES
    given = {**rules.get("*", {}), **rules.get(Kind.DESCRIPTION, {})}
    return int(given.get("max_length", BrandRules().max_length))


def _names(field: _Field) -> Sequence[str]:
    """Names that rules let pass: in a title only brand and model, else all of it would pass."""
    return index_of(field.facts).names if field.name == TITLE else (field.card.title,)


def _of_claim(field: _Field, claim: Claim) -> Finding:
    near = f"{claim.nearest.name}: {claim.nearest.text}".lstrip(": ") if claim.nearest else ""
    return _finding(
        field,
        claim.start,
        claim.end,
        what=f"{CLAIM}{claim.kind}",
        blocking=True,
        message=claim.reason,
        nearest_fact=near,
        way_out=_("Say what the nearest fact says, or correct the facts.")
        if near
        else _("Delete it, or add the fact to the product."),
    )


def _of_rule(field: _Field, violation: Violation) -> Finding:
    wording = WORDING.get(violation.code)
    return _finding(
        field,
        violation.start,
        violation.end,
        what=violation.code,
        blocking=violation.blocking,
        message=violation.message,
        nearest_fact="",
        way_out=str(wording.way_out if wording else _way_out(violation.code)),
    )


def _way_out(code: str) -> str | Promise:
    if "." in code:  # a length of a channel: all other rules of the sets have their wording
        return _WAYS_OUT["too_long"]
    return _WAYS_OUT.get(code) or _("Say it once.")  # what is left are repetitions


def _finding(field: _Field, start: int, end: int, **said: Any) -> Finding:
    place = field.words.place(start, end)
    return Finding(
        product=field.card.pk,
        sku=field.card.sku,
        title=field.card.title,
        field=field.name,
        start=place[0],
        end=place[1],
        text=field.words.text[start:end][:SHOWN],
        **said,
    )
