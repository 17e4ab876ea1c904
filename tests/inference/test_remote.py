"""The OpenAI-compatible back end against a real HTTP server on this machine."""

from __future__ import annotations

import email.utils
import json
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import override_settings

from marketing_ai.exceptions import (
    ConfigurationError,
    ModelUnavailable,
    OutputInvalid,
    PermanentProviderError,
    RemoteNotAllowed,
    TransientProviderError,
)
from marketing_ai.inference import text
from marketing_ai.inference.remote import OpenAIBackend, is_loopback
from marketing_ai.inference.text import Sampling, TextBackend

from .conftest import ask

KEY = "sk-not-a-real-key"


class Server:
    """Speaks /v1/chat/completions; `script` holds answers to give before the normal ones."""

    def __init__(self):
        self.requests, self.headers, self.script = [], [], []
        self.honours_n = True
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.requests.append((self.path, body))
                outer.headers.append(dict(self.headers))
                step = outer.script.pop(0) if outer.script else {}
                time.sleep(step.get("delay", 0))
                answer = step.get("body", outer.answer(body))
                data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(step.get("status", 200))
                for name, value in step.get("headers", {}).items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def answer(self, body):
        n = body["n"] if self.honours_n else 1
        said = body["messages"][-1]["content"]
        choices = [
            {
                "message": {"role": "assistant", "content": f"{said} #{body['seed'] + i}"},
                "finish_reason": "length" if i % 2 else "stop",
            }
            for i in range(n)
        ]
        return {"choices": choices, "usage": {"prompt_tokens": 12, "completion_tokens": 5 * n}}


@pytest.fixture
def server():
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


class Sleeps(list):
    """Records how long was waited, without waiting."""

    def __call__(self, seconds):
        self.append(seconds)


def backend(server, sleeps=None, **spec):
    return OpenAIBackend(
        {"backend": "openai", "base_url": server.url, "model": "writer-1", **spec},
        sleep=sleeps if sleeps is not None else Sleeps(),
        rng=random.Random(1),
    )


def test_prompts_are_answered_in_order_with_what_they_cost(server):
    made = backend(server).generate(ask("one", "two", "three"), Sampling(n=2, seed=7))
    assert [[c.text for c in g.completions] for g in made] == [
        ["one #7", "one #8"],
        ["two #7", "two #8"],
        ["three #7", "three #8"],
    ]
    assert [c.finish for c in made[0].completions] == ["stop", "length"]
    assert (made[0].prompt_tokens, made[0].completion_tokens) == (12, 10)
    assert made[0].model == "writer-1@127.0.0.1"
    assert {path for path, body in server.requests} == {"/v1/chat/completions"}


def test_a_server_that_ignores_n_is_asked_for_the_missing_answers(server):
    server.honours_n = False
    (made,) = backend(server).generate(ask("one"), Sampling(n=3, seed=7))
    assert [c.text for c in made.completions] == ["one #7", "one #8", "one #9"]
    assert [body["n"] for path, body in server.requests] == [3, 2, 1]
    assert made.completion_tokens == 15


def test_a_server_that_gives_more_than_asked_is_cut(server):
    server.script = [{"body": server.answer({"n": 5, "seed": 0, "messages": [{"content": "x"}]})}]
    (made,) = backend(server).generate(ask("x"), Sampling(n=2))
    assert len(made.completions) == 2


def test_only_the_standard_fields_are_sent_unless_extensions_are_on(server):
    sampling = Sampling(top_k=40, min_new_tokens=3, stop=("\n",), repetition_penalty=1.1)
    backend(server).generate(ask("x", prefill="The"), sampling)
    _, plain = server.requests[-1]
    assert set(plain) == {
        "model",
        "messages",
        "n",
        "seed",
        "temperature",
        "top_p",
        "max_tokens",
        "stop",
    }
    assert "The" in plain["messages"][-1]["content"]
    backend(server, extensions=True).generate(ask("x", prefill="The"), sampling)
    _, extended = server.requests[-1]
    assert (extended["top_k"], extended["min_tokens"]) == (40, 3)
    assert extended["continue_final_message"] is True
    assert extended["messages"][-1] == {"role": "assistant", "content": "The"}


def test_the_text_starts_with_the_prefill_once(server):
    choice = {"message": {"content": "The kettle is red."}, "finish_reason": "stop"}
    server.script = [{"body": {"choices": [choice]}}]
    (made,) = backend(server).generate(ask("x", prefill="The kettle"), Sampling())
    assert made.completions[0].text == "The kettle is red."
    choice = {"message": {"content": " is red."}, "finish_reason": "stop"}
    server.script = [{"body": {"choices": [choice]}}]
    (made,) = backend(server).generate(ask("x", prefill="The kettle"), Sampling())
    assert made.completions[0].text == "The kettle is red."


# --- failures


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_with_full_jitter(server, status):
    server.script = [{"status": status, "body": {"error": {"message": "busy"}}}] * 3
    sleeps = Sleeps()
    (made,) = backend(server, sleeps).generate(ask("one"), Sampling())
    assert made.completions[0].text == "one #0"
    assert len(server.requests) == 4
    rng = random.Random(1)
    assert sleeps == [rng.uniform(0, 0.5 * 2**attempt) for attempt in range(3)]


def test_a_server_that_stays_down_gives_a_retryable_error_with_its_words(server):
    server.script = [{"status": 503, "body": {"error": {"message": "no worker left"}}}] * 9
    with pytest.raises(TransientProviderError, match="no worker left") as caught:
        backend(server, retries=2).generate(ask("one"), Sampling())
    assert caught.value.retryable
    assert len(server.requests) == 3


@pytest.mark.parametrize("kind", ["seconds", "date"])
def test_retry_after_is_never_undercut(server, kind):
    value = "7" if kind == "seconds" else email.utils.formatdate(time.time() + 7, usegmt=True)
    server.script = [{"status": 429, "headers": {"retry-after": value}, "body": {}}]
    sleeps = Sleeps()
    backend(server, sleeps).generate(ask("one"), Sampling())
    assert 5 < sleeps[0] < 8


def test_a_server_that_asks_for_minutes_is_left_to_the_jobs_own_retry(server):
    server.script = [{"status": 429, "headers": {"retry-after": "600"}, "body": {}}]
    sleeps = Sleeps()
    with pytest.raises(TransientProviderError):
        backend(server, sleeps).generate(ask("one"), Sampling())
    assert not sleeps


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 302])
def test_a_refusal_is_final_at_once(server, status):
    server.script = [{"status": status, "body": {"error": {"message": "no such model"}}}]
    with pytest.raises(PermanentProviderError, match="no such model"):
        backend(server).generate(ask("one"), Sampling())
    assert len(server.requests) == 1


def test_a_used_up_quota_is_no_passing_overload(server):
    body = {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}
    server.script = [{"status": 429, "body": body}]
    with pytest.raises(PermanentProviderError):
        backend(server).generate(ask("one"), Sampling())
    assert len(server.requests) == 1


def test_a_server_that_is_not_there_and_one_that_is_slow_are_transient(server):
    server.script = [{"delay": 1.0}] * 2
    with pytest.raises(TransientProviderError, match="ReadTimeout"):
        backend(server, timeout_s=0.2, retries=1).generate(ask("one"), Sampling())
    server.http.shutdown()
    server.http.server_close()
    sleeps = Sleeps()
    with pytest.raises(TransientProviderError, match="ConnectError"):
        backend(server, sleeps, retries=2).generate(ask("one"), Sampling())
    assert len(sleeps) == 2


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        [],
        {"choices": []},
        {"choices": [{"message": {"content": None}, "finish_reason": "stop"}]},
        {"choices": [{"message": {"content": "x"}, "finish_reason": "content_filter"}]},
    ],
)
def test_an_answer_without_text_is_invalid_and_never_an_empty_draft(server, body):
    server.script = [{"body": body}]
    with pytest.raises(OutputInvalid):
        backend(server).generate(ask("one"), Sampling())


# --- permission and key


def test_another_host_needs_permission_at_the_load_and_at_every_call():
    spec = {"backend": "openai", "base_url": "https://llm.example.com/v1", "model": "m"}
    settings = {"TEXT_MODELS": {"en": spec}}
    with override_settings(MARKETING_AI=settings):
        with pytest.raises(RemoteNotAllowed, match=r"llm\.example\.com"):
            text.load("en")
        info = text.describe("en")
        assert (info.ready, info.remote) == (False, True)
    with override_settings(MARKETING_AI=settings | {"ALLOW_REMOTE": True}):
        loaded = text.load("en")
        assert isinstance(loaded, TextBackend)
        assert loaded.remote
    with override_settings(MARKETING_AI=settings):  # withdrawn
        with pytest.raises(RemoteNotAllowed):
            loaded.generate(ask("x"), Sampling())
        with pytest.raises(RemoteNotAllowed):
            text.load("en")


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("llm.localhost", True),
        ("10.0.0.5", False),
        ("localhost.example.com", False),
        ("127.0.0.1.nip.io", False),
        ("0.0.0.0", False),
    ],
)
def test_only_loopback_names_count_as_this_machine(host, here):
    assert is_loopback(host) is here


def test_the_key_comes_from_its_variable_and_is_kept_nowhere(server, monkeypatch):
    monkeypatch.setenv("SHOP_LLM_KEY", KEY)
    ours = backend(server, api_key_env="SHOP_LLM_KEY")
    ours.generate(ask("x"), Sampling())
    sent = {name.lower(): value for name, value in server.headers[-1].items()}
    assert sent["authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(vars(ours)) + repr(vars(ours._client))
    server.script = [{"status": 401, "body": {"error": {"message": "bad key"}}}]
    with pytest.raises(PermanentProviderError) as caught:
        ours.generate(ask("x"), Sampling())
    assert KEY not in str(caught.value.as_dict())
    monkeypatch.delenv("SHOP_LLM_KEY")
    with pytest.raises(ModelUnavailable, match="SHOP_LLM_KEY"):
        ours.generate(ask("x"), Sampling())


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "ftp://127.0.0.1/v1"},
        {"base_url": "http://user:secret@127.0.0.1/v1"},
        {"model": ""},
        {"api_key": "sk-in-the-settings"},
    ],
)
def test_a_wrong_entry_is_refused_before_anything_is_sent(wrong):
    spec = {"backend": "openai", "base_url": "http://127.0.0.1/v1", "model": "m"} | wrong
    with pytest.raises(ConfigurationError) as caught:
        OpenAIBackend(spec)
    assert "secret" not in str(caught.value)
