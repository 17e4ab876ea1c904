"""The web process never loads a model library (F80)."""

from __future__ import annotations

import os
import subprocess
import sys

CODE = """
import sys
import django
django.setup()
from django.contrib import admin
admin.autodiscover()
import marketing_ai.admin, marketing_ai.api.urls
from marketing_ai.copywriting import services, serving
from marketing_ai.management.commands import marketing_generate
from marketing_ai.inference import text
text.describe("en")
text.describe("zh-hans")
heavy = {"torch", "transformers", "tokenizers", "safetensors", "gguf", "numpy"} & set(sys.modules)
assert not heavy, heavy
"""


def test_setup_admin_api_and_services_load_no_model_library():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CODE],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "shop_demo.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
