"""One shape for every error of the API: `{code, message, hint}`.

Our own errors bring code and status along (`marketing_ai.exceptions`); those of Django
REST framework and Django get a code here. The host's `EXCEPTION_HANDLER` is not used.
What nobody foresaw is not caught: it is a 500 with a traceback in the log.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import set_rollback

from marketing_ai import exceptions as ours

if TYPE_CHECKING:
    from django.utils.functional import Promise

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
RETRY_AFTER_S = 30  # for errors that may pass by themselves: a model server, a broker


class IdempotencyMismatch(ours.MarketingAIError):
    """The key was used for another request in the last 24 hours."""

    code, status = "idempotency_mismatch", 409
    message = _("The Idempotency-Key “%(key)s” was used for another request.")
    hint = _("Send a new key with a new request; nothing was started.")


# code → (status, sentence, hint) of errors that arise before a service is reached
PROTOCOL: dict[str, tuple[int, str | Promise, str | Promise]] = {
    "invalid": (
        400,
        _("The request has values that cannot be used."),
        _("Correct the fields that are named in “fields”."),
    ),
    "parse_error": (400, _("The body is not valid JSON."), _("Send a JSON object.")),
    "not_authenticated": (
        401,
        _("Nobody is logged in, or the login is not valid."),
        _("Log in, or send valid credentials (and the CSRF token with a session)."),
    ),
    "not_allowed": (
        403,
        _("You may not do this."),
        _("Ask an administrator for the permission."),
    ),
    "not_found": (404, _("This does not exist."), _("Check the address.")),
    "method_not_allowed": (
        405,
        _("This address does not take this method."),
        _("Use one of those in the header “Allow”."),
    ),
    "unsupported_media_type": (
        415,
        _("The body's format is not understood."),
        _("Send application/json."),
    ),
    "throttled": (
        429,
        _("Too many requests."),
        _("Wait for the seconds that the header “Retry-After” names."),
    ),
}

_CODES: list[tuple[type[Exception], str]] = [
    (drf.ValidationError, "invalid"),
    (drf.ParseError, "parse_error"),
    (drf.NotAuthenticated, "not_authenticated"),
    (drf.AuthenticationFailed, "not_authenticated"),
    (drf.PermissionDenied, "not_allowed"),
    (DjangoPermissionDenied, "not_allowed"),
    (drf.NotFound, "not_found"),
    (Http404, "not_found"),
    (drf.MethodNotAllowed, "method_not_allowed"),
    (drf.UnsupportedMediaType, "unsupported_media_type"),
    (drf.Throttled, "throttled"),
]


def error_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error; None for what nobody foresaw.

    The transaction of an atomic request is rolled back.
    """
    if isinstance(error, ours.MarketingAIError):
        headers = {"Retry-After": str(RETRY_AFTER_S)} if error.retryable else {}
        set_rollback()
        return Response(error.as_dict(), status=error.status, headers=headers)
    code = next((code for kind, code in _CODES if isinstance(error, kind)), None)
    if code is None:
        return None
    status, message, hint = PROTOCOL[code]
    body: dict[str, Any] = {"code": code, "message": str(message), "hint": str(hint)}
    headers = {}
    if isinstance(error, drf.ValidationError):
        fields = error.detail if isinstance(error.detail, dict) else {"request": error.detail}
        body["fields"] = fields
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(max(1, math.ceil(wait)))
    if isinstance(error, drf.APIException):
        # 401 only with a scheme to announce; a session login gets 403, as DRF decides
        status = error.status_code
        if challenge := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = challenge
    set_rollback()
    return Response(body, status=status, headers=headers)


def all_errors() -> list[type[ours.MarketingAIError]]:
    """Every error of the app that has a code of its own, by code."""
    found: list[type[ours.MarketingAIError]] = []
    waiting: list[type[ours.MarketingAIError]] = [ours.MarketingAIError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        # a class without a sentence of its own is only a branch of the tree
        if "code" in vars(error) and "message" in vars(error):
            found.append(error)
    return sorted(found, key=lambda error: error.code)


def error_table() -> str:
    """The tables of `docs/errors.md`, in Markdown; `{name}` stands for what is filled in."""
    head = [
        "| code | status | again? | what it says | what to do |",
        "| --- | --- | --- | --- | --- |",
    ]
    rows = list(head)
    for error in all_errors():
        again = "yes" if error.retryable else "no"
        rows.append(_row(error.code, str(error.status), again, error.message, error.hint))
    rows += ["", "Before a request reaches the app:", "", *head]
    known = {error.code for error in all_errors()}
    for code, (status, message, hint) in sorted(PROTOCOL.items()):
        if code not in known:
            shown = "401 or 403" if code == "not_authenticated" else str(status)
            rows.append(_row(code, shown, "yes" if code == "throttled" else "no", message, hint))
    return "\n".join(rows) + "\n"


def _row(code: str, status: str, again: str, message: object, hint: object) -> str:
    cells = [f"`{code}`", status, again, str(message), str(hint)]
    return "| " + " | ".join(_PLACEHOLDER.sub(r"{\1}", c).replace("|", "\\|") for c in cells) + " |"
