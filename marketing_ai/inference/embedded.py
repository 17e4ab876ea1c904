"""The default text back end: a pack from `packs.py`, run in this process.

    {"backend": "embedded", "model": "smollm2-135m-instruct"}

Imports no torch until a model is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketing_ai.exceptions import ConfigurationError, ModelUnavailable, UnsupportedCapability
from marketing_ai.inference import packs, pulling
from marketing_ai.inference.text import Generation, ModelInfo, Prompt, Sampling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class EmbeddedBackend:
    """See the module. Raises ModelUnavailable or a child when the pack is not ready."""

    remote = False

    def __init__(self, spec: Mapping[str, Any]) -> None:
        pack = _pack(spec)
        directory = pulling.ensure(pack)
        require_torch(pack.name)
        from marketing_ai.inference.engine import Engine

        self.model = pack.label
        self.engine = Engine(directory, model=pack.label)

    @classmethod
    def describe(cls, spec: Mapping[str, Any]) -> ModelInfo:
        """Whether the pack is converted and its terms are accepted."""
        name = str(spec.get("model", ""))
        label = packs.PACKS[name].label if name in packs.PACKS else name
        try:
            packs.check_ready(_pack(spec))
            require_torch(name)
        except ModelUnavailable as error:
            return ModelInfo(
                label=label,
                backend="embedded",
                remote=False,
                ready=False,
                why_not=error.sentence,
                repair=str(error.params.get("repair") or error.advice),
            )
        return ModelInfo(label=label, backend="embedded", remote=False, ready=True)

    def generate(self, prompts: Sequence[Prompt], sampling: Sampling) -> list[Generation]:
        """See TextBackend."""
        return self.engine.generate(prompts, sampling)

    def count_tokens(self, text: str) -> int:
        """See TextBackend."""
        return self.engine.count_tokens(text)


def require_torch(model: str) -> None:
    """Raises ModelUnavailable where the extra `local` is not installed. Imports nothing."""
    from importlib.util import find_spec

    missing = [name for name in ("torch", "tokenizers", "safetensors") if find_spec(name) is None]
    if missing:
        raise ModelUnavailable(
            model=model,
            reason=f"{', '.join(missing)} is not installed.",
            repair="pip install 'marketing-ai[local]'",
        )


def _pack(spec: Mapping[str, Any]) -> packs.Pack:
    if "model" not in spec:
        raise ConfigurationError(
            "MARKETING_AI['TEXT_MODELS']: the embedded back end needs a 'model'."
        )
    pack = packs.get(str(spec["model"]))
    if pack.kind != "text":
        raise UnsupportedCapability(model=pack.name, capability="writing text")
    return pack
