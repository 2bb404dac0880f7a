"""What is read without a line: the worker, the list of what it keeps, the search's words, and the page for the rest."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.content.records import ContentRevision
from portal.lib import clock
from portal.page_cache.release import release
from portal.search.index.document import AREAS
from portal.search.index.models import SearchDocument
from portal.views.public import public_pages

FILES = (
    "tokens.css",
    "portal.css",
    "portal.js",
    "news.js",
    "marked.js",
    "offline.js",
    "icons.svg",
    "icon-192.png",
    "django_htmx/htmx-2.min.js",
)
"""The static files that a page asks for."""
COMPACT = {"ensure_ascii": False, "separators": (",", ":")}


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served where it may answer for every page. Template `portal/sw.js`."""
    response = render(request, "portal/sw.js", content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@require_safe
def pages(request: HttpRequest) -> JsonResponse:
    """What to keep: `pages`, `files`, and `mark`, which changes with the content and with the release."""
    content = {
        "mark": f"{_release()}-{ContentRevision.current()}",
        "files": [static(name) for name in FILES],
        "pages": [
            reverse("portal:offline"),
            reverse("portal:offline_words"),
            *(page.address for page in public_pages()),
        ],
    }
    return JsonResponse(content, json_dumps_params=COMPACT)


@require_safe
def words(request: HttpRequest) -> JsonResponse:
    """What the search without a line looks in: `areas`, and of each record title, area, address, group with other
    names, and text."""
    rows = SearchDocument.objects.found_on(clock.today()).values_list(
        "title", "area", "address", "group", "synonyms", "text"
    )
    found = [[title, area, at, " ".join(filter(None, others)), text] for title, area, at, *others, text in rows]
    return JsonResponse({"areas": AREAS, "records": found}, json_dumps_params=COMPACT)


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that answers in the place of one that is not cached: it searches those that are.

    Template `portal/offline.html`.
    """
    return render(request, "portal/offline.html")


@cache
def _release() -> str:
    return release()
