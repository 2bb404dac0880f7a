"""The meeting plan and each meeting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

from budget.models import ProcessStep
from budget.stages import budget_year, stage_on
from committee.agenda import changes_at, next_meeting, nothing_ahead, state_of
from committee.models import Meeting, MeetingPlan, MeetingSession
from committee.reading import minutes, reading_list
from committee.year_plan import by_quarter, choose_plan, filters, planned
from portal import clock
from portal.filters import Selection
from portal.publishing.middleware import true_until


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """A year's meetings, the next one first, narrowed by kind and by coming or past.

    Template `committee/plan.html`, fragment `#meetings`; context: `plan`, `plans`, `next`, `nothing_ahead`,
    `selection`, `filters`, `quarters`, `shown`.
    """
    moment = clock.wall_clock()
    plans = list(MeetingPlan.objects.all())
    found = choose_plan(plans, request.GET.get("aar", ""), moment.year)
    rows = planned(Meeting.objects.of_plan(found), moment)
    sessions = [session for row in rows for session in row.sessions]
    selection = Selection(filters(plans), request.GET)
    shown = selection.select(rows)
    context = {
        "plan": found,
        "plans": plans,
        "next": next_meeting(sessions, moment),
        "nothing_ahead": nothing_ahead(found.year, found.next_expected) if found else nothing_ahead(None),
        "selection": selection,
        "filters": selection.options(rows)[1:],
        "quarters": by_quarter(shown),
        "shown": shown,
    }
    template = f"committee/plan.html{'#meetings' if request.htmx else ''}"
    return _until_it_turns(render(request, template, context), sessions, moment)


@require_safe
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting: when and where, what to read before it, and where the budget stands.

    Template `committee/meeting.html`; context: `meeting`, `sessions`, `state`, `changes`, `reading`, `minutes`,
    `previous`, `next`, `stage`, `stage_year`.
    """
    moment = clock.wall_clock()
    found = get_object_or_404(Meeting.objects.select_related("plan__committee").prefetch_related("changes"), slug=slug)
    of_year = list(MeetingSession.objects.of_year(found.plan.year))
    sessions = [session for session in of_year if session.meeting_id == found.pk]
    reading = reading_list(found)
    previous, following = _neighbours(found, of_year)
    context = {
        "meeting": found,
        "committee": found.plan.committee,
        "sessions": sessions,
        "state": state_of(sessions, moment),
        "changes": found.changes.all(),
        "reading": reading,
        "minutes": minutes(row for group in reading for row in group.readings),
        "previous": previous,
        "next": following,
        **(_stage_on(sessions[0].date) if sessions else {}),
    }
    return _until_it_turns(render(request, "committee/meeting.html", context), sessions, moment)


def _neighbours(meeting: Meeting, sessions: list[MeetingSession]) -> tuple[Meeting | None, Meeting | None]:
    """The meetings before and after in the plan; None at its ends, and for a meeting without a date."""
    order = list({session.meeting_id: session.meeting for session in sessions}.values())
    place = next((index for index, other in enumerate(order) if other.pk == meeting.pk), None)
    if place is None:
        return None, None
    return order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None


def _stage_on(day: dt.date) -> dict[str, Any]:
    """Where the budget stands on the meeting's day, and which year's budget it is."""
    stage = stage_on(ProcessStep.objects.filter(is_stage=True), day)
    return {"stage": stage, "stage_year": budget_year(stage, day) if stage else None}


def _until_it_turns(response: HttpResponse, sessions: list[MeetingSession], moment: dt.datetime) -> HttpResponse:
    """Let the page be kept until a session begins or ends, when it says something else."""
    turn = changes_at(sessions, moment)
    return true_until(response, make_aware(turn) if turn else None)
