"""What Django's middleware says of an answer: may it be cached, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

CACHE_UNTIL = "X-Portal-Cache-Until"
"""Internal header: Unix time until which the page is true for its revision and day. It never leaves the process."""
FOREVER = 4102444800.0
MAX_CACHED = 2_000_000
"""Bytes of a page that is cached."""


def cache_until(response: HttpResponse, moment: dt.datetime | None) -> HttpResponse:
    """Say that the page stops being true at `moment` although nothing is edited: when a meeting ends."""
    if moment is not None:
        response.headers[CACHE_UNTIL] = str(moment.timestamp())
    return response


class PublicPageMiddleware:
    """Allows the cache to keep an answer that is public, whole, and the same for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_public(request, response):
            del response.headers[CACHE_UNTIL]
            if not response.has_header("Cache-Control"):
                response.headers["Cache-Control"] = "private, no-store"
            return response
        patch_vary_headers(response, ["HX-Request", "HX-Current-URL"])
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "public, no-cache"
        response.headers.setdefault(CACHE_UNTIL, str(FOREVER))
        return response


def is_public(request: HttpRequest, response: HttpResponse) -> bool:
    """True for an answer that holds nothing of one person: no session, no cookie, no form token, nobody signed in."""
    return (
        not settings.MEMBERS_ONLY
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and request.method in {"GET", "HEAD"}
        and response.status_code == 200
        and not response.streaming
        and len(response.content) <= MAX_CACHED
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not getattr(getattr(request, "session", None), "accessed", False)
        and not {"private", "no-store"} & set(response.get("Cache-Control", "").replace(" ", "").split(","))
    )
