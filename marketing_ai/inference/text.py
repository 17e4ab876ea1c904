"""Text generation: the one interface that every slice calls, and which model answers it.

`load(language)` gives the back end that `MARKETING_AI['TEXT_MODELS']` names for the
language; `describe(language)` says which one that is and whether it is ready,
without loading anything. Neither imports torch; a back end that needs it does so
when it is loaded, in a worker.

The shipped back ends: `embedded` and `local` (`embedded.py`), `openai`
(`remote.py`), `dummy` (`dummy.py`). A dotted path names a class of your own: it is
called with the settings dict of the language and must behave like `TextBackend`;
a class method `describe(spec) -> ModelInfo` is used where it has one.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from marketing_ai.conf import conf
from marketing_ai.exceptions import ConfigurationError, ModelUnavailable

Role = Literal["system", "user", "assistant"]

BACKENDS = {
    "embedded": "marketing_ai.inference.embedded.EmbeddedBackend",
    "local": "marketing_ai.inference.local.LocalBackend",
    "openai": "marketing_ai.inference.remote.OpenAIBackend",
    "dummy": "marketing_ai.inference.dummy.DummyBackend",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of the conversation that the model continues."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What one answer is asked for.

    key: the caller's name for it; comes back in the Generation, unknown to the model.
    prefill: the answer starts with this text, and it is kept in the completion.
    """

    key: str
    messages: tuple[Message, ...]
    prefill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How tokens are drawn; the same for all prompts of a call.

    n: completions a prompt. temperature 0 is greedy. top_k 0 and top_p 1 cut nothing.
    repetition_penalty: divides (multiplies, where negative) the logits of tokens that
    are in the prompt or the answer; 1 is off.
    seed: with the same model, prompt, sampling and machine the answer is the same, whatever
    else is in the call.
    stop: the answer ends before the first of these strings.
    """

    n: int = 1
    max_new_tokens: int = 160
    min_new_tokens: int = 0
    temperature: float = 0.8
    top_k: int = 50
    top_p: float = 0.95
    repetition_penalty: float = 1.0
    seed: int = 0
    stop: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checks = {
            "n": self.n >= 1,
            "max_new_tokens": self.max_new_tokens >= 1,
            "min_new_tokens": 0 <= self.min_new_tokens <= self.max_new_tokens,
            "temperature": self.temperature >= 0,
            "top_k": self.top_k >= 0,
            "top_p": 0 < self.top_p <= 1,
            "repetition_penalty": self.repetition_penalty > 0,
            "stop": all(self.stop),
        }
        for name, is_right in checks.items():
            if not is_right:
                raise ValueError(f"Sampling.{name} = {getattr(self, name)!r} is out of range.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One answer. finish: "stop" where the model ended it, "length" where the limit did."""

    text: str
    n_tokens: int
    finish: Literal["stop", "length"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """The answers to one prompt, with what they cost.

    prompt_tokens: counted once a prompt. completion_tokens: over all completions.
    latency_ms: from the start of the call until the last of these completions.
    """

    key: str
    completions: tuple[Completion, ...]
    prompt_tokens: int
    completion_tokens: int
    model: str
    latency_ms: int


@runtime_checkable
class TextBackend(Protocol):
    """What a model must offer. Calls from several threads are allowed."""

    model: str  # label with version, such as "smollm2-135m-instruct@b179c952"
    remote: bool  # whether prompts leave this machine

    def generate(self, prompts: Sequence[Prompt], sampling: Sampling) -> list[Generation]:
        """Answer every prompt, in the order given.

        Raises ProviderError or one of its children; then no answer is returned at all.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of the text, without control tokens; an estimate for remote models."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """Which model serves a language, and whether it could start now.

    why_not, repair: empty when ready; else a sentence for people, and the repairing line.
    """

    label: str
    backend: str
    remote: bool
    ready: bool
    why_not: str = ""
    repair: str = ""


_loaded: dict[str, TextBackend] = {}
_lock = threading.Lock()


def load(language: str = "en") -> TextBackend:
    """The back end for the language, loaded once a process.

    Raises ModelUnavailable, TermsNotAccepted, ModelHashMismatch, RemoteNotAllowed or
    ConfigurationError; a failed load is tried again by the next call.
    """
    spec = spec_for(language)
    key = json.dumps([spec, str(conf.CACHE_DIR), conf.TORCH_THREADS], sort_keys=True, default=str)
    with _lock:
        if key not in _loaded:
            _loaded[key] = _backend_class(spec)(spec)
        backend = _loaded[key]
    if backend.remote:  # the setting may have been withdrawn since the load
        from marketing_ai.inference.remote import check_remote_allowed

        check_remote_allowed(spec)
    return backend


def describe(language: str = "en") -> ModelInfo:
    """Which model serves the language; cheap, loads nothing, imports no torch."""
    try:
        spec = spec_for(language)
    except ModelUnavailable as error:
        return ModelInfo(
            label="",
            backend="",
            remote=False,
            ready=False,
            why_not=error.sentence,
            repair=str(error.params["repair"]),
        )
    cls = _backend_class(spec)
    own = getattr(cls, "describe", None)
    if own is not None:
        return own(spec)
    name = str(spec["backend"])
    return ModelInfo(
        label=str(spec.get("model", name)),
        backend=name,
        remote=bool(getattr(cls, "remote", True)),
        ready=True,
    )


def forget() -> None:
    """Drop the loaded models of this process, to free their memory."""
    with _lock:
        _loaded.clear()


def spec_for(language: str) -> Mapping[str, Any]:
    """The entry of TEXT_MODELS: the language itself, its first part ("zh-hans" → "zh"), or `*`.

    Raises ModelUnavailable where there is none.
    """
    models: Mapping[str, Mapping[str, Any]] = conf.TEXT_MODELS
    tag = language.lower().replace("_", "-")
    for key in (language, tag, tag.partition("-")[0], "*"):
        if key in models:
            spec = models[key]
            if not isinstance(spec, Mapping) or "backend" not in spec:
                raise ConfigurationError(
                    f"MARKETING_AI['TEXT_MODELS'][{key!r}] must be a dict with a 'backend'."
                )
            return spec
    raise ModelUnavailable(
        model=language,
        reason=_("no text model is set for this language."),
        repair=f"set MARKETING_AI['TEXT_MODELS']['{tag}'] in your settings",
    )


def _backend_class(spec: Mapping[str, Any]) -> Any:
    name = str(spec["backend"])
    if name not in BACKENDS and "." not in name:
        raise ConfigurationError(
            f"MARKETING_AI['TEXT_MODELS']: unknown backend {name!r}; "
            f"choose one of {', '.join(BACKENDS)} or give a dotted path."
        )
    try:
        return import_string(BACKENDS.get(name, name))
    except ImportError as error:
        raise ConfigurationError(
            f"The text backend {name!r} cannot be imported: {error}"
        ) from error
