"""Settings of the UUID shop; the database is named by VAR_DIR as in the demo."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "shop_demo"] + ["tests.uuid_shop"]
ROOT_URLCONF = "tests.uuid_shop.urls"
MARKETING_AI_PRODUCT_MODEL = "uuid_shop.Item"
MARKETING_AI = {
    "PRODUCT_FIELDS": {
        "title": "label",
        "facts": {"relation": "values", "name": "name", "value": "amount", "unit": "measure"},
        "description": "page",
        "category": "brand__name",
        "language": "locale",
        "parent": "main",
        "sku": "code",
    },
    "TEXT_MODELS": {"*": {"backend": "dummy"}},
    "CLAIM_CHECKER": "rules",
}
