"""Storefront addresses, included at the root."""

from django.urls import path

from shop_demo import views

app_name = "shop"
urlpatterns = [
    path("", views.product_list, name="home"),
    path("products/<slug:slug>/", views.product_detail, name="product"),
    path("about/", views.about, name="about"),
]
