"""Text from an OpenAI-compatible server: vLLM, llama.cpp, Ollama, or a hosted one.

    {"backend": "openai", "base_url": "http://127.0.0.1:8000/v1", "model": "qwen3-4b",
     "api_key_env": "SHOP_LLM_KEY", "timeout_s": 60, "extensions": True}

A server on this machine (a loopback address) needs no permission; any other host needs
`MARKETING_AI['ALLOW_REMOTE']`, asked again at every call. The key is read from the named
environment variable at every request and kept nowhere.

Only what may pass is tried again: 408, 429, 5xx, connections and time-outs, with full
jitter (Brooker, AWS Architecture Blog, 2015) and never earlier than Retry-After says.
Everything else is a PermanentProviderError at once.

`extensions` sends what OpenAI's own service refuses but vLLM and others take: top_k,
min_tokens, repetition_penalty, and the prefill as an unfinished assistant turn. Without
it a prefill becomes an instruction, and an answer that does not start with it gets it
put in front.
"""

from __future__ import annotations

import email.utils
import ipaddress
import logging
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from marketing_ai.conf import conf
from marketing_ai.exceptions import (
    ConfigurationError,
    ModelUnavailable,
    OutputInvalid,
    PermanentProviderError,
    RemoteNotAllowed,
    TransientProviderError,
)
from marketing_ai.inference.stopping import cut_at_stop
from marketing_ai.inference.text import Completion, Generation, ModelInfo, Prompt, Sampling

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import httpx

logger = logging.getLogger(__name__)

KNOWN_KEYS = {
    "backend",
    "base_url",
    "model",
    "api_key_env",
    "timeout_s",
    "retries",
    "parallel",
    "extensions",
    "max_tokens_field",
    "extra_body",
}
TRY_AGAIN = {408, 425, 429, 500, 502, 503, 504, 529}
BASE_WAIT_S, MOST_WAIT_S = 0.5, 20.0
LONGEST_RETRY_AFTER_S = 60.0  # a server that asks for more gets the job's own retry instead
SAID_LENGTH = 300  # characters of a server's message that are kept


class OpenAIBackend:
    """See the module. `sleep` and `rng` can be given for tests of the timing."""

    def __init__(
        self,
        spec: Mapping[str, Any],
        *,
        sleep: Callable[[float], None] = time.sleep,
        rng: random.Random | None = None,
    ) -> None:
        _check_spec(spec)
        check_remote_allowed(spec)
        self._spec = spec
        self._sleep, self._rng = sleep, rng or random.Random()  # noqa: S311 (jitter, no secret)
        self._url = _base_url(spec) + "/chat/completions"
        self.remote = not is_loopback(host_of(spec))
        self.model = _label(spec)
        self._client = _client(spec, trust_env=self.remote)

    @classmethod
    def describe(cls, spec: Mapping[str, Any]) -> ModelInfo:
        """Whether the settings allow the call; the server itself is not asked."""
        _check_spec(spec)
        why_not, repair = "", ""
        try:
            check_remote_allowed(spec)
            _key(spec)
        except (RemoteNotAllowed, ModelUnavailable) as error:
            why_not, repair = error.sentence, str(error.params.get("repair") or error.advice)
        return ModelInfo(
            label=_label(spec),
            backend="openai",
            remote=not is_loopback(host_of(spec)),
            ready=not why_not,
            why_not=why_not,
            repair=repair,
        )

    def generate(self, prompts: Sequence[Prompt], sampling: Sampling) -> list[Generation]:
        """See TextBackend; prompts are sent side by side.

        Raises RemoteNotAllowed, TransientProviderError, PermanentProviderError or
        OutputInvalid: the first that any prompt met.
        """
        check_remote_allowed(self._spec)
        if sampling.repetition_penalty != 1.0 and not self._spec.get("extensions"):
            logger.warning(
                "Repetition penalty is not sent to a server without extensions.",
                extra={"action": "sampling_reduced", "model": self.model},
            )
        workers = max(1, min(int(self._spec.get("parallel", 8)), len(prompts)))
        with ThreadPoolExecutor(workers, thread_name_prefix="marketing-ai-llm") as pool:
            return list(pool.map(lambda prompt: self._answer(prompt, sampling), prompts))

    def count_tokens(self, text: str) -> int:
        """An estimate: four characters a token, and one token for each beyond Latin-1.

        Good for budgets; what a call really used comes from the server's own count.
        """
        wide = sum(ord(c) > 0xFF for c in text)
        return wide + -(-(len(text) - wide) // 4)

    # --- one prompt

    def _answer(self, prompt: Prompt, sampling: Sampling) -> Generation:
        started = time.perf_counter()
        completions: list[Completion] = []
        prompt_tokens = completion_tokens = 0
        while len(completions) < sampling.n:
            # Servers that ignore n give one answer a request: ask for what is missing.
            missing = sampling.n - len(completions)
            body = self._body(prompt, sampling, n=missing, seed=sampling.seed + len(completions))
            answer = self._post(body)
            got = self._read_choices(answer, prompt, sampling)[:missing]
            counted = answer.get("usage")
            usage: dict[str, Any] = counted if isinstance(counted, dict) else {}
            prompt_tokens = int(usage.get("prompt_tokens") or 0)
            completion_tokens += int(usage.get("completion_tokens") or 0) or sum(
                c.n_tokens for c in got
            )
            completions += got
        if not prompt_tokens:
            prompt_tokens = sum(self.count_tokens(m.content) for m in prompt.messages)
        return Generation(
            key=prompt.key,
            completions=tuple(completions),
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            model=self.model,
            latency_ms=round(1000 * (time.perf_counter() - started)),
        )

    def _body(self, prompt: Prompt, sampling: Sampling, *, n: int, seed: int) -> dict[str, Any]:
        extensions = bool(self._spec.get("extensions"))
        messages = [{"role": m.role, "content": m.content} for m in prompt.messages]
        body: dict[str, Any] = {
            "model": self._spec["model"],
            "messages": messages,
            "n": n,
            "seed": seed,
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            str(self._spec.get("max_tokens_field", "max_tokens")): sampling.max_new_tokens,
        }
        if sampling.stop:
            body["stop"] = list(sampling.stop)
        if extensions:
            body["top_k"] = sampling.top_k or -1
            body["min_tokens"] = sampling.min_new_tokens
            body["repetition_penalty"] = sampling.repetition_penalty
        if prompt.prefill and extensions:
            messages.append({"role": "assistant", "content": prompt.prefill})
            body |= {"continue_final_message": True, "add_generation_prompt": False}
        elif prompt.prefill:
            messages.append(
                {
                    "role": "system",
                    "content": f"Begin the answer with exactly this text: {prompt.prefill}",
                }
            )
        return body | dict(self._spec.get("extra_body", {}))

    def _read_choices(
        self, answer: dict[str, Any], prompt: Prompt, sampling: Sampling
    ) -> list[Completion]:
        """The answers in one response. Raises OutputInvalid."""
        choices = answer.get("choices")
        if not isinstance(choices, list) or not choices:
            raise OutputInvalid(reason=_("the server's answer holds no choices."))
        return [self._read_choice(choice, prompt, sampling) for choice in choices]

    def _read_choice(self, choice: Any, prompt: Prompt, sampling: Sampling) -> Completion:
        message = choice.get("message") if isinstance(choice, dict) else None
        content = message.get("content") if isinstance(message, dict) else None
        reason = choice.get("finish_reason") if isinstance(choice, dict) else None
        if reason == "content_filter":
            raise OutputInvalid(reason=_("the server's content filter stopped it."))
        if not isinstance(content, str):
            raise OutputInvalid(reason=_("a choice holds no text."))
        text, stopped = cut_at_stop(content, sampling.stop)
        finish: Literal["stop", "length"] = "length" if reason == "length" else "stop"
        if not (prompt.prefill and text.startswith(prompt.prefill)):
            text = prompt.prefill + text
        return Completion(
            text=text,
            n_tokens=self.count_tokens(content),
            finish="stop" if stopped else finish,
        )

    # --- one request, with its retries

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        retries = int(self._spec.get("retries", 3))
        for attempt in range(retries + 1):
            try:
                return self._post_once(body)
            except TransientProviderError as error:
                at_least = float(error.params.get("retry_after_s") or 0.0)
                if attempt == retries or at_least > LONGEST_RETRY_AFTER_S:
                    raise
                jitter = self._rng.uniform(0, min(MOST_WAIT_S, BASE_WAIT_S * 2**attempt))
                self._sleep(at_least + jitter)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _post_once(self, body: dict[str, Any]) -> dict[str, Any]:
        import httpx

        key = _key(self._spec)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        try:
            response = self._client.post(self._url, json=body, headers=headers)
        except (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError) as error:
            raise TransientProviderError(
                reason=f"{type(error).__name__} at {host_of(self._spec)}"
            ) from error
        except httpx.HTTPError as error:
            raise PermanentProviderError(reason=type(error).__name__) from error
        if response.status_code == 200:
            return _parse(response)
        said = f"HTTP {response.status_code}: {_said(response)}"
        if response.status_code in TRY_AGAIN and "insufficient_quota" not in response.text:
            raise TransientProviderError(reason=said, retry_after_s=_retry_after_s(response))
        raise PermanentProviderError(reason=said)


def check_remote_allowed(spec: Mapping[str, Any]) -> None:
    """Raises RemoteNotAllowed for a host that is not this machine, unless ALLOW_REMOTE is set."""
    host = host_of(spec) if "base_url" in spec else str(spec.get("backend"))
    if not is_loopback(host) and conf.ALLOW_REMOTE is not True:
        raise RemoteNotAllowed(host=host)


def is_loopback(host: str) -> bool:
    """Whether the name is this machine, judged by its spelling: no name is looked up."""
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761, section 6.3
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(spec: Mapping[str, Any]) -> str:
    """The server's host name or address."""
    return urlsplit(str(spec["base_url"])).hostname or ""


def _check_spec(spec: Mapping[str, Any]) -> None:
    unknown = sorted(set(spec) - KNOWN_KEYS)
    missing = [key for key in ("base_url", "model") if not spec.get(key)]
    where = "MARKETING_AI['TEXT_MODELS'], backend 'openai'"
    if unknown:
        raise ConfigurationError(f"{where}: unknown keys {', '.join(unknown)}.")
    if missing:
        raise ConfigurationError(f"{where}: {' and '.join(missing)} must be set.")
    parts = urlsplit(str(spec["base_url"]))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(f"{where}: base_url must be an http or https address.")
    if parts.username or parts.password:
        raise ConfigurationError(f"{where}: put the key into api_key_env, not into base_url.")


def _base_url(spec: Mapping[str, Any]) -> str:
    url = str(spec["base_url"]).rstrip("/")
    return url if urlsplit(url).path else f"{url}/v1"


def _label(spec: Mapping[str, Any]) -> str:
    return f"{spec['model']}@{host_of(spec)}"


def _key(spec: Mapping[str, Any]) -> str:
    """The key from its environment variable; empty where none is named.

    Raises ModelUnavailable when one is named and not set.
    """
    name = str(spec.get("api_key_env") or "")
    key = os.environ.get(name, "") if name else ""
    if name and not key:
        raise ModelUnavailable(
            model=_label(spec),
            reason=_("the environment variable %(name)s is not set.") % {"name": name},
            repair=f"export {name}=…",
        )
    return key


def _client(spec: Mapping[str, Any], *, trust_env: bool) -> httpx.Client:
    try:
        import httpx
    except ImportError as error:
        raise ModelUnavailable(
            model=_label(spec),
            reason=_("httpx is not installed."),
            repair="pip install 'marketing-ai[openai]'",
        ) from error
    timeout = httpx.Timeout(float(spec.get("timeout_s", 60)), connect=10.0)
    # a proxy from the environment must not carry what stays on this machine
    return httpx.Client(timeout=timeout, trust_env=trust_env, follow_redirects=False)


def _parse(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError as error:
        raise OutputInvalid(reason=_("the server's answer is no JSON.")) from error
    if not isinstance(answer, dict):
        raise OutputInvalid(reason=_("the server's answer is no object."))
    return answer


def _said(response: httpx.Response) -> str:
    """The server's own message, shortened; its body where it has no such field."""
    try:
        body = response.json()
    except ValueError:
        body = None
    error = body.get("error", body) if isinstance(body, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    return str(message or response.text)[:SAID_LENGTH]


def _retry_after_s(response: httpx.Response) -> float:
    """Seconds of the Retry-After header, which holds a number or a date (RFC 9110, 10.2.3)."""
    value = response.headers.get("retry-after", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return 0.0
