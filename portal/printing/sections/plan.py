"""The meeting plan on paper: which plan, and what it says on each line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.timezone import localtime

from committee.agenda import next_meeting, status_of
from committee.models import Meeting, MeetingPlan, MeetingSession
from committee.year_plan import PlannedMeeting, leading_plan, planned
from portal.content.folder import is_of_folder
from portal.pages.awaiting import MARK, awaits, is_marked
from portal.printing.document import Block, PrintSection, Table, Text
from portal.text.danish import format_date, short_date

HEAD = ["Dato", "Kl.", "Møde", "Bemærkning"]


@dataclass(frozen=True)
class PaperPlan:
    """A plan with its meetings in the order of their dates."""

    plan: MeetingPlan
    meetings: list[PlannedMeeting]
    status: str
    """Whether the plan is adopted, in sentences."""

    @property
    def place(self) -> str:
        return f"Møderne holdes på {self.plan.committee.place}, medmindre andet står ved mødet."

    @property
    def updated(self) -> dt.datetime:
        """When the plan or a meeting of it was last changed."""
        return max([self.plan.modified_at, *(row.meeting.modified_at for row in self.meetings)])

    @property
    def changed(self) -> str:
        """When that was, as a sentence."""
        if is_of_folder(self.updated):
            return "Planen er fra velkomstfolderen, slutningen af 2025."
        return f"Planen er sidst ændret den {short_date(localtime(self.updated))}."

    @property
    def rows(self) -> list[list[str]]:
        """Date, hours, title and remarks of each meeting, as words; marked where the plan is not."""
        return [_row(row, is_marked(row.meeting, self.plan), self.plan.year) for row in self.meetings]

    @property
    def awaiting(self) -> bool:
        """Whether the plan or a meeting is marked."""
        return awaits(self.plan, *(row.meeting for row in self.meetings))


def plan_for(day: dt.date, year: int | None = None) -> PaperPlan | None:
    """The plan of `year`, None when there is none; without a year the one that the plan's page shows on `day`."""
    plans = list(MeetingPlan.objects.published().select_related("committee"))
    if year is None:
        ahead = list(MeetingSession.objects.published().of_meetings_from(day))
        found = leading_plan(plans, next_meeting(ahead, dt.datetime.combine(day, dt.time())), day.year)
    else:
        found = next((plan for plan in plans if plan.year == year), None)
    if found is None:
        return None
    rows = planned(Meeting.objects.published().of_plan(found), dt.datetime.combine(day, dt.time()))
    return PaperPlan(found, rows, status_of(found, [session for row in rows for session in row.sessions], day))


def plan_entry(paper: PaperPlan | None) -> PrintSection:
    """The plan as a chapter of the document."""
    blocks: list[Block] = []
    if paper is not None:
        table = Table(str(paper.plan), HEAD, paper.rows, awaits_confirmation=paper.awaiting)
        blocks = [Text(f"{paper.status} {paper.place}"), table]
        blocks += [Text(paper.plan.note)] if paper.plan.note else []
    return PrintSection("Møder", reverse("committee:plan"), blocks=blocks, record=paper.plan if paper else None)


def _row(row: PlannedMeeting, is_marked: bool, year: int) -> list[str]:
    meeting = row.meeting
    by_hours = groupby(row.sessions, key=lambda session: session.hours)
    days = [_day(session, year) for session in row.sessions]
    hours = [hours for hours, _ in by_hours]
    reservation = "" if row.is_past else meeting.reservation
    is_held = not (row.is_past or meeting.is_cancelled)
    papers = f"Dagsorden: {meeting.papers}" if is_held and not meeting.has_papers else ""
    papers = f"Udsendt: {meeting.papers}" if meeting.has_papers else papers
    texts = [session.note for session in row.sessions] + [meeting.note, reservation, meeting.place, papers]
    if row.change and row.change.kind == "flyttet":
        texts.append(f"Flyttet. Før: {row.change.before}")
    if meeting.legal_source:
        texts.append(f"Kilde: {meeting.legal_source}")
    cancelled = "AFLYST: " if meeting.is_cancelled else ""
    mark = f" ({MARK})" if is_marked else ""
    remarks = [f"{text[:1].upper()}{text[1:]}".rstrip(".") + "." for text in texts if text]
    return ["\n".join(days) or "Uden dato", "\n".join(hours), f"{cancelled}{meeting.title}{mark}", " ".join(remarks)]


def _day(session: MeetingSession, year: int) -> str:
    """The day without its year, which stands over the table, unless it is another."""
    off = " (aflyst)" if session.is_off else ""
    weekday = format_date(session.date).partition(" ")[0]
    return f"{weekday} {short_date(session.date).removesuffix(f' {year}')}{off}"
