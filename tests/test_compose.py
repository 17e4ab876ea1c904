"""The container files against the code that they start; no engine is needed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from celery.bin.celery import celery as celery_cli
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

import shop_demo

ROOT = Path(__file__).resolve().parents[1]
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "docker/Dockerfile").read_text()
ENV_EXAMPLE = (ROOT / "docker/env.example").read_text()
SETTINGS_SOURCE = (ROOT / "shop_demo/settings.py").read_text()
OURS = ("setup", "web", "worker", "sweeper", "beat")
SECRET = re.compile(r"PASSWORD|PASS$|SECRET|_KEY$|TOKEN")


def command_of(service):
    """The command line of a service in words; that of the image where it gives none."""
    command = SERVICES[service].get("command")
    if command is None:
        [line] = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.M)
        command = yaml.safe_load(line)
    return shlex.split(command) if isinstance(command, str) else command


def image_environment():
    """Variables that the last stage of the Dockerfile sets."""
    last = DOCKERFILE.split("\nFROM ")[-1].replace("\\\n", " ")
    lines = re.findall(r"^ENV (.*)$", last, re.M)
    return dict(pair.split("=", 1) for line in lines for pair in shlex.split(line))


def test_all_services_are_there_and_the_model_server_only_on_demand():
    assert set(SERVICES) == {*OURS, "postgres", "rabbitmq", "vllm"}
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"vllm"}


def test_every_service_that_stays_up_says_whether_it_is_well():
    without = {name for name, service in SERVICES.items() if "healthcheck" not in service}
    assert without == {"setup"}
    assert SERVICES["setup"]["restart"] == "no"


def test_nothing_waits_for_a_health_that_nobody_reports():
    for service in SERVICES.values():
        for needed, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[needed]
            else:
                assert (needed, how["condition"]) == ("setup", "service_completed_successfully")


@pytest.mark.parametrize("service", ["worker", "sweeper", "beat"])
def test_celery_commands_name_the_app_and_options_that_exist(service):
    program, *words = command_of(service)
    assert program == "celery"
    assert words[:2] == ["-A", "shop_demo"]
    assert shop_demo.celery_app.main == "shop_demo"
    subcommand = celery_cli.commands[words[2]]
    known = {option for param in subcommand.params for option in param.opts}
    options = [word.split("=")[0] for word in words[3:] if word.startswith("-")]
    assert options
    assert set(options) <= known


def queues_of(service):
    words = command_of(service)
    return words[words.index("-Q") + 1].split(",")


def test_the_workers_serve_every_queue_and_the_sweep_has_a_worker_of_its_own():
    declared = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    assert sorted(queues_of("worker")) == sorted(declared)
    assert set(declared) >= set(settings.MARKETING_AI.get("QUEUES", {}).values())
    assert queues_of("sweeper") == [settings.CELERY_TASK_DEFAULT_QUEUE]


def test_beat_sends_what_a_worker_knows():
    shop_demo.celery_app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in shop_demo.celery_app.tasks


def test_the_set_up_runs_commands_that_exist():
    [_sh, _c, line] = command_of("setup")
    names = re.findall(r"manage\.py (\w+)", line)
    assert names == ["migrate", "marketing_models", "collectstatic"]
    assert set(names) <= set(get_commands())


def test_the_web_process_serves_the_shops_application():
    program, *words = command_of("web")
    assert (program, words[-1]) == ("gunicorn", "shop_demo.wsgi")
    assert (ROOT / "shop_demo/wsgi.py").exists()
    port = words[words.index("--bind") + 1].rpartition(":")[2]
    assert SERVICES["web"]["ports"][0].endswith(f":{port}")
    assert f"EXPOSE {port}" in DOCKERFILE
    [address] = re.findall(
        r"http://127\.0\.0\.1:(\d+)(/[^']*)", str(SERVICES["web"]["healthcheck"])
    )
    assert address[0] == port
    assert resolve(address[1]).url_name


@pytest.mark.django_db
def test_the_health_page_answers(client):
    [path] = re.findall(r"127\.0\.0\.1:\d+(/[^']*)", str(SERVICES["web"]["healthcheck"]))
    response = client.get(path, headers={"host": "127.0.0.1:8000"})
    assert response.status_code == 200  # 127.0.0.1 is among the hosts that compose allows
    assert "127.0.0.1" in COMPOSE["x-app"]["environment"]["DJANGO_ALLOWED_HOSTS"]


def test_the_health_of_beat_looks_at_the_file_that_beat_writes():
    name = Path(settings.CELERY_BEAT_SCHEDULE_FILENAME).name
    assert f"{image_environment()['VAR_DIR']}/{name}" in str(SERVICES["beat"]["healthcheck"])


def test_variables_are_those_that_the_settings_read():
    read = set(
        re.findall(r'(?:environ\.get\(|environ\[|_flag\(|_list\()\s*"(\w+)"', SETTINGS_SOURCE)
    )
    read.add("DATABASE_URL")  # by dj_database_url
    given = set(COMPOSE["x-app"]["environment"])
    assert given - read == set()
    in_image = set(image_environment()) - {"PATH", "DJANGO_SETTINGS_MODULE"}
    assert {name for name in in_image if not name.startswith("PYTHON")} <= read
    table = set(re.findall(r"^\| `(\w+)`", SETTINGS_SOURCE, re.M))
    assert given <= table  # and each is explained


def test_all_of_our_services_share_one_environment():
    for name in OURS:
        assert SERVICES[name]["environment"] == COMPOSE["x-app"]["environment"]


def test_the_example_names_each_variable_that_compose_asks_for():
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", COMPOSE_TEXT))
    offered = set(re.findall(r"^#? ?([A-Z_]+)=", ENV_EXAMPLE, re.M))
    assert offered <= asked
    required = set(re.findall(r"(?<!\$)\$\{(\w+):\?", COMPOSE_TEXT))
    assert required <= offered
    assert required == {"DJANGO_SECRET_KEY", "POSTGRES_PASSWORD", "RABBITMQ_PASSWORD"}


def test_no_file_holds_a_secret():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if SECRET.search(name):
                # from outside; only the key of a server that may ask for none can be left out
                is_optional = name == "MARKETING_AI_OPENAI_KEY"
                pattern = r"\$\{\w+:-\}" if is_optional else r"\$\{\w+:\?[^}]+\}"
                assert re.fullmatch(pattern, str(value)), name
            for password in re.findall(r"://\w+:([^@]+)@", str(value)):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", password), name
    for name, value in re.findall(r"^(\w+)=(.*)$", ENV_EXAMPLE, re.M):
        assert not (SECRET.search(name) and value.strip()), f"{name} has a value"
    assert not [name for name in image_environment() if SECRET.search(name)]
    ignored = (ROOT / ".gitignore").read_text().split()
    assert ".env" in ignored


def test_the_image_runs_as_nobody_in_particular():
    last = DOCKERFILE.split("\nFROM ")[-1]
    users = re.findall(r"^USER (\S+)$", last, re.M)
    assert users
    assert users[-1] not in ("root", "0")
    assert "--uid 10001" in last
    assert re.search(rf"useradd .*\b{users[-1]}\b", last)
    assert last.index("\nUSER ") < last.index("\nCMD ")


def test_the_image_copies_what_exists_and_is_given_no_local_data():
    for source in re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, re.M):
        assert (ROOT / source).exists(), source
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", ".git", "var"} <= {name.strip("/") for name in ignored} or ignored[0] == "*"


def test_volumes_are_declared_and_hold_what_the_image_writes():
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", ())
    }
    assert used == set(COMPOSE["volumes"])
    mounts = dict(reversed(volume.split(":")) for volume in SERVICES["worker"]["volumes"])
    environment = image_environment()
    assert {environment["VAR_DIR"], environment["MARKETING_AI_CACHE_DIR"]} == set(mounts)


def test_the_translations_of_the_image_are_those_of_the_sources(tmp_path):
    """A checkout holds no compiled catalogue, so the build makes them."""
    [code] = re.findall(r'^RUN python -c "(.*?)"$', DOCKERFILE.replace("\\\n", " "), re.M)
    for source in ROOT.glob("*/locale/*/LC_MESSAGES/*.po"):
        copy = tmp_path / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True)
        copy.write_bytes(source.read_bytes())
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    assert len(list(tmp_path.rglob("*.mo"))) == len(list(tmp_path.rglob("*.po"))) > 0


@pytest.mark.parametrize("key", ["", "a-key"])
def test_the_model_server_is_ready_with_what_compose_tells_the_app(key, tmp_path):
    example = dict(re.findall(r"^# (MARKETING_AI_\w+)=(.+)$", ENV_EXAMPLE, re.M))
    [port] = re.findall(r"'--port', '(\d+)'", str(command_of("vllm")))
    assert example["MARKETING_AI_OPENAI_URL"] == f"http://vllm:{port}/v1"
    code = (
        "import django; django.setup()\n"
        "from marketing_ai.inference import text\n"
        "info = text.describe('en'); print(info.ready, info.label, info.why_not)\n"
    )
    env = {**os.environ, **example, "VAR_DIR": str(tmp_path), "MARKETING_AI_OPENAI_KEY": key}
    env["DJANGO_SETTINGS_MODULE"] = "shop_demo.settings"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"True {example['MARKETING_AI_OPENAI_MODEL']}")
