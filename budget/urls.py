"""The addresses of the budget app."""

from django.urls import path

from budget import views

app_name = "budget"

urlpatterns = [
    path("budget/", views.overview, name="overview"),
    path("budget/proces/", views.process, name="process"),
    path("budget/<int:year>.csv", views.budget_csv, name="csv"),
    path("budget/<int:year>.xlsx", views.budget_xlsx, name="xlsx"),
    path("budget/<int:year>/mod/<int:other>/", views.comparison, name="comparison"),
    path("budget/<int:year>/mod/<int:other>.csv", views.budget_csv, name="comparison_csv"),
    path("budget/<int:year>/mod/<int:other>.xlsx", views.budget_xlsx, name="comparison_xlsx"),
]
