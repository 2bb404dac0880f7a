"""What a member needs to know on a day: the next meeting, where the budget stands, the quarter's cases, new rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, OuterRef, Subquery

from budget.models import ProcessStep
from budget.stages import budget_year, stage_on
from committee.agenda import NextMeeting, changes_at, next_meeting, nothing_ahead
from committee.models import AnnualCase, Committee, Meeting, MeetingPlan, MeetingSession
from portal.kept_queries import KeptRecords, Part
from portal.models import Chapter, Section, UpcomingChange

NEW_FOR = dt.timedelta(days=90)
"""How long a rule counts as new after its day."""
RULES_SHOWN = 4
_RULES = KeptRecords(
    lambda _: UpcomingChange.objects.all(), Part(UpcomingChange, "", "title", "starts_on", "month_only", "confirm_note")
)
_SECTIONS = KeptRecords(
    lambda key: Meeting(pk=key).sections.all(),
    Part(Section, "", "title", "slug", "chapter"),
    Part(Chapter, "chapter", "slug"),
)


@dataclass(frozen=True)
class Now:
    """What the front page says of a moment."""

    committee: Committee | None
    next: NextMeeting | None
    nothing_ahead: str
    reading: list[Section]
    """The background to the next meeting."""
    turns_at: dt.datetime | None
    """When the next meeting is told otherwise, in wall-clock time; None when it holds until midnight."""
    stage: ProcessStep | None
    stage_year: int | None
    """The budget year that the stage is about."""
    quarter: AnnualCase.Quarter
    cases: list[AnnualCase]
    rules: list[UpcomingChange]

    @property
    def cases_awaiting(self) -> list[AnnualCase]:
        """Those of the cases that await the secretariat: their list, of mere titles, is marked once."""
        return [case for case in self.cases if case.awaits_confirmation]

    @property
    def rules_awaiting(self) -> list[UpcomingChange]:
        """Those of the rules, likewise."""
        return [rule for rule in self.rules if rule.awaits_confirmation]


def now_at(moment: dt.datetime) -> Now:
    """The answers at a moment in wall-clock time: five queries, whatever the number of rows."""
    day = moment.date()
    sessions = MeetingSession.of_meetings_from(day)
    found = next_meeting(sessions, moment)
    committee = found.meeting.plan.committee if found else _committee_with_newest_plan()
    stage = stage_on(ProcessStep.stages(), day)
    quarter = AnnualCase.Quarter.of(day)
    return Now(
        committee=committee,
        next=found,
        nothing_ahead=nothing_ahead(
            day, getattr(committee, "plan_year", None), getattr(committee, "next_expected", "") or ""
        ),
        reading=_SECTIONS.records(found.meeting.pk) if found else [],
        turns_at=changes_at(sessions, moment),
        stage=stage,
        stage_year=budget_year(stage, day) if stage else None,
        quarter=quarter,
        cases=list(AnnualCase.objects.filter(quarter=quarter).only("title", "slug", "confirm_note")),
        rules=rules_near(_RULES.records(), day),
    )


def rules_near(rules: Iterable[UpcomingChange], day: dt.date) -> list[UpcomingChange]:
    """The rules that come, the next one first, and then those that are new on the day; RULES_SHOWN at the most."""
    rules = list(rules)
    ahead = [rule for rule in rules if rule.starts_on > day]
    new = [rule for rule in rules if day - NEW_FOR < rule.starts_on <= day]
    return [*ahead, *new][:RULES_SHOWN]


def _committee_with_newest_plan() -> Committee | None:
    """The committee with `plan_year` and `next_expected` of its newest plan: one query."""
    newest = MeetingPlan.objects.filter(committee=OuterRef("pk")).values("next_expected")[:1]
    return Committee.objects.annotate(plan_year=Max("plans__year"), next_expected=Subquery(newest)).first()
