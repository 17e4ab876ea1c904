"""Storefront addresses, included at the root."""

from django.urls import path

app_name = "shop"
urlpatterns: list = []
