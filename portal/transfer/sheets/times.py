"""Days and times in cells, as the texts that `portal.text.danish` reads, whatever a program has made of them."""

from __future__ import annotations

import datetime as dt
import re

from portal.text.danish import WEEKDAYS, format_time, parse_date, parse_hours, parse_time

EXCEL_DAYS = range(20_000, 80_000)
"""Numbers that stand for a day in Excel: 1954 to 2119."""
EXCEL_START = dt.datetime(1899, 12, 30)
DASHES = "[\N{HYPHEN}-\N{HORIZONTAL BAR}]"
HOURS = r"\d{1,2}(?:[.:]?\d{2})?"
TIMES_AT_END = re.compile(
    rf"[\s,(]*(?:\bfra\s+)?(?:\bkl(?:okken)?\b\.?\s*)?({HOURS}\s*(?:-|\btil\b)\s*(?:kl\.?\s*)?{HOURS}|\d{{1,2}}[.:]\d{{2}})\)?$"
)
SEVERAL_DAYS = re.compile(r"\D*?(\d{1,2})\.?( ?[a-zæøå]{3,}\.?)? ?(-|/|\+|&|og|til) ?(?:den )?(\d{1,2}[./]? ?\S.*)")
MOST_DAYS = 3
"""Days that one cell can hold; longer stretches are holidays."""


def day_and_times(text: str) -> tuple[str, str]:
    """Return the day of a cell, and the times that stand behind it; both as text."""
    if moment := _moment(text):
        text = f"{moment:%d-%m-%Y}" + (f" {format_time(moment.time())}" if moment.hour or moment.minute else "")
    dashed = re.sub(DASHES, "-", text.casefold())
    if not is_day(text) and (found := TIMES_AT_END.search(dashed)) and is_day(dashed[: found.start()]):
        return text[: found.start()], found[1]
    return text, ""


def is_day(text: str) -> bool:
    """Return True where the text is written as a day of some year, also one whose weekday does not fit."""
    try:
        parse_date(text, 2000)
    except ValueError as error:
        return "dag, ikke en " in str(error)
    return True


def day_of(text: str, year: int) -> dt.date | None:
    """Return the day that the text is; None where it is none."""
    try:
        return parse_date(text, year)
    except ValueError:
        return None


def several_days(text: str, year: int) -> list[dt.date]:
    """Return the days of `25.-26. februar 2027`; none where the text is one day, or no days."""
    found = None if is_day(text) else SEVERAL_DAYS.fullmatch(re.sub(DASHES, "-", text.casefold()))
    last = day_of(found[4], year) if found else None
    if found is None or last is None:
        return []
    first = day_of(f"{found[1]}.{found[2] or f' {last.month}.'} {last.year}".replace(". ", ".", 1), last.year)
    if first is None or not 0 < (last - first).days <= MOST_DAYS:
        return []
    step = 1 if found[3] in {"-", "til"} else (last - first).days
    return [first + dt.timedelta(days=number) for number in range(0, (last - first).days + 1, step)]


def month_first(text: str, year: int) -> dt.date | None:
    """Return the day that the text is to who writes the month first, `02/03/27`.

    None where that is the same day, or none.
    """
    found = re.fullmatch(r"(\d{1,2})([-./])(\d{1,2})(\2(?:\d{4}|\d\d))?", text)
    if not found or found[1] == found[3]:
        return None
    return day_of(f"{found[3]}{found[2]}{found[1]}{found[4] or ''}", year)


def weekday(text: str) -> int:
    """Return the weekday that a cell says, 1 to 7; 0 for none."""
    if day := day_of(text, 0) if re.fullmatch(r"\d\d-\d\d-\d{4}", text) else None:
        return day.isoweekday()
    found = re.match(r"[a-zæøå]{2,7}", text.casefold())
    return next((n for n, name in enumerate(WEEKDAYS, 1) if found and name.startswith(found[0])), 0)


def clock(text: str) -> str:
    """Return the time of a cell: `16.3` is half past four to a program that takes the full stop for a decimal point."""
    moment = _moment(text, is_time=True)
    at_end = re.fullmatch(r"\d\d-\d\d-\d{4} (\d{1,2}\.\d\d)", text)
    text = format_time(moment.time()) if moment else at_end[1] if at_end else text
    return f"{text}0" if re.fullmatch(r"\d{1,2}[.,]\d", text) else text


def hours(text: str) -> tuple[str, str]:
    """Return from when to when, as the cell says; the second is empty where it says one time only."""
    try:
        start, end = parse_hours(text)
    except ValueError:
        return clock(text), ""
    return format_time(start), format_time(end)


def is_time(text: str) -> bool:
    """Return True for a time, or a stretch from one to another."""
    try:
        parse_time(hours(text)[0])
    except ValueError:
        return False
    return True


def without_hedge(text: str) -> str:
    """Return the times without what hedges or explains them: `kl. 16.30 - ca. 20.00 (spisning fra kl. 16)`."""
    words = re.sub(r"\s*\([^()]*\)$", "", text)
    words = re.sub(r"\b(?:ca|cirka|omkring|forventet|senest)\b\.?\s*", "", words, flags=re.IGNORECASE)
    return words if is_time(words) else text


def _moment(text: str, is_time: bool = False) -> dt.datetime | None:
    """Return the moment of the number that a program has written for a day, or for a part of one; None for others."""
    if not re.fullmatch(r"\d{5}(?:[.,]\d+)?|0[.,]\d+", text):
        return None
    number = float(text.replace(",", "."))
    whole_minutes = abs(number * 288 - round(number * 288)) < 0.01  # a part of a day in steps of five minutes
    fits = int(number) in EXCEL_DAYS or (is_time and number < 1 and whole_minutes)
    return EXCEL_START + dt.timedelta(minutes=round(number * 24 * 60)) if fits else None
