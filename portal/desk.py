"""The desk: Django's admin with the committee's name on it and a first page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path, reverse

from portal import clock


class Desk(admin.AdminSite):
    """The secretariat's admin."""

    site_header = "Sekretariatets skrivebord"
    site_title = "Skrivebordet"
    index_title = "Skrivebordet"
    index_template = "admin/desk.html"
    site_url = "/"
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page: what comes next, what awaits somebody, what happened. Template `admin/desk.html`."""
        from portal.admin import overview  # the records are there only when the apps are

        found = overview.for_user(request.user, clock.now())
        return super().index(request, {"overview": found, **(extra_context or {})})

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's, but the page opens at its top: a reader hears where she is, and the skip link is the first stop."""
        from django.contrib.auth.views import PasswordChangeView

        from portal.admin.accounts import CalmPasswordChangeForm

        return PasswordChangeView.as_view(
            form_class=CalmPasswordChangeForm,
            template_name="registration/password_change_form.html",
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )(request)

    def get_urls(self) -> list[Any]:
        from portal.admin.preview import preview

        extra = [
            path("forhaandsvis/", self.admin_view(preview), name="preview"),
            path("bekraeft/", self.admin_view(self.unconfirmed_view), name="unconfirmed"),
            path("gennemgang/", self.admin_view(self.unreviewed_view), name="unreviewed"),
        ]
        return [*extra, *super().get_urls()]

    def unconfirmed_view(self, request: HttpRequest) -> TemplateResponse:
        """Every record that awaits confirmation. Template `admin/waiting.html`."""
        from portal.admin import overview

        found = overview.unconfirmed(overview.allowed_to(request.user))
        return self._waiting(request, "Skal bekræftes", found)

    def unreviewed_view(self, request: HttpRequest) -> TemplateResponse:
        """Every record that nobody has looked at for a year. Template `admin/waiting.html`."""
        from portal.admin import overview

        found = overview.unreviewed(overview.allowed_to(request.user), clock.today() - overview.REVIEWED_WITHIN)
        return self._waiting(request, "Ikke gennemgået i et år", found)

    def _waiting(self, request: HttpRequest, title: str, found: list[Any]) -> TemplateResponse:
        context = {**self.each_context(request), "title": title, "waiting": found}
        return TemplateResponse(request, "admin/waiting.html", context)
