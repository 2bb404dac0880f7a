"""Spreadsheet files as staff have them: which kind a file is, and what to do with the kinds that are not read."""

from __future__ import annotations

import io
import zipfile

from committee.sheets.grid import Grid, SheetError
from committee.sheets.text_files import read_csv
from committee.sheets.workbooks import read_workbook

SAVE_AS = "Åbn den, gem den som Excel-projektmappe (.xlsx) eller CSV, og vælg den igen."
NAMES = {
    "xls": "Filen er en ældre Excel-fil (.xls)",
    "xlsb": "Filen er en binær Excel-fil (.xlsb)",
    "ods": "Filen er et regneark fra LibreOffice (.ods)",
    "numbers": "Filen er et regneark fra Numbers",
    "pdf": "Filen er en PDF",
    "doc": "Filen er et Word-dokument",
    "docx": "Filen er et Word-dokument",
}
"""Kinds that people have a plan in, by the ending of the name."""
READ = ("xlsx", "xlsm", "csv", "txt", "tsv")


def read(content: bytes, name: str) -> tuple[list[Grid], list[str]]:
    """Return the sheets of the file with this name, and sentences about what of it was not read.

    What the file is, its first bytes say, and its name only where they do not. Raise SheetError for what is no sheet.
    """
    ending = name.rpartition(".")[2].lower()
    if not content.strip(b"\0\t\n\r "):
        raise SheetError("Filen er tom. Vælg et regneark med en mødeplan.")
    if content.startswith(b"PK\3\4"):
        kind = _packed(content, ending)
        if kind != "xlsx":
            raise SheetError(f"{NAMES.get(kind, 'Filen er ikke et regneark')}. {SAVE_AS}")
        return read_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise SheetError("Filen er beskyttet med en adgangskode. Gem den uden, og vælg den igen.")
        raise SheetError(f"{NAMES.get(ending, NAMES['xls'])}. {SAVE_AS}")
    if content.startswith(b"%PDF"):
        raise SheetError(f"{NAMES['pdf']}. Brug det regneark, som den stammer fra.")
    if content.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"{\\rtf")):
        raise SheetError(f"Filen er en webside eller et dokument, selv om den hedder .{ending}. {SAVE_AS}")
    if ending in NAMES:
        raise SheetError(f"{NAMES[ending]}. {SAVE_AS}")
    if ending == "xlsx":
        raise SheetError("Filen er ikke et regneark, som kan læses. Gem arket som .xlsx, og vælg det igen.")
    if ending not in READ:
        raise SheetError("Gem arket som Excel-projektmappe (.xlsx) eller som CSV (.csv), og vælg det igen.")
    return read_csv(content), []


def _packed(content: bytes, ending: str) -> str:
    """The kind of a file that is a packed folder, by what is in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            names = set(folder.namelist())
    except (zipfile.BadZipFile, OSError):
        return "xlsx"  # whose reader says that it is broken
    inside = {
        "xl/workbook.xml": "xlsx",
        "xl/workbook.bin": "xlsb",
        "content.xml": "ods",
        "word/document.xml": "docx",
        "Index/Document.iwa": "numbers",
    }
    return next((kind for name, kind in inside.items() if name in names), ending if ending in NAMES else "")
