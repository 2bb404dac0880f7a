"""Danish letters, sorting, slugs, dates and amounts: the one home of what is special to the language."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from portal.text.cleaning import clean_line

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
_ENGLISH_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ENGLISH_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october")
"""What an office program in English writes by itself, in a sheet that is Danish otherwise."""
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"
_SPELLED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "y"})
_LAST = str.maketrans({"æ": "{", "ø": "|", "å": "}"})
_FOUND = str.maketrans("{|}éü", "æøåey")


_JOINT = re.compile(
    r"(?:\b(?:arbejds|borger|budget|handicap|misbrugs|netværks|protokol|rusmiddel|social|udvalgs|whistleblower)"
    r"|(?<=[a-zæøå])(?:heds|elses|førsels|ings|ions|skabs|tets))(?=[a-zæøå]{5})",
    re.IGNORECASE,
)
"""Where a long word is put together: after these, where at least five letters follow."""


def hyphenated(text: str) -> str:
    """The text with soft hyphens in its long words: browsers without a Danish dictionary break them there."""
    return re.sub(r"\w{14,}", lambda word: _JOINT.sub("\\g<0>\N{SOFT HYPHEN}", word[0]), text)


def slugify(text: str) -> str:
    """The address of a title: lower-case ASCII words joined by hyphens, æ ø å written ae oe aa.

    `static/admin/js/urlify.js` proposes the same at the desk.
    """
    spelled = clean_line(text).lower().translate(_SPELLED)
    ascii_text = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")


def sort_key(text: str) -> str:
    """A key that sorts as a Danish dictionary does: æ, ø and å after z, aa as å."""
    return clean_line(text).casefold().replace("aa", "å").translate(_LAST)


def initial(text: str) -> str:
    """The letter that a dictionary has the text under: `Å` for `Aarhus`, `Ü` under Y, and A for what has no letter."""
    letters = (letter for letter in sort_key(text).translate(_FOUND).upper() if letter in ALPHABET)
    return next(letters, ALPHABET[0])


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


def parse_number(text: str) -> Decimal:
    """The number as people write it: `2.872`, `2 872`, `7,8`, `7.8`; a full stop before three digits parts thousands.

    ValueError with a Danish sentence when it is no number.
    """
    words = re.sub(r"\s", "", clean_line(text)).replace("\N{MINUS SIGN}", "-")
    if re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", words):
        words = words.replace(".", "")
    elif not re.fullmatch(r"-?\d+([.,]\d+)?", words):
        raise ValueError("Skriv et tal, fx 2.872 eller 7,8.")
    return Decimal(words.replace(",", "."))


def parse_date(text: str, year: int | None = None) -> dt.date:
    """Return the day as people write it: `25-02-2026`, `25.2.26`, `ons. d. 25. feb. 2026`, `20-jan-27`, `2026-02-25`.

    Two digits are a year of this century; a midnight that a program has put behind the day is left out. A day without
    a year is one of `year`. Raise ValueError with a Danish sentence when it is no day, or when the weekday does not
    fit it.
    """
    words = re.sub(r"[\s,]+", " ", re.sub("[\N{HYPHEN}-\N{HORIZONTAL BAR}]", "-", clean_line(text).casefold())).strip()
    words = re.sub(r"(?<=\d)(?: kl\.?)?[ t]0?0[.:]00(?:[.:]00(?:\.0+)?)?z?$", "", words)
    named = re.match(r"([a-zæøå]{2,9})(?:\.|\b)", words)
    weekday = _named(named[1], WEEKDAYS, 2) or _named(named[1], _ENGLISH_WEEKDAYS) if named else 0
    words = re.sub(r"^(den|d\.?) ?(?=\d)", "", words[named.end() :].strip() if named and weekday else words)
    date = _date(words, year)
    if weekday and date.isoweekday() != weekday:
        raise ValueError(f"{short_date(date)} er en {WEEKDAYS[date.weekday()]}, ikke en {WEEKDAYS[weekday - 1]}.")
    return date


def _date(words: str, year: int | None) -> dt.date:
    """The day in lower-case words without a weekday."""
    written = "" if year is None else str(year)
    day_first = r"(\d{1,2})(?:[-./ ]+(\d{1,2})[-./ ]+|[-./ ]*([a-zæøå]+)[-./ ]*)'?(\d{4}|\d\d)\.?"
    if found := re.fullmatch(r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})", words):
        parts = found[1], found[3], found[4]
    elif found := re.fullmatch(r"(20\d\d)(\d\d)(\d\d)", words):
        parts = found[1], found[2], found[3]
    elif found := re.fullmatch(day_first, words):
        parts = found[4], found[2] or found[3], found[1]
    elif found := re.fullmatch(r"([a-zæøå]+)[. ]*(\d{1,2})[. ]+(\d{4})", words):
        parts = found[3], found[1], found[2]
    elif written and (found := re.fullmatch(r"(\d{1,2})(?:[-./ ]+(\d{1,2})[./]?|[-./ ]*([a-zæøå]+)\.?)", words)):
        parts = written, found[2] or found[3], found[1]
    else:
        raise ValueError("Skriv datoen med dag, måned og år, fx 25. februar 2026 eller 25.2.2026.")
    number = int(parts[0])
    month = int(parts[1]) if parts[1].isdecimal() else _named(parts[1], MONTHS) or _named(parts[1], _ENGLISH_MONTHS)
    try:
        return dt.date(number if number > 99 else 2000 + number, month, int(parts[2]))
    except ValueError:
        raise ValueError("Den dato findes ikke. Skriv fx 25. februar 2026.") from None


def _named(name: str, names: tuple[str, ...], shortest: int = 3) -> int:
    """The place, from 1, of the weekday or month that `name` is, or is the beginning of; 0 where it is none."""
    if len(name) < shortest:
        return 0
    return next((n for n, whole in enumerate(names, 1) if whole.startswith(name)), 0)


def parse_time(text: str) -> dt.time:
    """Return the wall-clock time as people write it: `16.30`, `16:30`, `16,30`, `kl. 9`, `1630`, `4:30 PM`.

    Raise ValueError with a Danish sentence when it is none.
    """
    words = re.sub(r"^(?:klokken|kl)\.?\s*", "", clean_line(text).casefold())
    found = re.fullmatch(r"(\d{1,2})(?:[.:, ](\d{2})(?:[.:]00)?)?(?: ?([ap])\.?m\.?)?", words)
    found = found or re.fullmatch(r"(\d{1,2})(\d{2})()", words)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if found and found[3]:
        hour = hour % 12 + 12 * (found[3] == "p") if 0 < hour < 13 else 24
    if hour > 23 or minute > 59:
        raise ValueError("Skriv klokkeslættet med timer og minutter, fx 16.30.")
    return dt.time(hour, minute)


def parse_hours(text: str) -> tuple[dt.time, dt.time]:
    """Return from when to when, as people write it: `16.30-20.00`, `kl. 16.30 - 20`, `fra 16.30 til 20.00`.

    Raise ValueError with a Danish sentence when it is no such stretch.
    """
    words = re.sub("[\N{HYPHEN}-\N{HORIZONTAL BAR}]", "-", text.strip().casefold()).removeprefix("fra ")
    parts = re.split(r"\s*-\s*|\s+til\s+", words)
    if len(parts) != 2:
        raise ValueError("Skriv klokkeslættene fra og til, fx 16.30-20.00.")
    return parse_time(parts[0]), parse_time(parts[1])
