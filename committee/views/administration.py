"""The administration's centres and the councils."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from committee.models import AdvisoryCouncil, Centre
from portal.content.records import provenance
from portal.pages.awaiting import awaits


@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """The centres with the services they run, and the councils.

    Template `committee/administration.html`; context: `centres`, `councils`, `everyone` (both), `awaiting`, `updated`,
    `source`.
    """
    centres = Centre.objects.published().with_published("services")
    councils = AdvisoryCouncil.objects.published().with_published("sections__chapter")
    everyone = [*centres, *councils]
    context = {
        "centres": centres,
        "councils": councils,
        "everyone": everyone,
        "awaiting": awaits(*everyone),
        **provenance(*everyone),
    }
    return render(request, "committee/administration.html", context)
