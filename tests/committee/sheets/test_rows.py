"""Spreadsheets as people have them are read into rows; what is not read is said, with its sheet, row and cell."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from portal.text import danish
from portal.transfer.sheets.files import SheetError
from tests.kit.sheets import DAY, HEADINGS, MEETING, ORDINARY, read, told, workbook, workbook_of


@pytest.mark.parametrize(
    "headings",
    [
        ["titel", "dato", "fra", "til"],
        ["TITEL", "DATO", "FRA", "TIL"],
        ["Titel", "Mødedato", "Start", "Slut"],
        ["Mødetitel", "Dato", "Starttidspunkt", "Sluttidspunkt"],
        ["Møde", "Dato for mødet", "Fra kl.", "Til kl.:"],
        ["Mødets titel", "Dato (dd-mm-åååå)", "Kl. fra", "Kl. til"],
        ["Emne", "Datoer 2027", "Starter kl.", "Slutter kl."],
        ["Aktivitet", "DATO\n", "Mødestart", "Mødeslut"],
        ["Titel*", "Dag", "Klokkeslæt fra", "Klokkeslæt til"],
        ["Arrangement", "Dag og dato", "Begynder", "Ender"],
        ["Hvad", "Hvornår", "Tid fra", "Tid til"],
        ["Subject", "Date", "Start time", "End time"],
    ],
)
def test_a_column_is_known_by_the_names_that_people_give_it(headings):
    assert told(read(workbook(headings, ["Ordinært møde", DAY, dt.time(16, 30), dt.time(20)]))) == [ORDINARY]


@pytest.mark.parametrize("heading", ["Tid", "Kl.", "Klokkeslæt", "Tidspunkt", "Mødetidspunkt", "Fra - til", "Fra kl."])
@pytest.mark.parametrize("hours", ["kl. 16.30-20.00", "16:30 – 20", "16.30-20", "fra kl. 16.30 til kl. 20.00"])
def test_both_times_may_stand_in_one_cell(heading, hours):
    (row,) = read(workbook(["Møde", "Dato", heading], ["Ordinært møde", DAY, hours])).rows
    assert [danish.parse_time(row.texts[name]) for name in ("fra", "til")] == [dt.time(16, 30), dt.time(20)]
    assert row.where("til") == f"Arket ”Plan”, række 2, kolonnen ”{heading}” (C2)"


def test_title_rows_and_a_table_with_blank_columns_are_read():
    content = workbook(
        ["Københavns Kommune"],
        ["Socialudvalget – mødeplan 2027"],
        [],
        ["Nr.", None, "Møde", "Dato", "Tid", "Sted", "Bemærkninger"],
        [1, None, "Ordinært møde", "onsdag den 20. januar 2027", "kl. 16.30-20.00", "Rådhuset", "Teams"],
        change=lambda sheet: sheet.merge_cells("A1:G1"),
    )
    (row,) = read(content).rows
    assert row.number == 5
    assert row.texts == {
        "titel": "Ordinært møde",
        "dato": "onsdag den 20. januar 2027",
        "fra": "16.30",
        "til": "20.00",
        "sted": "Rådhuset",
        "bemærkning": "Teams",
    }


def test_headings_in_two_rows_and_a_heading_over_two_columns_are_read():
    merged = [["Titel", "Dato", "Tid", None], [None, None, "Fra", "Til"], ["Ordinært møde", DAY, "16.30", "20.00"]]
    assert told(read(workbook(*merged, change=lambda sheet: sheet.merge_cells("C1:D1")))) == [ORDINARY]
    assert told(read(workbook(merged[0], merged[2], change=lambda sheet: sheet.merge_cells("C1:D1")))) == [ORDINARY]


def test_visible_sheets_are_all_read_and_hidden_ones_named():
    def hide(book: Any) -> None:
        book["Gammel plan"].sheet_state = "hidden"

    later = ["Ordinært møde", None, dt.datetime(2027, 8, 18), *MEETING[3:]]
    old = ["GAMMELT", None, dt.datetime(2027, 3, 3), *MEETING[3:]]
    content = workbook_of(
        {
            "Gammel plan": [HEADINGS, old],
            "1. halvår": [HEADINGS, MEETING],
            "2. halvår": [HEADINGS, later],
            "Noter": [["Husk kage"]],
        },
        hide,
    )
    found = read(content)
    assert [(row.sheet, row.texts["dato"]) for row in found.rows] == [
        ("1. halvår", "20-01-2027"),
        ("2. halvår", "18-08-2027"),
    ]
    assert found.notes == [
        "Arket ”Gammel plan” er skjult og er ikke læst.",
        "Arket ”Noter” har ikke dato og klokkeslæt i kolonner og er ikke læst.",
    ]


def test_a_sheet_of_another_year_beside_the_plans_is_passed_over():
    last = ["Ordinært møde", None, dt.datetime(2026, 1, 21), *MEETING[3:]]
    found = read(workbook_of({"2026": [HEADINGS, last], "2027": [HEADINGS, MEETING]}))
    assert told(found) == [ORDINARY]
    assert found.notes == ["Arket ”2026” har ingen datoer i 2027 og er ikke læst."]


def test_row_without_a_meeting_is_skipped_and_named():
    found = read(
        workbook(
            HEADINGS,
            ["1. halvår 2027"],
            MEETING,
            [None, None, "2. halvår 2027"],
            ["Sommerferie uge 27-31"],
            ["I alt", None, None, 1, 3.5],
            [],
            ["* Med forbehold for ændringer"],
        )
    )
    assert told(found) == [ORDINARY]
    assert found.notes == [
        "Arket ”Plan”, rækkerne 2 (”1. halvår 2027”), 4 (”2. halvår 2027”), 5 (”Sommerferie uge 27-31”), "
        "6 (”I alt 1 3.5”), 8 (”* Med forbehold for ændringer”) er ikke læst som møder."
    ]


def test_a_year_among_the_headings_is_no_hindrance():
    assert told(read(workbook([*HEADINGS, 2027, "Mødeplan 2026-27"], MEETING))) == [ORDINARY]


def test_a_repeated_row_of_headings_is_no_meeting():
    found = read(
        workbook(HEADINGS, MEETING, ["2. halvår"], ["dato", "titel", "start", "slut"], [DAY, "Andet", "9", "10"])
    )
    assert told(found) == [ORDINARY, ("20-01-2027", "9", "10", "Andet")]


def test_half_years_beside_each_other_are_read():
    names = ["Dato", "Tid", "Møde"]
    later = dt.datetime(2027, 8, 18)
    rows = [[*names, None, *names], [DAY, "16.30-20.00", "Ordinært møde", None, later, "9-10", "Andet"]]
    assert told(read(workbook(["1. halvår", *[None] * 3, "2. halvår"], *rows))) == [
        ORDINARY,
        ("18-08-2027", "9.00", "10.00", "Andet"),
    ]


def test_a_meeting_and_its_subject_are_both_kept():
    rows = [["Dato", "Tid", "Møde", "Emne"], [DAY, "9-10", "Ordinært møde", "Budget"]]
    assert told(read(workbook(*rows)))[0][-1] == "Ordinært møde: Budget"


def test_a_merged_cell_counts_for_all_its_rows():
    rows = [HEADINGS, ["Introduktion", None, DAY, "9", "11"], ["Konstituerende møde", None, None, "11", "12.30"]]
    assert told(read(workbook(*rows, change=lambda sheet: sheet.merge_cells("C2:C3")))) == [
        ("20-01-2027", "9", "11", "Introduktion"),
        ("20-01-2027", "11", "12.30", "Konstituerende møde"),
    ]


def test_both_times_in_a_cell_merged_over_two_columns_are_read():
    rows = [HEADINGS, ["Ordinært møde", None, DAY, "16.30 - 20.00"]]
    assert told(read(workbook(*rows, change=lambda sheet: sheet.merge_cells("D2:E2")))) == [ORDINARY]


def hide_row(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def filter_rows(sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:F3"
    sheet.row_dimensions[3].hidden = True


def strike_row(sheet: Any) -> None:
    for cell in sheet[3]:
        cell.font = Font(strike=True)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (hide_row, "skjult eller filtreret fra"),
        (filter_rows, "skjult eller filtreret fra"),
        (strike_row, "streget over"),
    ],
)
def test_hidden_filtered_and_struck_rows_are_left_out(change, why):
    gone = ["UDGÅET", None, dt.datetime(2027, 1, 27), *MEETING[3:]]
    assert [(row.number, row.left_out) for row in read(workbook(HEADINGS, MEETING, gone, change=change)).rows] == [
        (2, ""),
        (3, why),
    ]


def test_a_struck_part_of_a_cell_is_not_read():
    def strike(sheet: Any) -> None:
        old = TextBlock(InlineFont(strike=True), "20. januar 2027")
        sheet["C2"] = CellRichText(old, TextBlock(InlineFont(), " 27. januar 2027"))

    assert told(read(workbook(HEADINGS, MEETING, change=strike)))[0][0] == "27. januar 2027"


def test_a_struck_cell_is_not_read_and_that_is_said():
    def strike(sheet: Any) -> None:
        sheet["F2"] = "Uden middag"
        sheet["F2"].font = Font(strike=True)

    (row,) = read(workbook(HEADINGS, MEETING, change=strike)).rows
    assert row.texts["bemærkning"] == ""
    assert row.doubts == ["Arket ”Plan”, række 2, kolonnen ”bemærkning” (F2) er streget over og er ikke læst."]


def test_columns_that_are_not_read_are_named():
    def hide(sheet: Any) -> None:
        sheet.column_dimensions["I"].hidden = True

    content = workbook([*HEADINGS, "Kaffe", None, "Internt"], [*MEETING, "ja", "x", "hemmeligt"], change=hide)
    assert read(content).notes == [
        "Arket ”Plan”, kolonnerne Kaffe (G), uden overskrift (H), Internt (I, skjult) er ikke læst."
    ]


def test_very_many_columns_are_no_hindrance():
    found = read(workbook([*HEADINGS, *(f"Felt {n}" for n in range(300))], [*MEETING, *range(300)]))
    assert told(found) == [ORDINARY]
    assert found.notes[1] == "Arket ”Plan”, kolonnerne fra CV og frem er ikke læst."


def test_notes_and_places_in_several_columns_are_put_together():
    (row,) = read(
        workbook(
            ["Titel", "Dato", "Tid", "Sted", "Lokale", "Note", "Bemærkninger"],
            ["Møde", DAY, "9-10", "A", "B", "C", "D"],
        )
    ).rows
    assert (row.texts["sted"], row.texts["bemærkning"]) == ("A; B", "C; D")


def test_a_row_with_a_month_is_over_the_days_of_it():
    rows = [["JANUAR"], ["Ordinært møde", None, "ons. 20.", "9", "10"], ["Februar"], ["Andet", None, 10, "9", "10"]]
    found = read(workbook(HEADINGS, *rows))
    days = [danish.parse_date(row.texts["dato"], 2027) for row in found.rows]
    assert days == [dt.date(2027, 1, 20), dt.date(2027, 2, 10)]


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("C", "=B9+7", "Cellen er en formel uden resultat. Skriv resultatet."),
        ("C", "#REF!", "Cellen har fejlen #REF!. Skriv det, der skulle stå."),
        ("D", "#VÆRDI!", "Cellen har fejlen #VÆRDI!. Skriv det, der skulle stå."),
        ("C", "########", "Cellen har fejlen ########. Skriv det, der skulle stå."),
        ("A", "Ordin\N{REPLACEMENT CHARACTER}rt", "Et bogstav er gået tabt, før arket kom hertil. Skriv ordet igen."),
        ("C", "20.1", "”20.1” kan være i januar og i oktober. Skriv dag, måned og år."),
    ],
)
def test_a_cell_that_cannot_be_trusted_is_a_fault(column, value, fault):
    def put(sheet: Any) -> None:
        sheet[f"{column}2"] = value

    (row,) = read(workbook(HEADINGS, MEETING, change=put)).rows
    assert row.faults == {HEADINGS["ABCDEF".index(column)]: fault}


VALUES = st.one_of(
    st.none(),
    st.sampled_from([*HEADINGS, "Dag", "Tid", "Kl.", "I alt", "20/1", "16.30-20", "25.-26. februar", "#REF!", "=A1"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)),
    st.times(),
    st.integers(),
    st.floats(),
)
"""What may stand in a cell."""


@settings(max_examples=60)
@given(st.lists(st.lists(VALUES, max_size=7), max_size=6))
def test_no_sheet_is_answered_with_anything_but_rows_or_a_sentence(rows):
    text = "\n".join(";".join("" if value is None else str(value) for value in row) for row in [HEADINGS, *rows])
    for content, name in ((workbook(HEADINGS, *rows), "plan.xlsx"), (text.encode(), "plan.csv")):
        for part in (content, content[: len(content) // 2]):
            with suppress(SheetError):
                assert all(row.where("dato") for row in read(part, name).rows)
