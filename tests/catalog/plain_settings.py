"""A site without a product model of its own: CatalogProduct serves."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "shop_demo"]
ROOT_URLCONF = "tests.uuid_shop.urls"
MARKETING_AI_PRODUCT_MODEL = "marketing_ai.CatalogProduct"
MARKETING_AI = {"TEXT_MODELS": {"*": {"backend": "dummy"}}}
