"""Messages → token ids, for models that run here. No torch, no transformers.

A model with a chat template gets it; one without (a base model such as Gemma 3 270M)
gets plain text: the system message, then each exchange as the user's text and the
answer on the next line, with an empty line between exchanges. An answer in that form
ends at an empty line, which `stop` of this class adds.

Whatever a user's text contains, it cannot produce a control token: their spellings are
taken out of it first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from marketing_ai.exceptions import ModelUnavailable, UnsupportedCapability
from marketing_ai.inference.text import Message, Prompt

if TYPE_CHECKING:
    from pathlib import Path

    from tokenizers import Tokenizer

# Ways in which chat models spell the end of a turn, where the vocabulary has them.
TURN_ENDS = ("<|im_end|>", "<end_of_turn>", "<|eot_id|>", "<|end|>")
PLAIN_STOP = "\n\n"


class Renderer:
    """The tokenizer and the prompt format of one model directory."""

    def __init__(self, directory: Path, config: Mapping[str, Any]) -> None:
        from tokenizers import Tokenizer

        path = directory / "tokenizer.json"
        if not path.exists():
            raise ModelUnavailable(
                model=directory.name,
                reason=f"{path} is missing.",
                repair=f"put the model's tokenizer.json into {directory}",
            )
        self.tokenizer: Tokenizer = Tokenizer.from_file(str(path))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        settings = _json(directory / "tokenizer_config.json")
        generation = _json(directory / "generation_config.json")
        self.template = _template(directory, settings)
        self._names = {
            name: _content(settings.get(name)) for name in ("bos_token", "eos_token", "pad_token")
        }
        self._control = [
            t.content for t in self.tokenizer.get_added_tokens_decoder().values() if t.special
        ]
        self.bos = self._bos(directory, config, settings)
        self.end_tokens = self._end_tokens(config, generation)
        self.stop = () if self.template else (PLAIN_STOP,)

    def encode(self, prompt: Prompt) -> list[int]:
        """Token ids of the whole prompt, prefill included, ready to be continued."""
        text = self.text(prompt)
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        if self.bos is not None and ids[:1] != [self.bos]:
            ids.insert(0, self.bos)
        return ids

    def text(self, prompt: Prompt) -> str:
        """The prompt as the model reads it."""
        messages = [Message(role=m.role, content=self._clean(m.content)) for m in prompt.messages]
        head = self._chat(messages) if self.template else plain(messages)
        return head + self._clean(prompt.prefill)

    def decode(self, ids: Sequence[int]) -> str:
        """Text of an answer, without control tokens."""
        text: str = self.tokenizer.decode(list(ids), skip_special_tokens=True)
        return text

    def count(self, text: str) -> int:
        """Tokens of a text, without control tokens."""
        return len(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def _clean(self, text: str) -> str:
        before = None
        while before != text:  # taking one out may join the halves of another
            before = text
            for control in self._control:
                text = text.replace(control, "")
        return text

    def _chat(self, messages: Sequence[Message]) -> str:
        from jinja2 import TemplateError
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        def refuse(reason: str) -> None:
            raise TemplateError(reason)

        # the environment for which chat templates are written: Hugging Face, "Chat templates"
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        environment.globals["raise_exception"] = refuse
        environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
        turns = [{"role": m.role, "content": m.content} for m in messages]
        try:
            return environment.from_string(self.template).render(
                messages=turns, add_generation_prompt=True, **self._names
            )
        except TemplateError as error:
            raise UnsupportedCapability(
                model="chat template", capability=str(error) or type(error).__name__
            ) from error

    def _bos(
        self, directory: Path, config: Mapping[str, Any], settings: Mapping[str, Any]
    ) -> int | None:
        """The token that must come first, where the model asks for one."""
        own = _json(directory / "generation.json")  # written by our converter
        adds = own.get("add_bos", settings.get("add_bos_token"))
        if adds is None:
            # newer tokenizers say it only in their post-processor
            probe = self.tokenizer.encode("a").ids
            adds = probe[0] == config.get("bos_token_id")
        bos = config.get("bos_token_id")
        return int(bos) if adds and isinstance(bos, int) else None

    def _end_tokens(
        self, config: Mapping[str, Any], generation: Mapping[str, Any]
    ) -> frozenset[int]:
        ends: set[int | None] = {self.tokenizer.token_to_id(turn) for turn in TURN_ENDS}
        for source in (config, generation):
            value = source.get("eos_token_id")
            ends |= set(value) if isinstance(value, list) else {value}
        return frozenset(end for end in ends if end is not None)


def plain(messages: Sequence[Message]) -> str:
    """Messages as a text to be continued, for a model that knows no turns."""
    out: list[str] = []
    for message in messages:
        ending = "\n" if message.role == "user" else PLAIN_STOP
        out.append(message.content.strip() + ending)
    return "".join(out)


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text()) if path.exists() else {}


def _content(token: Any) -> str:
    """A token in tokenizer_config.json is a string, or an object with its content."""
    return str(token.get("content", "")) if isinstance(token, Mapping) else str(token or "")


def _template(directory: Path, settings: Mapping[str, Any]) -> str:
    path = directory / "chat_template.jinja"
    if path.exists():
        return path.read_text()
    template = settings.get("chat_template") or ""
    if isinstance(template, list):  # several named ones
        template = next((t["template"] for t in template if t["name"] == "default"), "")
    return str(template)
