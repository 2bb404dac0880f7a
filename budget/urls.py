"""The addresses of the budget app."""

from django.urls import path

from budget import views

app_name = "budget"

urlpatterns = [
    path("budget/", views.overview, name="overview"),
    path("budget/proces/", views.process, name="process"),
]
