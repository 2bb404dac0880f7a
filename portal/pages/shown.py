"""The records of a topic's page as a list in the guide: what stands there once is named here and not told again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from budget.models import Budget, ProcessStep
from committee.models import AdvisoryCouncil, AnnualCase, Centre, Law, MemberDuty, MemberRight, Reporting
from committee.models import SupervisoryBody as Body
from portal.models import Section
from services.models import Service


class Shown(NamedTuple):
    """A record in such a list, with one line of its own words; empty where its title says enough."""

    record: Any
    line: str

    @property
    def awaits_confirmation(self) -> bool:
        """As the record."""
        return bool(self.record.awaits_confirmation)


def shown_records(section: Section) -> list[Shown]:
    """Return the published records that the section shows, in the order of their page; none for most sections."""
    found = _SHOWN.get(section.shows)
    return [Shown(record, line) for record, line in found()] if found else []


def _laws(group: Law.Group) -> Callable[[], Iterable[tuple[Any, str]]]:
    return lambda: ((law, law.purpose) for law in Law.objects.published().filter(group=group))


def _services(step: int) -> Callable[[], Iterable[tuple[Any, str]]]:
    return lambda: ((one, one.purpose) for one in Service.objects.published().filter(step__number=step))


def _budget_lines() -> Iterable[tuple[Any, str]]:
    """Those of the newest budget that has lines."""
    budget = Budget.objects.published().filter(lines__isnull=False).first()
    return ((line, "") for line in budget.lines.published()) if budget else []


def _reportings() -> Iterable[tuple[Any, str]]:
    return ((one, f"{one.frequency}.") for one in Reporting.objects.published().select_related("supervisory_body"))


_SHOWN: dict[str, Callable[[], Iterable[tuple[Any, str]]]] = {
    Section.Shows.DUTIES: lambda: ((duty, "") for duty in MemberDuty.objects.published()),
    Section.Shows.RIGHTS: lambda: ((right, right.when or right.limit) for right in MemberRight.objects.published()),
    Section.Shows.CASES: lambda: ((case, "") for case in AnnualCase.objects.published()),
    Section.Shows.GENERAL_LAWS: _laws(Law.Group.GENERAL),
    Section.Shows.SPECIAL_LAWS: _laws(Law.Group.SPECIAL),
    Section.Shows.OTHER_LAWS: _laws(Law.Group.NAMED),
    Section.Shows.PROCESS: lambda: ((step, step.get_actor_display()) for step in ProcessStep.objects.published()),
    Section.Shows.BUDGET_LINES: _budget_lines,
    Section.Shows.BODIES: lambda: ((body, body.watches) for body in Body.objects.published()),
    Section.Shows.REPORTINGS: _reportings,
    Section.Shows.CENTRES: lambda: ((centre, "") for centre in Centre.objects.published()),
    Section.Shows.COUNCILS: lambda: ((council, "") for council in AdvisoryCouncil.objects.published()),
    Section.Shows.STEP_1: _services(1),
    Section.Shows.STEP_2: _services(2),
    Section.Shows.STEP_3: _services(3),
    Section.Shows.STEP_4: _services(4),
}

PAGES: dict[str, str] = {
    Section.Shows.DUTIES: "committee:role",
    Section.Shows.RIGHTS: "committee:role",
    Section.Shows.CASES: "committee:year",
    Section.Shows.GENERAL_LAWS: "committee:law_index",
    Section.Shows.SPECIAL_LAWS: "committee:law_index",
    Section.Shows.OTHER_LAWS: "committee:law_index",
    Section.Shows.PROCESS: "budget:process",
    Section.Shows.BUDGET_LINES: "budget:overview",
    Section.Shows.BODIES: "committee:oversight",
    Section.Shows.REPORTINGS: "committee:oversight",
    Section.Shows.CENTRES: "committee:administration",
    Section.Shows.COUNCILS: "committee:administration",
    Section.Shows.STEP_1: "services:ladder",
    Section.Shows.STEP_2: "services:ladder",
    Section.Shows.STEP_3: "services:ladder",
    Section.Shows.STEP_4: "services:ladder",
}
"""The page on which the records of each list stand: a document that holds all pages names that alone."""
