"""The guide: its contents and its chapters."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from portal import reading_time
from portal.awaiting import awaits
from portal.content import provenance
from portal.kept import kept
from portal.kept_queries import KeptRecords, Part
from portal.models import Chapter, KeyFigure, Section

_SECTIONS = KeptRecords(lambda key: Section.objects.filter(chapter=key), Part(Section, ""))
_NUMBERS = KeptRecords(
    lambda key: Section.figures.through._default_manager.filter(section__chapter=key).order_by(
        "keyfigure__order", "keyfigure"
    ),
    Part(Section.figures.through, "", "section"),
    Part(KeyFigure, "keyfigure"),
)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """All chapters with their sections and reading times.

    Template `portal/guide.html`; context: `main`, `awaiting`, `updated`, `source`.
    """
    return render(request, "portal/guide.html", _guide())


@kept
def _guide() -> dict[str, Any]:
    chapters = list(Chapter.objects.prefetch_related("sections"))
    minutes = reading_time.minutes(sum(chapter.words for chapter in chapters))
    main = render_to_string("portal/guide.html#main", {"chapters": chapters, "minutes": minutes})
    sections = [section for one in chapters for section in one.sections.all()]
    return {"main": main, "awaiting": awaits(*chapters), **provenance(*chapters, *sections)}


@require_safe
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    """A chapter with its sections and their key figures, between the chapters before and after it.

    Template `portal/chapter.html`; context: `chapter`, `sections` (each with its `numbers`), `minutes`, `previous`,
    `next`, `awaiting`, `updated`, `source`.
    """
    chapters = Chapter.in_order()
    place = next((index for index, other in enumerate(chapters) if other.slug == slug), None)
    if place is None:
        raise Http404("Det kapitel findes ikke.")
    found = chapters[place]
    sections = _sections(found)
    context = {
        "chapter": found,
        "sections": sections,
        "minutes": reading_time.minutes(sum(section.words for section in sections)),
        "previous": chapters[place - 1] if place else None,
        "next": chapters[place + 1] if place + 1 < len(chapters) else None,
        "awaiting": awaits(found, *sections, *(figure for section in sections for figure in section.numbers)),
        **provenance(found, *sections),
    }
    return render(request, "portal/chapter.html", context)


def _sections(chapter: Chapter) -> list[Section]:
    """The chapter's sections, each with its key figures as `numbers`: two queries."""
    sections = _SECTIONS.records(chapter.pk)
    numbers = [(link.section_id, figure) for link, figure in _NUMBERS.rows(chapter.pk)]
    for section in sections:
        section.numbers = [figure for section_id, figure in numbers if section_id == section.pk]
    return sections
