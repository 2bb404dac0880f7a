"""A meeting plan as a spreadsheet, out and in: a row for each session, date and time in columns of their own.

Reading in is all or nothing. `read_in` tells what every row changes; it writes only when it is asked to keep, and only
when no row is wrong.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import reversion
from django.core.exceptions import ValidationError
from django.db import transaction
from import_export import fields, resources, widgets
from tablib import Dataset

from committee import changes, plan_rules, sheet_files
from committee.models import Meeting, MeetingPlan, MeetingSession
from portal import danish
from portal.danish import WEEKDAYS, slugify

MOST_ROWS = 500
LONGEST_CELL = 500


class DateCell(widgets.Widget):
    """A day: `25-02-2026` out, anything that people write in."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dt.date | None:
        if isinstance(value, dt.datetime):
            return value.date()
        return value if isinstance(value, dt.date) else danish.parse_date(str(value or ""))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{value:%d-%m-%Y}" if value else ""


class TimeCell(widgets.Widget):
    """A wall-clock time: `16.30` out, anything that people write in."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dt.time | None:
        if isinstance(value, dt.datetime):
            value = value.time()
        return value.replace(second=0) if isinstance(value, dt.time) else danish.parse_time(str(value or ""))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return danish.format_time(value) if value else ""


class TextCell(widgets.Widget):
    """Words; an empty cell is an empty text."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return str(value or "").strip()


class SessionResource(resources.ModelResource):
    """The sessions of one plan. Rows without a `nøgle` are new sessions; a new `møde` is a new meeting."""

    uid = fields.Field("uid", "nøgle", readonly=False)
    meeting = fields.Field("meeting__slug", "møde", readonly=True)
    title = fields.Field("meeting__title", "titel", readonly=True)
    kind = fields.Field("meeting__kind", "art", readonly=True)
    weekday = fields.Field(column_name="ugedag", readonly=True)
    date = fields.Field("date", "dato", DateCell())
    start = fields.Field("start", "fra", TimeCell())
    end = fields.Field("end", "til", TimeCell())
    note = fields.Field("note", "bemærkning", TextCell())
    status = fields.Field("meeting__status", "status", readonly=True)

    class Meta:
        model = MeetingSession
        import_id_fields = ("uid",)
        fields = ("uid", "meeting", "title", "kind", "weekday", "date", "start", "end", "note", "status")
        export_order = fields
        skip_unchanged = True
        report_skipped = True
        store_instance = True
        skip_html_diff = True
        clean_model_instances = True

    def __init__(self, plan: MeetingPlan) -> None:
        super().__init__()
        self.plan = plan

    def get_queryset(self) -> Any:
        sessions = MeetingSession.objects.filter(meeting__plan=self.plan, is_cancelled=False)
        return sessions.select_related("meeting__plan")

    def dehydrate_weekday(self, session: MeetingSession) -> str:
        return WEEKDAYS[session.date.weekday()] if session.date else ""

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        missing = [name for name in sheet_files.NEEDED if name not in (dataset.headers or ())]
        if missing:
            raise ValidationError(f"Arket mangler kolonnen {', '.join(missing)}. Hent planen, og ret i den.")
        if len(dataset) > MOST_ROWS:
            raise ValidationError(f"Arket har {len(dataset)} rækker. Der er plads til {MOST_ROWS} ad gangen.")
        if "nøgle" not in dataset.headers:
            dataset.append_col([""] * len(dataset), header="nøgle")
        self._keys = Counter(key_of(row) for row in dataset.dict)

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> MeetingSession | None:
        key = key_of(row)
        if not key:
            return None
        if self._keys[key] > 1:
            raise ValidationError("Nøglen står i flere rækker. Lad feltet stå tomt i en ny række.")
        try:
            return self.get_queryset().get(uid=key)
        except (MeetingSession.DoesNotExist, ValidationError):
            raise ValidationError(
                f"Nøglen “{key[:40]}” hører ikke til planen. Lad feltet stå tomt i en ny række."
            ) from None

    def after_init_instance(self, instance: MeetingSession, new: bool, row: dict[str, Any], **kwargs: Any) -> None:
        if new:
            instance.meeting = self._meeting(row)

    def import_field(self, field: Any, instance: Any, row: dict[str, Any], is_m2m: bool = False, **kwargs: Any) -> None:
        if field.column_name == "nøgle" or field.column_name not in row:
            return
        if len(str(row[field.column_name] or "")) > LONGEST_CELL:
            raise ValidationError(f"Feltet må højst fylde {LONGEST_CELL} tegn.")
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def _meeting(self, row: dict[str, Any]) -> Meeting:
        """The meeting that a new row belongs to, made when the plan does not have it."""
        slug, title = str(row.get("møde") or "").strip(), str(row.get("titel") or "").strip()
        found = Meeting.objects.filter(plan=self.plan, slug=slug).first() if slug else None
        if found is not None:
            return found
        if not title:
            raise ValidationError("Skriv mødets titel i en ny række, eller adressen på et møde i planen.")
        kinds = {str(label).casefold(): value for value, label in Meeting.Kind.choices} | {
            v: v for v in Meeting.Kind.values
        }
        kind = kinds.get(str(row.get("art") or "").strip().casefold() or Meeting.Kind.ORDINARY)
        if kind is None:
            raise ValidationError(f"Arten kendes ikke. Skriv en af: {', '.join(Meeting.Kind.values)}.")
        meeting = Meeting(plan=self.plan, title=title, slug=slug or slugify(f"{title} {row.get('dato')}"), kind=kind)
        meeting.full_clean()
        meeting.save()
        return meeting


@dataclass(frozen=True)
class Line:
    """What one row of the sheet does."""

    number: int
    """The row in the sheet; the headings are row 1."""
    what: str
    """`ny`, `rettet`, `uændret` or `fejl`."""
    before: str
    after: str
    problems: tuple[str, ...] = ()


@dataclass
class Reading:
    """What the sheet does to the plan."""

    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    kept: bool = False

    @property
    def is_clean(self) -> bool:
        return not self.problems and not any(line.problems for line in self.lines)

    @property
    def changes_something(self) -> bool:
        return any(line.what in {"ny", "rettet"} for line in self.lines)


def key_of(row: dict[str, Any]) -> str:
    """The key of the session that the row is about; empty for a new one."""
    return str(row.get("nøgle") or "").strip()


def write_out(plan: MeetingPlan) -> Dataset:
    """The plan's sessions, a row each."""
    resource = SessionResource(plan)
    return resource.export(resource.get_queryset().order_by("date", "start", "pk"))


def read_in(plan: MeetingPlan, rows: Dataset, reason: str, by: str, at: dt.datetime, keep: bool = False) -> Reading:
    """Read the sheet into the plan; written only when `keep` and nothing is wrong. Members are told of what moved."""
    with transaction.atomic(), reversion.create_revision():
        meetings = list(Meeting.objects.filter(plan=plan))
        before = {meeting.pk: changes.timetable(meeting) for meeting in meetings}
        known = {str(uid) for uid in SessionResource(plan).get_queryset().values_list("uid", flat=True)}
        result = SessionResource(plan).import_data(rows, use_transactions=False)
        reading = Reading(_lines(result, rows), [message for e in result.base_errors for message in _messages(e.error)])
        if reading.is_clean:
            _hold_against_rules(plan, before, reading, at.date())
            reading.warnings += _passed_over(result, rows, known)
        reading.kept = keep and reading.is_clean
        if reading.kept:
            for meeting in meetings:
                changes.tell(meeting, before[meeting.pk], reason, by, at)
        else:
            transaction.set_rollback(True)
    return reading


def _hold_against_rules(plan: MeetingPlan, before: dict[int, Any], reading: Reading, today: dt.date) -> None:
    for meeting in Meeting.objects.filter(plan=plan):
        old = list(before[meeting.pk].slots) if meeting.pk in before else []
        new = list(changes.timetable(meeting).slots)
        if old == new or meeting.is_cancelled:
            continue
        taken = plan_rules.taken_by_others(meeting, [slot.date for slot in new])
        reading.problems += [f"{meeting.title}: {text}" for text in plan_rules.errors(new, plan.year, taken)]
        reading.warnings += [f"{meeting.title}: {text}" for text in plan_rules.warnings(new, old, taken, today)]


def _lines(result: Any, rows: Dataset) -> list[Line]:
    if result.base_errors:
        return []
    wrong = {row.number: tuple(_texts(row.error)) for row in result.invalid_rows}
    wrong |= {row.number: tuple(t for e in row.errors for t in _messages(e.error)) for row in result.error_rows}
    words = {"new": "ny", "update": "rettet", "skip": "uændret"}
    return [
        Line(
            number=_number(rows, number),
            what="fejl" if number in wrong else words[row.import_type],
            before=str(row.original) if row.original and row.original.pk else "",
            after=str(row.instance) if row.instance and number not in wrong else "",
            problems=wrong.get(number, ()),
        )
        for number, row in enumerate(result.rows, 1)
    ]


def _number(rows: Dataset, place: int) -> int:
    """The number that the row has in the file; in a sheet without such numbers the headings are row 1."""
    return int(rows.dict[place - 1].get(sheet_files.ROW) or place + 1)


def _passed_over(result: Any, rows: Dataset, known: set[str]) -> list[str]:
    """What the sheet says and the plan does not take from it, so that nobody believes that it was saved."""
    found = []
    for place, (row, cells) in enumerate(zip(result.rows, rows.dict, strict=True), 1):
        if row.import_type == "new":
            continue
        meeting = row.instance.meeting
        stands = {
            "møde": (meeting.slug,),
            "titel": (meeting.title,),
            "art": (meeting.kind, meeting.get_kind_display()),
            "status": (meeting.status,),
        }
        for column, values in stands.items():
            said = str(cells.get(column) or "").strip()
            if said and said.casefold() not in {value.casefold() for value in values}:
                way = "Brug ”Aflys møde”." if column == "status" else "Ret på mødets egen side."
                found.append(f"Række {_number(rows, place)}: Feltet {column} rettes ikke fra arket. {way}")
    if left := len(known - {key_of(cells) for cells in rows.dict}):
        stay = "1 mødegang i planen står" if left == 1 else f"{left} mødegange i planen står"
        found.append(f"{stay} ikke i arket. De bliver, som de er. Brug ”Aflys møde”, når et møde ikke skal holdes.")
    return found


def _texts(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    labels = {"date": "dato", "start": "fra", "end": "til", "note": "bemærkning"}
    return [
        f"{labels[name]}: {text}" if name in labels else text
        for name, texts in error.message_dict.items()
        for text in texts
    ]


def _messages(error: Exception) -> list[str]:
    return list(error.messages) if isinstance(error, ValidationError) else [str(error)]
