"""The portal on paper: the whole guide as one page and as a PDF, and the meeting plan as a PDF."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee.models import Committee
from portal import clock
from portal.awaiting import NOTE
from portal.pdf.content import record_meta
from portal.pdf.paper import Cover, guide_pdf, plan_pdf
from portal.views.paper.plan import HEAD, plan_for
from portal.views.paper.whole import build_document


@require_safe
def print_page(request: HttpRequest) -> HttpResponse:
    """Every chapter and record on one page: cover, contents, text; nothing folded.

    Template `portal/print.html`; context: `document`, `awaiting`.
    """
    document = build_document(clock.today())
    return render(request, "portal/print.html", {"document": document, "awaiting": document.awaiting})


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The same document as a tagged PDF."""
    committee, day = Committee.current(), clock.today()
    document = build_document(day)
    cover = Cover(
        title=f"Velkomstguide til {committee or 'udvalget'}",
        lines=[committee.municipality, f"Perioden {committee.term}"] if committee else [],
        author=committee.administration if committee else "",
        day=day,
        site=_site(request),
        note=NOTE if document.awaiting else "",
    )
    return _file(guide_pdf(document, cover), "velkomstguide.pdf")


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
    return _file(
        plan_pdf(HEAD, paper.rows, paper.plan.note, calendar, paper.changed, cover), f"moedeplan-{paper.plan.year}.pdf"
    )


def _site(request: HttpRequest) -> str:
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
