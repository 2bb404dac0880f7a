"""Which column of a sheet holds what: the names that people give the columns of a meeting plan."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache

from committee.sheets.grid import COLUMNS_READ, Grid, GridRow, SheetError, cell_text, letters_of
from portal.text.danish import parse_hours

HEADINGS_WITHIN = 40
"""Rows of a sheet in which the headings are looked for."""
NAMES = {
    "dato": (
        "dato, datoer, date, startdato, start date, den, hvornår, dag og dato, dag/dato, dato/dag, dato og dag, "
        "ugedag og dato, ugedag/dato, dato og ugedag, dato og tid, dato/tid, dato og tidspunkt, dato/tidspunkt, "
        "dato og klokkeslæt, dag og tid, dag/tid, tid og dato, dato tid, dag dato, ugedag dato"
    ),
    "ugedag": "ugedag, ugedage, dag, dage, weekday, day",
    "fra": (
        "fra, start, starttid, starttidspunkt, startklokkeslæt, starter, begynder, begyndelse, begyndelsestidspunkt, "
        "tid fra, tidspunkt fra, fra tid, from, start time, starttime, tid start, klokkeslæt fra, start tid"
    ),
    "til": (
        "til, slut, sluttid, sluttidspunkt, slutklokkeslæt, slutter, ender, afslutning, afsluttes, stop, sluttes, "
        "tid til, tidspunkt til, til tid, to, end, end time, endtime, tid slut, klokkeslæt til, forventet slut, "
        "forventet sluttidspunkt, slut tid"
    ),
    "tid": (
        "tid, tider, tidspunkt, tidspunkter, tidsrum, klokkeslæt, klokken, time, fra-til, fra/til, fra og til, "
        "fra til, start-slut, start/slut, start og slut, start slut, tid fra-til, tid fra til"
    ),
    "titel": "titel, møde, møder, navn, emne, overskrift, begivenhed, aktivitet, arrangement, hvad, title, subject",
    "art": "art, type, slags, kategori, mødetype, mødeart, kind",
    "sted": (
        "sted, lokale, lokation, lokalitet, location, place, hvor, værelse, rum, adresse, sted/lokale, lokale/sted, "
        "sted og lokale, lokale og sted"
    ),
    "om mødet": "om mødet",
    "bemærkning": (
        "bemærkning, bemærkninger, bemærk, note, noter, notes, kommentar, kommentarer, anmærkning, anmærkninger, info, "
        "øvrigt, andet, detaljer, beskrivelse, oplysninger, supplerende oplysninger, yderligere oplysninger"
    ),
    "forbehold": "forbehold",
    "status": "status",
    "måned": "måned, mdr, month",
    "år": "år, year",
    "portalens adresse": "portalens adresse",
    "nøgle": "nøgle, kalendernøgle",
    "ændring": "ændring, ændringer",
    "uge": "uge, ugenr, uge nr, ugenummer, nr, nummer, løbenr, kvartal, mødenr, møde nr",
}
KNOWN = {name: column for column, names in NAMES.items() for name in names.split(", ")}
SEVERAL = ("bemærkning", "sted")
"""Columns that a sheet may have several of; what they say is put together."""
UNSAID = ("uge", "ændring", "måned", "år")
"""Columns whose content the portal has by itself, or takes into another."""


@dataclass
class Columns:
    """The columns under a row of headings."""

    first: int
    """The number of the first row of the headings."""
    row: int
    """The number of the last."""
    places: dict[str, list[int]] = field(default_factory=dict)
    """The columns of each of ours."""
    titles: dict[int, str] = field(default_factory=dict)
    """Every heading as it stands."""

    @property
    def missing(self) -> list[str]:
        """The columns without which there is no plan."""
        if "tid" in self.places:
            return [name for name in ("dato",) if name not in self.places]
        return [name for name in ("dato", "fra", "til") if name not in self.places]


@lru_cache(maxsize=4096)
def column_of(heading: str) -> str:
    """Return which of our columns the heading names; empty for none: `fra` for `Mødestart kl. (ca.)`."""
    if len(heading) > 80:
        return ""
    words = re.sub(r"\([^)]*\)|\b(?:19|20)\d\d\b", " ", cell_text(heading).casefold())
    words = re.sub("[\N{HYPHEN}-\N{HORIZONTAL BAR}]", "-", words).replace("&", " og ")
    if re.fullmatch(r"\W*kl\W*", words):
        return "tid"
    words = re.sub(r"[^\w/-]+", " ", words)
    words = " ".join(re.sub(r"\bkl\b|\bklokken\b(?=.*\w{3})|\bklokkeslæt\b(?= fra| til)", " ", words).split())
    words = re.sub(r" ?([/-]) ?", r"\1", words).strip("/-") or words
    for tried in (
        words,
        words.removesuffix(" klokken"),
        re.sub(r" (?:for|på) møde[rt]?(?:ne)?$", "", words),
        re.sub(r"^(?:mødets |mødet |møder |møde[ -]?)", "", words),
    ):
        if tried in KNOWN:
            return KNOWN[tried]
    return ""


def find(grid: Grid) -> list[Columns]:
    """Return the columns under each row of headings in the sheet; none where it has no plan."""
    found: list[Columns] = []
    for place, row in enumerate(grid.rows):
        if found and row.number <= found[-1].row:
            continue
        if not found and place >= HEADINGS_WITHIN:
            break
        columns = None if _has_days(row) else _columns(grid, place)
        if columns is not None and not columns.missing:
            found += [_with_one_title(table) for table in _beside(columns)]
    return found


def _beside(columns: Columns) -> list[Columns]:
    """The tables that stand beside each other under one row of headings, as half-years do."""
    days = columns.places["dato"]
    times = columns.places.get("tid") or columns.places.get("fra", [])
    if len(days) == 1 or len(times) != len(days):
        return [columns]
    first = min(place for places in columns.places.values() for place in places)
    starts = [first + day - days[0] for day in days]
    found = []
    for start, end in zip(starts, [*starts[1:], COLUMNS_READ + 1], strict=True):
        places = {name: [p for p in all_ if start <= p < end] for name, all_ in columns.places.items()}
        found.append(Columns(columns.first, columns.row, {n: p for n, p in places.items() if p}, columns.titles))
    return found if not any(table.missing for table in found) else [columns]


def _columns(grid: Grid, place: int) -> Columns | None:
    """The headings of the row, with those of the next where they stand in two rows."""
    row = grid.rows[place]
    below = grid.rows[place + 1] if place + 1 < len(grid.rows) else None
    alone = _read(grid, row, None)
    if below is not None and below.number == row.number + 1 and not _has_days(row):
        named = {column_of(str(cell.value)) for cell in below.cells.values()}
        if ("tid" in alone.places and {"fra", "til"} & named) or (
            alone.missing and alone.places and {"dato", "tid"} & named
        ):
            alone = _read(grid, row, below)
    if len(alone.places) < 2:
        return None
    _settle(grid, alone, place)
    return alone


def _has_days(row: GridRow) -> bool:
    """True where the row has a day or a time: it is no heading."""
    values = [cell.value for cell in row.cells.values()]
    texts = [value for value in values if isinstance(value, str)]
    is_typed = any(isinstance(value, dt.date | dt.time) for value in values)
    return is_typed or any(re.search(r"(?<!\d)\d{1,2}[-.:/]\s?\d", text) for text in texts)


def _read(grid: Grid, row: GridRow, below: GridRow | None) -> Columns:
    columns = Columns(row.number, below.number if below else row.number)
    for place in sorted({*row.cells, *(below.cells if below else ())}):
        over, under = row.cells.get(place), below.cells.get(place) if below else None
        texts = [str(cell.value) for cell in (under, over) if cell is not None and isinstance(cell.value, str)]
        named = next((text for text in texts if column_of(text)), texts[0] if texts else "")
        if not named:
            continue
        columns.titles[place] = cell_text(named)
        name = column_of(named)
        if name and (place not in grid.hidden_columns or name in {"nøgle", "portalens adresse"}):
            columns.places.setdefault(name, []).append(place)
    return columns


def _settle(grid: Grid, columns: Columns, place: int) -> None:
    """Give the columns whose heading may mean two things their meaning, by what is in them."""
    places, under = columns.places, [row for row in grid.rows[place + 1 :] if row.number > columns.row]
    times = {"fra", "til", "tid"} & set(places)
    if "dato" not in places and "ugedag" in places and _holds(under, places["ugedag"][0], r"\d"):
        places["dato"] = places.pop("ugedag")
    if "dato" not in places and "tid" in places and _holds(under, places["tid"][0], r"\d.*(?:[a-z]{3}|[-./]).*20\d\d"):
        places["dato"] = places.pop("tid")
    if "dato" not in places and {"fra", "til"} <= places.keys() and _holds(under, places["fra"][0], r"20\d\d\b"):
        places["dato"] = places["fra"]
    if "dato" in places and not times and _holds(under, places["dato"][0], r"[.:]\d\d\s*(?:-|til)|kl"):
        places["tid"] = []
    if times == {"fra"} and _has_hours(under, places["fra"][0]):
        places["tid"] = places.pop("fra")
    if "tid" in places and "til" in places and "fra" not in places:
        places["fra"] = places.pop("tid")
    if "tid" in places and "fra" in places and "til" not in places:
        places["til"] = places.pop("tid")
    if len(places.get("tid", ())) == 1 and "fra" not in places:
        hours, nameless = places["tid"][0], places["tid"][0] + 1
        if nameless not in columns.titles and not _has_hours(under, hours) and _holds(under, nameless, r"\d"):
            places["fra"], places["til"] = places.pop("tid"), [nameless]  # one heading, merged over both


def _with_one_title(columns: Columns) -> Columns:
    """Of a title and a meeting beside it, the meeting says which rows are one."""
    titles = columns.places.get("titel", [])
    meeting = [place for place in titles if columns.titles[place].casefold() in {"møde", "møder"}]
    others = [place for place in titles if place not in meeting]
    if meeting and others:
        columns.places["titel"], columns.places["møde"] = others[:1], meeting[:1]
    elif titles:
        columns.places["titel"] = titles[:1]
    return columns


def _holds(rows: list[GridRow], place: int, pattern: str) -> bool:
    """True where the first cells of the column hold such a text, or a day or number."""
    cells = [row.cells[place] for row in rows if place in row.cells][:20]
    texts = [cell_text(str(cell.value)).casefold().replace("\N{EN DASH}", "-") for cell in cells]
    return any(re.search(pattern, text) for text in texts)


def _has_hours(rows: list[GridRow], place: int) -> bool:
    """True where a cell of the column says both from when and to when."""
    for row in rows:
        cell = row.cells.get(place)
        if cell is None or not isinstance(cell.value, str):
            continue
        try:
            parse_hours(cell_text(cell.value))
        except ValueError:
            continue
        return True
    return False


def nothing_found(grids: list[Grid]) -> SheetError:
    """Return the sentence for a file without the headings of a plan: what the best row has, and what it lacks."""
    best: tuple[int, Grid, Columns] | None = None
    for grid in grids:
        for place in range(min(len(grid.rows), HEADINGS_WITHIN)):
            columns = _columns(grid, place) or _read(grid, grid.rows[place], None)
            score = len({"dato", "fra", "til", "tid"} & set(columns.places)) * 10 + len(columns.places)
            if score and (best is None or score > best[0]):
                best = score, grid, columns
    if best is None:
        return SheetError(
            "Arket mangler kolonnen dato, fra, til: Ingen række har overskrifter, som portalen kender. "
            "Skriv Dato, Fra, Til og Titel over kolonnerne, og vælg filen igen."
        )
    _, grid, columns = best
    known = ", ".join(columns.titles[place] for places in columns.places.values() for place in places)
    hidden = [f"{columns.titles[place]} ({letters_of(place)})" for place in grid.hidden_columns & columns.titles.keys()]
    return SheetError(
        f"{grid.where.removesuffix(', ') or 'Arket'} mangler kolonnen {', '.join(columns.missing)}. "
        f"Række {columns.row} har kolonnerne {known}. "
        + (f"Kolonnen {', '.join(sorted(hidden))} er skjult. " if hidden else "")
        + "Skriv navnet over kolonnen, og vælg filen igen."
    )


def goes_beyond(grid: Grid) -> bool:
    """Return True where the sheet has as many columns as are read, and may have more."""
    return any(max(row.cells, default=0) >= COLUMNS_READ for row in grid.rows)
