"""The addresses of the budget app."""

from django.urls import URLPattern

app_name = "budget"

urlpatterns: list[URLPattern] = []
