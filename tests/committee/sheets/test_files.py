"""Files of every program: which are read, in which letters, and what is said of the others."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from portal.transfer.sheets.files import SheetError
from tests.kit.sheets import HEADINGS, MEETING, ORDINARY, csv, read, told, workbook


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "letters", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "mac_roman", "cp865", "cp850"]
)
def test_a_csv_is_read_with_the_signs_and_letters_of_its_program(sign, letters):
    rows = [["dato", "fra", "til", "titel", "bemærkning"], [*ORDINARY, "Øl på Ærø"]]
    found = csv("".join(f"{sign.join(row)}\r\n" for row in rows), letters)
    assert (told(found), found.rows[0].texts["bemærkning"]) == ([ORDINARY], "Øl på Ærø")


def test_letters_that_no_danish_sheet_has_are_refused():
    with pytest.raises(SheetError, match="Filens bogstaver kan ikke læses: Der står"):
        read("titel;dato;fra;til\nMøde på;20-1-2027;16;20\n".encode("cp037"), "plan.csv")
    with pytest.raises(SheetError, match="Filens bogstaver kan ikke læses: Der står"):
        read("titel;dato;fra;til\nОбычное;20-1-2027;16;20\n".encode("koi8-r"), "plan.csv")


def test_letters_that_a_program_has_encoded_twice_are_mended():
    assert told(csv("titel;dato;fra;til\nOrdinært møde;20-01-2027;16.30;20.00\n".encode().decode("cp1252"))) == [
        ORDINARY
    ]


def test_decomposed_letters_are_composed():
    (row,) = csv(
        "titel;dato;fra;til;bema\u0308rkning\nMøde pa\N{COMBINING RING ABOVE} rådhuset;20-01-2027;16.30;20.00;x\n"
    ).rows
    assert row.texts["titel"] == "Møde på rådhuset"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "plan.csv", "Filen er tom."),
        (b"not a sheet", "plan.xlsx", "Filen er ikke et regneark, som kan læses."),
        (b"\xff\xfe\x00", "plan.csv", "Filen er ikke en tekstfil, som kan læses."),
        (b"MZ", "plan.exe", "Gem arket som Excel-projektmappe"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "plan.xls", "Filen er en ældre Excel-fil (.xls). Åbn den"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "plan.xlsx", "beskyttet med en adgangskode"),
        (b"%PDF-1.7", "plan.pdf", "Filen er en PDF."),
        (b"<html><table>", "plan.xls", "Filen er en webside"),
        (b"a,b\n1,2\n", "plan.csv", "Arket mangler kolonnen dato, fra, til"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_a_sentence(content, name, sentence):
    with pytest.raises(SheetError) as error:
        read(content, name)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("inside", "name", "sentence"),
    [
        ("content.xml", "plan.ods", "Filen er et regneark fra LibreOffice (.ods). Åbn den"),
        ("word/document.xml", "plan.docx", "Filen er et Word-dokument. Åbn den"),
        ("xl/workbook.bin", "plan.xlsb", "Filen er en binær Excel-fil (.xlsb). Åbn den"),
        ("Index/Document.iwa", "plan.numbers", "Filen er et regneark fra Numbers. Åbn den"),
        ("billede.png", "plan.zip", "Filen er ikke et regneark. Åbn den"),
    ],
)
def test_a_packed_file_of_another_kind_is_named(inside, name, sentence):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as folder:
        folder.writestr(inside, "x")
    with pytest.raises(SheetError) as error:
        read(stream.getvalue(), name)
    assert str(error.value).startswith(sentence)


def test_a_workbook_with_the_name_of_a_csv_is_read():
    assert told(read(workbook(HEADINGS, MEETING), "plan.csv")) == [ORDINARY]


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        (["titel", "dato", "til"], "Arket ”Plan” mangler kolonnen fra. Række 1 har kolonnerne titel, dato, til. "),
        (["titel", "fra", "til"], "Arket ”Plan” mangler kolonnen dato. Række 1 har kolonnerne titel, fra, til. "),
        (["dato", "fra", "til", "Dato"], "Arket ”Plan” har to kolonner med dato."),
        (["titel", "tid", None], "Arket ”Plan” mangler kolonnen dato. Række 1 har kolonnerne titel, tid. "),
    ],
)
def test_a_sheet_with_wrong_columns_is_refused_with_a_sentence(headings, sentence):
    with pytest.raises(SheetError) as error:
        read(workbook(headings, ["x", "9", "10"]))
    assert str(error.value).startswith(sentence)


def test_a_sheet_that_goes_on_without_end_is_refused():
    def far(sheet: Any) -> None:
        sheet["A5000"] = "Møde"

    with pytest.raises(SheetError, match="går ud over række 2000"):
        read(workbook(HEADINGS, MEETING, change=far))


def test_a_sheet_with_cells_without_end_is_refused():
    with pytest.raises(SheetError, match="har for mange celler"):
        read(workbook(HEADINGS, *([["x"] * 90] * 700)))
