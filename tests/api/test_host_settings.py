from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_api_is_the_same_in_a_shop_with_other_drf_settings():
    """In a process of its own: DRF reads most of its settings when classes are made."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    run = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider",
            "--ds=tests.api.hostile_settings", "tests/api/test_storefront.py",
            "tests/api/test_staff.py", "tests/api/test_routes.py",
            "-k", "not switched_off and not superuser",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        # a database of its own beside that of the run around it
        env={**environment, "VAR_DIR": str(settings.VAR_DIR / "hostile")},
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-3000:]


def test_the_hosts_drf_settings_are_left_as_they_were():
    from rest_framework.settings import api_settings

    import marketing_ai.api.urls  # noqa: F401

    assert api_settings.user_settings == settings.REST_FRAMEWORK
