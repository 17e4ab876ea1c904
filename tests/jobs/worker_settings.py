"""Settings of the worker processes that tests start: the test's own database and limits."""

import json
import os

from tests.settings import *  # noqa: F403
from tests.settings import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, INSTALLED_APPS, MARKETING_AI

DATABASES["default"]["NAME"] = os.environ["WORKER_DB_NAME"]
MARKETING_AI = {**MARKETING_AI, **json.loads(os.environ["WORKER_MARKETING_AI"])}
CELERY_TASK_QUEUES = None
CELERY_WORKER_LOST_WAIT = 0.5  # by default a dead pool process is missed after ten seconds
# a worker serves no admin page; without its autodiscovery it starts sooner
INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig" if app == "django.contrib.admin" else app
    for app in INSTALLED_APPS
]
CELERY_BROKER_TRANSPORT_OPTIONS = {**CELERY_BROKER_TRANSPORT_OPTIONS, "polling_interval": 0.1}
