"""CSV files: in the letters and with the signs between columns that office programs write."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

from committee.sheets.grid import ROWS_READ, Cell, Grid, GridRow, SheetError
from portal.text.cleaning import clean_text

SIGNS = ";,\t|"
OLD_LETTERS = ("cp1252", "mac_roman", "cp865")
"""The character sets that Danish files are written in where they are not Unicode: Windows, Mac and DOS."""
DANISH = frozenset("æøåÆØÅéÉ")
ORDINARY = frozenset("–—’‘”“„»«…§·•°½´€×\N{NO-BREAK SPACE}")
FOREIGN_AT_MOST = 6
"""How far foreign letters may outweigh Danish ones in a file that is still taken for a Danish one: a name or two."""
CELL_ERRORS = re.compile(
    r"#(?:REF|REFERENCE|VALUE|VÆRDI|NAME|NAVN|DIV/0|NULL|NUL|NUM|N/A|I/T|SPILL|CALC)[!?]?|#{2,}", re.IGNORECASE
)


def read_csv(content: bytes) -> list[Grid]:
    """Return the file as a sheet for each of the signs that could part its columns. Raise SheetError for no text."""
    text = decode(content)
    found = []
    for sign in SIGNS:
        grid = Grid("")
        try:
            for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign), 1):
                cells = {place: cell_of(value) for place, value in enumerate(row, 1) if clean_text(value)}
                if cells and number > ROWS_READ:
                    raise SheetError(f"Filen har over {ROWS_READ} rækker. Slet dem, der ikke er planen.")
                if cells:
                    grid.rows.append(GridRow(number, cells))
        except csv.Error:
            continue
        found.append(grid)
    if not found:
        raise SheetError("Filen kan ikke læses som CSV. Gem arket som .xlsx, og vælg det igen.")
    return found


def cell_of(text: str) -> Cell:
    """Return the cell with the text; a text that some program has broken is a fault."""
    fault = ""
    if CELL_ERRORS.fullmatch(text.strip()):
        fault = f"Cellen har fejlen {text.strip()[:20]}. Skriv det, der skulle stå."
    elif "\N{REPLACEMENT CHARACTER}" in text:
        fault = "Et bogstav er gået tabt, før arket kom hertil. Skriv ordet igen."
    return Cell(text, fault)


def decode(content: bytes) -> str:
    """Return the text of the file, by its byte order mark, as UTF-8, or in the old character set that makes Danish of
    it. Raise SheetError where none does."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        if len(content) % 2 == 0 and content[:200].count(0) * 3 > len(content[:200]):
            return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
        if b"\0" in content:
            raise UnicodeError
    except UnicodeError:
        raise SheetError("Filen er ikke en tekstfil, som kan læses. Gem arket som .xlsx, og vælg det igen.") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _in_old_letters(content)
    return _mended(text)


def _mended(text: str) -> str:
    """UTF-8 that a program took for Windows' letters and wrote as UTF-8 again: `MÃ¸de`."""
    if not re.search("Ã[¦¸¥†˜…]", text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _in_old_letters(content: bytes) -> str:
    """The reading with the most Danish and the fewest strange letters."""
    readings: list[tuple[int, int, int, str]] = []
    for name in OLD_LETTERS:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        readings.append((len(_strange(text)), -_danishness(text), len(readings), text))
    _, foreign, _, text = min(readings)
    if examples := " ".join(dict.fromkeys(_strange(text) or (_foreign(text) if foreign > FOREIGN_AT_MOST else ()))):
        raise SheetError(
            f"Filens bogstaver kan ikke læses: Der står {examples[:40]}, hvor der skulle stå danske bogstaver. "
            "Gem arket som .xlsx eller som ”CSV UTF-8”, og vælg det igen."
        )
    return text


def _strange(text: str) -> list[str]:
    """The signs of the text that no Danish sheet has, and quotation marks inside words."""
    inside = re.findall(r"(?<=[^\W\d_])[‘”“„»«›‹†‡](?=[^\W\d_])", text)
    signs = set(text) - DANISH - ORDINARY
    return inside + [s for s in text if s in signs and ord(s) > 126 and not unicodedata.category(s).startswith("L")]


def _foreign(text: str) -> list[str]:
    """The letters that are neither Danish nor English."""
    return [letter for letter in text if ord(letter) > 126 and letter.isalpha() and letter not in DANISH]


def _danishness(text: str) -> int:
    """Danish letters, less twice the foreign ones."""
    return sum(1 for letter in text if letter in DANISH) - 2 * len(_foreign(text))
