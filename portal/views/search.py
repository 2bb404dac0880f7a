"""The search over the whole portal."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.http import HtmxHttpRequest
from portal.lib import clock
from portal.page_cache.requests import is_searching
from portal.pages.search_page import SearchPage
from portal.search.query import misses

FIELD = "soegefelt"
"""The id of the search field: HTMX names it when it asks while one types."""


@require_safe
def search(request: HtmxHttpRequest) -> HttpResponse:
    """The records that answer `q`, over everything or in one area.

    Template `portal/search.html`, or its part `results` for HTMX; context: `page`, `is_part`.
    """
    page = SearchPage(request.GET, reverse("portal:search"), clock.today())
    is_part = bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request
    template = "portal/search.html#results" if is_part else "portal/search.html"
    response = render(request, template, {"page": page, "is_part": is_part})
    if page.query and page.is_vain:
        response.headers["Cache-Control"] = "no-store"
        if request.htmx.trigger != FIELD:
            misses.record(page.query, clock.today())
    if is_part:
        response.headers[address_header(request)] = request.get_full_path()
    return response


def address_header(request: HtmxHttpRequest) -> str:
    """A search that goes on replaces the last one in the address bar, so that Back leaves the search at once."""
    return "HX-Replace-Url" if is_searching(request.headers.get("HX-Current-URL", "")) else "HX-Push-Url"
