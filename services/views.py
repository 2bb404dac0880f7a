"""The ladder and each service on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from services.models import Service, Step


def ladder(request: HttpRequest) -> HttpResponse:
    """The steps with their services.

    Template `services/ladder.html`; context: `steps`.
    """
    return render(request, "services/ladder.html", {"steps": Step.objects.prefetch_related("services")})


def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service.

    Template `services/service.html`; context: `service`.
    """
    found = get_object_or_404(Service.objects.select_related("step", "centre"), slug=slug)
    return render(request, "services/service.html", {"service": found})
