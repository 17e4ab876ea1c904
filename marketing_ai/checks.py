"""System checks with stable ids (`marketing_ai.E…`, `W…`); `docs/checks.md` lists them.

They read settings only, so that `manage.py check` stays fast; what needs the broker, the
disk or rows is looked at by `manage.py marketing_doctor`. With `ENABLED` False only the
form of the settings dict is checked. A wrong dict must not stop this module from saying
so: `is_enabled` reads it raw.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from celery import current_app
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning

from marketing_ai.catalog.checks import CHECKS as CATALOG_CHECKS
from marketing_ai.conf import NAME, SETTINGS, conf, user_settings
from marketing_ai.copywriting.kinds import Kind
from marketing_ai.exceptions import ConfigurationError, MarketingAIError
from marketing_ai.governance.permissions import ACTIONS
from marketing_ai.grounding.brand import BrandRules
from marketing_ai.grounding.rulesets import rules as rulesets
from marketing_ai.inference import packs, text
from marketing_ai.inference.remote import host_of, is_loopback
from marketing_ai.reviews.checks import CHECKS as REVIEW_CHECKS

if TYPE_CHECKING:
    from pathlib import Path

Check = Callable[..., list[CheckMessage]]

SWEEP_TASK = "marketing_ai.jobs.sweep"
PREVIEW_MIDDLEWARE = "marketing_ai.middleware.PreviewMiddleware"
# caches that every process has for itself, or that keep nothing
PRIVATE_CACHES = ("LocMemCache", "DummyCache")
REDIS_VISIBILITY_S = 3600  # kombu's own default
# whole numbers that may be 0; all others start at 1
MAY_BE_ZERO = ("TRUSTED_PROXIES", "REVIEW_DEBOUNCE_S")
# keys whose default is None: the types that they take besides it
OPTIONAL: dict[str, tuple[type, ...]] = {"TORCH_THREADS": (int,)}


def is_enabled() -> bool:
    """Whether the app is switched on, also where the dict is wrong in other keys."""
    raw = getattr(settings, NAME, {})
    return bool(raw.get("ENABLED", True)) if isinstance(raw, Mapping) else True


# --- the settings dict --------------------------------------------------------------------


def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E002: every key is known, has the type of its default, and can be imported."""
    try:
        given = user_settings()
    except ConfigurationError as error:
        return [_wrong_setting(str(error))]
    found = []
    for key, value in given.items():
        if complaint := _type_complaint(key, value):
            found.append(_wrong_setting(f"{NAME}[{key!r}] = {value!r} {complaint}."))
        elif SETTINGS[key].import_string:
            try:
                getattr(conf, key)
            except ConfigurationError as error:
                found.append(_wrong_setting(str(error)))
    return found


def _type_complaint(key: str, value: Any) -> str:
    """What is wrong with the value's type; "" where nothing is."""
    default = SETTINGS[key].default
    if SETTINGS[key].import_string:
        return "" if isinstance(value, str) or callable(value) else "is no dotted path"
    if key in ("CACHE_DIR", "CLAIM_CHECKER", "REVIEW_READER"):
        return "" if value is None or _is_path(value) else "is no path"
    if default is None and value is None:
        return ""
    if isinstance(default, bool):
        return "" if isinstance(value, bool) else "must be True or False"
    if isinstance(default, int) or int in OPTIONAL.get(key, ()):
        least = 0 if key in MAY_BE_ZERO else 1
        is_right = isinstance(value, int) and not isinstance(value, bool) and value >= least
        return "" if is_right else f"must be a whole number of at least {least}"
    if isinstance(default, float):
        is_share = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1
        return "" if is_share else "must be a share between 0 and 1"
    if isinstance(default, str):
        return "" if isinstance(value, str) else "must be text"
    if isinstance(default, list):
        is_list = isinstance(value, list | tuple | set | frozenset)
        return "" if is_list else "must be a list"
    return "" if isinstance(value, Mapping) else "must be a dict"


def _is_path(value: str | Path | object) -> bool:
    return isinstance(value, str) or hasattr(value, "__fspath__")


def _wrong_setting(message: str) -> CheckMessage:
    return Error(
        message, hint="docs/settings.md lists every key and its default.", id="marketing_ai.E002"
    )


# --- models -------------------------------------------------------------------------------


def check_remote(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E001: no product leaves this machine unless ALLOW_REMOTE says so."""
    if conf.ALLOW_REMOTE or not isinstance(conf.TEXT_MODELS, Mapping):
        return []
    found: list[CheckMessage] = []
    for language, spec in conf.TEXT_MODELS.items():
        if not isinstance(spec, Mapping) or spec.get("backend") != "openai":
            continue
        host = host_of(spec) if isinstance(spec.get("base_url"), str) else ""
        if host and not is_loopback(host):
            found.append(
                Error(
                    f"{NAME}['TEXT_MODELS'][{language!r}] would send product facts to {host}, "
                    "and sending data out is off.",
                    hint=f"Set {NAME}['ALLOW_REMOTE'] = True once your data agreement allows "
                    "it, or choose a model on this machine.",
                    id="marketing_ai.E001",
                )
            )
    return found


def check_text_models(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E003: every entry names a back end and, for embedded ones, a pack that exists."""
    models = conf.TEXT_MODELS
    if not isinstance(models, Mapping):
        return []  # E002 says so
    found: list[CheckMessage] = []
    for language, spec in models.items():
        place = f"{NAME}['TEXT_MODELS'][{language!r}]"
        if not isinstance(spec, Mapping):
            found.append(_wrong_model(f"{place} must be a dict with a 'backend'."))
        elif spec.get("backend") == "embedded" and spec.get("model") not in packs.PACKS:
            known = ", ".join(packs.PACKS)
            found.append(
                _wrong_model(f"{place}: there is no pack {spec.get('model')!r}; known are {known}.")
            )
        else:
            try:
                text.describe(language)
            except (ConfigurationError, MarketingAIError) as error:
                found.append(_wrong_model(f"{place}: {error}"))
    return found


def _wrong_model(message: str) -> CheckMessage:
    return Error(
        message, hint="docs/models.md shows an entry of each kind.", id="marketing_ai.E003"
    )


# --- copy ---------------------------------------------------------------------------------


def check_brand_rules(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E004: rules stand under a kind of text or `*`, and each is known and of its type."""
    if not isinstance(conf.BRAND_RULES, Mapping):
        return []  # E002 says so
    types = get_type_hints(BrandRules)
    # `slots` is ours: what the renderer can fill
    known = {field.name: types[field.name] for field in fields(BrandRules) if field.name != "slots"}
    found: list[CheckMessage] = []
    for kind, rules in conf.BRAND_RULES.items():
        place = f"{NAME}['BRAND_RULES'][{kind!r}]"
        if kind != "*" and kind not in Kind.values:
            found.append(
                _wrong_rule(f"{place}: choose one of *, {', '.join(Kind.values)} for the key.")
            )
        elif not isinstance(rules, Mapping):
            found.append(_wrong_rule(f"{place} must be a dict of rules."))
        else:
            for name, value in rules.items():
                if name not in known:
                    found.append(
                        _wrong_rule(f"{place} has no rule {name!r}; known are {', '.join(known)}.")
                    )
                elif not _is_a(value, known[name]):
                    found.append(
                        _wrong_rule(f"{place}[{name!r}] = {value!r} is of the wrong type.")
                    )
                elif name == "channel" and value not in ("", *rulesets.channels()):
                    known_channels = ", ".join(rulesets.channels())
                    found.append(
                        _wrong_rule(
                            f"{place} has no channel {value!r}; known are {known_channels}."
                        )
                    )
    return found


def _is_a(value: Any, kind: Any) -> bool:
    """Whether the value fits a field's type: a list may stand for a tuple, 8 for 8.0."""
    if isinstance(kind, UnionType):
        return any(_is_a(value, part) for part in get_args(kind))
    if get_origin(kind) is tuple:
        return isinstance(value, list | tuple) and all(isinstance(part, str) for part in value)
    if kind in (int, float):
        return isinstance(value, int | kind) and not isinstance(value, bool)
    return isinstance(value, kind)


def _wrong_rule(message: str) -> CheckMessage:
    return Error(
        message,
        hint="See BRAND_RULES in docs/settings.md; banned and disclaimers are lists of text.",
        id="marketing_ai.E004",
    )


def check_rule_sets(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E005: every rule set that is switched on exists."""
    if not isinstance(conf.BRAND_RULE_SETS, list | tuple | set | frozenset):
        return []  # E002 says so
    return [
        Error(
            f"{NAME}['BRAND_RULE_SETS'] names {name!r}, which is no rule set.",
            hint=f"Known are {', '.join(rulesets.names())}; docs/brand-rules.md describes them.",
            id="marketing_ai.E005",
        )
        for name in conf.BRAND_RULE_SETS
        if name not in rulesets.names()
    ]


def check_preview(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """W004: without the middleware a preview link shows the page as it is."""
    if PREVIEW_MIDDLEWARE in settings.MIDDLEWARE:
        return []
    return [
        CheckWarning(
            "PreviewMiddleware is not installed: “Preview in shop” shows the page without "
            "the draft.",
            hint=f"Add {PREVIEW_MIDDLEWARE!r} to MIDDLEWARE, after AuthenticationMiddleware.",
            id="marketing_ai.W004",
        )
    ]


# --- surroundings -------------------------------------------------------------------------


def check_cache(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """W001: throttles count in a cache that all web processes share."""
    backend = str(settings.CACHES.get("default", {}).get("BACKEND", ""))
    if not backend.endswith(PRIVATE_CACHES):
        return []
    return [
        CheckWarning(
            f"The default cache is {backend}, which web processes do not share: the API's "
            "throttles count in each of them apart.",
            hint="Use a shared cache for CACHES['default']: Redis, Memcached, database or files.",
            id="marketing_ai.W001",
        )
    ]


def check_redis_visibility(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """W002: Redis must not hand a message to a second worker while the first still works."""
    celery = current_app.conf
    if not str(celery.broker_write_url or celery.broker_url or "").startswith(
        ("redis", "sentinel")
    ):
        return []
    options = celery.broker_transport_options or {}
    visible_s = options.get("visibility_timeout", REDIS_VISIBILITY_S)
    needed_s = max(conf.LEASE_S, celery.task_time_limit or 0, celery.task_soft_time_limit or 0)
    if visible_s > needed_s:
        return []
    return [
        CheckWarning(
            f"Redis delivers a message again after {visible_s:g} s, but a task may hold it for "
            f"{needed_s:g} s: the same work would be started twice.",
            hint="Raise visibility_timeout in the Celery setting broker_transport_options above "
            f"the task time limit and {NAME}['LEASE_S'].",
            id="marketing_ai.W002",
        )
    ]


def check_sweep(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """W003: something must bring back what a crash or a lost message left behind."""
    celery = current_app.conf
    entries = (celery.beat_schedule or {}).values()
    if any(entry.get("task") == SWEEP_TASK for entry in entries):
        return []
    # schedulers such as django-celery-beat keep their entries elsewhere: doctor looks at the effect
    if not str(celery.beat_scheduler).endswith("PersistentScheduler"):
        return []
    return [
        CheckWarning(
            "Nothing sweeps: a job whose worker or message was lost would wait for ever.",
            hint=f"Add {{'task': {SWEEP_TASK!r}, 'schedule': 15.0}} to the Celery beat schedule, "
            "or keep `python manage.py marketing_ai_sweep --loop 15` running and silence this "
            "check.",
            id="marketing_ai.W003",
        )
    ]


def check_permissions(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """W005: every renamed permission belongs to an action and is written `app.codename`."""
    if not isinstance(conf.PERMISSIONS, Mapping):
        return []  # E002 says so
    found: list[CheckMessage] = []
    for action, codename in conf.PERMISSIONS.items():
        if action not in ACTIONS:
            said = f"{NAME}['PERMISSIONS'] has no action {action!r}; it guards nothing."
        elif not isinstance(codename, str) or codename.count(".") != 1:
            said = f"{NAME}['PERMISSIONS'][{action!r}] = {codename!r} is not of the form "
            said += "'app_label.codename': nobody but superusers could do it."
        else:
            continue
        found.append(
            CheckWarning(said, hint=f"Actions are {', '.join(ACTIONS)}.", id="marketing_ai.W005")
        )
    return found


# --- registration -------------------------------------------------------------------------


def when_enabled(check: Check) -> Check:
    """The check, silent while the app is off or its settings dict is not readable (E002)."""

    @functools.wraps(check)
    def wrapped(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
        if not is_enabled():
            return []
        try:
            user_settings()
        except ConfigurationError:
            return []
        return check(app_configs, **kwargs)

    return wrapped


# (check, tags), those of the binding to the shop included
CHECKS: Sequence[tuple[Check, tuple[str, ...]]] = (
    (check_settings, ()),
    (when_enabled(check_remote), (Tags.security,)),
    (when_enabled(check_text_models), ()),
    (when_enabled(check_brand_rules), ()),
    (when_enabled(check_rule_sets), ()),
    (when_enabled(check_cache), (Tags.caches,)),
    (when_enabled(check_redis_visibility), ()),
    (when_enabled(check_sweep), ()),
    (when_enabled(check_preview), ()),
    (when_enabled(check_permissions), ()),
    *((when_enabled(check), tags) for check, tags in (*CATALOG_CHECKS, *REVIEW_CHECKS)),
)

for _check, _tags in CHECKS:
    register(_check, *_tags)
