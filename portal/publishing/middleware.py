"""Marks the answers that may be kept, high in Django's middleware."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

KEEP = "X-Portal-Keep"
"""Internal header: Unix time until which the page is true for its revision and day; it never leaves the process."""
FOREVER = 4102444800.0
LARGEST_KEPT = 2_000_000


def true_until(response: HttpResponse, moment: dt.datetime | None) -> HttpResponse:
    """Say that the page stops being true at `moment` although nothing is edited: when a meeting ends."""
    if moment is not None:
        response.headers[KEEP] = str(moment.timestamp())
    return response


class PublishingMiddleware:
    """Says of a response that it may be kept: public, the same for everybody, and whole."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_public(request, response):
            del response.headers[KEEP]
            if not response.has_header("Cache-Control"):
                response.headers["Cache-Control"] = "private, no-store"
            return response
        patch_vary_headers(response, ["HX-Request", "HX-Current-URL"])
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "public, no-cache"
        response.headers.setdefault(KEEP, str(FOREVER))
        return response


def is_public(request: HttpRequest, response: HttpResponse) -> bool:
    """True for an impersonal answer to somebody who is not signed in."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and is_impersonal(request, response)


def is_impersonal(request: HttpRequest, response: HttpResponse) -> bool:
    """True for a whole answer that holds nothing of one person: no session read, no cookie, no form token."""
    return (
        request.method in {"GET", "HEAD"}
        and response.status_code == 200
        and not response.streaming
        and len(response.content) <= LARGEST_KEPT
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not getattr(getattr(request, "session", None), "accessed", False)
        and not {"private", "no-store"} & set(response.get("Cache-Control", "").replace(" ", "").split(","))
    )
