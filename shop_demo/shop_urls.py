"""Storefront addresses, included at the root."""

from typing import Any

from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView

from shop_demo import views


class Icon(RedirectView):
    """The shop's icon at the place where browsers look for it by themselves."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        """The file that the pages name."""
        return static("shop_demo/img/logo.svg")


app_name = "shop"
urlpatterns = [
    path("", views.product_list, name="home"),
    path("products/<slug:slug>/", views.product_detail, name="product"),
    path("products/<slug:slug>/report/", views.report_problem, name="report"),
    # admin pages name no icon, so browsers ask for this one
    path("favicon.ico", Icon.as_view()),
    path("about/", views.about, name="about"),
]
