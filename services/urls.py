"""The addresses of the services app."""

from django.urls import path

from services import views

app_name = "services"

urlpatterns = [
    path("indsatstrappen/", views.ladder, name="ladder"),
    path("indsatser/<slug:slug>/", views.service, name="service"),
]
