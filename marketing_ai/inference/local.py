"""A text model from a directory or a pinned hub id, run in this process.

    {"backend": "local", "model": "/srv/models/our-writer"}
    {"backend": "local", "model": "Qwen/Qwen3-0.6B", "revision": "<40 hex digits>"}

safetensors only, no code of the model's repository is run. A hub id is downloaded by
`marketing_models pull` (never by a worker) into the hub's own cache; the revision is a
commit, so that it stays the model that was looked at. Architectures that `decoder.py`
knows take the same batched path as the embedded models; others run through
transformers' `generate`.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marketing_ai.exceptions import ConfigurationError, ModelUnavailable, UnsupportedCapability
from marketing_ai.inference.embedded import require_torch
from marketing_ai.inference.stopping import cut_at_stop
from marketing_ai.inference.text import Completion, Generation, ModelInfo, Prompt, Sampling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KNOWN_KEYS = {"backend", "model", "revision"}
SAMPLES = 256  # places of a weights file that its label is made from
WANTED = ["*.json", "*.safetensors", "*.jinja"]  # of a hub repository: no pickle, no code


class LocalBackend:
    """See the module. Raises ModelUnavailable when files are missing."""

    remote = False

    def __init__(self, spec: Mapping[str, Any]) -> None:
        directory = find(spec)
        self.model = _label(spec, directory)
        require_torch(self.model)
        from marketing_ai.inference.engine import Engine

        try:
            self.engine: Engine | PlainEngine = Engine(directory, model=self.model)
        except UnsupportedCapability:
            self.engine = PlainEngine(directory, model=self.model)

    @classmethod
    def describe(cls, spec: Mapping[str, Any]) -> ModelInfo:
        """Whether the files are there."""
        label = str(spec.get("model", ""))
        try:
            label = _label(spec, find(spec))
            require_torch(label)
        except ModelUnavailable as error:
            return ModelInfo(
                label=label,
                backend="local",
                remote=False,
                ready=False,
                why_not=error.sentence,
                repair=str(error.params.get("repair") or error.advice),
            )
        return ModelInfo(label=label, backend="local", remote=False, ready=True)

    def generate(self, prompts: Sequence[Prompt], sampling: Sampling) -> list[Generation]:
        """See TextBackend."""
        return self.engine.generate(prompts, sampling)

    def count_tokens(self, text: str) -> int:
        """See TextBackend."""
        return self.engine.count_tokens(text)


class PlainEngine:
    """Any causal language model through transformers, prompt by prompt.

    Slower than `engine.py`, and answers hang on seed and prompt only, as there.
    """

    def __init__(self, directory: Path, *, model: str) -> None:
        import json

        import torch
        from transformers import AutoModelForCausalLM

        from marketing_ai.inference.engine import set_threads
        from marketing_ai.inference.rendering import Renderer

        set_threads()
        self.model = model
        config = json.loads((directory / "config.json").read_text())
        self._renderer = Renderer(directory, config)
        self._net = AutoModelForCausalLM.from_pretrained(
            str(directory),
            dtype=torch.bfloat16,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
        ).eval()
        self._lock = threading.Lock()

    def generate(self, prompts: Sequence[Prompt], sampling: Sampling) -> list[Generation]:
        """See TextBackend."""
        with self._lock:
            return [self._answer(prompt, sampling) for prompt in prompts]

    def count_tokens(self, text: str) -> int:
        """See TextBackend."""
        return self._renderer.count(text)

    def _answer(self, prompt: Prompt, sampling: Sampling) -> Generation:
        import torch

        from marketing_ai.inference.sampling import row_key

        started = time.perf_counter()
        stop = (*sampling.stop, *self._renderer.stop)
        ids = torch.tensor([self._renderer.encode(prompt)])
        ends = sorted(self._renderer.end_tokens)
        greedy = sampling.temperature == 0
        choice: dict[str, Any] = {
            "do_sample": not greedy,
            "num_return_sequences": 1 if greedy else sampling.n,
            "max_new_tokens": sampling.max_new_tokens,
            "min_new_tokens": sampling.min_new_tokens,
            "repetition_penalty": sampling.repetition_penalty,
            "eos_token_id": ends or None,
            "pad_token_id": ends[0] if ends else 0,
        }
        if not greedy:
            choice |= {
                "temperature": sampling.temperature,
                "top_k": sampling.top_k,
                "top_p": sampling.top_p,
            }
        # fork: the process' own generator is left as it was
        with torch.inference_mode(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(int(row_key(sampling.seed, self._renderer.text(prompt), 0)) >> 1)
            rows = self._net.generate(ids, attention_mask=torch.ones_like(ids), **choice)
        completions = [self._read(row[ids.shape[1] :].tolist(), prompt, stop) for row in rows]
        completions = completions * sampling.n if greedy else completions
        return Generation(
            key=prompt.key,
            completions=tuple(completions),
            prompt_tokens=ids.shape[1],
            completion_tokens=sum(c.n_tokens for c in completions),
            model=self.model,
            latency_ms=round(1000 * (time.perf_counter() - started)),
        )

    def _read(self, tokens: list[int], prompt: Prompt, stop: Sequence[str]) -> Completion:
        ends = [i for i, token in enumerate(tokens) if token in self._renderer.end_tokens]
        kept = tokens[: ends[0]] if ends else tokens
        text, stopped = cut_at_stop(self._renderer.decode(kept), stop)
        return Completion(
            text=prompt.prefill + text,
            n_tokens=len(kept) + bool(ends),
            finish="stop" if ends or stopped else "length",
        )


def find(spec: Mapping[str, Any]) -> Path:
    """The model's directory on this machine. Reads no weights.

    Raises ModelUnavailable when it is not there, ConfigurationError for a wrong entry.
    """
    _check_spec(spec)
    model = str(spec["model"])
    directory = _snapshot(model, str(spec["revision"])) if is_hub_id(spec) else Path(model)
    for needed in ("config.json", "tokenizer.json"):
        if not (directory / needed).exists():
            raise ModelUnavailable(
                model=model,
                reason=_("%(path)s is missing.") % {"path": directory / needed},
                repair=_("put the model's files there"),
            )
    if not any(directory.glob("*.safetensors")):
        raise ModelUnavailable(
            model=model,
            reason=_("%(path)s holds no safetensors; other formats are not loaded.")
            % {"path": directory},
            repair=_("save the model with transformers' save_pretrained"),
        )
    return directory


def is_hub_id(spec: Mapping[str, Any]) -> bool:
    """Whether the entry names a repository of the hub rather than a directory."""
    return bool(spec.get("revision"))


def pull_hub(spec: Mapping[str, Any]) -> Path:
    """Download a pinned hub id into the hub's cache. Raises ModelUnavailable."""
    _check_spec(spec)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    model = str(spec["model"])
    try:
        where = snapshot_download(model, revision=str(spec["revision"]), allow_patterns=WANTED)
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise ModelUnavailable(
            model=model,
            reason=_("the hub did not give it: %(why)s") % {"why": str(error).splitlines()[0]},
            repair="python manage.py marketing_models pull",
        ) from error
    return Path(where)


def _snapshot(model: str, revision: str) -> Path:
    """Where the hub's cache holds the revision. Asks no network."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(model, "config.json", revision=revision)
    if not isinstance(found, str):
        raise ModelUnavailable(
            model=model,
            reason=_("revision %(revision)s is not in the hub's cache.")
            % {"revision": revision[:8]},
            repair="python manage.py marketing_models pull",
        )
    return Path(found).parent


def _check_spec(spec: Mapping[str, Any]) -> None:
    where = "MARKETING_AI['TEXT_MODELS'], backend 'local'"
    unknown = sorted(set(spec) - KNOWN_KEYS)
    if unknown:
        raise ConfigurationError(f"{where}: unknown keys {', '.join(unknown)}.")
    model = str(spec.get("model") or "")
    if not model:
        raise ConfigurationError(f"{where}: model must be a directory or a hub id.")
    revision = str(spec.get("revision") or "")
    if revision and not re.fullmatch(r"[0-9a-f]{40}", revision):
        raise ConfigurationError(f"{where}: revision must be a commit, 40 hexadecimal digits.")
    if not revision and not Path(model).is_absolute():
        raise ConfigurationError(
            f"{where}: {model!r} is no absolute directory; a hub id needs a 'revision'."
        )


def _label(spec: Mapping[str, Any], directory: Path) -> str:
    """Name and version: the commit, or a hash that tells two trained copies apart."""
    if is_hub_id(spec):
        return f"{spec['model']}@{str(spec['revision'])[:8]}"
    digest = hashlib.sha256((directory / "config.json").read_bytes())
    for path in sorted(directory.glob("*.safetensors")):
        size = path.stat().st_size
        digest.update(f"{path.name} {size}".encode())
        with path.open("rb") as stream:
            # samples, so that a label costs milliseconds also for large files; training
            # moves every weight, so any of them shows it
            for at in range(0, size, max(size // SAMPLES, 1)):
                stream.seek(at)
                digest.update(stream.read(64))
    return f"{directory.name}@{digest.hexdigest()[:8]}"
