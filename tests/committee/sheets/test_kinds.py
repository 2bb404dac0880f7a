"""A second kind of sheet: names of columns and a form are all that it takes."""

from __future__ import annotations

import pytest
from django import forms

from portal.text.danish_fields import DanishIntegerField
from portal.transfer.sheets.files import SheetError
from portal.transfer.sheets.rows import RowForm, SheetReader
from tests.kit.sheets import workbook


class LineReader(SheetReader):
    """The lines of a budget."""

    names = {"titel": "titel, budgetlinje, linje", "beløb": "beløb, mio kr, beløb mio kr", "note": "note, bemærkning"}
    required = ("titel", "beløb")
    row_names = ("en linje", "linjer")
    content_name = "titel og beløb"


class LineForm(RowForm):
    titel = forms.CharField(max_length=20)
    beløb = DanishIntegerField(max_value=9000)


def forms_of(content: bytes) -> list[LineForm]:
    found = []
    for place, row in enumerate(LineReader().rows_of(content, "linjer.xlsx").rows):
        form = LineForm(row, place)
        form.read()
        found.append(form)
    return found


def test_rows_of_another_kind_are_read_by_the_names_of_their_columns():
    content = workbook(["Budgetlinje", "Beløb (mio. kr.)", "Kaffe"], ["Hjemløse", "1.234", "x"], ["* foreløbigt"])
    [form] = forms_of(content)
    assert form.cleaned_data == {"titel": "Hjemløse", "beløb": 1234}
    assert LineReader().rows_of(content, "linjer.xlsx").notes == [
        "Arket ”Plan”, række 3 (”* foreløbigt”) er ikke læst som en linje.",
        "Arket ”Plan”, kolonnen Kaffe (C) er ikke læst.",
    ]


def test_a_wrong_cell_of_another_kind_is_named_with_row_and_column():
    [form] = forms_of(workbook(["Linje", "Beløb"], ["Hjemløse", "mange"]))
    assert dict(form.errors) == {
        "beløb": [
            "Arket ”Plan”, række 2, kolonnen ”Beløb” (B2): ”mange” er ikke læst. Skriv et tal, fx 2.872 eller 7,8."
        ]
    }
    [form] = forms_of(workbook(["Linje", "Beløb"], ["Hjemløse", "#REF!"]))
    assert form.errors["beløb"] == [
        "Arket ”Plan”, række 2, kolonnen ”Beløb” (B2): ”#REF!” er ikke læst. Cellen har fejlen #REF!. "
        "Skriv det, der skulle stå."
    ]


def test_a_sheet_of_another_kind_without_its_columns_is_refused():
    with pytest.raises(SheetError, match=r"mangler kolonnen beløb\. Række 1 har kolonnerne Linje, Note\."):
        forms_of(workbook(["Linje", "Note"], ["Hjemløse", "x"]))
