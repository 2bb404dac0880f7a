"""Kept pages when the portal is for members only: asked for after the sign-in, and on a shelf of their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from portal.publishing.middleware import FOREVER, KEEP, is_impersonal
from portal.publishing.revision import DatabaseAwayError
from portal.publishing.shelf import Shelf, accepted_encoding, is_short
from portal.publishing.store import Address, KeptPage, fragment_of


class MembersPagesMiddleware:
    """Answers a signed-in member with a kept page. A page in whose making the person, the session or a form token was
    looked at is never kept; a browser and a proxy are told to keep none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse], shelf: Shelf | None = None) -> None:
        if not settings.MEMBERS_ONLY:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.shelf = shelf or Shelf()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = _address(request)
        if address is None or not request.user.is_authenticated:
            return self.get_response(request)
        request.is_admitted = True  # type: ignore[attr-defined]
        now = time.time()
        try:
            edition = self.shelf.edition(now)
        except DatabaseAwayError:
            return self.get_response(request)
        page = self.shelf.find(address, edition, now)
        if page is None:
            response, impersonal = self._render(request)
            if not impersonal:
                return response
            until = float(response.headers.get(KEEP, FOREVER))
            page = self.shelf.put(address, edition, until, list(response.items()), response.content)
        return _answer(page, request)

    def _render(self, request: HttpRequest) -> tuple[HttpResponse, bool]:
        """The answer, and whether it would be the same for every member."""
        person = request.user
        looked_at: list[bool] = []

        def look() -> Any:
            looked_at.append(True)
            return person

        request.user = cast(Any, SimpleLazyObject(look))
        request.session.accessed = False
        response = self.get_response(request)
        impersonal = not looked_at and is_impersonal(request, response)
        request.user, request.session.accessed = person, True
        return response, impersonal


def _address(request: HttpRequest) -> Address | None:
    """The address of a page that may be kept; None for everything else, and for whoever has no session."""
    path, query = request.path_info, request.META.get("QUERY_STRING", "")
    if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    if not is_short(path, query):
        return None
    host = f"{request.scheme}://{request.get_host()}"
    fragment = fragment_of(request.META)
    return None if fragment is None else Address(host, path, query, fragment)


def _answer(page: KeptPage, request: HttpRequest) -> HttpResponse:
    body, headers = page.variant(accepted_encoding(request.headers.get("Accept-Encoding", "")))
    kept = {name: value for name, value in headers if name.lower() not in {"etag", "cache-control"}}
    return HttpResponse(body, headers={**kept, "Cache-Control": "private, no-store"})
