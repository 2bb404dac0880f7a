"""The guide: its contents and its chapters."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.content.records import provenance
from portal.models import Chapter
from portal.pages.awaiting import awaits
from portal.pages.shown import shown_records
from portal.text import reading_time


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """All chapters with their sections and reading times.

    Template `portal/guide.html`; context: `chapters`, `minutes`, `awaiting`, `updated`, `source`.
    """
    chapters = Chapter.objects.published().with_published("sections")
    context = {
        "chapters": chapters,
        "minutes": reading_time.minutes(sum(chapter.words for chapter in chapters)),
        "awaiting": awaits(*chapters),
        **provenance(*chapters, *(section for chapter in chapters for section in chapter.sections.all())),
    }
    return render(request, "portal/guide.html", context)


@require_safe
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    """A chapter with its sections, their key figures and the records that they show, between the chapters around it.

    Template `portal/chapter.html`; context: `chapter`, `sections`, `parts` (each section with the records that it
    shows), `minutes`, `previous`, `next`, `awaiting`, `updated`, `source`.
    """
    chapters = list(Chapter.objects.published())
    place = next((index for index, other in enumerate(chapters) if other.slug == slug), None)
    if place is None:
        raise Http404("Det kapitel findes ikke.")
    found = chapters[place]
    sections = found.sections.published().with_published("figures")
    parts = [(section, shown_records(section)) for section in sections]
    figures = [figure for section in sections for figure in section.figures.all()]
    context = {
        "chapter": found,
        "sections": sections,
        "parts": parts,
        "minutes": reading_time.minutes(sum(section.words for section in sections)),
        "previous": chapters[place - 1] if place else None,
        "next": chapters[place + 1] if place + 1 < len(chapters) else None,
        "awaiting": awaits(found, *sections, *figures, *(one for _, shown in parts for one in shown)),
        **provenance(found, *sections),
    }
    return render(request, "portal/chapter.html", context)
