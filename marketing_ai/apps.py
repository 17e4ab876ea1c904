"""The Django app. `ready()` connects what is switched on and imports no model library."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

# Foreign keys and migrations refer to this setting by name, so it must exist before models load.
if not hasattr(settings, "MARKETING_AI_PRODUCT_MODEL"):
    settings.MARKETING_AI_PRODUCT_MODEL = "marketing_ai.CatalogProduct"


class MarketingAIConfig(AppConfig):
    """Reusable marketing judgement for a shop."""

    name = "marketing_ai"
    label = "marketing_ai"
    verbose_name = _("Marketing AI")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register checks, and what the slices add while switched on."""
        from marketing_ai import checks  # noqa: F401  (registers the system checks)
        from marketing_ai.conf import conf

        if conf.ENABLED:
            from marketing_ai.copywriting import evaluate as copy_evaluate
            from marketing_ai.copywriting import services
            from marketing_ai.governance import budgets
            from marketing_ai.reviews import evaluate, receivers
            from marketing_ai.reviews import services as reviews

            budgets.connect()
            copy_evaluate.connect()
            evaluate.connect()
            receivers.connect()
            reviews.connect()
            services.connect()
