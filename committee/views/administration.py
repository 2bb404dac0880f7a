"""The administration's centres and the councils."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from committee.models import AdvisoryCouncil, Centre
from portal.content import provenance
from portal.models import Section


@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """The centres with the services they run, and the councils.

    Template `committee/administration.html`; context: `centres`, `councils`.
    """
    sections = Prefetch("sections", Section.objects.select_related("chapter"))
    centres = list(Centre.objects.prefetch_related("services"))
    councils = list(AdvisoryCouncil.objects.prefetch_related(sections))
    context = {"centres": centres, "councils": councils, **provenance(*centres, *councils)}
    return render(request, "committee/administration.html", context)
