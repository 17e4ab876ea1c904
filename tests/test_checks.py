from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.test import override_settings

from marketing_ai import checks
from marketing_ai.catalog import checks as catalog_checks
from marketing_ai.reviews import checks as review_checks

ROOT = Path(__file__).resolve().parents[1]
SWEEP = {"sweep": {"task": "marketing_ai.jobs.sweep", "schedule": 15.0}}
FAR = {"backend": "openai", "base_url": "https://llm.example.com/v1", "model": "m"}
NEAR = {**FAR, "base_url": "http://127.0.0.1:8000/v1"}

FIELDS = {"product": "product", "text": "text", "written": "created", "stars": "stars"}
REVIEWS = {
    "REVIEW_SOURCE": "marketing_ai.reviews.source.ModelReviews",
    "REVIEW_MODEL": "shop_demo.Review",
    "REVIEW_FIELDS": FIELDS,
    "REVIEW_VERIFICATION": {"en": "We do not verify reviews."},
}


def ids(**ours):
    """Ids that the checks give with these keys of MARKETING_AI on top of the demo's."""
    with override_settings(MARKETING_AI={**settings.MARKETING_AI, **ours}):
        return [m.id for m in run_checks() if str(m.id).startswith("marketing_ai.")]


def test_the_demo_shop_has_nothing_to_complain_of():
    assert ids() == []


@pytest.mark.parametrize(
    ("check_id", "wrong", "right"),
    [
        ("E001", {"TEXT_MODELS": {"*": FAR}}, {"TEXT_MODELS": {"*": NEAR}}),
        (
            "E001",
            {"TEXT_MODELS": {"*": FAR}},
            {"TEXT_MODELS": {"*": FAR}, "ALLOW_REMOTE": True},
        ),
        ("E002", {"PAGE_SIZ": 3}, {"PAGE_SIZE": 3}),
        ("E002", {"PAGE_SIZE": "3"}, {"PAGE_SIZE": 3}),
        ("E002", {"PAGE_SIZE": True}, {"PAGE_SIZE": 1}),
        ("E002", {"CHUNK_SIZE": 0}, {"TRUSTED_PROXIES": 0}),
        ("E002", {"ALLOW_REMOTE": "0"}, {"ALLOW_REMOTE": False}),
        ("E002", {"ACCEPTED_TERMS": "gemma"}, {"ACCEPTED_TERMS": ("gemma",)}),
        ("E002", {"BRAND_RULES": []}, {"BRAND_RULES": {}}),
        ("E002", {"CURRENCY": None}, {"CURRENCY": "EUR"}),
        ("E002", {"CACHE_DIR": 3}, {"CACHE_DIR": Path("models")}),
        ("E002", {"TORCH_THREADS": "2"}, {"TORCH_THREADS": None}),
        (
            "E002",
            {"STORES_FOR_USER": "shop.no_such.function"},
            {"STORES_FOR_USER": "marketing_ai.governance.stores.all_stores"},
        ),
        ("E003", {"TEXT_MODELS": {"en": "dummy"}}, {"TEXT_MODELS": {"en": {"backend": "dummy"}}}),
        (
            "E003",
            {"TEXT_MODELS": {"en": {"backend": "embeded", "model": "gemma3-270m"}}},
            {"TEXT_MODELS": {"en": {"backend": "embedded", "model": "gemma3-270m"}}},
        ),
        (
            "E003",
            {"TEXT_MODELS": {"en": {"backend": "embedded", "model": "no-such-pack"}}},
            {"TEXT_MODELS": {"en": {"backend": "embedded", "model": "smollm2-135m-instruct"}}},
        ),
        ("E003", {"TEXT_MODELS": {"en": {"backend": "shop.no.Such"}}}, {}),
        (  # a pack that makes vectors
            "E003",
            {"TEXT_MODELS": {"en": {"backend": "embedded", "model": "multilingual-e5-small"}}},
            {},
        ),
        ("E004", {"BRAND_RULES": {"review": {}}}, {"BRAND_RULES": {"blurb": {}}}),
        ("E004", {"BRAND_RULES": {"*": {"bannd": []}}}, {"BRAND_RULES": {"*": {"banned": []}}}),
        (
            "E004",
            {"BRAND_RULES": {"*": {"banned": "cheap"}}},
            {"BRAND_RULES": {"*": {"banned": ["cheap"]}}},
        ),
        (
            "E004",
            {"BRAND_RULES": {"*": {"max_grade": "8"}}},
            {"BRAND_RULES": {"*": {"max_grade": 8, "max_length": 300}}},
        ),
        (
            "E004",
            {"BRAND_RULES": {"blurb": {"channel": "billboard"}}},
            {"BRAND_RULES": {"blurb": {"channel": "meta_description"}}},
        ),
        (
            "E005",
            {"BRAND_RULE_SETS": ["cn_advertisement_law"]},
            {"BRAND_RULE_SETS": ["cn_advertising_law", "channel_lengths"]},
        ),
        ("E002", {"BRAND_RULE_SETS": "cn_advertising_law"}, {"BRAND_RULE_SETS": []}),
        (
            "W005",
            {"PERMISSIONS": {"write_copy": "shop.write"}},
            {"PERMISSIONS": {"generate_copy": "shop.write"}},
        ),
        ("W005", {"PERMISSIONS": {"generate_copy": "write"}}, {}),
        ("E002", {"SUMMARY_MIN_SHARE": 10}, {"SUMMARY_MIN_SHARE": 0.2}),
        ("E002", {"REVIEW_DEBOUNCE_S": -1}, {"REVIEW_DEBOUNCE_S": 0}),
        ("E030", {**REVIEWS, "REVIEW_MODEL": "shop_demo.Opinion"}, REVIEWS),
        ("E030", {**REVIEWS, "REVIEW_FIELDS": {**FIELDS, "stars": "points"}}, REVIEWS),
        ("E030", {**REVIEWS, "REVIEW_FIELDS": {"product": "product", "text": "text"}}, REVIEWS),
        ("W030", {**REVIEWS, "REVIEW_VERIFICATION": {}}, REVIEWS),
    ],
)
def test_a_wrong_setting_is_named_and_the_right_one_is_not(check_id, wrong, right):
    assert set(ids(**wrong)) == {f"marketing_ai.{check_id}"}
    assert ids(**right) == []


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_a_cache_that_processes_do_not_share_is_a_warning(backend):
    caches = {"default": {"BACKEND": f"django.core.cache.backends.{backend}"}}
    with override_settings(CACHES=caches):
        assert ids() == ["marketing_ai.W001"]


@pytest.fixture
def celery(monkeypatch):
    """Set the Celery app's configuration for one test."""
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)  # Celery prefers it to any setting

    def configure(**values):
        for name, value in values.items():
            monkeypatch.setitem(current_app.conf, name, value)

    return configure


def test_redis_must_hold_a_message_for_longer_than_a_task_may_take(celery):
    celery(
        broker_url="redis://127.0.0.1:6379/0",
        broker_write_url=None,  # else it wins, where an earlier test asked for it
        broker_transport_options={},
    )
    assert ids() == []
    celery(task_time_limit=3600)
    assert ids() == ["marketing_ai.W002"]
    celery(broker_transport_options={"visibility_timeout": 7200})
    assert ids() == []
    celery(broker_transport_options={"visibility_timeout": 30}, task_time_limit=None)
    assert ids() == ["marketing_ai.W002"]  # shorter than the lease
    celery(broker_url="amqp://127.0.0.1:1//")
    assert ids() == []


def test_a_shop_without_a_sweep_is_told_both_ways_to_get_one(celery):
    celery(beat_schedule={"other": {"task": "shop.report", "schedule": 60}})
    [message] = [m for m in run_checks() if m.id == "marketing_ai.W003"]
    assert "marketing_ai.jobs.sweep" in message.hint
    assert "marketing_ai_sweep --loop" in message.hint
    celery(beat_schedule=SWEEP)
    assert ids() == []


def test_entries_of_another_scheduler_are_not_judged(celery):
    celery(beat_schedule={}, beat_scheduler="django_celery_beat.schedulers:DatabaseScheduler")
    assert ids() == []


def test_a_missing_preview_middleware_is_a_warning():
    rest = [name for name in settings.MIDDLEWARE if "PreviewMiddleware" not in name]
    with override_settings(MIDDLEWARE=rest):
        assert ids() == ["marketing_ai.W004"]


def test_what_is_off_is_checked_for_its_form_only():
    wrong = {"TEXT_MODELS": {"*": FAR}, "PRODUCT_FIELDS": {"title": "no_such_field"}}
    assert set(ids(**wrong)) == {"marketing_ai.E001", "marketing_ai.E020"}
    assert ids(**wrong, ENABLED=False) == []
    assert ids(**wrong, ENABLED=False, PAGE_SIZ=3) == ["marketing_ai.E002"]


def test_data_that_would_leave_is_a_matter_of_security():
    with override_settings(MARKETING_AI={"TEXT_MODELS": {"*": FAR}}):
        assert "marketing_ai.E001" in [m.id for m in run_checks(tags=[Tags.security])]


def test_with_a_misspelt_key_nothing_starts_and_the_nearest_is_named():
    code = (
        "import shop_demo.settings as s; s.MARKETING_AI['PAGE_SIZ'] = 3\n"
        "from django.core.management import execute_from_command_line as run\n"
        "run(['manage.py', 'check'])"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "shop_demo.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.strip().endswith("has no key 'PAGE_SIZ'. Did you mean 'PAGE_SIZE'?")


SOURCES = [Path(module.__file__).read_text() for module in (checks, catalog_checks, review_checks)]
IN_CODE = [found for source in SOURCES for found in re.findall(r'id="(marketing_ai\.\w+)"', source)]
IN_DOCS = re.findall(r"^\| `(marketing_ai\.\w+)`", (ROOT / "docs/checks.md").read_text(), re.M)


def test_each_id_has_one_meaning_and_its_place_on_the_page():
    assert set(IN_CODE) == set(IN_DOCS)
    assert [name for name, n in Counter(IN_DOCS).items() if n > 1] == []
    assert sorted(IN_DOCS) == IN_DOCS
    of_functions = [re.search(r"\b[EW]\d{3}\b", check.__doc__) for check, _ in checks.CHECKS]
    named = [match.group() for match in of_functions if match]
    assert len(named) == len(set(named))
