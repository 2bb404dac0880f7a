"""The portal on paper: the whole guide as one page and as a PDF, and the meeting plan as a PDF."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee.models import Committee
from portal import clock
from portal.awaiting import NOTE
from portal.kept import kept
from portal.pdf.content import record_meta
from portal.pdf.paper import Cover, guide_pdf, plan_pdf
from portal.views.paper.plan import HEAD, plan_for
from portal.views.paper.whole import whole

PLACE = b"<!--book-->"
"""Where the book goes in its page: as a value of the template it would be copied by every block around it."""


@require_safe
def print_page(request: HttpRequest) -> HttpResponse:
    """Every chapter and record on one page: cover, contents, text; nothing folded.

    Template `portal/print.html`; in the place of its `<!--book-->` comes `#book`, with the context `book`.
    Context: `awaiting`.
    """
    said = _book(clock.today())
    page = render(request, "portal/print.html", {"awaiting": said["awaiting"]})
    page.content = page.content.replace(PLACE, said["book"])
    return page


@kept
def _book(day: dt.date) -> dict[str, Any]:
    book = whole(day)
    return {"book": render_to_string("portal/print.html#book", {"book": book}).encode(), "awaiting": book.awaiting}


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The same book as a tagged PDF."""
    committee, day = Committee.current(), clock.today()
    book = whole(day)
    cover = Cover(
        title=f"Velkomstguide til {committee or 'udvalget'}",
        lines=[committee.municipality, f"Perioden {committee.term}"] if committee else [],
        author=committee.administration if committee else "",
        day=day,
        site=_site(request),
        note=NOTE if book.awaiting else "",
    )
    return _file(guide_pdf(book, cover), "velkomstguide.pdf")


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """A year's meetings on one sheet (A4); `?aar=2026`, without it the plan that the plan's page shows."""
    year = request.GET.get("aar", "")
    paper = plan_for(clock.today(), int(year) if year.isascii() and year.isdigit() else None)
    if paper is None or (year and str(paper.plan.year) != year):
        raise Http404("Den mødeplan findes ikke.")
    cover = Cover(
        title=f"{paper.plan} for {paper.plan.committee}",
        lines=[paper.status, paper.place],
        author=paper.plan.committee.administration,
        day=paper.updated.date(),
        site=_site(request),
        meta=record_meta(paper.plan),
        note=NOTE if paper.awaiting else "",
    )
    calendar = f"{cover.site}{reverse('committee:calendar')}"
    return _file(plan_pdf(HEAD, paper.rows, paper.plan.note, calendar, cover), f"moedeplan-{paper.plan.year}.pdf")


def _site(request: HttpRequest) -> str:
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
