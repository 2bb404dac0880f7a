"""The portal on paper: the whole guide and each chapter as a page and as a PDF; the meeting plan and what is taken to a
meeting as PDFs."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee.models import Committee, Meeting
from portal.content.records import ContentRevision
from portal.http import number
from portal.lib import clock
from portal.models import Chapter
from portal.pages.awaiting import NOTE
from portal.printing.document import PrintDocument
from portal.printing.pdf.content import record_meta
from portal.printing.pdf.paper import Cover, PaperError, guide_pdf, plan_pdf
from portal.printing.sections.pack import chapter_document, meeting_pack
from portal.printing.sections.plan import HEAD, plan_for
from portal.printing.sections.whole import build_document

_log = logging.getLogger(__name__)


@require_safe
def print_page(request: HttpRequest) -> HttpResponse:
    """Every chapter and record on one page: cover, contents, text; nothing folded.

    Template `portal/print.html`; context: `document`, `awaiting`, `revision`.
    """
    return _page(request, build_document(clock.today()))


@require_safe
def chapter_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One chapter on a page of its own, for print. Template `portal/print.html`; context: `chapter` too."""
    chapter = get_object_or_404(Chapter.objects.published(), slug=slug)
    return _page(request, chapter_document(chapter, clock.today()), chapter)


@require_safe
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a tagged PDF."""
    if request.GET:
        return _without_unknown(request)
    found = get_object_or_404(Chapter.objects.published(), slug=slug)
    committee, day = Committee.current(), clock.today()
    document = chapter_document(found, day)
    lines = [f"Et kapitel af velkomstguiden til {committee}"] if committee else []
    cover = _cover(request, found.title, lines, committee, day, NOTE if document.awaiting else "")
    return _file(request, f"{found.slug}.pdf", lambda: guide_pdf(document, cover))


@require_safe
def pack(request: HttpRequest, slug: str) -> HttpResponse:
    """A meeting with all that is read for it, as a tagged PDF."""
    if request.GET:
        return _without_unknown(request)
    meetings = Meeting.objects.published().select_related("plan__committee", "kind")
    meeting, day = get_object_or_404(meetings, slug=slug), clock.today()
    document = meeting_pack(meeting, day)
    cancelled = "AFLYST: " if meeting.is_cancelled else ""
    lines = [f"{cancelled}{meeting.dates()}".strip() or "Datoen er ikke sat endnu", meeting.shown_place]
    committee = meeting.plan.committee
    title = f"Mødepakke: {meeting.title}"
    cover = _cover(request, title, lines, committee, day, NOTE if document.awaiting else "")
    return _file(request, f"moedepakke-{meeting.slug}.pdf", lambda: guide_pdf(document, cover))


def _page(request: HttpRequest, document: PrintDocument, chapter: Chapter | None = None) -> HttpResponse:
    context = {"document": document, "awaiting": document.awaiting, "chapter": chapter}
    return render(request, "portal/print.html", context | {"revision": ContentRevision.current()})


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The same document as a tagged PDF."""
    if request.GET:
        return _without_unknown(request)
    committee, day = Committee.current(), clock.today()
    document = build_document(day)
    lines = [committee.municipality, f"Perioden {committee.term}"] if committee else []
    title = f"Velkomstguide til {committee or 'udvalget'}"
    cover = _cover(request, title, lines, committee, day, NOTE if document.awaiting else "")
    return _file(request, "velkomstguide.pdf", lambda: guide_pdf(document, cover))


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """A year's meetings on one sheet (A4); `?aar=2026`, without it the plan that the plan's page shows."""
    if not request.GET.keys() <= {"aar"}:
        return _without_unknown(request, "aar")
    year = request.GET.get("aar", "")
    paper = plan_for(clock.today(), number(year))
    if paper is None or (year and str(paper.plan.year) != year):
        raise Http404("Den mødeplan findes ikke.")
    cover = Cover(
        title=f"{paper.plan} for {paper.plan.committee}",
        lines=[paper.status, paper.place],
        author=paper.plan.committee.administration,
        day=paper.updated.date(),
        site=_site(request),
        address=f"{_site(request)}{request.path}",
        revision=ContentRevision.current(),
        meta=record_meta(paper.plan),
        note=NOTE if paper.awaiting else "",
    )
    calendar = f"{cover.site}{reverse('committee:calendar')}"
    rows, note, changed = paper.rows, paper.plan.note, paper.changed
    return _file(
        request,
        f"moedeplan-{paper.plan.year}.pdf",
        lambda: plan_pdf(HEAD, rows, note, calendar, changed, cover),
    )


def _cover(
    request: HttpRequest, title: str, lines: list[str], committee: Committee | None, day: dt.date, note: str
) -> Cover:
    return Cover(
        title=title,
        lines=lines,
        author=committee.administration if committee else "",
        day=day,
        site=_site(request),
        address=f"{_site(request)}{request.path}",
        revision=ContentRevision.current(),
        note=note,
    )


def _without_unknown(request: HttpRequest, *known: str) -> HttpResponse:
    """Redirect to the address that the document is cached by: nothing else in an address makes it again."""
    asked = [(name, request.GET[name]) for name in known if name in request.GET]
    return HttpResponseRedirect(f"{request.path}?{urlencode(asked)}" if asked else request.path)


def _site(request: HttpRequest) -> str:
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def _file(request: HttpRequest, name: str, make: Callable[[], bytes]) -> HttpResponse:
    """The document; where it could not be made, a 503 that says what to do. Template `portal/pdf_failed.html`."""
    try:
        content = make()
    except PaperError as error:
        _log.error("%s", error)
        failed = render(request, "portal/pdf_failed.html", status=503)
        failed.headers["Retry-After"] = "5"
        return failed
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
