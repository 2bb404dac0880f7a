"""Every published address, in one place."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.views.urls")),
    path("", include("committee.urls")),
    path("", include("services.urls")),
    path("", include("budget.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.lib.errors.bad_request"
handler500 = "portal.lib.errors.server_error"
