"""What a reviewer does with drafts: check, edit, approve, discard, ask again, paste."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from marketing_ai.copywriting.services.values import KEEP, Keep, Outcome

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

    from marketing_ai.copywriting.models import Campaign, CopyVariant
    from marketing_ai.jobs.models import Job


def paste_text(
    *,
    product_pk: object,
    kind: str,
    language: str,
    text: str,
    actor: AbstractUser | None,
    audience: str = "",
    campaign: Campaign | None = None,
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> CopyVariant:
    """Take in a text that a person wrote; a checked draft like any other. No model is loaded.

    Raises NotAllowed (approve_copy), UnknownProducts, UnknownChoice, RuleViolated for an
    empty text.
    """
    raise NotImplementedError


def check(variant: CopyVariant) -> CopyVariant:
    """Check the text against the product's present facts and the brand rules.

    Replaces the stored ClaimChecks; sets facts, open_claims, violations and blocked. An
    approved text that no longer passes becomes a draft again. Raises WrongState unless it
    is a draft or approved.
    """
    raise NotImplementedError


def edit_text(
    variant: CopyVariant,
    *,
    actor: AbstractUser | None,
    text: str | Keep = KEEP,
    starts: datetime | None | Keep = KEEP,
    ends: datetime | None | Keep = KEEP,
    write_mode: str | Keep = KEEP,
) -> CopyVariant:
    """Change the text, its window or where it goes, and check again.

    An approved text becomes a draft again. KEEP leaves a field as it is; None clears a
    window's end. Raises NotAllowed (approve_copy), WrongState, UnknownChoice (write mode).
    """
    raise NotImplementedError


def approve(
    variant: CopyVariant, *, actor: AbstractUser | None, seen_hash: str = ""
) -> CopyVariant:
    """Approve a draft.

    seen_hash: `catalog.writeback.text_hash` of the present text as the reviewer's page
    showed it (`target_hash(variant)`); needed only where that text changed since the draft.

    Raises NotAllowed, WrongState, OpenClaims, RuleViolated, TextChanged (the text to be
    replaced changed since the draft, and `seen_hash` is not that of the present one).
    """
    raise NotImplementedError


def approve_many(variants: Iterable[CopyVariant], *, actor: AbstractUser | None) -> list[Outcome]:
    """Approve each draft that may be; the others say why not. One transaction a draft."""
    raise NotImplementedError


def reopen(variant: CopyVariant, *, actor: AbstractUser | None) -> CopyVariant:
    """Take an approval back: the text is a draft again. Raises NotAllowed, WrongState."""
    raise NotImplementedError


def discard(variant: CopyVariant, *, reason: str, actor: AbstractUser | None) -> CopyVariant:
    """Throw a draft or an approved text away; the row stays for the record.

    reason: one of DiscardReason. Raises NotAllowed, WrongState, UnknownChoice.
    """
    raise NotImplementedError


def retry(variant: CopyVariant, *, actor: AbstractUser | None) -> Job:
    """Ask again for the same text with another seed; a discarded draft's reason is used.

    Raises what `request_copy` raises.
    """
    raise NotImplementedError


def add_fact(
    variant: CopyVariant, *, name: str, value: str, unit: str = "", actor: AbstractUser | None
) -> CopyVariant:
    """Add a fact to the draft's product through the catalogue, and check the draft again.

    Raises NotAllowed (approve_copy), BadFacts, WrongState.
    """
    raise NotImplementedError


def target_hash(variant: CopyVariant) -> str:
    """Hash of the product's present text that publishing would touch; "" where none would be."""
    raise NotImplementedError
