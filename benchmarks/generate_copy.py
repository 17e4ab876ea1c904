"""Text generation against its peers: same weights, dtype, threads, prompts and sampling.

    python benchmarks/generate_copy.py [--json] [--products 32] [--rounds 3]

Eight texts for each of the demo shop's first products, exactly 64 new tokens each, top-k
50, top-p 0.95, bfloat16, two threads. Peers:

- plain_batches: transformers' `generate(num_return_sequences=8)`, left-padded batches, at
  the fastest of 8, 16, 32 and 64 sequences (found first, on a quarter of the products),
  half of the products;
- one_by_one: transformers' `generate`, one sequence at a time, 8 sequences only;
- llama_cpp: llama-cpp-python on the same GGUF file, 8 sequences, where it is installed.

Before any time is taken it shows that ours and transformers compute the same. Rounds
alternate between all sides; medians and spreads are over rounds, ratios are ours over
theirs in tokens/s, taken within each round and then the median of those. The peak memory
is that of a process of its own that does nothing but our work. `--json` prints one object
on the last line.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_demo.settings")

THREADS = 2
VARIANTS = 8
NEW_TOKENS = 64
SEQUENCES = (8, 16, 32, 64)
TEMPERATURE, TOP_K, TOP_P = 0.8, 50, 0.95
CHECKED_TOKENS = 32
# bfloat16 has a spacing of 0.125 at the logits' usual 20, so words that are that close may
# change places. Three steps behind the float32 result's best word would be an error.
LOGIT_TOLERANCE = 0.375


def demo_prompts(n: int) -> list[Any]:
    """The prompts of the first sentence about each of the shop's first n English products."""
    from marketing_ai.copywriting import prompts
    from marketing_ai.grounding.facts import Fact, clean_facts

    made: list[Any] = []
    with (ROOT / "shop_demo" / "data" / "products.jsonl").open() as lines:
        for line in lines:
            row = json.loads(line)
            if row["language"] != "en":
                continue
            title = row["name"]
            facts = clean_facts([Fact(**spec) for spec in row["specs"]], title=title).facts
            plan = prompts.make_plan(
                kind="description", language="en", length="medium", title=title, facts=facts
            )
            made.append(
                prompts.render(
                    prompts.default_template("en"),
                    plan.parts[0],
                    key=row["sku"],
                    language="en",
                    title=title,
                )
            )
            if len(made) == n:
                break
    return made


def load_ours() -> Any:
    """Our back end, as a worker loads it."""
    from marketing_ai.inference.embedded import EmbeddedBackend

    return EmbeddedBackend({"backend": "embedded", "model": "smollm2-135m-instruct"})


def run_ours(backend: Any, prompts: list[Any], seed: int) -> int:
    """All prompts in one call. Returns the number of new tokens."""
    from marketing_ai.inference.text import Sampling

    made = backend.generate(
        prompts,
        Sampling(
            n=VARIANTS,
            max_new_tokens=NEW_TOKENS,
            min_new_tokens=NEW_TOKENS,
            temperature=TEMPERATURE,
            top_k=TOP_K,
            top_p=TOP_P,
            seed=seed,
        ),
    )
    return sum(g.completion_tokens for g in made)


class Plain:
    """transformers on the same directory."""

    def __init__(self, directory: Path, backend: Any) -> None:
        import torch
        from transformers import AutoModelForCausalLM

        self.torch = torch
        self.renderer = backend.engine.renderer
        self.net = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.bfloat16).eval()
        self.end = sorted(self.renderer.end_tokens)

    def run(self, prompts: list[Any], sequences: int, seed: int, variants: int = VARIANTS) -> int:
        """`sequences` rows a call of generate. Returns the number of new tokens."""
        self.torch.manual_seed(seed)
        together = max(1, sequences // variants)
        tokens = 0
        for start in range(0, len(prompts), together):
            rows = [self.renderer.encode(p) for p in prompts[start : start + together]]
            width = max(map(len, rows))
            ids = self.torch.tensor([[self.end[0]] * (width - len(r)) + r for r in rows])
            mask = self.torch.tensor([[0] * (width - len(r)) + [1] * len(r) for r in rows])
            with self.torch.inference_mode():
                made = self.net.generate(
                    ids,
                    attention_mask=mask,
                    do_sample=True,
                    temperature=TEMPERATURE,
                    top_k=TOP_K,
                    top_p=TOP_P,
                    min_new_tokens=NEW_TOKENS,
                    max_new_tokens=NEW_TOKENS,
                    num_return_sequences=variants,
                    eos_token_id=self.end,
                    pad_token_id=self.end[0],
                )
            new = made[:, width:]
            for row in new.tolist():
                self.renderer.decode(row)
            tokens += new.numel()
        return tokens

    def run_one_by_one(self, prompts: list[Any], seed: int) -> int:
        """The first product's eight texts, one after the other."""
        return sum(self.run(prompts[:1], 1, seed + i, variants=1) for i in range(VARIANTS))


class LlamaCpp:
    """llama-cpp-python on the same GGUF file; it reuses the prompt's start by itself."""

    def __init__(self, gguf: Path, backend: Any, threads: int) -> None:
        from llama_cpp import Llama

        self.renderer = backend.engine.renderer
        self.net = Llama(str(gguf), n_threads=threads, n_ctx=1024, verbose=False)
        self.bias = dict.fromkeys(self.renderer.end_tokens, -1e9)

    def run(self, prompts: list[Any], seed: int) -> int:
        """The first product's eight texts, one after the other."""
        ids = self.renderer.encode(prompts[0])
        tokens = 0
        for i in range(VARIANTS):
            made = self.net.create_completion(
                ids,
                max_tokens=NEW_TOKENS,
                temperature=TEMPERATURE,
                top_k=TOP_K,
                top_p=TOP_P,
                min_p=0.0,
                seed=seed + i,
                logit_bias=self.bias,
            )
            tokens += made["usage"]["completion_tokens"]
        return tokens


def assert_same_result(backend: Any, plain: Plain, prompts: list[Any]) -> float:
    """Both sides pick the same words: our greedy text, scored by transformers in float32.

    Returns the largest gap between its best logit and that of our word.
    Raises AssertionError beyond LOGIT_TOLERANCE.
    """
    from marketing_ai.inference.batching import Batch, Request
    from marketing_ai.inference.text import Sampling

    torch = plain.torch
    engine = backend.engine
    requests = [Request(tokens=tuple(engine.renderer.encode(p)), name=p.key) for p in prompts]
    greedy = Sampling(temperature=0, max_new_tokens=CHECKED_TOKENS, min_new_tokens=CHECKED_TOKENS)
    answers = Batch(
        engine.decoder,
        requests,
        greedy,
        end_tokens=engine.renderer.end_tokens,
        to_text=engine.renderer.decode,
    ).run()
    worst = 0.0
    plain.net.float()  # the same weights: what was bfloat16 is so exactly in float32
    for request, (answer,) in zip(requests, answers, strict=True):
        ids = torch.tensor([[*request.tokens, *answer.tokens]])
        with torch.inference_mode():
            logits = plain.net(ids).logits[0, len(request.tokens) - 1 : -1]
        logits = logits.float().clone()
        logits[:, plain.end] = float("-inf")  # both were told not to end
        chosen = logits.gather(1, torch.tensor(answer.tokens)[:, None]).squeeze(1)
        worst = max(worst, float((logits.amax(-1) - chosen).max()))
    plain.net.bfloat16()
    if worst > LOGIT_TOLERANCE:
        raise AssertionError(f"ours and transformers differ: a logit gap of {worst:.3f}")
    return worst


def timed(run: Callable[[], int]) -> float:
    """Tokens a second of one run."""
    started = time.perf_counter()
    tokens = run()
    return tokens / (time.perf_counter() - started)


def measure_peak(model: str, products: int) -> dict[str, Any]:
    """Peak resident memory of a process like a worker's that writes all texts once."""
    line = [sys.executable, __file__, "--peak-of", model, "--products", str(products)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"peak_mb": None, "why_not": done.stderr.strip().splitlines()[-1]}
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def peak_of(model: str, products: int) -> None:
    """Child of `measure_peak`: Django and Celery as in a worker, then our work."""
    import django

    os.environ["MARKETING_AI_ACCEPTED_TERMS"] = "gemma"  # to measure it, where it was pulled
    django.setup()
    import celery

    from marketing_ai.inference.embedded import EmbeddedBackend

    del celery
    prompts = demo_prompts(products)
    started = time.perf_counter()
    backend = EmbeddedBackend({"backend": "embedded", "model": model})
    loaded_s = time.perf_counter() - started
    run_ours(backend, prompts, seed=1)
    print(json.dumps({"peak_mb": round(peak_mb()), "load_s": round(loaded_s, 2)}))


def peak_mb() -> float:
    """This program's peak resident memory in MB.

    Linux tells it apart; `ru_maxrss` of a child starts at what its parent held.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def summary(values: list[float]) -> dict[str, Any]:
    """Median and spread of rounds, in tokens/s."""
    return {
        "median": round(statistics.median(values), 1),
        "min": round(min(values), 1),
        "max": round(max(values), 1),
    }


def machine(threads: int) -> dict[str, Any]:
    """What it ran on."""
    import torch
    import transformers

    cpu = platform.processor()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [x for x in info.read_text().splitlines() if x.startswith("model name")]
        cpu = names[0].partition(":")[2].strip() if names else cpu
    return {
        "cpu": cpu,
        "cores": len(os.sched_getaffinity(0)),
        "threads": threads,
        "load_before": [round(x, 2) for x in os.getloadavg()],
        "python": platform.python_version(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--products", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=THREADS)
    parser.add_argument("--peak-of", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak_of:
        peak_of(options.peak_of, options.products)
        return

    import django

    django.setup()
    import torch

    from marketing_ai.inference import packs
    from marketing_ai.inference.pace import Pace

    about = machine(options.threads)
    prompts = demo_prompts(options.products)
    backend = load_ours()
    torch.set_num_threads(options.threads)
    backend.engine.pace = Pace(options.threads, adaptive=False)
    pack = packs.get("smollm2-135m-instruct")
    plain = Plain(packs.directory(pack), backend)
    lengths = [len(backend.engine.renderer.encode(p)) for p in prompts]
    mean_length = round(statistics.mean(lengths), 1)

    def say(*words: Any) -> None:
        print(*words, flush=True, file=sys.stderr if options.json else sys.stdout)

    say(f"{len(prompts)} products × {VARIANTS} texts, mean prompt {mean_length} tokens; {about}")

    gap = assert_same_result(backend, plain, prompts[:4])
    say(f"same result: largest logit gap over {4 * CHECKED_TOKENS} greedy words is {gap:.3f}")

    few = prompts[: max(8, len(prompts) // 4)]
    pilot = {n: timed(lambda n=n: plain.run(few, n, seed=0)) for n in SEQUENCES}
    fastest = max(pilot, key=lambda n: pilot[n])
    say("plain batches, pilot:", {n: round(v, 1) for n, v in pilot.items()}, "→", fastest)

    # Half of the products fill its batches as well, and keep the run within 15 minutes.
    peer_prompts = prompts[: max(len(few), len(prompts) // 2)]
    sides: dict[str, Callable[[int], int]] = {
        "ours": lambda seed: run_ours(backend, prompts, seed),
        "plain_batches": lambda seed: plain.run(peer_prompts, fastest, seed),
        "one_by_one": lambda seed: plain.run_one_by_one(prompts, seed),
    }
    gguf = llama_cpp_file(pack)
    if gguf:
        llama = LlamaCpp(gguf, backend, options.threads)
        sides["llama_cpp"] = lambda seed: llama.run(prompts, seed)
    run_ours(backend, prompts[:8], seed=0)  # warm, as the pilot warmed the others
    speeds: dict[str, list[float]] = {name: [] for name in sides}
    for round_ in range(options.rounds):
        for name, run in sides.items():
            speeds[name].append(timed(lambda run=run, round_=round_: run(round_)))
        say(f"round {round_ + 1}:", {name: round(v[-1], 1) for name, v in speeds.items()})
    ratios = {
        name: round(
            statistics.median(a / b for a, b in zip(speeds["ours"], speeds[name], strict=True)), 2
        )
        for name in sides
        if name != "ours"
    }
    memory = measure_peak("smollm2-135m-instruct", len(prompts))
    gemma = measure_peak("gemma3-270m", len(prompts))
    result = {
        "ratios": ratios,
        "peak_mb": memory["peak_mb"],
        "peak_mb_gemma": gemma["peak_mb"],
        "load_s": memory.get("load_s"),
        "tokens_per_s": {name: summary(values) for name, values in speeds.items()},
        "plain_batches_sequences": fastest,
        "plain_batches_pilot": {str(n): round(v, 1) for n, v in pilot.items()},
        "products": len(prompts),
        "variants": VARIANTS,
        "new_tokens": NEW_TOKENS,
        "mean_prompt_tokens": mean_length,
        "largest_logit_gap": round(gap, 4),
        "machine": about,
    }
    print(json.dumps(result) if options.json else json.dumps(result, indent=1))


def llama_cpp_file(pack: Any) -> Path | None:
    """The GGUF file for the third peer: where llama-cpp-python is there and the wheel too."""
    from importlib.util import find_spec

    from marketing_ai.inference import pulling

    if find_spec("llama_cpp") is None:
        return None
    return pulling.installed(pack.parts[0])


if __name__ == "__main__":
    main()
