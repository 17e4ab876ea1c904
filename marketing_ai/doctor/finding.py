"""One line of the doctor's report."""

from __future__ import annotations

from dataclasses import dataclass

OK, OFF, FAIL = "ok", "off", "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at and how it is.

    state: "ok"; "off", what is not used here or only advised; or "fail".
    repair: empty unless it fails or is off; the command, or the edit where no command helps.
    """

    state: str
    what: str
    detail: str
    repair: str = ""
