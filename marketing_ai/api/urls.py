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
from marketing_ai.reviews.api import ReviewAnalysisView, ReviewViewSet
from marketing_ai.reviews.storefront import (
    InsightReportView,
    ProductInsightView,
    ProductReviewsView,
)

app_name = "marketing_ai_api"

router = SimpleRouter()
router.register("copy", CopyViewSet, basename="copy")
router.register("publications", PublicationViewSet, basename="publication")
router.register("jobs", JobViewSet, basename="job")
router.register("campaigns", CampaignViewSet, basename="campaign")
router.register("reviews", ReviewViewSet, basename="review")

urlpatterns = [
    path("products/<str:product_pk>/copy/", ProductCopyView.as_view(), name="product-copy"),
    path(
        "products/<str:product_pk>/reviews/", ProductReviewsView.as_view(), name="product-reviews"
    ),
    path(
        "products/<str:product_pk>/reviews/insight/",
        ProductInsightView.as_view(),
        name="product-insight",
    ),
    path(
        "products/<str:product_pk>/reviews/insight/report/",
        InsightReportView.as_view(),
        name="product-insight-report",
    ),
    path("review-analyses/", ReviewAnalysisView.as_view(), name="review-analysis"),
    path("copy-requests/", CopyRequestView.as_view(), name="copy-request"),
    path("jobs/<int:pk>/undo/", JobUndoView.as_view(), name="job-undo"),
    path("", include(router.urls)),
]
