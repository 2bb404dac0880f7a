"""Danish letters, sorting, slugs, dates and amounts: the one home of what is special to the language."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MONTHS = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)
_SPELLED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa", "é": "e", "ü": "y"})
_LAST = str.maketrans({"æ": "{", "ø": "|", "å": "}"})


def slugify(text: str) -> str:
    """The address of a title: lower-case ASCII words joined by hyphens, æ ø å written ae oe aa."""
    ascii_text = unicodedata.normalize("NFKD", text.translate(_SPELLED)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")


def sort_key(text: str) -> str:
    """A key that sorts as a Danish dictionary does: æ, ø and å after z, aa as å."""
    return text.casefold().replace("aa", "å").translate(_LAST)


def format_date(day: dt.date) -> str:
    """`onsdag den 16. september 2026`."""
    return f"{WEEKDAYS[day.weekday()]} den {short_date(day)}"


def short_date(day: dt.date) -> str:
    """`16. september 2026`."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def format_time(time: dt.time) -> str:
    """`16.30`, `9.00`: hours without a leading zero, as Danish letters write it."""
    return f"{time.hour}.{time.minute:02}"


def format_number(value: Decimal | int, decimals: int | None = None) -> str:
    """`2.872`, `7,8`: full stop between thousands, comma before decimals; trailing zeros go unless asked for."""
    number = Decimal(value)
    if decimals is None:
        decimals = max(0, -int(number.normalize().as_tuple().exponent))
    return f"{number:,.{decimals}f}".translate(str.maketrans(",.", ".,"))
