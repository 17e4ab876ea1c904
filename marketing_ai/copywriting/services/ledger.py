"""A text's check, stored: its claims, the rules it breaks, and what the checker read in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from marketing_ai.catalog.base import ProductCard, get_catalog
from marketing_ai.copywriting import claimcheck
from marketing_ai.copywriting.examine import (
    examine,
    fact_to_json,
    problems_to_json,
    violations_to_json,
)
from marketing_ai.copywriting.models import ClaimCheck, CopyState, CopyVariant
from marketing_ai.copywriting.services.access import wrong_state
from marketing_ai.copywriting.services.claims import claim_rows
from marketing_ai.copywriting.services.reading import ask_to_read
from marketing_ai.exceptions import UnknownProducts, WrongState
from marketing_ai.grounding.facts import CleanFacts, clean_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.inference.checker import Checker, ClaimSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the checker read, and the key of what it read."""

    key: str
    spans: Sequence[ClaimSpan]


def move(
    variant: CopyVariant,
    from_states: tuple[str, ...],
    *,
    guard: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Change the row if it is still in one of the states; of two people one gets WrongState."""
    rows = CopyVariant.objects.filter(pk=variant.pk, state__in=from_states, **(guard or {}))
    if not rows.update(**changes):
        raise wrong_state(variant)
    for name, value in changes.items():
        setattr(variant, name, value)


def check_and_store(
    variant: CopyVariant, card: ProductCard, *, read: Reading | None = None
) -> CopyVariant:
    """Examine and store; the caller holds the transaction.

    What the checker read before, or `read`, counts for the same text and facts only; else a
    worker is asked to read it.
    """
    facts = _facts(variant, card)
    key = claimcheck.key(variant.text, facts.facts, title=card.title)
    if variant.reading_of != key:
        if read is not None and read.key == key:
            variant.reading, variant.reading_of = claimcheck.to_json(read.spans), key
        elif claimcheck.is_on():
            variant.reading, variant.reading_of = [], ""
            transaction.on_commit(partial(ask_to_read, variant.pk), robust=True)
        else:
            variant.reading, variant.reading_of = [], key
    found = examine(
        variant.text,
        facts.facts,
        kind=variant.kind,
        language=variant.language,
        title=card.title,
        reading=claimcheck.from_json(variant.reading),
    )
    was = variant.state
    changes: dict[str, Any] = {
        "reading": variant.reading,
        "reading_of": variant.reading_of,
        "facts": [fact_to_json(fact) for fact in facts.facts],
        "facts_hash": facts.hash,
        "fact_problems": problems_to_json(facts.problems),
        "open_claims": found.open_claims,
        "violations": violations_to_json(found.violations),
        "blocked": found.blocked,
    }
    if found.blocked and was == CopyState.APPROVED:
        changes |= {"state": CopyState.DRAFT, "approved_at": None, "approved_by": None}
    move(variant, (was,), guard={"text": variant.text}, **changes)
    ClaimCheck.objects.filter(variant=variant).delete()
    ClaimCheck.objects.bulk_create(claim_rows(variant, found))
    return variant


def card_of(product_pk: object) -> ProductCard:
    """The product's card. Raises UnknownProducts."""
    card = get_catalog().card(product_pk)
    if card is None:
        raise UnknownProducts(ids=str(product_pk))
    return card


def read_waiting(pks: Sequence[int], *, checker: Checker) -> int:
    """Have the checker read these texts, where nobody did meanwhile; how many were read.

    It reads outside any transaction. A text that is edited, or whose facts change, meanwhile
    waits again. An approved text that turns out to hold an open claim becomes a draft again.
    """
    done = 0
    rows = CopyVariant.objects.filter(
        pk__in=pks, reading_of="", state__in=[CopyState.DRAFT, CopyState.APPROVED]
    )
    for variant in rows.order_by("pk"):
        try:
            card = card_of(variant.product_id)
            facts = _facts(variant, card).facts
            (spans,) = claimcheck.read(checker, [variant.text], facts, title=card.title)
            key = claimcheck.key(variant.text, facts, title=card.title)
            with transaction.atomic():
                check_and_store(variant, card, read=Reading(key=key, spans=spans))
        except (UnknownProducts, WrongState):  # gone, or changed by somebody meanwhile
            continue
        done += 1
    return done


def _facts(variant: CopyVariant, card: ProductCard) -> CleanFacts:
    raw = get_catalog().facts([variant.product_id]).get(str(variant.product_id), [])
    return clean_facts(raw, title=card.title, language=variant.language)
