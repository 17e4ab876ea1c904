"""Gathering aspects into themes, and what a person may do with themes: rename, merge, set a term.

Ids are stable: models come and go, terms find their theme by words, and a merged theme points to
the one in its place. What was stored before a change follows in `settle`, in small transactions;
kill it anywhere and it goes on. Terms that no word places are tried by nearness of vectors
(`learn`), where the reader offers them.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from marketing_ai.exceptions import ThemeUnusable
from marketing_ai.reviews import nearness, theme_list
from marketing_ai.reviews import themes as words
from marketing_ai.reviews.models import Review, ReviewAspect, Theme, ThemeTerm
from marketing_ai.reviews.services import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    import numpy as np

log = logging.getLogger("marketing_ai.reviews")

BATCH = 300  # aspects a transaction
LEARN_FROM = 5  # aspects of one term before it is worth a look
GROW_FROM = 20  # aspects of one term before it becomes a theme of its own
LEARN_AT_ONCE = 200


def assign(aspects: Sequence[ReviewAspect]) -> None:
    """Set the theme of aspects that are not stored yet; None where no word places the term.

    Two statements for any number of aspects, in the caller's transaction.
    """
    if not aspects:
        return
    book = _Book()
    for aspect in aspects:
        aspect.theme_id = book.theme_of(aspect.term, text=aspect.review.full_text)


def ensure_shipped() -> None:
    """Write the rows of shipped themes that are not there yet. Safe to run at the same time."""
    there = set(Theme.objects.exclude(key="").values_list("key", flat=True))
    missing = [theme for key, theme in theme_list.shipped().items() if key not in there]
    Theme.objects.bulk_create(
        [Theme(key=theme.key, name=theme.name, name_zh=theme.name_zh) for theme in missing],
        ignore_conflicts=True,
    )


# --- what a person does ---------------------------------------------------------------------


def rename(theme: Theme, *, name: str, name_zh: str = "") -> Theme:
    """Give a theme another name; no later version of the app changes it. Raises ThemeUnusable."""
    if not name.strip():
        raise ThemeUnusable(theme=theme.name, reason=_("the name is empty."))
    theme.name, theme.name_zh, theme.renamed = name.strip()[:80], name_zh.strip()[:80], True
    theme.save(update_fields=["name", "name_zh", "renamed"])
    return theme


def merge(theme: Theme, *, into: Theme) -> Theme:
    """Let `into` stand for both from now on; numbers follow in `settle`. Raises ThemeUnusable."""
    with transaction.atomic():
        locked = {
            row.pk: row
            for row in Theme.objects.select_for_update(of=("self",))
            .filter(pk__in=[theme.pk, into.pk])
            .order_by("pk")
        }
        if theme.pk == into.pk or len(locked) < 2:
            raise ThemeUnusable(theme=theme.name, reason=_("it cannot be merged into itself."))
        target = locked[into.pk]
        if target.merged_into_id is not None:
            raise ThemeUnusable(theme=target.name, reason=_("it is merged already."))
        Theme.objects.filter(merged_into=theme.pk).update(merged_into=target)
        Theme.objects.filter(pk=theme.pk).update(merged_into=target)
        ThemeTerm.objects.filter(theme=theme.pk).update(theme=target)
    theme.refresh_from_db()
    return theme


def set_term(term: str, *, theme: Theme) -> ThemeTerm:
    """Say which theme a term belongs to; numbers follow in `settle`. Raises ThemeUnusable."""
    known = theme_list.normalise(term)[:120]
    if not known:
        raise ThemeUnusable(theme=theme.name, reason=_("the term has no letters."))
    return ThemeTerm.objects.update_or_create(
        term=known,
        defaults={
            "theme_id": theme.merged_into_id or theme.pk,
            "by": ThemeTerm.By.PERSON,
            "settled": False,
        },
    )[0]


def terms_of(theme: Theme) -> list[tuple[str, str]]:
    """The words that lead to a theme with who put them there: (term, ThemeTerm.By)."""
    own = list(theme.terms.values_list("term", "by"))
    taken = {term for term, _who in own}
    keys = [theme.key, *theme.merged.exclude(key="").values_list("key", flat=True)]
    shipped = [
        (term, str(ThemeTerm.By.SHIPPED))
        for key in keys
        if key in theme_list.shipped()
        for term in theme_list.shipped()[key].terms
        if term not in taken
    ]
    return [*own, *shipped]


# --- what follows ---------------------------------------------------------------------------


def settle(*, now: Callable[[], datetime]) -> int:
    """Let stored aspects follow merges and set terms, with their numbers; how many moved."""
    return _settle_merged(now) + _settle_terms(now)


def learn(
    *,
    now: Callable[[], datetime],
    embed: Callable[[Sequence[str]], np.ndarray] | None = None,
) -> int:
    """Place frequent terms that no word places; how many aspects moved.

    By nearness of vectors where there is `embed`; a term that is near no theme, and frequent,
    becomes a theme of its own.
    """
    counted = (
        ReviewAspect.objects.filter(theme__isnull=True, wrong=False)
        .order_by()
        .values("term")
        .annotate(n=Count("id"))
        .filter(n__gte=2)
        .order_by("-n")[: LEARN_AT_ONCE * 5]
    )
    frequent: dict[str, int] = {}
    for row in counted:
        known = theme_list.normalise(row["term"])[:120]
        if known and words.find(row["term"]) == "":
            frequent[known] = frequent.get(known, 0) + row["n"]
    taken = set(ThemeTerm.objects.filter(term__in=frequent).values_list("term", flat=True))
    wanted = [t for t, n in frequent.items() if n >= LEARN_FROM and t not in taken][:LEARN_AT_ONCE]
    if not wanted:
        return 0
    near = nearness.nearest(wanted, embed=embed) if embed is not None else {}
    ensure_shipped()
    ids = _Book().ids
    found: list[ThemeTerm] = []
    for term in wanted:
        theme_id = ids.get(near.get(term, ""))
        if theme_id is None and frequent[term] >= GROW_FROM:
            theme_id = Theme.objects.create(name=term[:80]).pk
        if theme_id is not None:
            found.append(
                ThemeTerm(term=term, theme_id=theme_id, by=ThemeTerm.By.MODEL, settled=False)
            )
    ThemeTerm.objects.bulk_create(found, ignore_conflicts=True)
    log.info("terms placed", extra={"action": "terms_placed", "terms": len(found)})
    return _settle_terms(now)


def _settle_merged(now: Callable[[], datetime]) -> int:
    moved = 0
    while True:
        batch = list(
            ReviewAspect.objects.filter(theme__merged_into__isnull=False)
            .order_by("theme_id", "pk")
            .values_list("pk", "theme__merged_into", "review_id", "review__follows_id")[:BATCH]
        )
        if not batch:
            return moved
        _move(((pk, target, root or review) for pk, target, review, root in batch), now())
        moved += len(batch)


def _settle_terms(now: Callable[[], datetime]) -> int:
    moved = 0
    for term in ThemeTerm.objects.filter(settled=False).order_by("pk"):
        moved += _settle_term(term, now)
        ThemeTerm.objects.filter(pk=term.pk, theme=term.theme_id).update(settled=True)
    return moved


def _settle_term(term: ThemeTerm, now: Callable[[], datetime]) -> int:
    """Aspects that hold the term and whose theme is another one by now."""
    book = _Book()
    moved, after = 0, 0
    while True:
        batch = list(
            ReviewAspect.objects.filter(term__icontains=_stem(term.term), pk__gt=after)
            .select_related("review")
            .order_by("pk")[:BATCH]
        )
        if not batch:
            return moved
        after = batch[-1].pk
        changes = []
        for aspect in batch:
            theme_id = book.theme_of(aspect.term, text=aspect.review.full_text)
            if theme_id != aspect.theme_id:
                root = aspect.review.follows_id or aspect.review_id
                changes.append((aspect.pk, theme_id, root))
        if changes:
            _move(changes, now())
            moved += len(changes)


def _move(changes: Iterable[tuple[int, int | None, int]], now: datetime) -> None:
    """Put aspects into their themes and count their voices anew, in one transaction."""
    targets: dict[int | None, list[int]] = {}
    roots: set[int] = set()
    for pk, theme_id, root in changes:
        targets.setdefault(theme_id, []).append(pk)
        roots.add(root)
    with transaction.atomic():
        # as the drain does: the voices are locked before anything of theirs is written
        list(
            Review.objects.select_for_update(of=("self",))
            .filter(pk__in=roots)
            .order_by("pk")
            .values_list("pk")
        )
        for theme_id, pks in targets.items():
            ReviewAspect.objects.filter(pk__in=pks).update(theme=theme_id)
        numbers.move_numbers([], now=now, also=roots)


def _stem(term: str) -> str:
    """What stands in every written form of a normalised term, or nearly."""
    longest = max(re.split(r"[^\w]+", term), key=len)
    return longest[:-1] if longest.endswith("y") else longest


class _Book:
    """Themes and terms as they are stored now: where a term goes."""

    def __init__(self) -> None:
        rows = self._rows()
        if not theme_list.shipped().keys() <= {key for _pk, key, _into in rows}:
            ensure_shipped()
            rows = self._rows()
        self.ids: dict[str, int] = {key: merged or pk for pk, key, merged in rows if key}
        terms: list[tuple[str, int, Any]] = list(
            ThemeTerm.objects.values_list("term", "theme_id", "theme__merged_into")
        )
        self._own = {term: f"#{merged or theme}" for term, theme, merged in terms}

    def theme_of(self, term: str, *, text: str = "") -> int | None:
        """Id of the theme, None where there is none."""
        key = words.find(term, own=self._own, text=text)
        if key.startswith("#"):
            return int(key[1:])
        return self.ids.get(key)

    @staticmethod
    def _rows() -> list[tuple[int, str, int | None]]:
        return list(Theme.objects.exclude(key="").values_list("pk", "key", "merged_into"))
