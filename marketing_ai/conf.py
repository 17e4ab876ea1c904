"""The one settings dict, `MARKETING_AI`, read lazily.

    from marketing_ai.conf import conf
    conf.TEXT_MODELS

Unknown keys are refused with the nearest known one; `override_settings` works,
because every read looks at the present dict and cached imports are dropped when
it changes. `SETTINGS` is the list that `docs/settings.md` is generated from.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from marketing_ai.exceptions import ConfigurationError

NAME = "MARKETING_AI"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One key of `MARKETING_AI`: its default, what it is for, and whether it is an import path."""

    default: Any
    help: str
    import_string: bool = False


def _default_cache_dir() -> str:
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return str(Path(root) / "marketing_ai")


SETTINGS: dict[str, Setting] = {
    "ENABLED": Setting(
        default=True,
        help="False switches everything off: no query, no signal, no task, no admin action.",
    ),
    # --- the shop
    "CATALOG": Setting(
        default="marketing_ai.catalog.model.ModelCatalog",
        help="Class that reads and writes the shop's products. Dotted path.",
        import_string=True,
    ),
    "PRODUCT_FIELDS": Setting(
        default={},
        help="Which field of the product model holds what: title, facts, description, category, "
        "price, currency, image, stock, language, store, parent, url, sku, sales; "
        "`results` maps a kind of text to the field that receives it.",
    ),
    "CURRENCY": Setting(default="USD", help="ISO 4217 code of prices without a currency field."),
    "SITE_LANGUAGES": Setting(
        default=["en", "zh-hans"], help="Languages that copy can be asked for."
    ),
    "STORES_FOR_USER": Setting(
        default="marketing_ai.governance.stores.all_stores",
        help="Function (user) → set of store keys the person may see, None for all. Dotted path.",
        import_string=True,
    ),
    "PREVIEW_URL": Setting(
        default="",
        help="Path of the storefront page with `{pk}`, for “Preview in shop”; empty asks "
        "the product's get_absolute_url.",
    ),
    # --- models
    "TEXT_MODELS": Setting(
        default={
            "en": {"backend": "embedded", "model": "smollm2-135m-instruct"},
            "zh": {"backend": "embedded", "model": "gemma3-270m"},
        },
        help="Language → text model. `backend` is embedded, local, openai, dummy or a dotted path; "
        "the key `*` serves every other language.",
    ),
    "ACCEPTED_TERMS": Setting(
        default=[], help="Model terms that you have read and accept, such as ['gemma']."
    ),
    "ALLOW_REMOTE": Setting(
        default=False, help="Whether product facts may be sent to a model server on another host."
    ),
    "CACHE_DIR": Setting(default=None, help="Where converted models lie; None: the user's cache."),
    "TORCH_THREADS": Setting(
        default=None, help="Threads of a worker's model; None: the cores it may use."
    ),
    # --- copy
    "COPY_VARIANTS": Setting(default=4, help="Drafts a product, audience, tone and language."),
    "COPY_SAMPLES": Setting(
        default=8, help="Texts sampled for them; the best that pass the check are kept."
    ),
    "BRAND_RULES": Setting(
        default={},
        help="Rules by kind of text or `*`: banned, disclaimers, max_length, max_grade, channel …",
    ),
    "BRAND_RULE_SETS": Setting(
        default=[],
        help="Rule sets that every text is held against as well, such as "
        "['cn_advertising_law', 'channel_lengths']; docs/brand-rules.md lists them.",
    ),
    "PROTECT_DESCRIPTION": Setting(
        default=True, help="Refuse to replace images, tables and links unless confirmed."
    ),
    "PREVIEW_MAX_AGE_S": Setting(default=3600, help="Seconds that a preview link stays valid."),
    # --- reviews
    "REVIEW_SOURCE": Setting(
        default="",
        help="Class that reads the shop's reviews; empty: reviews come by import only. "
        "`marketing_ai.reviews.source.ModelReviews` serves shops with one review model. "
        "Dotted path.",
        import_string=True,
    ),
    "REVIEW_MODEL": Setting(default="", help="The shop's review model, `app_label.Model`."),
    "REVIEW_FIELDS": Setting(
        default={},
        help="Which field of the review model holds what: product, text, title, stars, written, "
        "author, language, verified, incentivised, photos, variant, height_cm, weight_kg, follows, "
        "approved (a field, or [field, value]), reply (the field that takes the shop's answer).",
    ),
    "CLAIM_CHECKER": Setting(
        default=None,
        help="Directory of a trained checker of claims; None: the shipped one; “rules”: none, "
        "claims are checked by rules alone.",
    ),
    "REVIEW_READER": Setting(
        default=None,
        help="Directory of a trained reader; None: the promoted one, else the shipped one.",
    ),
    "REVIEW_DEBOUNCE_S": Setting(
        default=2, help="Seconds in which saved reviews share one message to the workers."
    ),
    "REVIEW_BATCH": Setting(default=256, help="Reviews that a worker claims at once."),
    "REVIEW_AUTHOR_CAP": Setting(
        default=5,
        help="Reviews of one author on one product that count; later ones are left out. 0: all.",
    ),
    "REVIEW_GUEST_CAP": Setting(
        default=50, help="Reviews without an author that count on one product in a day. 0: all."
    ),
    "REVIEW_DEFAULT_TEXTS": Setting(
        default=[],
        help="Texts that your platform fills in by itself, in addition to the shipped list.",
    ),
    "REVIEW_VERIFICATION": Setting(
        default={},
        help="Language → one sentence on how you make sure that reviewers bought the product; "
        "it is shown with every summary. Without it no summary is served.",
    ),
    "SUMMARY_MIN_REVIEWS": Setting(
        default=30, help="Reviews with words that a product needs for a summary."
    ),
    "SUMMARY_GROWTH": Setting(
        default=0.20, help="Share of new reviews after which a summary is built again."
    ),
    "SUMMARY_LOSS": Setting(
        default=0.05, help="Share of lost or changed reviews after which it is built again."
    ),
    "SUMMARY_MIN_SHARE": Setting(
        default=0.10, help="Share of reviews that must speak of a theme for it to be named."
    ),
    "FIT_MIN_REVIEWS": Setting(
        default=5, help="Reviews a cell that fit by height and weight needs to be shown."
    ),
    "REPLY_POLICIES": Setting(
        default={},
        help="Language → list of {name, text}: policies that reply drafts may state, word by word.",
    ),
    # --- jobs
    "CHUNK_SIZE": Setting(default=8, help="Products a chunk: what one model batch writes."),
    "JOB_PARALLEL": Setting(default=4, help="Chunks of one job that run at once at the most."),
    "LEASE_S": Setting(
        default=60, help="Seconds after which a silent worker's chunk is given to another."
    ),
    "MAX_DELIVERIES": Setting(
        default=3, help="Times a chunk is started before it is set aside as failed."
    ),
    "DISPATCH_AFTER_S": Setting(
        default=60, help="Seconds after which the sweep sends a waiting job's message again."
    ),
    "QUEUES": Setting(
        default={"text": "text", "reviews": "reviews", "ads": "ads", "default": "default"},
        help="Celery queue names by purpose.",
    ),
    "WEBHOOK_TIMEOUT_S": Setting(default=10, help="Seconds a webhook may take."),
    # --- governance
    "LOG_PROMPTS": Setting(
        default=False, help="Whether the request log keeps prompt and answer. Off: only numbers."
    ),
    "LOG_RETENTION_DAYS": Setting(default=180, help="Days that request log rows are kept."),
    "TOKEN_PRICE": Setting(
        default={}, help="Model label → price of 1,000 tokens, for the cost shown before a job."
    ),
    "PERMISSIONS": Setting(
        default={},
        help="Action → codename `app.codename`, where yours differ from ours: generate_copy, "
        "approve_copy, publish_copy, undo_copy, view_marketing, analyse_reviews, "
        "reply_reviews, manage_themes.",
    ),
    # --- API
    "THROTTLE_RATES": Setting(
        default={"storefront": "600/min", "staff": "120/min", "report": "10/hour"},
        help="DRF rates by scope; `report`: problems that visitors report with a summary.",
    ),
    "PAGE_SIZE": Setting(default=50, help="Rows a page in lists of the API."),
    "API_AUTHENTICATION": Setting(
        default=["rest_framework.authentication.SessionAuthentication"],
        help="DRF authentication classes of the staff API. Dotted paths; your own "
        "REST_FRAMEWORK setting is not read.",
    ),
    "TRUSTED_PROXIES": Setting(
        default=0,
        help="Proxies in front of the web process that append to X-Forwarded-For; throttles "
        "tell callers apart; 0: the connection's address counts.",
    ),
}


class Conf:
    """Attribute access to `MARKETING_AI` with defaults; see the module."""

    def __init__(self) -> None:
        self._imports: dict[str, Any] = {}

    def __getattr__(self, key: str) -> Any:
        if key.startswith("_") or key not in SETTINGS:
            raise AttributeError(key)
        setting = SETTINGS[key]
        value = user_settings().get(key, setting.default)
        if key == "CACHE_DIR":
            return Path(value) if value else Path(_default_cache_dir())
        if not setting.import_string or not value or not isinstance(value, str):
            return value
        if value not in self._imports:
            try:
                self._imports[value] = import_string(value)
            except ImportError as error:
                raise ConfigurationError(
                    f"{NAME}['{key}'] = {value!r} cannot be imported: {error}"
                ) from error
        return self._imports[value]

    def reload(self) -> None:
        """Forget what was imported; settings themselves are never cached."""
        self._imports.clear()


def user_settings() -> Mapping[str, Any]:
    """The shop's `MARKETING_AI` dict. Raises ConfigurationError when a key is unknown."""
    raw: Mapping[str, Any] = getattr(django_settings, NAME, {})
    if not isinstance(raw, Mapping):
        raise ConfigurationError(f"{NAME} must be a dict.")
    for key in raw:
        if key not in SETTINGS:
            near = difflib.get_close_matches(key, SETTINGS, n=1)
            advice = f" Did you mean {near[0]!r}?" if near else ""
            raise ConfigurationError(f"{NAME} has no key {key!r}.{advice}")
    return raw


conf = Conf()


def _on_setting_changed(*, setting: str, **kwargs: Any) -> None:
    if setting == NAME:
        conf.reload()


setting_changed.connect(_on_setting_changed, dispatch_uid="marketing_ai.conf")
