"""The meeting plan and each meeting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

from budget.models import ProcessStep
from budget.stages import budget_year, stage_on
from committee.agenda import State, changed_at, changes_at, next_meeting, nothing_ahead, state_of, status_of
from committee.models import AnnualCase, Committee, Meeting, MeetingChange, MeetingPlan, MeetingSession
from committee.models.meetings import dates_of
from committee.reading import minutes, reading_list
from committee.year_plan import by_quarter, filters, neighbours, planned
from portal import clock
from portal.awaiting import awaits
from portal.filters import Asked, Selection, asked
from portal.kept import kept
from portal.kept_queries import ANY_SLUG, KeptRecords, Part
from portal.prose import Prose
from portal.publishing.middleware import true_until
from portal.requests import PortalRequest

_MEETING = KeptRecords(
    lambda slug: Meeting.objects.filter(slug=slug),
    Part(Meeting, ""),
    Part(MeetingPlan, "plan"),
    Part(Committee, "plan__committee"),
    stand_in=ANY_SLUG,
)
"""A meeting with its plan and committee."""
_SESSIONS = KeptRecords(
    lambda key: MeetingSession.objects.filter(meeting__plan=key),
    Part(MeetingSession, "", "meeting", "date", "start", "end", "note", "is_cancelled"),
    Part(Meeting, "meeting", "title", "slug", "status"),
)
"""The sessions of a plan."""
_CHANGES = KeptRecords(lambda key: MeetingChange.objects.filter(meeting=key), Part(MeetingChange, ""))
"""What has happened to a meeting."""


@require_safe
def plan(request: PortalRequest) -> HttpResponse:
    """The next meeting, and a year's plan narrowed by kind and by coming or past.

    Template `committee/plan.html`, fragment `#meetings`; context: `plan`, `next`, `nothing_ahead`, `meetings`, `kinds`
    (those that can be subscribed to), `awaiting` (the next meeting is marked, and the fragment does not explain it).
    """
    moment = clock.wall_clock()
    ahead = MeetingSession.of_meetings_from(moment.date())
    said = _plan(changed_at(ahead, moment), asked(request.GET, "aar", "vis", "art"), bool(request.htmx))
    found = next_meeting(ahead, moment)
    awaiting = found is not None and awaits(found.meeting) and not said["explains_mark"]
    context = {"next": found, "awaiting": awaiting, **said}
    response = HttpResponse(said["meetings"]) if request.htmx else render(request, "committee/plan.html", context)
    return _until_it_turns(response, ahead, moment)


@kept
def _plan(moment: dt.datetime, choice: Asked, fragment: bool) -> dict[str, Any]:
    """The plan with the meetings that are chosen."""
    plans = list(MeetingPlan.objects.select_related("committee"))
    selection = Selection(filters(plans, moment.year), dict(choice))
    found = next((plan for plan in plans if str(plan.year) == selection.value("aar")), None)
    rows = planned(Meeting.objects.of_plan(found), moment)
    shown = selection.select(rows)
    awaiting = awaits(*([found] if found else []), *(row.meeting for row in shown))
    committee = {"committee": found.committee} if found else {}
    context = {
        "plan": found,
        "status": status_of(found, [at for row in rows for at in row.sessions], moment.date()),
        "selection": selection,
        "filters": selection.options(rows),
        "quarters": by_quarter(shown),
        "said": _said(found, len(shown)),
        "fragment": fragment,
        "prose": Prose(moment.date()),
        "every_meeting": [row.meeting for row in rows],
        "awaiting": awaiting,
        **committee,
    }
    return {
        "meetings": render_to_string("committee/plan.html#meetings", context),
        "plan": found,
        "explains_mark": awaiting,
        "nothing_ahead": _nothing_ahead(plans, moment.date()),
        "kinds": [(kind.value, kind.label) for kind in Meeting.Kind if any(row.meeting.kind == kind for row in rows)],
        **committee,
    }


@require_safe
def meeting(request: PortalRequest, slug: str) -> HttpResponse:
    """One meeting: when and where, the background to read, and where the budget stands.

    Template `committee/meeting.html`; context: `meeting`, `sessions`, `dates`, `state`, `plan_status`, `changes`,
    `reading`, `minutes`, `previous`, `next`, `stage`, `stage_year`, `quarter`, `awaiting`.
    """
    moment = clock.wall_clock()
    found = next(iter(_MEETING.records(slug)), None)
    if found is None:
        raise Http404("Det møde findes ikke.")
    of_year = _SESSIONS.records(found.plan_id)
    sessions = [session for session in of_year if session.meeting_id == found.pk]
    previous, following = neighbours(found, of_year)
    state = state_of(sessions, moment)
    around = _year_around(sessions[0].date) if sessions else {}
    context = {
        "meeting": found,
        "committee": found.plan.committee,
        "sessions": sessions,
        "dates": dates_of(sessions),
        "state": state,
        "plan_status": status_of(found.plan, of_year, moment.date()),
        "changes": _CHANGES.records(found.pk),
        "previous": previous,
        "next": following,
        **_to_read(found, state),
        **around,
        "awaiting": awaits(found, *filter(None, [around.get("stage")])),
    }
    return _until_it_turns(render(request, "committee/meeting.html", context), sessions, moment)


def _nothing_ahead(plans: list[MeetingPlan], day: dt.date) -> str:
    """What stands in the place of the next meeting; the plans come with the newest first."""
    return nothing_ahead(day, plans[0].year, plans[0].next_expected) if plans else nothing_ahead(day, None)


def _said(plan: MeetingPlan | None, shown: int) -> str:
    """How many of the plan's meetings a choice shows."""
    return f"{plan}: {shown} {'møde' if shown == 1 else 'møder'}." if shown else "Ingen møder passer til dit valg."


def _to_read(meeting: Meeting, state: State) -> dict[str, Any]:
    """The background to read, and how long that takes; nobody has that long once the meeting is past."""
    groups = reading_list(meeting)
    return {"reading": groups, "minutes": None if state is State.PAST else minutes(groups)}


def _year_around(day: dt.date) -> dict[str, Any]:
    """Where the budget stands on the meeting's day, which year's budget it is, and the day's quarter."""
    stage = stage_on(ProcessStep.stages(), day)
    year = budget_year(stage, day) if stage else None
    return {"stage": stage, "stage_year": year, "quarter": AnnualCase.Quarter.of(day)}


def _until_it_turns(response: HttpResponse, sessions: list[MeetingSession], moment: dt.datetime) -> HttpResponse:
    """Let the page be kept until a session begins or ends, when it says something else."""
    turn = changes_at(sessions, moment)
    return true_until(response, make_aware(turn) if turn else None)
