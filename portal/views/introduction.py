"""The member's own way through the guide."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.models import Chapter
from portal.text import reading_time


@require_safe
def introduction(request: HttpRequest) -> HttpResponse:
    """The sections in reading order as a checklist; what has been read is stored in the browser alone.

    Template `portal/introduction.html`; context: `chapters`, `sections` (how many), `minutes`.
    """
    chapters = Chapter.objects.published().with_published("sections")
    context = {
        "chapters": chapters,
        "sections": sum(len(chapter.sections.all()) for chapter in chapters),
        "minutes": reading_time.minutes(sum(chapter.words for chapter in chapters)),
    }
    return render(request, "portal/introduction.html", context)
