"""Routes of the API, version 1; include them at `api/marketing-ai/v1/`."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from marketing_ai.copywriting.api import (
    CampaignViewSet,
    CopyRequestView,
    CopyViewSet,
    JobUndoView,
    PublicationViewSet,
)
from marketing_ai.copywriting.storefront import ProductCopyView
from marketing_ai.jobs.api import JobViewSet

app_name = "marketing_ai_api"

router = SimpleRouter()
router.register("copy", CopyViewSet, basename="copy")
router.register("publications", PublicationViewSet, basename="publication")
router.register("jobs", JobViewSet, basename="job")
router.register("campaigns", CampaignViewSet, basename="campaign")

urlpatterns = [
    path("products/<str:product_pk>/copy/", ProductCopyView.as_view(), name="product-copy"),
    path("copy-requests/", CopyRequestView.as_view(), name="copy-request"),
    path("jobs/<int:pk>/undo/", JobUndoView.as_view(), name="job-undo"),
    path("", include(router.urls)),
]
