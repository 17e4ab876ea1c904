from __future__ import annotations

from pathlib import Path

import pytest
from django.http import Http404
from rest_framework import exceptions as drf
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from marketing_ai import exceptions as ours
from marketing_ai.api.errors import PROTOCOL, all_errors, error_response, error_table
from marketing_ai.api.views import ErrorBodyMixin

ROOT = Path(__file__).resolve().parents[2]


def test_the_documented_errors_are_those_of_the_code():
    text = (ROOT / "docs/errors.md").read_text()
    assert error_table() in text, "docs/errors.md is old: paste error_table()'s text, or make docs"


def test_no_two_errors_share_a_code():
    ours_by_code = [error.code for error in all_errors()]
    assert len(ours_by_code) == len(set(ours_by_code))
    # one thing, found out at the door or by a service
    assert set(ours_by_code) & set(PROTOCOL) == {"not_allowed"}


def test_every_error_says_what_to_do():
    without = {error.code for error in all_errors() if not error.hint}
    assert without <= {"error", "lease_lost"}  # the base class; one that no person ever sees


class Raises(ErrorBodyMixin, APIView):
    authentication_classes = ()
    permission_classes = ()
    error: Exception

    def get(self, request):
        raise self.error


def answer_to(error):
    response = type("View", (Raises,), {"error": error}).as_view()(APIRequestFactory().get("/"))
    response.render()
    return response


def test_an_error_that_may_pass_says_when_to_try_again(db):
    response = answer_to(ours.TransientProviderError(reason="time-out"))
    assert (response.status_code, response.data["code"]) == (503, "provider_transient")
    assert int(response["Retry-After"]) > 0
    assert not answer_to(ours.BudgetExceeded(needed=2, left=1, budget="b", until="x")).has_header(
        "Retry-After"
    )


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ours.OpenClaims(spans="“walnut”"), 409, "open_claims"),
        (Http404(), 404, "not_found"),
        (drf.ParseError(), 400, "parse_error"),
        (drf.ValidationError({"text": ["no"]}), 400, "invalid"),
        (drf.NotAuthenticated(), 403, "not_authenticated"),
        (drf.PermissionDenied(), 403, "not_allowed"),
        (drf.UnsupportedMediaType("text/csv"), 415, "unsupported_media_type"),
        (drf.Throttled(wait=2.5), 429, "throttled"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_an_error_becomes_code_message_and_hint(error, status, code, db):
    response = answer_to(error)
    assert (response.status_code, response.data["code"]) == (status, code)
    assert response.data["message"] and response.data["hint"]


def test_what_nobody_foresaw_is_not_hidden(db):
    with pytest.raises(ZeroDivisionError):
        answer_to(ZeroDivisionError())
    assert error_response(ZeroDivisionError(), {}) is None


def test_a_body_that_is_no_json_is_a_sentence(staff):
    member = staff("generate_copy")
    for body, kind, code in [
        (b"{", "application/json", "parse_error"),
        (b"products=1", "application/x-www-form-urlencoded", "unsupported_media_type"),
    ]:
        answer = member.client.generic(
            "POST", "/api/marketing-ai/v1/copy-requests/", body, content_type=kind
        )
        assert answer.json()["code"] == code


def test_sentences_come_in_the_readers_language(staff):
    english = staff().get("/jobs/", HTTP_ACCEPT_LANGUAGE="en").json()
    assert english["code"] == "not_allowed"
    assert "view_marketing" in english["message"]


def test_a_token_login_gets_a_challenge(shop, settings, anyone):
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        "API_AUTHENTICATION": ["rest_framework.authentication.BasicAuthentication"],
    }
    answer = anyone.get("/jobs/")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"].startswith("Basic")


def test_a_wrong_path_of_an_authentication_class_is_named(settings, anyone):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "API_AUTHENTICATION": ["no.such.Class"]}
    with pytest.raises(ours.ConfigurationError, match="API_AUTHENTICATION"):
        anyone.get("/jobs/")
