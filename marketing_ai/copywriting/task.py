"""What a generation job asks for: the one value behind the job's parameters."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from marketing_ai.conf import conf
from marketing_ai.copywriting.slots import primary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marketing_ai.catalog.base import ProductCard


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyTask:
    """The same for all products of a job; stored as `Job.params`.

    languages: empty means each product's own. campaign, offer, retry_of: primary keys.
    reason: why the draft before was discarded (DiscardReason), for a retry. seed: of the
    first draw; a retry takes the next.
    """

    kinds: tuple[str, ...]
    languages: tuple[str, ...] = ()
    audience: str = ""
    tone: str = "plain"
    length: str = "medium"
    variants: int = 4
    campaign: int | None = None
    offer: int | None = None
    note: str = ""
    retry_of: int | None = None
    reason: str = ""
    seed: int = 0

    def to_params(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self) | {"kinds": list(self.kinds), "languages": list(self.languages)}

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> CopyTask:
        """The reverse of `to_params`; keys that are not ours are left alone."""
        known = {name: params[name] for name in cls.__slots__ if name in params}
        known["kinds"] = tuple(known["kinds"])
        known["languages"] = tuple(known.get("languages", ()))
        return cls(**known)

    def languages_for(self, card: ProductCard) -> tuple[str, ...]:
        """The languages that this product is written in: those that its facts are in.

        A fact is not translated: nothing could check the translation. Empty when the
        product's facts are in none of the languages asked for.
        """
        own = own_language(card)
        if not self.languages:
            return (own,)
        return tuple(asked for asked in self.languages if primary(asked) == primary(own))


def own_language(card: ProductCard) -> str:
    """The product's language, that of the site where it has none."""
    return card.language or conf.SITE_LANGUAGES[0]
