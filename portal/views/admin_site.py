"""The admin site: Django's admin with the committee's name on it and a first page of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from portal.accounts import second_factor, unsaved
from portal.accounts.forms import AdminLoginForm
from portal.lib import clock


class PortalAdminSite(admin.AdminSite):
    """The secretariat's admin."""

    site_header = "Sekretariatets redaktion"
    site_title = "Redaktion"
    index_title = "Redaktion"
    index_template = "admin/desk.html"
    site_url = "/"
    enable_nav_sidebar = False
    login_form = AdminLoginForm
    login_template = "portal/sign_in.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff who have shown their second factor, where they have one or must have one."""
        return super().has_permission(request) and second_factor.is_verified(request.user)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Every view of the desk: who must have a second factor and has none is led to where it is made. A filter that
        only PostgreSQL finds to be nonsense (`?ip_address=x`) shows the whole list."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not request.user.is_authenticated:
                if request.headers.get("HX-Request"):
                    return HttpResponse(status=401)  # a fragment has no room for a sign-in
                if request.path not in (reverse("admin:logout"), reverse("admin:preview")):
                    return self.sign_in_first(request)
            if second_factor.requires_setup(request.user):
                return HttpResponseRedirect(reverse("admin:second_factor"))
            try:
                return guarded(request, *args, **kwargs)
            except (ValueError, OverflowError, DataError):
                if request.method != "GET" or not request.GET:
                    raise
                messages.warning(request, "Det filter findes ikke. Her er hele listen.")
                return HttpResponseRedirect(request.path)

        return update_wrapper(inner, guarded)

    def sign_in_first(self, request: HttpRequest) -> HttpResponse:
        """The session has ended: what was sent is carried through the sign-in. Template `portal/sign_in.html`; context,
        besides that of the sign-in: `kept`."""
        sent = unsaved.sent_by(request)
        form = {"form": self.login_form(request), "next": sent.address, "kept": unsaved.sealed(sent)}
        return TemplateResponse(request, self.login_template, {**self.each_context(request), **form}, status=403)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's; whoever brings what the last session could not save is given it, to save it now."""
        kept = request.POST.get("kept", "")
        answer = super().login(request, {"kept": kept, **(extra_context or {})})
        sent = unsaved.opened(kept)
        return unsaved.offer(request, sent) if sent and answer.status_code == 302 else answer

    def second_factor_view(self, request: HttpRequest) -> HttpResponse:
        """Where staff turn their second factor on and off. Template `admin/second_factor.html`."""
        from portal.admin.second_factor import second_factor_page

        known = super().has_permission(request) and (
            second_factor.requires_setup(request.user) or second_factor.is_verified(request.user)
        )
        if not known:
            return redirect_to_login(request.path, reverse("admin:login"))
        return second_factor_page(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page: what comes next, what awaits somebody, what happened. Template `admin/desk.html`."""
        from portal.admin import new_year, overview  # the records are there only when the apps are

        now = clock.now()
        found = {"overview": overview.for_user(request.user, now), "new_year": new_year.year_on(now.date())}
        return super().index(request, {**found, **(extra_context or {})})

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
            path("nyt-aar/", self.admin_view(self.new_year_view), name="new_year"),
            path("kladder/", self.admin_view(self.drafts_view), name="drafts"),
            path("totrin/", self.second_factor_view, name="second_factor"),
            path("gennemgang/", self.admin_view(self.unreviewed_view), name="unreviewed"),
        ]
        return [*extra, *super().get_urls()]

    def unconfirmed_view(self, request: HttpRequest) -> HttpResponse:
        """What awaits confirmation, kind by kind. Template `admin/unconfirmed.html`."""
        from portal.admin.confirming import unconfirmed_page

        return unconfirmed_page(request, self.each_context(request))

    def new_year_view(self, request: HttpRequest) -> HttpResponse:
        """What must be ready for the new year. Template `admin/new_year.html`."""
        from portal.admin.new_year import new_year_page

        return new_year_page(request, self.each_context(request))

    def unreviewed_view(self, request: HttpRequest) -> TemplateResponse:
        """Every record that nobody has looked at for a year. Template `admin/waiting.html`."""
        from portal.admin import overview

        found = overview.unreviewed(overview.allowed_to(request.user), clock.today() - overview.REVIEWED_WITHIN)
        return self._waiting(request, "Ikke gennemgået i et år", found)

    def drafts_view(self, request: HttpRequest) -> TemplateResponse:
        """Every draft and every new wording that waits. Template `admin/waiting.html`."""
        from portal.admin import overview

        found = overview.drafts(overview.allowed_to(request.user), clock.now())
        return self._waiting(request, "Ikke offentligt endnu", found)

    def _waiting(self, request: HttpRequest, title: str, found: list[Any]) -> TemplateResponse:
        context = {**self.each_context(request), "title": title, "waiting": found}
        return TemplateResponse(request, "admin/waiting.html", context)
