"""What other programs ask of the portal: search engines, and a telephone that puts it on its first screen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from committee.models import Committee
from portal.views.public import public_pages

ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"))
MASKABLE = ("icon-maskable-512.png", "512x512", "maskable")
BAND, PAPER = "#14284b", "#faf7f0"
"""The colours of the masthead and of the page, as in `static/tokens.css`."""


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page with the day of its last change (sitemaps.org). Template `portal/sitemap.xml`."""
    return render(request, "portal/sitemap.xml", {"pages": public_pages()}, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines leave alone, and where the sitemap is (RFC 9309). Template `portal/robots.txt`."""
    return render(request, "portal/robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The icon, for clients that ask where icons used to be before they read any page."""
    return redirect(static("icon-192.png"))


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What the portal is called and looks like among a telephone's programs (W3C Web Application Manifest)."""
    committee = Committee.current()
    name = committee.name if committee else "Portalen"
    icons = [
        {"src": static(file), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for file, sizes, purpose in (*ICONS, MASKABLE)
    ]
    icons.append({"src": static("icons.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"})
    content = {
        "id": "/",
        "name": f"{name}: introduktion for medlemmer",
        "short_name": name,
        "description": f"Guide, møder, indsatser, budget, jura og tilsyn for medlemmer af {name}.",
        "lang": "da",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": BAND,
        "background_color": PAPER,
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
