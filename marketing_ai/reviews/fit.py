"""What a text says of fit, height and weight, in English and Chinese. Pure.

Only plain statements are taken: a text that says both ("small in the bust, large in the
waist") or neither says nothing of fit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

MAX_CHARS = 20_000
HEIGHTS_CM = range(120, 221)
WEIGHTS_KG = range(30, 201)
INCH_CM = 2.54
POUND_KG = Decimal("0.45359237")
JIN_KG = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class FitReading:
    """What a text states; empty or None where it does not."""

    fit: str = ""  # "small", "true", "large"
    height_cm: int | None = None
    weight_kg: Decimal | None = None


_SMALL = re.compile(
    r"\b(?:runs?|ran|running|fits?|fitting|sized?|comes? up) (?:\w+ly |a |an? bit |a little |very |"
    r"so |too |way |quite |rather |super |pretty |kind of |really )*(?:small|tight|snug)\b"
    r"|\b(?:order|size|sized|go|going|went|buy) (?:\w+ )?(?:a |one |two )?(?:size )?up\b"
    r"|偏小|偏紧|有点[小紧]|尺码[偏有]?[点]?小|(?:买|拍|选)大一[码号]",
    re.IGNORECASE,
)
_LARGE = re.compile(
    r"\b(?:runs?|ran|running|fits?|fitting|sized?|comes? up) (?:\w+ly |a |an? bit |a little |very |"
    r"so |too |way |quite |rather |super |pretty |kind of |really )*(?:large|big|loose|huge)\b"
    r"|\b(?:order|size|sized|go|going|went|buy) (?:\w+ )?(?:a |one |two )?(?:size )?down\b"
    r"|偏大|有点[大松]|尺码[偏有]?[点]?大|(?:买|拍|选)小一[码号]",
    re.IGNORECASE,
)
_TRUE = re.compile(
    r"\btrue to (?:its |my |the )?size\b|\bfits? (?:me )?(?:perfectly|as expected|just right|great|"
    r"well|like a glove)\b|\bperfect fit\b"
    r"|大小(?:正好|刚好|合适)|尺码(?:正好|刚好|合适|标准|很准|正)",
    re.IGNORECASE,
)


def read_fit(text: str) -> FitReading:
    """What the cleaned text of one review says."""
    text = text[:MAX_CHARS]
    return FitReading(fit=_fit(text))


def _fit(text: str) -> str:
    found = {
        name
        for name, pattern in (("small", _SMALL), ("large", _LARGE), ("true", _TRUE))
        if pattern.search(text)
    }
    return found.pop() if len(found) == 1 else ""
