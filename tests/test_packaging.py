"""What installing the package brings, and that its core needs no model library."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
REFUSED = "llama-cpp-python"  # its wheel is built by compiling C++ on the user's machine

PINS = [
    Requirement(line)
    for line in (ROOT / "requirements.txt").read_text().splitlines()
    if line.strip() and not line.startswith("#")
]
PINNED = {canonicalize_name(pin.name): pin for pin in PINS}


def reach(requirements):
    """Names of all that these requirements bring, by the metadata of what is installed."""
    seen: set[tuple[str, str]] = set()
    waiting = [(requirement, "") for requirement in requirements]
    while waiting:
        requirement, _by = waiting.pop()
        name = canonicalize_name(requirement.name)
        for extra in ("", *requirement.extras):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            try:
                needs = metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                continue  # named, so it is in the result; nothing is known of what it needs
            for line in needs:
                need = Requirement(line)
                if need.marker is None or need.marker.evaluate({"extra": extra}):
                    waiting.append((need, name))
    return {name for name, _extra in seen}


def test_every_requirement_is_pinned_to_one_version():
    for pin in PINS:
        [specifier] = pin.specifier
        assert (specifier.operator, "*" in specifier.version) == ("==", False), pin
    assert len(PINNED) == len(PINS)


def test_the_pins_are_what_the_tests_ran_with():
    installed = {name: metadata.version(name) for name in PINNED}
    assert installed == {
        name: installed[name] if pin.specifier.contains(installed[name]) else str(pin.specifier)
        for name, pin in PINNED.items()
    }


@pytest.mark.parametrize("group", ["", *EXTRAS], ids=lambda group: group or "core")
def test_the_pins_are_within_the_ranges_that_the_package_promises(group):
    lines = EXTRAS[group] if group else PROJECT["dependencies"]
    assert lines
    for line in lines:
        wanted = Requirement(line)
        pin = PINNED.get(canonicalize_name(wanted.name))
        assert pin is not None, f"{wanted.name} is not pinned in requirements.txt"
        [specifier] = pin.specifier
        assert wanted.specifier.contains(Version(specifier.version)), (wanted, pin)


@pytest.mark.parametrize("group", ["requirements.txt", "", *EXTRAS], ids=lambda g: g or "core")
def test_nothing_that_is_installed_compiles_a_model_runtime(group):
    if group == "requirements.txt":
        asked = PINS
    else:
        asked = [Requirement(line) for line in EXTRAS.get(group, PROJECT["dependencies"])]
    brought = reach(asked)
    assert REFUSED not in brought
    assert len(brought) > len(asked) or group == "redis"  # the walk went beyond the first step


def test_the_walk_finds_what_is_required_at_second_hand():
    assert "kombu" in reach([Requirement("celery")])
    assert "psycopg-binary" in reach([Requirement("psycopg[binary]")])
    assert "psycopg-binary" not in reach([Requirement("psycopg")])


def test_the_core_brings_no_model_library():
    core = reach([Requirement(line) for line in PROJECT["dependencies"]])
    assert core & {"torch", "transformers", "numpy", "gguf", "tokenizers", "httpx"} == set()


BLOCKED = """
import sys

HIDDEN = {"torch", "transformers", "tokenizers", "safetensors", "gguf", "numpy", "httpx"}

class Without:
    # a finder that does not see what is hidden, as if it were not installed
    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in HIDDEN:
            return None
        return self.finder.find_spec(name, path, target)

    def __getattr__(self, name):
        return getattr(self.finder, name)

sys.meta_path[:] = [Without(finder) for finder in sys.meta_path]
"""


def without_model_libraries(code, tmp_path):
    """Run code in a process where the extras `local` and `openai` are not installed."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "shop_demo.settings", "VAR_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED + code], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_package_and_django_start_without_a_model_library(tmp_path):
    code = """
import marketing_ai, django
django.setup()
from django.core.management import call_command
from django.urls import reverse
call_command("check")
print(marketing_ai.__version__, reverse("admin:marketing_ai_job_changelist"))
"""
    output = without_model_libraries(code, tmp_path)
    assert re.search(r"\d+\.\d+\S* /admin/marketing_ai/job/$", output.strip())


def test_a_worker_without_the_extra_says_how_to_install_it(tmp_path):
    code = """
import django
django.setup()
from marketing_ai.inference import text
info = text.describe("en")
print(info.ready, info.why_not, info.repair)
"""
    output = without_model_libraries(code, tmp_path)
    # first the extra or first the model, as far as this machine has them
    assert output.startswith("False")
    assert "marketing_models pull" in output or "pip install 'marketing-ai[local]'" in output


def test_the_hidden_libraries_are_really_hidden(tmp_path):
    code = """
try:
    import torch
except ModuleNotFoundError as error:
    print(error.name)
"""
    assert without_model_libraries(code, tmp_path).strip() == "torch"


def test_the_version_is_named_once():
    assert "version" not in PROJECT
    assert PROJECT["dynamic"] == ["version"]
