"""What speaks against a day for a meeting: weekends, public holidays, the Easter week, school holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from committee.models import SchoolHoliday
from portal.text.danish import WEEKDAYS

EVES = {(12, 24): "juleaften", (12, 31): "nytårsaften"}


def easter_sunday(year: int) -> dt.date:
    """Return the Sunday of Easter in the Gregorian calendar (the algorithm of J. Meeus, Astronomical Algorithms,
    chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def is_in_easter_week(day: dt.date) -> bool:
    """True from the Monday before Easter to Easter Monday."""
    easter = easter_sunday(day.year)
    return easter - dt.timedelta(days=6) <= day <= easter + dt.timedelta(days=1)


def hindrance(day: dt.date) -> str:
    """Return why no meeting is proposed on the day, as `er en lørdag`; empty where nothing hinders it."""
    if day.weekday() >= 5:
        return f"er en {WEEKDAYS[day.weekday()]}"
    if name := holiday_name(day):
        return f"er en helligdag: {name}"
    if is_in_easter_week(day):
        return "er i påskeugen"
    return ""


def objection(day: dt.date, holidays: Iterable[SchoolHoliday]) -> str:
    """Return what else speaks against the day: a school holiday, an eve; empty for nothing."""
    if name := next((holiday.name for holiday in holidays if holiday.includes(day)), ""):
        return f"er i skolernes ferie: {name}"
    name = EVES.get((day.month, day.day), "")
    return f"er {name}" if name else ""


def holiday_name(day: dt.date) -> str:
    """The Danish name of the public holiday on the day; empty on other days."""
    import holidays  # at the first meeting that is planned: it would cost every start 50 ms

    return str(holidays.country_holidays("DK", years=day.year, language="da").get(day, ""))
