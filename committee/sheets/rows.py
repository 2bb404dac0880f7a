"""The rows of a meeting plan in a spreadsheet: the names of their columns, what is a meeting, and its day and times."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django import forms

from committee.models import Meeting, MeetingSession
from committee.plan_rules import Slot
from portal.text.danish import MONTHS, short_date
from portal.text.danish_fields import DanishDateField, DanishTimeField
from portal.transfer.sheets import times
from portal.transfer.sheets.columns import Columns, side_by_side
from portal.transfer.sheets.files import Row
from portal.transfer.sheets.rows import RowForm, SheetReader, SheetRow, SheetRows

IS_ADDRESS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What can be a meeting's address, or the number that its rows have in common."""
STATED_WEEKDAY = "sagt ugedag"
"""The key under which a row keeps the weekday, 1 to 7, that the sheet has in a column of its own."""


class MeetingRowForm(RowForm):
    """A row of the plan: a session of a meeting."""

    def __init__(self, row: SheetRow, place: int, year: int) -> None:
        super().__init__(row, place)
        self.year = year
        day = {"required": "Skriv datoen med dag, måned og år, fx 25. februar 2026 eller 25.2.2026."}
        time = {"required": "Skriv klokkeslættet med timer og minutter, fx 16.30."}
        self.fields = {
            "titel": _text(Meeting, "title"),
            "art": forms.CharField(required=False),
            "dato": DanishDateField(year=year, error_messages=day),
            "fra": DanishTimeField(error_messages=time),
            "til": DanishTimeField(error_messages=time),
            "sted": _text(Meeting, "place"),
            "om mødet": _text(Meeting, "note"),
            "bemærkning": _text(MeetingSession, "note"),
            "forbehold": _text(Meeting, "reservation"),
            "dagsordenens adresse": _text(Meeting, "agenda_url"),
            "referatets adresse": _text(Meeting, "minutes_url"),
            "nøgle": forms.CharField(required=False),
        }
        self.read()

    def clean(self) -> None:
        super().clean()
        day, start, end = (self.cleaned_data.get(name) for name in ("dato", "fra", "til"))
        if day and day.year != self.year:
            self.add_error("dato", f"{short_date(day).capitalize()} ligger ikke i mødeplanens år {self.year}.")
        elif start is not None and end is not None and end <= start:
            self.add_error("til", "Mødet slutter, før det begynder.")

    @property
    def slot(self) -> Slot | None:
        """When the session is held; None where the row does not say it."""
        day, start, end = (self.cleaned_data.get(name) for name in ("dato", "fra", "til"))
        return Slot(day, start, end) if day and start is not None and end is not None else None


def _text(model: Any, name: str) -> forms.CharField:
    """Return a field that takes what the model's does."""
    return forms.CharField(required=False, validators=model._meta.get_field(name).validators)


class PlanReader(SheetReader):
    """Reads the plan of a year."""

    names = {
        "dato": (
            "dato, datoer, date, startdato, start date, den, hvornår, dag dato, ugedag dato, dato tid, dato tidspunkt, "
            "dato klokkeslæt, dag tid"
        ),
        "ugedag": "ugedag, ugedage, dag, dage, weekday, day",
        "fra": (
            "fra, start, starttid, starttidspunkt, startklokkeslæt, starter, begynder, begyndelse, "
            "begyndelsestidspunkt, tid fra, tidspunkt fra, klokkeslæt fra, from, start time, starttime, start tid"
        ),
        "til": (
            "til, slut, sluttid, sluttidspunkt, slutklokkeslæt, slutter, ender, afslutning, afsluttes, stop, sluttes, "
            "tid til, tidspunkt til, klokkeslæt til, to, end, end time, endtime, slut tid, forventet slut, "
            "forventet sluttidspunkt"
        ),
        "tid": (
            "tid, tider, tidspunkt, tidspunkter, tidsrum, klokkeslæt, klokken, kl, time, fra til, start slut, "
            "tid fra til"
        ),
        "titel": "titel, møde, møder, navn, emne, overskrift, begivenhed, aktivitet, arrangement, hvad, title, subject",
        "art": "art, type, slags, kategori, mødetype, mødeart, kind",
        "sted": "sted, lokale, lokation, lokalitet, location, place, hvor, værelse, rum, adresse, sted lokale",
        "om mødet": "om mødet",
        "bemærkning": (
            "bemærkning, bemærkninger, bemærk, note, noter, notes, kommentar, kommentarer, anmærkning, anmærkninger, "
            "info, øvrigt, andet, detaljer, beskrivelse, oplysninger, supplerende oplysninger, yderligere oplysninger"
        ),
        "forbehold": "forbehold",
        "dagsordenens adresse": "dagsordenens adresse",
        "referatets adresse": "referatets adresse",
        "papirer": "papirer",
        "status": "status",
        "måned": "måned, mdr, month",
        "år": "år, year",
        "portalens adresse": "portalens adresse",
        "nøgle": "nøgle, kalendernøgle",
        "ændring": "ændring, ændringer",
        "uge": "uge, ugenr, uge nr, ugenummer, nr, nummer, løbenr, kvartal, mødenr, møde nr",
    }
    subject = r"møde(?:(?:ts|t|rne|r)\b)?"
    required = ("dato", "fra", "til")
    read_when_hidden = frozenset(("nøgle", "portalens adresse"))
    row_names = ("et møde", "møder")
    content_name = "dato og klokkeslæt"
    several = frozenset(("bemærkning", "sted"))
    single = frozenset(("dato", "fra", "til", "tid", "nøgle", "art"))
    decides = "dato"

    def __init__(self, year: int) -> None:
        super().__init__()
        self.year = year

    def missing(self, columns: Columns) -> list[str]:
        return [name for name in super().missing(columns) if name == "dato" or "tid" not in columns.places]

    def beside(self, columns: Columns) -> list[Columns]:
        days = columns.places["dato"]
        clocks = columns.places.get("tid") or columns.places.get("fra", [])
        tables = side_by_side(columns, "dato") if len(days) == len(clocks) > 1 else [columns]
        tables = [columns] if any(self.missing(table) for table in tables) else tables
        for table in tables:  # of a title and a meeting beside it, the meeting says which rows are one
            titles = table.places.get("titel", [])
            meeting = [place for place in titles if table.titles[place].casefold() in {"møde", "møder"}]
            others = [place for place in titles if place not in meeting]
            table.places |= {"titel": (others or titles)[:1]} if titles else {}
            table.places |= {"møde": meeting[:1]} if meeting and others else {}
        return tables

    def settle(self, columns: Columns, rows: list[Row]) -> None:
        places = columns.places
        clocks = {"fra", "til", "tid"} & set(places)

        def holds(name: str, pattern: str) -> bool:
            return name in places and _holds(rows, places[name][0], pattern)

        if "dato" not in places and holds("ugedag", r"\d"):
            places["dato"] = places.pop("ugedag")
        if "dato" not in places and holds("tid", r"\d.*(?:[a-z]{3}|[-./]).*20\d\d"):
            places["dato"] = places.pop("tid")
        if "dato" not in places and "til" in places and holds("fra", r"20\d\d\b"):
            places["dato"] = places["fra"]
        if not clocks and holds("dato", r"[.:]\d\d\s*(?:-|til)|kl"):
            places["tid"] = []
        if clocks == {"fra"} and _has_hours(rows, places["fra"][0]):
            places["tid"] = places.pop("fra")
        if "tid" in places and ("fra" in places) != ("til" in places):
            places["til" if "fra" in places else "fra"] = places.pop("tid")
        if len(places.get("tid", ())) == 1 and "fra" not in places:
            clock = places["tid"][0]
            if clock + 1 not in columns.titles and not _has_hours(rows, clock) and _holds(rows, clock + 1, r"\d"):
                places["fra"], places["til"] = places.pop("tid"), [clock + 1]  # one heading, merged over both

    def is_row(self, columns: Columns, row: Row) -> bool:
        """Return True for a row that says a day, or a time of the day."""
        if columns.cell("nøgle", row):
            return True
        texts = [cell.text.casefold() for _, cell in sorted(row.cells.items())]
        if any(re.match(r"(?:i alt|sum|total|antal)\b", text) for text in texts):
            return False
        cells = [columns.cell(name, row) for name in ("tid", "fra", "til")]
        says_times = [cell is not None and (bool(cell.fault) or times.is_time(cell.text)) for cell in cells]
        date = columns.cell("dato", row)
        if date is None:
            return says_times[0] or all(says_times[1:])
        day, text = times.day_and_times(date.text)[0], date.text.casefold()
        if any(says_times) or times.is_day(day):
            return True
        if columns.cell("titel", row) is None or re.match(r"\d\. (?:halvår|kvartal)|uge \d|[*†¹²³]|\d\) ", text):
            return False
        meant = bool(re.search(r"\d", day)) and re.match(r"[\W\d]*(?:[a-zæøå]+\W+){0,2}\d", text) is not None
        return bool(date.fault) or (meant and len(text) < 60)

    def read_row(self, found: SheetRow, columns: Columns, row: Row, above: list[str]) -> list[SheetRow]:
        texts = found.texts
        if title := columns.cell("titel", row):
            found.merged = title.merged
        if (meeting := texts.get("møde", "")) and not IS_ADDRESS.fullmatch(meeting):
            texts["titel"] = ": ".join(filter(None, [texts.pop("møde"), texts["titel"]]))
        _read_times(found, columns, row)
        months = [text for text in above if text.casefold().split(" ")[0] in MONTHS]
        _read_day(found, columns, row, texts.get("måned") or next(reversed(months), ""))
        status = texts.get("status", "").casefold()
        if not found.left_out and not texts.get("nøgle") and status in {"aflyst", "udgår", "udgået"}:
            found.left_out, found.doubts = status, []
        for name in ("uge", "ændring", "papirer", "måned", "år", "ugedag", "tid"):
            texts.pop(name, None)
        return _a_row_a_day(found, self.year)

    def settle_rows(self, rows: list[SheetRow]) -> None:
        """Read days with the month first, as an English program writes them, where some can only be read so.

        Where others can only be read otherwise, doubt those that can be either.
        """
        swapped = {id(row): day for row in rows if (day := times.month_first(row.texts["dato"], self.year))}
        either = [row for row in rows if id(row) in swapped]
        only = [row for row in either if times.day_of(row.texts["dato"], self.year) is None]
        if not only:
            return
        example = f"{only[0].where('dato')}: ”{only[0].texts['dato']}”"
        in_figures = [re.fullmatch(r"(\d\d?)([-./])\d\d?(\2(\d{4}|\d\d))?", row.texts["dato"]) for row in rows]
        if any(found and int(found[1]) > 12 and times.day_of(found[0], self.year) for found in in_figures):
            for row in [row for row in either if row not in only]:
                other = short_date(swapped[id(row)])
                text = f"kan også være den {other}, for en anden dag har måneden først: {example}."
                row.doubt("dato", f"”{row.texts['dato']}” {text}")
            return
        only[0].doubts.append(f"{example} har måneden først. Arkets datoer er alle læst sådan.")
        for row in either:
            row.texts["dato"] = f"{swapped[id(row)]:%d-%m-%Y}"


def rows_of(content: bytes, name: str, year: int) -> SheetRows:
    """Return the rows of the plan of `year` in the file with this name. Raise SheetError for a file without.

    A sheet of another year beside that of the plan is passed over.
    """
    found = PlanReader(year).rows_of(content, name)
    years: dict[str, set[int]] = {}
    for row in found.rows:
        day = times.day_of(row.texts["dato"], year)
        years.setdefault(row.sheet, set()).add(day.year if day else year)
    if any(year in held for held in years.values()):
        found.rows = [row for row in found.rows if year in years[row.sheet]]
        others = [sheet for sheet, held in years.items() if year not in held]
        found.notes += [f"Arket ”{sheet}” har ingen datoer i {year} og er ikke læst." for sheet in others]
    return found


def _read_times(found: SheetRow, columns: Columns, row: Row) -> None:
    start, end, both = (columns.text(name, row) for name in ("fra", "til", "tid"))
    place = "tid" if both else "fra"
    if not both and not end and columns.places.get("til") and times.hours(times.without_hedge(start))[1]:
        both = start  # both times in one cell, which is merged over both columns
    for name in ("fra", "til"):
        found.places.setdefault(name, found.places.get("tid") or found.places.get("dato", ""))
    plain = both if times.hours(both)[1] else times.without_hedge(both)
    if plain != both:
        found.doubt(place, f"”{both}” er læst som {plain}.")
    found.texts["fra"], found.texts["til"] = times.hours(plain)
    for name, text in (("fra", start), ("til", end)) if not both else ():
        found.texts[name] = plain = times.without_hedge(times.clock(text))
        is_half = re.fullmatch(r"[1-9]\d?[.,]5", text)  # ten to five, or half past four
        if is_half or plain != times.clock(text):
            found.doubt(name, f"”{text}” er læst som {plain.replace(',', '.')}.")
    if fault := found.faults.pop("tid", ""):
        found.faults["fra"] = fault


def _read_day(found: SheetRow, columns: Columns, row: Row, month: str) -> None:
    day, clocks = times.day_and_times(columns.text("dato", row))
    if clocks and not found.texts["fra"]:
        found.texts["fra"], found.texts["til"] = times.hours(clocks)
    if month and re.fullmatch(r"\D*\d{1,2}\.?", day):
        day = f"{day.removesuffix('.')}. {month} {found.texts.get('år', '')}".strip()
    if re.fullmatch(r"\d{1,2}[.,]1", day):
        found.faults["dato"] = f"”{day}” kan være i januar og i oktober. Skriv dag, måned og år."
    found.texts["dato"] = day
    if weekday := times.weekday(columns.text("ugedag", row)):
        found.texts[STATED_WEEKDAY] = str(weekday)


def _a_row_a_day(row: SheetRow, year: int) -> list[SheetRow]:
    """Return the row, as often as it has days in its cell."""
    days = times.several_days(row.texts["dato"], year)
    if not days or row.texts.get("nøgle"):
        return [row]
    row.texts.pop(STATED_WEEKDAY, None)
    hours = f"{row.texts['fra']}-{row.texts['til']}"
    row.doubt("dato", f"”{row.texts['dato']}” er læst som {len(days)} dage, alle kl. {hours}.")
    rows = [replace(row, texts=row.texts | {"dato": f"{day:%d-%m-%Y}"}, doubts=[]) for day in days]
    rows[0].doubts = row.doubts
    return rows


def _holds(rows: list[Row], place: int, pattern: str) -> bool:
    """Return True where one of the first cells of the column holds such a text."""
    texts = [row.cells[place].text.casefold() for row in rows if place in row.cells][:20]
    return any(re.search(pattern, text.replace("\N{EN DASH}", "-")) for text in texts)


def _has_hours(rows: list[Row], place: int) -> bool:
    """Return True where a cell of the column says both from when and to when."""
    return any(times.hours(row.cells[place].text)[1] for row in rows if place in row.cells)
