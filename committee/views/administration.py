"""The administration's centres and the councils."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from committee.models import AdvisoryCouncil, Centre
from portal import clock
from portal.awaiting import awaits
from portal.content import provenance
from portal.kept import kept
from portal.models import Section
from portal.prose import Prose


@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """The centres with the services they run, and the councils.

    Template `committee/administration.html`; context: `main`, `everyone`, `awaiting`, `updated`, `source`.
    """
    return render(request, "committee/administration.html", _administration(clock.today()))


@kept
def _administration(today: dt.date) -> dict[str, Any]:
    sections = Prefetch("sections", Section.objects.select_related("chapter"))
    centres = list(Centre.objects.prefetch_related("services"))
    councils = list(AdvisoryCouncil.objects.prefetch_related(sections))
    prose = Prose(today)
    everyone = [*centres, *councils]
    context = {"centres": centres, "councils": councils, "everyone": everyone, "prose": prose}
    main = render_to_string("committee/administration.html#main", context)
    said = {"main": main, "everyone": everyone, "awaiting": awaits(*everyone), "explained": prose.explained()}
    return said | provenance(*everyone)
