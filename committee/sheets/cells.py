"""Days and times in cells, as the texts that `portal.text.danish` reads, whatever a program has made of them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from committee.sheets.grid import cell_text, without_guard
from portal.text.danish import WEEKDAYS, format_time, parse_date, parse_hours, parse_time

EXCEL_DAYS = range(20_000, 80_000)
"""Numbers that stand for a day in Excel: 1954 to 2119."""
EXCEL_START = dt.datetime(1899, 12, 30)
HOURS = r"\d{1,2}(?:[.:]?\d{2})?"
TIMES_AT_END = re.compile(
    rf"[\s,(]*(?:\bfra\s+)?(?:\bkl(?:okken)?\b\.?\s*)?({HOURS}\s*(?:-|\btil\b)\s*(?:kl\.?\s*)?{HOURS}|\d{{1,2}}[.:]\d{{2}})\)?$"
)
SEVERAL_DAYS = re.compile(r"\D*?(\d{1,2})\.?( ?[a-zæøå]{3,}\.?)? ?(-|/|\+|&|og|til) ?(?:den )?(\d{1,2}[./]? ?\S.*)")
MOST_DAYS = 3
"""Days that a meeting has in one cell; longer stretches are holidays."""


def text_of(value: Any) -> str:
    """Return the value as clean text, as a program shows it; dashes that stand for nothing are empty."""
    if isinstance(value, float):
        value = f"{value:.10g}"
    if isinstance(value, dt.date):
        value = f"{value:%d-%m-%Y}"
    elif isinstance(value, dt.time):
        value = format_time(value)
    text = without_guard(cell_text("" if value is None else str(value)))
    return "" if re.fullmatch("[-_\N{HYPHEN}-\N{HORIZONTAL BAR}]+", text) else text


def day(value: Any) -> tuple[str, str]:
    """Return the day of a cell, and the times that stand behind it; both as text."""
    if isinstance(value, str):
        value = _number(value, EXCEL_DAYS) or value
    if isinstance(value, int | float) and EXCEL_DAYS.start <= value < EXCEL_DAYS.stop:
        value = EXCEL_START + dt.timedelta(minutes=round(value * 24 * 60))
    if isinstance(value, dt.datetime):
        times = format_time(value.time()) if (value.hour, value.minute) != (0, 0) else ""
        return f"{value:%d-%m-%Y}", times
    text = text_of(value)
    dashed = re.sub("[\N{HYPHEN}-\N{HORIZONTAL BAR}]", "-", text.casefold())
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


def several_days(text: str, year: int) -> list[dt.date]:
    """Return the days of `25.-26. februar 2027`; none where the text is one day, or no days."""
    words = re.sub("[\N{HYPHEN}-\N{HORIZONTAL BAR}]", "-", text.casefold())
    found = None if is_day(text) else SEVERAL_DAYS.fullmatch(words)
    last = day_of(found[4], year) if found else None
    if found is None or last is None:
        return []
    first = day_of(f"{found[1]}.{found[2] or f' {last.month}.'} {last.year}".replace(". ", ".", 1), last.year)
    if first is None or not 0 < (last - first).days <= MOST_DAYS:
        return []
    if found[3] in {"-", "til"}:
        return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    return [first, last]


def is_day_first(text: str, year: int) -> bool:
    """Return True for a day in figures that cannot have its month first: `20-01-2027`."""
    in_figures = re.fullmatch(r"\d{1,2}([-./])\d{1,2}(\1(?:\d{4}|\d\d))?", text.strip())
    parts = text.split(in_figures[1]) if in_figures else []
    return bool(parts) and int(parts[0]) > 12 and day_of(text, year) is not None


def day_of(text: str, year: int) -> dt.date | None:
    """Return the day that the text is; None where it is none."""
    try:
        return parse_date(text, year)
    except ValueError:
        return None


def clock(value: Any) -> str:
    """Return the time of a cell: `16.3` is half past four to a program that takes the full stop for a decimal point."""
    if isinstance(value, str):
        value = _number(value, range(0, 1)) or _number(value, EXCEL_DAYS) or value
    if isinstance(value, float) and EXCEL_DAYS.start <= value < EXCEL_DAYS.stop:
        value %= 1
    if isinstance(value, dt.datetime):
        value = value.time()
    if isinstance(value, dt.time):
        value = dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, float) and 0 < value < 1:
        value = dt.timedelta(days=value)
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return format_time(dt.time(minutes // 60 % 24, minutes % 60))
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.2f}"
    text = text_of(value)
    return f"{text}0" if re.fullmatch(r"\d{1,2}[.,]\d", text) else text


def hours(value: Any) -> tuple[str, str]:
    """Return from when and to when, as the cell says; the second is empty where it says one time only."""
    text = clock(value)
    try:
        start, end = parse_hours(text)
    except ValueError:
        return text, ""
    return format_time(start), format_time(end)


def without_hedge(text: str) -> str:
    """Return the times without what hedges or explains them: `kl. 16.30 - ca. 20.00 (spisning fra kl. 16)`."""
    words = re.sub(r"\s*\([^()]*\)$", "", text)
    words = re.sub(r"\b(?:ca|cirka|omkring|forventet|senest)\b\.?\s*", "", words, flags=re.IGNORECASE)
    return words if is_time(words) else text


def is_half_hour(value: Any) -> bool:
    """Return True for `16,5`, which may be ten to five or half past four."""
    return bool(re.fullmatch(r"\d{1,2}[.,]5", str(value).strip())) and not 0 <= float(str(value).replace(",", ".")) < 1


def is_time(text: str) -> bool:
    """Return True for a time, or a stretch from one to another."""
    for parse in (parse_time, parse_hours):
        try:
            parse(text)
        except ValueError:
            continue
        return True
    return False


def weekday(value: Any) -> int:
    """Return the weekday that a cell says, 1 to 7; 0 for none."""
    if isinstance(value, dt.date):
        return value.isoweekday()
    found = re.match(r"[a-zæøå]{2,7}", text_of(value).casefold())
    named = [n for n, name in enumerate(WEEKDAYS, 1) if found and name.startswith(found[0])]
    return named[0] if named else 0


def month_first(text: str, year: int) -> dt.date | None:
    """Return the day that the text is to who writes the month first, `02/03/27`; None where that is the same day, or
    none."""
    found = re.fullmatch(r"(\d{1,2})([-./])(\d{1,2})(\2(?:\d{4}|\d\d))?", text.strip())
    if not found or found[1] == found[3]:
        return None
    return day_of(f"{found[3]}{found[2]}{found[1]}{found[4] or ''}", year)


def _number(text: str, allowed: range) -> float | None:
    """The number that the text is, where a program has written one for a day or a part of a day."""
    if not re.fullmatch(r"\d{5}(?:[.,]\d+)?|0[.,]\d+", text.strip()):
        return None
    number = float(text.strip().replace(",", "."))
    whole_minutes = abs(number * 288 - round(number * 288)) < 0.01  # a part of a day in steps of five minutes
    return number if int(number) in allowed and (number >= 1 or whole_minutes) else None
