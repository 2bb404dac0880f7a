"""About the portal: what it is, what it keeps of its readers, how accessible it is."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the portal is and where its content comes from. Template `portal/about.html`."""
    return render(request, "portal/about.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the portal keeps of its readers and for how long. Template `portal/privacy.html`; context: `idle_minutes`,
    `sign_ins_kept` (days)."""
    context = {"idle_minutes": settings.SESSION_COOKIE_AGE // 60, "sign_ins_kept": settings.SIGN_INS_KEPT_DAYS}
    return render(request, "portal/privacy.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that holds until the official one is published. Template `portal/accessibility.html`."""
    return render(request, "portal/accessibility.html")


@require_safe
def was(request: HttpRequest) -> HttpResponse:
    """Lead to the accessibility statement: the official address where the settings name one, else our own page."""
    return HttpResponseRedirect(settings.WAS_URL or reverse("portal:accessibility"))
