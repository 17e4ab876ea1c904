"""The demo shop as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShopDemoConfig(AppConfig):
    """Stands in for the shop that installs `marketing_ai`; knows nothing of its inside."""

    name = "shop_demo"
    verbose_name = _("Demo shop")
    default_auto_field = "django.db.models.BigAutoField"
