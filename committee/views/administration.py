"""The administration's centres and the councils."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from committee.models import AdvisoryCouncil, Centre
from portal.content.records import provenance
from portal.models import Section
from portal.pages.awaiting import awaits


@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """The centres with the services they run, and the councils under the guide's section about all of them.

    Template `committee/administration.html`; context: `centres`, `councils`, `everyone` (both), `of_councils` (the
    section; None without one), `awaiting`, `updated`, `source`.
    """
    centres = Centre.objects.published().with_published("services")
    councils = AdvisoryCouncil.objects.published().with_published("sections__chapter")
    everyone = [*centres, *councils]
    of_councils = Section.objects.published().filter(shows=Section.Shows.COUNCILS).first()
    told = [*everyone, of_councils] if of_councils else everyone
    context = {
        "centres": centres,
        "councils": councils,
        "everyone": everyone,
        "of_councils": of_councils,
        "awaiting": awaits(*told),
        **provenance(*told),
    }
    return render(request, "committee/administration.html", context)
