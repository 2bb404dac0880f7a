"""What a sheet does to a plan, row by row, before anything is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from committee.models import Meeting, MeetingSession
from committee.plan_rules import Slot
from committee.sheets.sheet_row import EDITABLE, SheetRow


class CellChange(NamedTuple):
    """What a field becomes; `before` is empty in what is new."""

    label: str
    before: str
    after: str


class CellProblem(NamedTuple):
    """Why a cell of the sheet cannot be saved."""

    column: str
    text: str


class EditableCell(NamedTuple):
    """A cell of a row that is shown as a field."""

    number: int
    """Its place in EDITABLE."""
    column: str
    text: str
    problem: str


@dataclass
class RowResult:
    """What one row of the sheet does."""

    row: SheetRow
    problems: list[CellProblem] = field(default_factory=list)
    slot: Slot | None = None
    session: MeetingSession | None = None
    meeting: Meeting | None = None
    is_new: bool = False
    changes: list[CellChange] = field(default_factory=list)
    day: int = 0
    """Which day of a meeting of several days the row is; 0 for a meeting of one day."""

    date_before: dt.date | None = None
    """The day of the session as it stands; None for a new one."""

    @property
    def date(self) -> dt.date:
        """The day that the row says; the first of all days where it says none."""
        return self.slot.date if self.slot else dt.date.min

    @property
    def what(self) -> str:
        """`ny`, `rettet`, `uændret`, `fejl` or `ikke læst`."""
        if self.row.left_out:
            return "ikke læst"
        if self.problems:
            return "fejl"
        if self.is_new:
            return "ny"
        return "rettet" if self.changes else "uændret"

    @property
    def can_be_parted(self) -> bool:
        """True for a new row that was put together with another, or would be if nobody had parted them."""
        return self.is_new and not self.problems and (self.row.is_apart or self.day > 1)

    @property
    def editable(self) -> list[EditableCell]:
        """What can be corrected in place: what the row says, and what cannot be saved."""
        wrong = {problem.column: problem.text for problem in reversed(self.problems)}
        return [
            EditableCell(number, column, self.row.texts.get(column, ""), wrong.get(column, ""))
            for number, column in enumerate(EDITABLE)
            if column in wrong or (column in self.row.texts and column != "nøgle")
        ]

    def refuse(self, column: str, text: str) -> None:
        """Say where in the sheet the cell is, what it holds, and why it cannot be saved."""
        text_read = self.row.texts.get(column, "")
        quoted = f"”{text_read[:60]}{' …' if len(text_read) > 60 else ''}” er ikke læst. " if text_read else ""
        self.problems.append(CellProblem(column, f"{self.row.where(column)}: {quoted}{text}"))


@dataclass
class MeetingResult:
    """A meeting that rows of the sheet are about."""

    meeting: Meeting
    rows: list[RowResult]
    before: list[Slot] = field(default_factory=list)
    """Its times as they stand; empty for a new meeting."""
    others: list[MeetingSession] = field(default_factory=list)
    """The sessions of it that are in no row."""
    fields_changed: bool = False
    place_before: str = ""
    is_told: bool = True
    """False while the plan is being proposed: what moves is a correction."""

    @property
    def is_new(self) -> bool:
        return self.meeting._state.adding

    @property
    def after(self) -> list[Slot]:
        """Its times when the sheet is saved."""
        slots = [result.slot for result in self.rows if result.slot is not None]
        return sorted(slots + [Slot(s.date, s.start, s.end) for s in self.others])

    @property
    def moves(self) -> bool:
        """True where members must be notified of other times or another place."""
        if not self.before or not self.is_told:
            return False
        return self.before != self.after or self.place_before != self.meeting.shown_place

    @property
    def name(self) -> str:
        """`Række 5 og 6 (Budgetseminar)`."""
        numbers = " og ".join(dict.fromkeys(str(result.row.number) for result in self.rows))
        sheet = self.rows[0].row.sheet
        return f"{f'Arket ”{sheet}”, række' if sheet else 'Række'} {numbers} ({self.meeting.title})"


@dataclass
class PlanResult:
    """What the sheet does to the plan."""

    rows: list[RowResult] = field(default_factory=list)
    meetings: list[MeetingResult] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.problems and not any(result.problems for result in self.rows)

    @property
    def has_choices(self) -> bool:
        """True where a row that was left out can be read after all."""
        return any(result.row.left_out for result in self.rows)

    @property
    def changes_something(self) -> bool:
        return any(result.what in {"ny", "rettet"} for result in self.rows)

    @property
    def moves(self) -> bool:
        """True where a meeting that members know of gets other times: they are notified why."""
        return any(result.moves for result in self.meetings)


def next_day(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)
