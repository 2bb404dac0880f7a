"""The portal for members only: who may come in where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect

from portal.models import CalendarKey

View = TypeVar("View", bound=Callable[..., Any])

OPEN = {
    *("portal:login", "portal:logout", "portal:welcome", "portal:forgotten"),
    *("portal:confirm_subscription", "portal:stop_subscription"),
    *("portal:healthz", "portal:readyz"),
    *("portal:privacy", "portal:accessibility", "portal:was"),
    "portal:preview_link",  # the link is the key
    *("portal:manifest", "portal:worker", "portal:robots", "portal:favicon"),
    "admin:login",
}
"""The pages that nobody signs in for; static files are answered before."""
REFUSED = "Adressen til kalenderen gælder ikke længere. Log ind på portalen, og hent en ny på din konto.\n"


def opened_by_key(view: View) -> View:
    """Mark a view that a personal key in the address (`?noegle=`) opens: a calendar cannot sign in."""
    view.opened_by_key = True  # type: ignore[attr-defined]  # a mark on a function
    return view


class MembersOnlyMiddleware(LoginRequiredMiddleware):
    """Asks everybody to sign in when MEMBERS_ONLY is set; otherwise it does nothing."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = cast(HttpResponse, super().__call__(request))
        is_missing = response.status_code == 404 and not _is_open(request)
        if settings.MEMBERS_ONLY and is_missing and not request.user.is_authenticated:
            return self.handle_no_permission(request, None)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not settings.MEMBERS_ONLY or _is_open(request):
            return None
        if request.method == "POST" and name.startswith("admin:"):
            return None  # the desk lets nobody in either, and keeps what was sent
        if "noegle" in request.GET and hasattr(view, "opened_by_key") and not request.user.is_authenticated:
            return _by_key(request, view, args, kwargs)
        return super().process_view(request, view, args, kwargs)

    def handle_no_permission(self, request: HttpRequest, view: Any) -> Any:
        """To the sign-in page; a fragment's reader is sent there as a whole page, and back to the page it was on."""
        if request.headers.get("HX-Request") == "true":
            request.path, request.META["QUERY_STRING"] = _page_of(request.headers.get("HX-Current-URL", ""))
            request.path_info = request.path
            return HttpResponseClientRedirect(super().handle_no_permission(request, view)["Location"])
        return super().handle_no_permission(request, view)


def _is_open(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name in OPEN


def _page_of(address: str) -> tuple[str, str]:
    """Path and query of the page that a fragment's reader is on; the front page where the address is none."""
    try:
        page = urlsplit(address)
    except ValueError:
        return "/", ""
    return page.path or "/", page.query


def _by_key(
    request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    """Return the view's answer for the holder of the key; never cached, so that a revoked key opens nothing."""
    if CalendarKey.objects.that_opens(request.GET["noegle"]) is None:
        return HttpResponse(REFUSED, status=403, content_type="text/plain; charset=utf-8")
    response: HttpResponse = view(request, *args, **kwargs)
    response.headers["Cache-Control"] = "private, no-store"
    return response
