"""The member's own way through the guide."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from portal import reading_time
from portal.kept import kept
from portal.models import Chapter


@require_safe
def introduction(request: HttpRequest) -> HttpResponse:
    """The sections in reading order as a checklist; what is read is kept in the browser alone.

    Template `portal/introduction.html`; context: `main`, `sections` (how many), `minutes`.
    """
    return render(request, "portal/introduction.html", _introduction())


@kept
def _introduction() -> dict[str, Any]:
    chapters = list(Chapter.objects.prefetch_related("sections"))
    sections = sum(len(chapter.sections.all()) for chapter in chapters)
    main = render_to_string("portal/introduction.html#main", {"chapters": chapters, "sections": sections})
    minutes = reading_time.minutes(sum(chapter.words for chapter in chapters))
    return {"main": main, "sections": sections, "minutes": minutes}
