"""What the meeting plan says at a moment: which meeting is next, which are past, and when that changes.

Moments are naive, in Danish wall-clock time, as the sessions are. A session is past from the minute that it ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from committee.models import Meeting, MeetingPlan, MeetingSession
from committee.term import TermPart, term_part
from portal.text.danish import format_date, format_time


class State(StrEnum):
    """Where a meeting stands."""

    AHEAD = "kommende"
    RUNNING = "i gang"
    PAUSED = "fortsætter"
    PAST = "passeret"
    CANCELLED = "aflyst"
    UNDATED = "uden dato"


@dataclass(frozen=True)
class NextMeeting:
    """The session that members go to next, or are at."""

    session: MeetingSession
    state: State
    days: int
    """Whole days until the session's day; 0 on the day."""
    rest: list[MeetingSession]
    """What is left of the same meeting after it."""
    dropped: list[MeetingSession]
    """Cancelled sessions from today on that lie before it: members may have them in mind."""

    @property
    def meeting(self) -> Meeting:
        return self.session.meeting

    @property
    def when(self) -> str:
        """`I dag`, `I morgen`, `Om 12 dage`, `Fortsætter i morgen`, `I gang nu, til kl. 20.00`."""
        if self.state is State.RUNNING:
            return f"I gang nu, til kl. {format_time(self.session.end)}"
        near = {0: "i dag", 1: "i morgen"}.get(self.days, f"om {self.days} dage")
        return f"Fortsætter {near}" if self.state is State.PAUSED else near.capitalize()


def next_meeting(sessions: Sequence[MeetingSession], moment: dt.datetime) -> NextMeeting | None:
    """Return the next meeting at `moment`, among sessions in order of time; None when all are over or cancelled."""
    ahead = [session for session in sessions if session.ends_at > moment]
    coming = [session for session in ahead if not session.is_off]
    if not coming:
        return None
    first = coming[0]
    return NextMeeting(
        session=first,
        state=state_of([session for session in sessions if session.meeting_id == first.meeting_id], moment),
        days=(first.date - moment.date()).days,
        rest=[session for session in coming[1:] if session.meeting_id == first.meeting_id],
        dropped=[session for session in ahead if session.is_off and session.starts_at < first.starts_at],
    )


def state_of(sessions: Sequence[MeetingSession], moment: dt.datetime) -> State:
    """Return where the meeting stands that the sessions make up."""
    if not sessions:
        return State.UNDATED
    on = [session for session in sessions if not session.is_off]
    if not on:
        return State.CANCELLED
    if any(session.starts_at <= moment < session.ends_at for session in on):
        return State.RUNNING
    if all(session.ends_at <= moment for session in on):
        return State.PAST
    return State.PAUSED if any(session.ends_at <= moment for session in on) else State.AHEAD


def changes_at(sessions: Iterable[MeetingSession], moment: dt.datetime) -> dt.datetime | None:
    """Return when what this module says changes next on the day of `moment`; None when it holds until midnight."""
    turns = [turn for session in sessions for turn in (session.starts_at, session.ends_at)]
    return min((turn for turn in turns if moment < turn and turn.date() == moment.date()), default=None)


def nothing_ahead(day: dt.date, plan: MeetingPlan | None) -> str:
    """Return the sentences for the place of the next meeting when there is none. `plan` is the newest, with its
    committee; None without a plan."""
    if plan and term_part(plan.committee, day) is TermPart.OVER:
        return f"Perioden {plan.committee.term} er slut, og der er ingen kommende møder."
    year, next_expected = (plan.year, plan.next_expected) if plan else (None, "")
    if year is None:
        return "Der er ikke lagt en mødeplan ind endnu. Den står her, når sekretariatet har lagt den ind."
    nothing = f"Der er ingen kommende møder i mødeplanen for {year}."
    if next_expected:
        return f"{nothing} Næste plan ventes {next_expected}."
    if year > day.year:
        return nothing
    missing = max(day.year, year + 1)
    return f"{nothing} Portalen har ingen mødeplan for {missing}. Den står her, når sekretariatet har lagt den ind."


def status_of(plan: MeetingPlan | None, sessions: Iterable[MeetingSession], day: dt.date) -> str:
    """Return whether the plan is adopted, in sentences; empty without a plan. From the day after its first session it
    was a proposal when it was sent out; whether it still is one, the portal does not know."""
    if plan is None:
        return ""
    name = f"Mødeplanen for {plan.year}"
    if plan.is_adopted and plan.adopted_on:
        by = f" af {plan.adopted_by}" if plan.adopted_by else ""
        return f"{name} er vedtaget {format_date(plan.adopted_on)}{by}."
    if any(session.date < day for session in sessions):
        return f"{name} blev sendt ud som forslag. Portalen har ikke fået at vide, om udvalget har vedtaget den."
    return f"{name} er et forslag. Den gælder, når udvalget har vedtaget den."
