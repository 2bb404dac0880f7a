"""Oversight: who watches the administration, and what of it reaches the committee."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from committee.audit_deadline import Deadline, NotADateError, deadline, parse_day
from committee.models import MeetingSession, Reporting, SupervisoryBody
from portal.content.records import provenance
from portal.http import HtmxHttpRequest
from portal.pages.awaiting import awaits
from portal.pages.filters import Filter, Selection


@require_safe
def oversight(request: HtmxHttpRequest) -> HttpResponse:
    """Every body with what it watches and what the committee hears of it, narrowed by subject; the audit deadline.

    Template `committee/oversight.html`, fragment `#result`; context: `bodies`, `selection`, `filters`, `result_text`,
    `timed`
    (the report that has a deadline), `received`, `deadline`, `error`, `awaiting`, `updated`, `source`.
    """
    everyone = list(SupervisoryBody.objects.published().with_reports())
    selection = Selection([_by_subject(everyone)], request.GET)
    bodies = selection.select(everyone)
    timed = next((report for report in _reports(everyone) if report.days_to_committee), None)
    context = {
        "bodies": bodies,
        "result_text": _result_text(bodies, everyone, selection.labels()),
        "selection": selection,
        "filters": selection.options(everyone),
        "timed": timed,
        "awaiting": awaits(*bodies, *_reports(bodies)),
        **_deadline(timed, request.GET.get("modtaget", "")),
        **provenance(*everyone),
    }
    template = "committee/oversight.html#result" if request.htmx else "committee/oversight.html"
    return render(request, template, context)


@require_safe
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """One body: its powers, its reports to the committee, its units and its provisions.

    Template `committee/body.html`; context: `body`, `awaiting`.
    """
    found = get_object_or_404(SupervisoryBody.objects.published().with_parts(), slug=slug)
    awaiting = awaits(found, *found.units.all(), *found.powers.all(), *found.reportings.all())
    return render(request, "committee/body.html", {"body": found, "awaiting": awaiting})


def _reports(bodies: list[SupervisoryBody]) -> list[Reporting]:
    return [report for body in bodies for report in body.reportings.all()]


def _by_subject(bodies: list[SupervisoryBody]) -> Filter[SupervisoryBody]:
    watched = {subject for body in bodies for subject in body.subjects.all()}
    in_order = sorted(watched, key=lambda subject: (subject.order, subject.pk))
    return Filter("emne", "Emne", {subject.slug: subject.name for subject in in_order}, _watches)


def _result_text(shown: list[SupervisoryBody], everyone: list[SupervisoryBody], subjects: list[str]) -> str:
    if not subjects:
        return f"Alle {len(everyone)} tilsyn vises."
    return f"{subjects[0]}: {len(shown)} af {len(everyone)} tilsyn holder øje."


def _watches(body: SupervisoryBody, subject: str) -> bool:
    return any(watched.slug == subject for watched in body.subjects.all())


def _deadline(timed: Reporting | None, typed: str) -> dict[str, dt.date | Deadline | str | None]:
    """Return what the calculator answers to the day that was typed."""
    answer: dict[str, dt.date | Deadline | str | None] = {"received": None, "deadline": None, "error": ""}
    if timed is None or timed.days_to_committee is None or not typed.strip():
        return answer
    try:
        day = parse_day(typed)
    except NotADateError as error:
        return {**answer, "error": str(error)}
    return {**answer, "received": day, "deadline": deadline(day, timed.days_to_committee, _sessions_after(day))}


def _sessions_after(day: dt.date) -> list[MeetingSession]:
    sessions = MeetingSession.objects.published().filter(date__gt=day)
    return list(sessions.select_related("meeting__plan", "meeting__kind")[:60])
