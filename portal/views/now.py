"""What a member needs to know on a day: the next meeting, where the budget stands, the quarter's cases, new rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from budget.models import ProcessStep
from budget.stages import budget_year, stage_on
from committee.agenda import NextMeeting, changes_at, next_meeting, nothing_ahead
from committee.models import AnnualCase, Committee, MeetingPlan, MeetingSession
from committee.term import TermBand, TermPart, band_on, term_part
from portal.models import Section, UpcomingChange

NEW_FOR = dt.timedelta(days=90)
"""How long a rule counts as new after its day."""
RULES_SHOWN = 4


@dataclass(frozen=True)
class Now:
    """What the front page says of a moment."""

    next: NextMeeting | None
    nothing_ahead: str
    """The sentences for the place of the next meeting; empty when there is one."""
    reading: list[Section]
    """The background to the next meeting."""
    turns_at: dt.datetime | None
    """When the next meeting is shown otherwise, in wall-clock time; None when it holds until midnight."""
    stage: ProcessStep | None
    stage_year: int | None
    """The budget year that the stage is about."""
    quarter: AnnualCase.Quarter
    cases: list[AnnualCase]
    rules: list[UpcomingChange]
    band: TermBand | None
    """What is said of the term in its first hundred days and its last months."""
    is_over: bool
    """The term is over: nothing is current, and nobody is welcomed."""

    @property
    def cases_awaiting(self) -> list[AnnualCase]:
        """Those of the cases that await the secretariat: their list, of mere titles, is marked once."""
        return [case for case in self.cases if case.awaits_confirmation]

    @property
    def rules_awaiting(self) -> list[UpcomingChange]:
        """Those of the rules, likewise."""
        return [rule for rule in self.rules if rule.awaits_confirmation]


def now_at(moment: dt.datetime) -> Now:
    """Return the answers at a moment in wall-clock time."""
    day = moment.date()
    sessions = list(MeetingSession.objects.published().of_meetings_from(day))
    found = next_meeting(sessions, moment)
    committee = Committee.current()
    stage = stage_on(ProcessStep.objects.published().stages(), day)
    quarter = AnnualCase.Quarter.of(day)
    return Now(
        next=found,
        nothing_ahead="" if found else _nothing_ahead(day),
        reading=list(found.meeting.sections.published().select_related("chapter")) if found else [],
        turns_at=changes_at(sessions, moment),
        stage=stage,
        stage_year=budget_year(stage, day) if stage else None,
        quarter=quarter,
        cases=list(AnnualCase.objects.published().in_year(day.year).filter(quarter=quarter)),
        rules=rules_near(UpcomingChange.objects.published(), day),
        band=band_on(committee, day) if committee else None,
        is_over=committee is not None and term_part(committee, day) is TermPart.OVER,
    )


def rules_near(rules: Iterable[UpcomingChange], day: dt.date) -> list[UpcomingChange]:
    """Return the rules that come, the next one first, and then those that are new on the day; at most RULES_SHOWN."""
    rules = list(rules)
    ahead = [rule for rule in rules if rule.starts_on > day]
    new = [rule for rule in rules if day - NEW_FOR < rule.starts_on <= day]
    return [*ahead, *new][:RULES_SHOWN]


def _nothing_ahead(day: dt.date) -> str:
    return nothing_ahead(day, MeetingPlan.objects.published().select_related("committee").first())
