"""A text back end for your own tests: deterministic, instant, no model.

    MARKETING_AI = {"TEXT_MODELS": {"*": {"backend": "dummy"}}}

It answers with the last user message's lines put one after the other, closed by a
number that depends on prompt, seed and sample, so that samples differ and facts
from the prompt are in the text. `"answers": ["…", "…"]` in the spec gives fixed
answers instead, taken in turn by sample number; `"fail": "transient"` or
`"permanent"` makes every call raise, to test how your code takes it.

Tokens are words here: `max_new_tokens` cuts after so many words, and `stop`
strings cut as they do for a real model.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Literal

from marketing_ai.exceptions import (
    ConfigurationError,
    PermanentProviderError,
    TransientProviderError,
)
from marketing_ai.inference.stopping import cut_at_stop
from marketing_ai.inference.text import Completion, Generation, ModelInfo, Prompt, Sampling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LABEL = "dummy@1"


class DummyBackend:
    """See the module."""

    remote = False

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.model = LABEL
        self._answers = tuple(str(answer) for answer in spec.get("answers", ()))
        self._fail = spec.get("fail")
        if self._fail not in (None, "transient", "permanent"):
            raise ConfigurationError("The dummy back end's 'fail' is 'transient' or 'permanent'.")

    @classmethod
    def describe(cls, spec: Mapping[str, Any]) -> ModelInfo:
        """Always ready."""
        return ModelInfo(label=LABEL, backend="dummy", remote=False, ready=True)

    def generate(self, prompts: Sequence[Prompt], sampling: Sampling) -> list[Generation]:
        """One Generation a prompt. Raises as `fail` says."""
        if self._fail == "transient":
            raise TransientProviderError(reason="the dummy back end was told to fail.")
        if self._fail == "permanent":
            raise PermanentProviderError(reason="the dummy back end was told to fail.")
        return [self._answer(prompt, sampling) for prompt in prompts]

    def count_tokens(self, text: str) -> int:
        """Words of the text."""
        return len(text.split())

    def _answer(self, prompt: Prompt, sampling: Sampling) -> Generation:
        completions = tuple(self._complete(prompt, sampling, i) for i in range(sampling.n))
        return Generation(
            key=prompt.key,
            completions=completions,
            prompt_tokens=sum(self.count_tokens(m.content) for m in prompt.messages),
            completion_tokens=sum(c.n_tokens for c in completions),
            model=self.model,
            latency_ms=0,
        )

    def _complete(self, prompt: Prompt, sampling: Sampling, i: int) -> Completion:
        if self._answers:
            body = self._answers[i % len(self._answers)]
        else:
            users = [m.content for m in prompt.messages if m.role == "user"]
            source = " ".join(users[-1].split()) if users else ""
            # temperature 0 means the same answer every time, as with a real model
            salt = f"{sampling.seed}\x1f{i}" if sampling.temperature else ""
            digest = hashlib.sha256(f"{source}\x1f{salt}".encode()).hexdigest()
            body = f"{source} #{int(digest[:6], 16)}"
        words = body.split(" ")
        finish: Literal["stop", "length"] = "stop"
        if len(words) > sampling.max_new_tokens:
            words, finish = words[: sampling.max_new_tokens], "length"
        text, stopped = cut_at_stop(" ".join(words), sampling.stop)
        return Completion(
            text=prompt.prefill + text,
            n_tokens=len(words),
            finish="stop" if stopped else finish,
        )
