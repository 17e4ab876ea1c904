"""The text of a review as one string, and its hashes. Pure."""

from __future__ import annotations

import hashlib


def full_text(title: str, text: str) -> str:
    """Headline, line break, text; the text alone where there is no headline."""
    return f"{title}\n{text}" if title else text


def text_hash(text: str) -> str:
    """The version of a text, as md5 in hex: tells texts apart, guards nothing."""
    return hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def storable(text: str) -> str:
    """The text as every database takes it: without NUL, lone surrogates as U+FFFD.

    Offsets stay: each character is replaced by one.
    """
    return (
        text.replace("\x00", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
