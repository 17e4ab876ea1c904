"""The built wheel holds what a shop needs and nothing else: `python -m tests.wheel`."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

NEEDED = (
    "marketing_ai/py.typed",
    "marketing_ai/migrations/0001_catalog_product.py",
    "marketing_ai/migrations/0002_initial.py",
    "marketing_ai/templates/admin/marketing_ai/review.html",
    "marketing_ai/static/marketing_ai/marketing_ai.css",
    "marketing_ai/locale/zh_Hans/LC_MESSAGES/django.mo",
    "marketing_ai/management/commands/marketing_doctor.py",
    "marketing_ai/grounding/rulesets/cn_advertising_law.toml",
    "marketing_ai/grounding/corpus/claims_en_1.jsonl",
    "marketing_ai/copywriting/corpus/en_home_1.txt",
    "marketing_ai/evaluation/claims_en.jsonl",
    "marketing_ai/reviews/cues_en.txt",
    "marketing_ai/weights/checker/adapter.safetensors",
    "marketing_ai/weights/reader/adapter.safetensors",
)
FOREIGN = ("shop_demo/", "tests/", "benchmarks/", "manage.py")


def main() -> int:
    wheels = sorted(Path("dist").glob("marketing_ai-*.whl"), key=lambda path: path.stat().st_mtime)
    if not wheels:
        print("dist/ holds no wheel; run: make build")
        return 1
    with zipfile.ZipFile(wheels[-1]) as wheel:
        names = set(wheel.namelist())
    missing = [name for name in NEEDED if name not in names]
    foreign = [name for name in names if name.startswith(FOREIGN)]
    for name in missing:
        print(f"missing in the wheel: {name}")
    for name in foreign:
        print(f"does not belong into the wheel: {name}")
    print(f"{wheels[-1].name}: {len(names)} files, {len(missing)} missing, {len(foreign)} foreign")
    return 1 if missing or foreign else 0


if __name__ == "__main__":
    sys.exit(main())
