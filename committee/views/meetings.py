"""The meeting plan and each meeting."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

from budget.models import ProcessStep
from budget.stages import budget_year, stage_on
from committee.agenda import State, changes_at, next_meeting, nothing_ahead, state_of, status_of
from committee.models import AnnualCase, Meeting, MeetingFile, MeetingKind, MeetingPlan, MeetingSession
from committee.models.meetings import dates_of
from committee.papers import regrets_link
from committee.reading import minutes, reading_list, with_links
from committee.year_plan import filters, kinds_of, leading_plan, neighbours, parts, planned
from portal.http import HtmxHttpRequest
from portal.lib import clock
from portal.page_cache.middleware import cache_until
from portal.pages.awaiting import Record, awaits
from portal.pages.filters import Selection


@require_safe
def plan(request: HtmxHttpRequest) -> HttpResponse:
    """The next meeting, and a year's plan narrowed by kind and by coming or past.

    Template `committee/plan.html`, fragment `#meetings`; context: `next`, `nothing_ahead`, `plan`, `status`,
    `every_meeting`, `parts`, `years`, `kinds` (those that can be subscribed to), `selection`, `filters`, `result_text`,
    `awaiting`.
    """
    moment = clock.local_now_naive()
    ahead = list(MeetingSession.objects.published().of_meetings_from(moment.date()))
    following = next_meeting(ahead, moment)
    plans = list(MeetingPlan.objects.published().select_related("committee"))
    usual = leading_plan(plans, following, moment.year)
    asked = request.GET.get("aar", "").strip()
    found = next((plan for plan in plans if str(plan.year) == asked), usual)
    rows = planned(Meeting.objects.published().of_plan(found), moment)
    selection = Selection(filters(plans, usual, MeetingKind.objects.published()), request.GET)
    shown = selection.select(rows)
    options = {choice.name: (choice, found) for choice, found in selection.options(rows)}
    years = options.pop("aar", (None, []))[1]
    if "art" in options:
        choice, found_kinds = options["art"]
        options["art"] = choice, [option for option in found_kinds if option.count or option.chosen]
    context = {
        "next": following,
        "nothing_ahead": _nothing_ahead(plans, moment.date()),
        "plan": found,
        "status": status_of(found, [session for row in rows for session in row.sessions], moment.date()),
        "every_meeting": [row.meeting for row in rows],
        "parts": parts(shown),
        "years": years,
        "kinds": [(kind.slug, kind.name) for kind in kinds_of(rows) if kind.in_public_feed],
        "selection": selection,
        "filters": list(options.values()),
        "result_text": _result_text(found, len(shown)),
        "awaiting": _awaits(found, following.meeting if following else None, *(row.meeting for row in shown)),
    }
    template = "committee/plan.html#meetings" if request.htmx else "committee/plan.html"
    return _until_it_turns(render(request, template, context), ahead, moment)


@require_safe
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting: when and where, agenda and minutes, the cases, the background, and where the budget stands.

    Template `committee/meeting.html`; context: `meeting`, `sessions`, `dates`, `state`, `is_off` (past or cancelled),
    `plan_status`, `changes`, `regrets_link`, `earlier` (the meeting before, where its minutes are out), `agenda` (the
    cases with what to read), `reading`, `minutes`, `previous`, `next`, `stage`, `stage_year`, `quarter`, `awaiting`.
    """
    moment = clock.local_now_naive()
    found = get_object_or_404(Meeting.objects.published().select_related("plan__committee", "kind"), slug=slug)
    of_year = list(MeetingSession.objects.published().of_year(found.plan.year))
    sessions = [session for session in of_year if session.meeting_id == found.pk]
    previous, following = neighbours(found, of_year)
    state = state_of(sessions, moment)
    around = _year_around(sessions[0].date) if sessions else {}
    to_read = _to_read(found, state)
    readings = [reading for group in to_read["reading"] for reading in group.readings]
    agenda = with_links(found)
    context = {
        "meeting": found,
        "sessions": sessions,
        "dates": dates_of(sessions),
        "state": state,
        "is_off": state in (State.PAST, State.CANCELLED),
        "regrets_link": regrets_link(found) if state is State.AHEAD else "",
        "earlier": Meeting.objects.published().with_minutes_before(sessions[0].date) if sessions else None,
        "agenda": agenda,
        "plan_status": status_of(found.plan, of_year, moment.date()),
        "changes": list(found.changes.all()),
        "previous": previous,
        "next": following,
        **to_read,
        **around,
        "awaiting": _awaits(found, around.get("stage"), *readings, *(link for _, links in agenda for link in links)),
    }
    return _until_it_turns(render(request, "committee/meeting.html", context), sessions, moment)


@require_safe
def online(request: HttpRequest, slug: str) -> HttpResponse:
    """To where the meeting is held online; an address for members is told to those who are signed in alone."""
    found = get_object_or_404(Meeting.objects.published().exclude(online_url=""), slug=slug)
    if found.online_is_for_members and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    response = HttpResponseRedirect(found.online_url)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def file(request: HttpRequest, key: UUID) -> HttpResponse:
    """A meeting's agenda or minutes, to be saved: never shown by the portal, never kept by a cache. Only while a
    published meeting leads to it."""
    found = get_object_or_404(MeetingFile, pk=key)
    address = found.get_absolute_url()
    meetings = Meeting.objects.published().filter(pk=found.meeting_id)
    meeting = get_object_or_404(meetings.filter(Q(agenda_url=address) | Q(minutes_url=address)))
    name = f"{'dagsorden' if meeting.agenda_url == address else 'referat'}-{meeting.slug}.pdf"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(found.content), content_type="application/pdf", headers=headers)


def _awaits(*records: Record | None) -> bool:
    return awaits(*(record for record in records if record is not None))


def _nothing_ahead(plans: list[MeetingPlan], day: dt.date) -> str:
    """Return what stands in the place of the next meeting; the plans come with the newest first."""
    return nothing_ahead(day, plans[0] if plans else None)


def _result_text(plan: MeetingPlan | None, shown: int) -> str:
    """Return how many of the plan's meetings a choice shows."""
    return f"{plan}: {shown} {'møde' if shown == 1 else 'møder'}." if shown else "Ingen møder passer til dit valg."


def _to_read(meeting: Meeting, state: State) -> dict[str, Any]:
    """Return the background to read, and how long that takes unless the meeting is past."""
    groups = reading_list(meeting)
    return {"reading": groups, "minutes": None if state is State.PAST else minutes(groups)}


def _year_around(day: dt.date) -> dict[str, Any]:
    """Return where the budget stands on the meeting's day, which year's budget it is, and the day's quarter."""
    stage = stage_on(ProcessStep.objects.published().stages(), day)
    year = budget_year(stage, day) if stage else None
    return {"stage": stage, "stage_year": year, "quarter": AnnualCase.Quarter.of(day)}


def _until_it_turns(response: HttpResponse, sessions: list[MeetingSession], moment: dt.datetime) -> HttpResponse:
    """Let the page be cached until a session begins or ends, when it says something else."""
    turn = changes_at(sessions, moment)
    return cache_until(response, make_aware(turn) if turn else None)
