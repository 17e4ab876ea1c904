"""A text back end of a shop's own: answers nothing, and remembers what it was asked."""

from __future__ import annotations

from marketing_ai.inference.text import Completion, Generation

HEARD: list[str] = []


class ListeningBackend:
    """Named by its dotted path in TEXT_MODELS."""

    model = "listening@1"
    remote = False

    def __init__(self, spec):
        self.spec = spec

    def generate(self, prompts, sampling):
        HEARD.extend(m.content for prompt in prompts for m in prompt.messages)
        return [
            Generation(
                key=prompt.key,
                completions=(Completion(text="", n_tokens=0, finish="stop"),),
                prompt_tokens=1,
                completion_tokens=0,
                model=self.model,
                latency_ms=0,
            )
            for prompt in prompts
        ]

    def count_tokens(self, text):
        return len(text.split())
