"""The addresses of the services app."""

from django.urls import URLPattern

app_name = "services"

urlpatterns: list[URLPattern] = []
