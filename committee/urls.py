"""The addresses of the committee app."""

from django.urls import URLPattern

app_name = "committee"

urlpatterns: list[URLPattern] = []
