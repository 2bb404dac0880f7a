"""Oversight: who watches the administration, and what of it reaches the committee."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from committee.audit_deadline import Deadline, NotADateError, deadline, parse_day
from committee.models import MeetingSession, Provision, SupervisoryBody
from portal import clock
from portal.awaiting import awaits
from portal.content import provenance
from portal.filters import Asked, Filter, Selection, asked
from portal.kept import kept
from portal.prose import Prose
from portal.requests import PortalRequest


class Timed(NamedTuple):
    """What the committee hears within a number of days."""

    what: str
    days_to_committee: int


@require_safe
def oversight(request: PortalRequest) -> HttpResponse:
    """Every body with what it watches and what the committee hears of it, narrowed by subject; the audit deadline.

    Template `committee/oversight.html`, fragment `#result`; context: `result`, `timed` (of the reporting with a
    deadline what it is and its days), `received`, `deadline`, `error`, `updated`, `source`.
    """
    said = _oversight(asked(request.GET, "emne"), bool(request.htmx))
    if request.htmx:
        return HttpResponse(said["result"])
    answer = _deadline(said["timed"], request.GET.get("modtaget", ""))
    return render(request, "committee/oversight.html", {**said, **answer})


@kept
def _oversight(choice: Asked, fragment: bool) -> dict[str, Any]:
    """The bodies that watch what is chosen."""
    everyone = list(SupervisoryBody.objects.with_reports())
    selection = Selection([_by_subject(everyone)], dict(choice))
    bodies = selection.select(everyone)
    reports = [report for body in everyone for report in body.reportings.all()]
    timed = next((Timed(report.what, report.days_to_committee) for report in reports if report.days_to_committee), None)
    context = {
        "bodies": bodies,
        "said": _said(bodies, everyone, selection.labels()),
        "selection": selection,
        "filters": selection.options(everyone),
        "fragment": fragment,
        "awaiting": awaits(*bodies, *(report for body in bodies for report in body.reportings.all())),
    }
    result = render_to_string("committee/oversight.html#result", context)
    return {"result": result, "timed": timed, **provenance(*everyone)}


@require_safe
def body(request: PortalRequest, slug: str) -> HttpResponse:
    """One body: its powers, its reports to the committee, its units and its provisions.

    Template `committee/body.html`; context: `body`, `main`, `awaiting`.
    """
    return render(request, "committee/body.html", _body(slug, clock.today()))


@kept
def _body(slug: str, today: dt.date) -> dict[str, Any]:
    everyone = list(SupervisoryBody.objects.select_related("part_of"))
    found = next((candidate for candidate in everyone if candidate.slug == slug), None)
    if found is None:
        raise Http404("Det tilsyn findes ikke.")
    prefetch_related_objects([found], "powers", "reportings", Provision.with_law())
    units, prose = [unit for unit in everyone if unit.part_of_id == found.pk], Prose(today)
    main = render_to_string("committee/body.html#main", {"body": found, "units": units, "prose": prose})
    awaiting = awaits(found, *units, *found.powers.all(), *found.reportings.all())
    return {"body": found, "main": main, "awaiting": awaiting, "explained": prose.explained()}


def _by_subject(bodies: list[SupervisoryBody]) -> Filter[SupervisoryBody]:
    watched = {subject for body in bodies for subject in body.subjects.all()}
    in_order = sorted(watched, key=lambda subject: (subject.order, subject.pk))
    return Filter("emne", "Emne", {subject.slug: subject.name for subject in in_order}, _watches)


def _said(shown: list[SupervisoryBody], everyone: list[SupervisoryBody], subjects: list[str]) -> str:
    if not subjects:
        return f"Alle {len(everyone)} tilsyn vises."
    return f"{subjects[0]}: {len(shown)} af {len(everyone)} tilsyn holder øje."


def _watches(body: SupervisoryBody, subject: str) -> bool:
    return any(watched.slug == subject for watched in body.subjects.all())


def _deadline(timed: Timed | None, typed: str) -> dict[str, dt.date | Deadline | str | None]:
    """What the calculator answers to the day that was typed."""
    answer: dict[str, dt.date | Deadline | str | None] = {"received": None, "deadline": None, "error": ""}
    if timed is None or not typed.strip():
        return answer
    try:
        day = parse_day(typed)
    except NotADateError as error:
        return {**answer, "error": str(error)}
    return {**answer, "received": day, "deadline": deadline(day, timed.days_to_committee, _sessions_after(day))}


def _sessions_after(day: dt.date) -> list[MeetingSession]:
    return list(MeetingSession.objects.filter(date__gt=day).select_related("meeting__plan")[:60])
