"""Signed, expiring links that show one draft on the storefront page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core import signing

from marketing_ai.conf import conf

PARAMETER = "mai_preview"
_SALT = "marketing_ai.preview"


def make_token(variant_pk: int) -> str:
    """A token for one draft; valid for `PREVIEW_MAX_AGE_S` seconds."""
    return signing.dumps(variant_pk, salt=_SALT, compress=False)


def read_token(token: str) -> int | None:
    """The draft's id, or None when the token is forged or too old."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=conf.PREVIEW_MAX_AGE_S)
    except signing.BadSignature:
        return None
    return pk if isinstance(pk, int) else None


def link(page_url: str, variant_pk: int) -> str:
    """The storefront page's address with the token."""
    joiner = "&" if "?" in page_url else "?"
    return f"{page_url}{joiner}{urlencode({PARAMETER: make_token(variant_pk)})}"
