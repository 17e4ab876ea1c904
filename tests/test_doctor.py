from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from django.utils import timezone

from marketing_ai.doctor import FAIL, OFF, OK, examine
from marketing_ai.governance.models import Budget, BudgetUse
from marketing_ai.governance.periods import EPOCH
from marketing_ai.jobs.models import Job, JobChunk
from shop_demo.models import Category, Product

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cache_dir(tmp_path, settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "CACHE_DIR": str(tmp_path / "cache")}
    return tmp_path / "cache"


def ours(**keys):
    return override_settings(MARKETING_AI={**settings.MARKETING_AI, **keys})


def failures():
    return {finding.what: finding for finding in examine() if finding.state == FAIL}


def the(what):
    [finding] = [finding for finding in examine() if finding.what == what]
    return finding


def run(capsys, *args):
    """(exit code, output) of the command."""
    try:
        call_command("marketing_doctor", *args, no_color=True)
    except SystemExit as exit_:
        return exit_.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


@pytest.fixture
def kettle():
    category = Category.objects.create(name="Kettles", slug="kettles")
    return Product.objects.create(
        name="Kettle", sku="K-1", category=category, price=20, specs={"Material": "steel"}
    )


def test_the_demo_shop_is_well(capsys, kettle):
    code, output = run(capsys)
    assert (code, "FAIL" in output) == (0, False), output
    assert "OK   products: 1 read with 1 facts" in output
    assert "OK   model for *: dummy" in output


def test_a_program_can_read_the_findings(capsys):
    code, output = run(capsys, "--json")
    findings = json.loads(output)
    assert code == 0
    assert {finding["state"] for finding in findings} <= {OK, OFF}
    assert {"settings", "database", "migrations", "broker", "worker"} <= {
        finding["what"] for finding in findings
    }


def test_a_model_that_was_not_brought_fails_and_names_the_line_that_brings_it(capsys):
    with ours(TEXT_MODELS={"en": {"backend": "embedded", "model": "smollm2-135m-instruct"}}):
        code, output = run(capsys)
    assert code == 1
    assert "FAIL model for en" in output
    assert "repair: python manage.py marketing_models pull smollm2-135m-instruct" in output


def test_terms_that_nobody_accepted_are_a_choice_and_no_failure():
    zh = {"zh": {"backend": "embedded", "model": "gemma3-270m"}}
    with ours(TEXT_MODELS=zh, ACCEPTED_TERMS=[]):
        finding = the("model for zh")
    assert finding.state == OFF
    assert "ACCEPTED_TERMS" in finding.repair


def test_a_model_server_elsewhere_that_is_not_allowed_fails():
    far = {"backend": "openai", "base_url": "https://llm.example.com/v1", "model": "m"}
    with ours(TEXT_MODELS={"*": far}):
        found = failures()
    assert "ALLOW_REMOTE" in found["settings"].repair
    assert "ALLOW_REMOTE" in found["model for *"].repair


@pytest.fixture
def broker(monkeypatch):
    """Set another broker for one test."""
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)  # Celery prefers it to any setting

    def use(url, **options):
        for name in ("broker_url", "broker_write_url"):
            monkeypatch.setitem(current_app.conf, name, url)
        monkeypatch.setitem(current_app.conf, "broker_transport_options", options)

    return use


def test_a_broker_that_is_down_fails_within_seconds_and_hides_the_password(broker, capsys):
    broker("amqp://shop:hidden@127.0.0.1:1//")
    began = timezone.now()
    code, output = run(capsys)
    assert timezone.now() - began < timedelta(seconds=15)
    assert code == 1
    assert "FAIL broker: amqp://shop:**@127.0.0.1:1// does not answer" in output
    assert "repair: docker compose up -d rabbitmq" in output
    assert "hidden" not in output


def test_a_file_queue_without_its_directory_fails(broker, tmp_path):
    gone = tmp_path / "gone"
    broker("filesystem://", data_folder_in=str(gone))
    assert f"mkdir -p {gone}" in failures()["broker"].repair


def test_a_cache_that_cannot_be_written_fails(cache_dir, capsys):
    cache_dir.write_text("a file where the directory should be")  # root may write anywhere else
    code, output = run(capsys)
    assert code == 1
    assert f"FAIL model cache: {cache_dir} cannot be written" in output
    assert f"chown -R $(id -u) {cache_dir}" in output


def test_a_migration_that_is_not_applied_fails_and_spares_what_needs_the_tables(capsys):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("marketing_ai", "0002_initial")
    code, output = run(capsys)
    assert code == 1
    assert "marketing_ai.0002_initial" in output
    assert "repair: python manage.py migrate\n" in output
    assert "worker" not in output


def late_job(*, lease_s=None, dispatched=None, age_s=600):
    job = Job.objects.create(kind="copywriting.generate", total=2)
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(
        created=now - timedelta(seconds=age_s), dispatched=dispatched
    )
    job.chunks.create(position=0, items=["1"])
    if lease_s is not None:
        until = now + timedelta(seconds=lease_s)
        job.chunks.create(position=1, items=["2"], state="running", lease_until=until)
    return job


def test_a_job_that_nobody_takes_fails_and_names_worker_and_sweep():
    late_job()
    finding = failures()["worker"]
    assert "1 job has waited" in finding.detail
    assert "celery -A shop_demo worker -Q text,reviews,ads,default" in finding.repair
    assert "python manage.py marketing_ai_sweep --loop 15" in finding.repair


def test_where_the_sweep_lives_only_the_worker_is_missing():
    late_job(dispatched=timezone.now())
    assert "sweep" not in failures()["worker"].repair


@pytest.mark.parametrize(
    ("job", "is_well"),
    [
        ({"lease_s": 30}, True),  # a worker is at it
        ({"lease_s": -30}, False),  # it was killed
        ({"age_s": 5}, True),  # just asked for
    ],
)
def test_a_worker_is_missed_only_where_none_is_at_work(job, is_well):
    late_job(**job)
    assert ("worker" not in failures()) == is_well


def test_a_chunk_that_waits_out_an_error_is_not_late():
    job = late_job()
    JobChunk.objects.filter(job=job).update(not_before=timezone.now() + timedelta(seconds=30))
    assert "worker" not in failures()


def test_a_spent_budget_fails_and_says_where_to_raise_it():
    budget = Budget.objects.create(name="Texts", limit_tokens=100, period="total")
    assert the("budget “Texts”").state == OK
    BudgetUse.objects.create(budget=budget, starts=EPOCH, used_tokens=60, reserved_tokens=40)
    finding = the("budget “Texts”")
    assert (finding.state, "100 of 100" in finding.detail) == (FAIL, True)
    assert f"/admin/marketing_ai/budget/{budget.pk}/change/" in finding.repair


def test_an_adapter_that_breaks_is_a_finding_and_no_traceback(kettle):
    with ours(PRODUCT_FIELDS={**settings.MARKETING_AI["PRODUCT_FIELDS"], "title": "no_such"}):
        found = failures()
    assert "marketing_ai.E020" in found["settings"].detail
    assert "PRODUCT_FIELDS" in found["products"].repair


def test_a_permission_that_nobody_can_be_given_fails():
    with ours(PERMISSIONS={"publish_copy": "shop_demo.no_such_permission"}):
        assert "shop_demo.no_such_permission" in failures()["permissions"].detail


def test_a_shop_without_our_pages_is_told_the_line_to_add():
    with override_settings(ROOT_URLCONF="shop_demo.shop_urls"):
        found = failures()
    assert "admin.site.urls" in found["admin"].repair
    assert "marketing_ai.api.urls" in found["API"].repair


def test_what_is_off_is_not_looked_at(capsys, django_assert_num_queries):
    with ours(ENABLED=False), django_assert_num_queries(0):
        assert run(capsys)[0] == 0


def test_the_doctor_imports_no_torch(tmp_path):
    code = (
        "import sys\nfrom django.core.management import execute_from_command_line as run\n"
        "try:\n    run(['manage.py', 'marketing_doctor'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'torch', 'transformers'} & set(sys.modules)))"
    )
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CELERY_BROKER_URL")}
    env |= {"DJANGO_SETTINGS_MODULE": "shop_demo.settings", "VAR_DIR": str(tmp_path)}
    env["MARKETING_AI_CACHE_DIR"] = str(tmp_path / "models")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert "FAIL migrations" in done.stdout
