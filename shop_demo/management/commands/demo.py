"""The whole demo in one process group: a seeded shop, web, worker and the timed sweep."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.core.management.base import CommandError

if TYPE_CHECKING:
    import argparse

SWEEP_EVERY_S = 10
STARTS_WITHIN_S = 60
STOPS_WITHIN_S = 20


class Command(BaseCommand):
    """Prepare the database, seed the shop, start everything, print the URL, stop on Ctrl-C."""

    help = "Seed the demo shop and start web, worker and sweep; Ctrl-C stops them all."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="The next free one is taken.")
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *, port: int, host: str, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("seed_demo", stdout=self.stdout)
        port = _free_port(host, port)
        url = f"http://{host}:{port}/"
        children = _start(host, port)
        try:
            _wait_until_up(url, children)
            self.stdout.write(f"\n  Shop   {url}\n  Admin  {url}admin/\n  Ctrl-C stops all.\n")
            self.stdout.flush()
            _watch(children)
        except KeyboardInterrupt:
            pass
        finally:
            _stop(children)


def _free_port(host: str, first: int) -> int:
    for port in range(first, first + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise CommandError(f"No port is free from {first} to {first + 49}; choose one with --port.")


def _start(host: str, port: int) -> dict[str, subprocess.Popen[bytes]]:
    """Start the three processes, each in a group of its own: Ctrl-C reaches them through us."""
    manage = [sys.executable, "manage.py"]
    queues = ",".join(queue.name for queue in settings.CELERY_TASK_QUEUES)
    commands = {
        "web": [
            *(sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "4"),
            *("--bind", f"{host}:{port}", "--log-level", "warning", "shop_demo.wsgi"),
        ],
        "worker": [
            *(sys.executable, "-m", "celery", "-A", "shop_demo", "worker", "--pool", "solo"),
            *("-Q", queues, "--loglevel", "WARNING"),
        ],
        "sweep": [*manage, "marketing_ai_sweep", "--loop", str(SWEEP_EVERY_S)],
    }
    return {
        # fixed words and our own settings: nothing of it comes from outside
        name: subprocess.Popen(  # noqa: S603
            command, cwd=settings.BASE_DIR, env=os.environ.copy(), start_new_session=True
        )
        for name, command in commands.items()
    }


def _wait_until_up(url: str, children: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        _raise_for_dead(children)
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  (our own http address)
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.3)
    raise CommandError(f"{url} did not answer within {STARTS_WITHIN_S} seconds; see its log above.")


def _watch(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Stay until one of the processes ends or the terminal says stop."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    while True:
        _raise_for_dead(children)
        time.sleep(1)


def _raise_for_dead(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in children.items():
        if process.poll() is not None:
            raise CommandError(f"The {name} process ended with {process.returncode}; see its log.")


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in children.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOPS_WITHIN_S
    for process in children.values():
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            # a worker in the middle of a text: its chunk is taken up at the next start
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
