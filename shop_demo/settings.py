"""Settings of the demo shop; everything that differs in production comes from the environment.

| variable | meaning | default |
| --- | --- | --- |
| `DATABASE_URL` | database | SQLite under `VAR_DIR` |
| `CELERY_BROKER_URL` | broker | file transport under `VAR_DIR` |
| `VAR_DIR` | database, queue and key of the demo | `var/` |
| `DJANGO_SECRET_KEY` | signing key | generated once under `VAR_DIR` |
| `DJANGO_DEBUG` | `1` for debug pages | `0` |
| `DJANGO_ALLOWED_HOSTS` | comma-separated hosts | local ones |
| `DJANGO_CSRF_TRUSTED_ORIGINS` | comma-separated origins behind a proxy | none |
| `REDIS_URL` | cache shared by web processes | database cache |
| `MARKETING_AI_CACHE_DIR` | converted models | the user's cache directory |
| `MARKETING_AI_ACCEPTED_TERMS` | comma-separated model terms | none |
| `MARKETING_AI_OPENAI_URL` | base URL of an OpenAI-compatible server for all texts | none |
| `MARKETING_AI_OPENAI_MODEL` | its model | `default` |
| `MARKETING_AI_OPENAI_KEY` | its key, where it asks for one | none |
| `MARKETING_AI_ALLOW_REMOTE` | `1` allows a server on another host | `0` |
| `DEMO_MODERATE_REVIEWS` | `1` lets strangers' reviews wait for approval | `0` |
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _flag(name: str) -> bool:
    return os.environ.get(name, "0") == "1"


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def _secret_key() -> str:
    """The key from the environment, or one made on the first start and kept beside the data."""
    if key := os.environ.get("DJANGO_SECRET_KEY"):
        return key
    path = VAR_DIR / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = _flag("DJANGO_DEBUG")
ALLOWED_HOSTS = _list("DJANGO_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = _list("DJANGO_CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "marketing_ai",
    "shop_demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "marketing_ai.middleware.PreviewMiddleware",
]

ROOT_URLCONF = "shop_demo.urls"
WSGI_APPLICATION = "shop_demo.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'demo.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # web and worker both write: take the write lock at the start, wait for it, read meanwhile
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

if REDIS_URL := os.environ.get("REDIS_URL"):
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
else:
    # shared by all web processes, which the throttles need
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(VAR_DIR / "cache"),
        }
    }

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")

# --- Celery -----------------------------------------------------------------------------

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "filesystem://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
# A worker listens to these unless told otherwise by -Q; each can have workers of its own.
CELERY_TASK_QUEUES = [Queue(name) for name in ("default", "text", "reviews", "ads")]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_BROKER_CONNECTION_TIMEOUT = 3
if CELERY_BROKER_URL.startswith("filesystem"):
    _QUEUE_DIR = VAR_DIR / "queue"
    for part in ("messages", "control"):
        (_QUEUE_DIR / part).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        # one directory is both in- and outbox: producer and worker share the machine
        "data_folder_in": str(_QUEUE_DIR / "messages"),
        "data_folder_out": str(_QUEUE_DIR / "messages"),
        "control_folder": str(_QUEUE_DIR / "control"),
        "polling_interval": 0.2,  # seconds
    }
elif CELERY_BROKER_URL.startswith(("amqp", "pyamqp")):
    # without it RabbitMQ drops what it cannot take under memory pressure
    CELERY_BROKER_TRANSPORT_OPTIONS = {"confirm_publish": True}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "marketing-ai-sweep": {"task": "marketing_ai.jobs.sweep", "schedule": 15.0},
}

# --- Django REST framework ----------------------------------------------------------------

REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Marketing API of the demo shop",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- the shop itself ----------------------------------------------------------------------

# Off: every review is shown at once, so that whoever tries the demo sees what becomes of it.
DEMO_MODERATE_REVIEWS = _flag("DEMO_MODERATE_REVIEWS")

# --- marketing_ai -------------------------------------------------------------------------

MARKETING_AI_PRODUCT_MODEL = "shop_demo.Product"
MARKETING_AI: dict[str, Any] = {
    "PRODUCT_FIELDS": {
        "title": "name",
        "facts": "specs",
        "description": "description",
        "category": "category__name",
        "price": "price",
        "currency": "currency",
        "image": "image",
        "stock": "stock",
        "language": "language",
        "store": "store",
        "parent": "parent",
        "sku": "sku",
    },
    "REVIEW_SOURCE": "marketing_ai.reviews.source.ModelReviews",
    "REVIEW_MODEL": "shop_demo.Review",
    "REVIEW_FIELDS": {
        "product": "product",
        "title": "title",
        "text": "text",
        "stars": "stars",
        "written": "created",
        "author": "customer",
        "language": "language",
        "verified": "verified",
        "incentivised": "incentivised",
        "approved": ["status", "approved"],
    },
    # what the law asks every shop to say of its own reviews; true of this one
    "REVIEW_VERIFICATION": {
        "en": (
            "A review is marked as a verified purchase if its author was logged in and one of "
            "their orders holds the product. Other reviews are not verified. We publish good and "
            "bad ones alike and take down only what is not about the product."
        ),
        "zh-hans": (
            "评价者登录后，我们会核对其订单；订单中含有该商品的评价标为“已验证购买”，其余评价未经验证。"
            "好评与差评一视同仁地公开，只撤下与商品无关的内容。"
        ),
    },
    # at most ten reviews a product here; a shop with more keeps the default of 30
    "SUMMARY_MIN_REVIEWS": 6,
    "SUMMARY_MIN_SHARE": 0.2,  # of so few: one review alone makes no theme
    "STORES_FOR_USER": "marketing_ai.governance.stores.stores_by_group",
    "CACHE_DIR": os.environ.get("MARKETING_AI_CACHE_DIR") or None,
    "ACCEPTED_TERMS": _list("MARKETING_AI_ACCEPTED_TERMS"),
    "ALLOW_REMOTE": _flag("MARKETING_AI_ALLOW_REMOTE"),
}
if _OPENAI_URL := os.environ.get("MARKETING_AI_OPENAI_URL"):
    MARKETING_AI["TEXT_MODELS"] = {
        "*": {
            "backend": "openai",
            "base_url": _OPENAI_URL,
            "model": os.environ.get("MARKETING_AI_OPENAI_MODEL", "default"),
            # naming a variable that is not set would be an error: a server may ask for no key
            "api_key_env": (
                "MARKETING_AI_OPENAI_KEY" if os.environ.get("MARKETING_AI_OPENAI_KEY") else ""
            ),
        }
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"marketing_ai": {"level": "INFO"}},
}
