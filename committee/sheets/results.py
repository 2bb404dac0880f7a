"""What a sheet does to a plan, row by row, before anything is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from committee.models import Meeting, MeetingSession
from committee.plan_rules import Slot, slot_of
from committee.sheets.rows import MeetingRowForm
from portal.transfer.sheets.rows import SheetRow


class CellChange(NamedTuple):
    """What a field becomes; `before` is empty in what is new. The label of a session's time is empty."""

    label: str
    before: str
    after: str


@dataclass
class RowResult:
    """What one row of the sheet does."""

    row: SheetRow
    form: MeetingRowForm
    session: MeetingSession | None = None
    meeting: Meeting | None = None
    is_new: bool = False
    changes: list[CellChange] = field(default_factory=list)
    day: int = 0
    """Which day of a meeting of several days the row is; 0 for a meeting of one day."""
    date_before: dt.date | None = None
    """The day of the session as it stands; None for a new one."""

    def text(self, column: str) -> str:
        return self.row.texts.get(column, "")

    @property
    def problems(self) -> list[str]:
        """Why the row cannot be saved."""
        return [] if self.row.left_out else [str(text) for texts in self.form.errors.values() for text in texts]

    @property
    def slot(self) -> Slot | None:
        return self.form.slot

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
        return "ny" if self.is_new else "rettet" if self.changes else "uændret"

    @property
    def can_be_parted(self) -> bool:
        """True for a new row that was put together with another, or would be if nobody had parted them."""
        return self.is_new and not self.problems and (self.row.is_apart or self.day > 1)


@dataclass
class MeetingResult:
    """A meeting of the plan, or a new one, with the rows of the sheet that are about it."""

    meeting: Meeting
    others: list[MeetingSession] = field(default_factory=list)
    """The sessions of it that are in no row."""
    before: list[Slot] = field(default_factory=list)
    """Its times as they stand; empty for a new meeting."""
    rows: list[RowResult] = field(default_factory=list)
    is_changed: bool = False
    place_before: str = ""
    is_told: bool = True
    """False while the plan is being proposed: what moves is a correction."""

    def add(self, result: RowResult) -> None:
        self.rows.append(result)
        self.others = [session for session in self.others if session is not result.session]

    @property
    def is_new(self) -> bool:
        return self.meeting.pk is None

    @property
    def after(self) -> list[Slot]:
        """Its times when the sheet is saved."""
        slots = [result.slot for result in self.rows if result.slot is not None]
        return sorted([*slots, *map(slot_of, self.others)])

    @property
    def moves(self) -> bool:
        """True where members must be notified of other times or another place."""
        if not self.before or not self.is_told:
            return False
        return self.before != self.after or self.place_before != self.meeting.shown_place

    @property
    def name(self) -> str:
        """`Række 5 og 6 (Budgetseminar)`."""
        _, *others = dict.fromkeys(str(result.row.number) for result in self.rows)
        return f"{' og '.join([self.rows[0].row.name, *others])} ({self.meeting.title})"


@dataclass
class PlanResult:
    """What the sheet does to the plan."""

    rows: list[RowResult]
    meetings: list[MeetingResult]
    """Those that rows are about."""
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
