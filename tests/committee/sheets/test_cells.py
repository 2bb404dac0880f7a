"""Days and times in cells: every usual way to write them, and what programs make of them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import danish
from tests.kit.sheets import DAY, HEADINGS, ORDINARY, csv, read, told, workbook


@pytest.mark.parametrize(
    "both",
    ["onsdag den 20. januar 2027 kl. 16.30-20.00", "20-01-2027, 16:30 – 20.00", "20. januar kl. 16.30 til 20.00"],
)
def test_day_and_times_may_stand_in_one_cell(both):
    (row,) = read(workbook(["Møde", "Dato og tid"], ["Ordinært møde", both])).rows
    assert danish.parse_date(row.texts["dato"], 2027) == dt.date(2027, 1, 20)
    assert (row.texts["fra"], row.texts["til"]) == ("16.30", "20.00")


@pytest.mark.parametrize(
    "day",
    [
        *(DAY, dt.date(2027, 1, 20), 46407, 46407.0, "46407", "20-jan-27", "20. januar 2027", "d. 20.1.27"),
        *("onsdag den 20. januar 2027", "2027-01-20", "2027-01-20 00:00:00", "20.01.2027 00:00", "20. januar", "20/1"),
        *("ons. 20/1-27", "20. jan. '27", "20‑01‑2027", "\N{LEFT-TO-RIGHT MARK}20-01-2027", "20 January 2027"),
    ],
)
def test_a_day_is_read_however_it_is_written(day):
    (row,) = read(workbook(HEADINGS, ["Møde", None, day, "16.30", "20"])).rows
    assert danish.parse_date(row.texts["dato"], 2027) == dt.date(2027, 1, 20)


@pytest.mark.parametrize(
    "time",
    [
        *(dt.time(16, 30), 0.6875, 16.3, "16.30", "16:30", "16,30", "kl. 16.30", "klokken 16.30", "1630", "16:30:00"),
        *(
            dt.datetime(1899, 12, 30, 16, 30),
            46407.6875,
            "4:30 PM",
            "\N{ZERO WIDTH SPACE}16.30",
            dt.timedelta(hours=16.5),
        ),
    ],
)
def test_a_time_is_read_however_it_is_written(time):
    (row,) = read(workbook(HEADINGS, ["Møde", None, DAY, time, 20])).rows
    assert [danish.parse_time(row.texts[name]) for name in ("fra", "til")] == [dt.time(16, 30), dt.time(20)]


@given(st.times().map(lambda time: time.replace(second=0, microsecond=0)).filter(lambda time: time.minute % 5 == 0))
def test_a_time_that_a_program_has_made_a_number_of_is_the_same_time(time):
    """A full stop that was taken for a decimal point; the part of a day, in a workbook and as text."""
    part = (time.hour * 60 + time.minute) / 1440
    decimal = float(f"{time.hour}.{time.minute:02}")
    for written in [part] if time.hour == 0 else [part, decimal]:
        for value in (written, str(written)):
            rows = csv(f"titel;dato;fra;til\nMøde;20-1-2027;{value};23.59\n").rows if isinstance(value, str) else []
            rows = rows or read(workbook(HEADINGS, ["Møde", None, DAY, value, 20])).rows
            assert danish.parse_time(rows[0].texts["fra"]) == time


@given(st.dates(dt.date(2027, 1, 1), dt.date(2027, 12, 31)))
def test_a_day_is_the_same_as_number_and_as_text(day):
    serial = (day - dt.date(1899, 12, 30)).days
    written = [serial, f"{day:%d-%m-%Y}", f"{day:%Y-%m-%d %H:%M:%S}", danish.format_date(day), f"{day.day}/{day.month}"]
    cells = [["Møde", None, text, "16.30", "20"] for text in written]
    rows = read(workbook(HEADINGS, *cells)).rows
    assert {danish.parse_date(row.texts["dato"], 2027) for row in rows} == {day}


def test_a_time_whose_zero_was_cut_off_in_a_csv_is_read_as_in_a_workbook():
    assert told(csv("titel,dato,fra,til\nOrdinært møde,20-01-2027,16.3,20\n")) == [
        ("20-01-2027", "16.30", "20", "Ordinært møde")
    ]


def test_sixteen_and_a_half_is_read_and_doubted():
    (row,) = csv("titel;dato;fra;til\nMøde;20-01-2027;16,5;20\n").rows
    assert row.texts["fra"] == "16,50"
    assert row.doubts == ["Række 2, kolonnen ”fra” (C2): ”16,5” er læst som 16.50."]


@pytest.mark.parametrize(
    "days",
    [
        *("25.-26. februar 2027", "25. og 26. februar 2027", "25.-26. februar", "tor.-fre. d. 25.-26. februar 2027"),
        *("25.-26.2.2027", "25-26/2-2027", "25. februar - 26. februar 2027", "25. – 26. feb. 2027"),
    ],
)
def test_days_in_one_cell_are_a_row_each(days):
    found = read(workbook(HEADINGS, ["Seminar", None, days, "9", "10"]))
    assert [row.texts["dato"] for row in found.rows] == ["25-02-2027", "26-02-2027"]


def test_a_month_in_a_column_of_its_own_belongs_to_the_day():
    rows = [
        ["Måned", "Dato", "Titel", "Tid"],
        ["Januar", "20.", "Ordinært møde", "16.30-20.00"],
        [None, 27, "Andet", "9-10"],
    ]
    found = read(workbook(*rows, change=lambda sheet: sheet.merge_cells("A2:A3")))
    assert [danish.parse_date(row.texts["dato"], 2027) for row in found.rows] == [
        dt.date(2027, 1, 20),
        dt.date(2027, 1, 27),
    ]


@pytest.mark.parametrize(
    ("hours", "read_as"),
    [
        ("kl. 16.30 - ca. 20.00", "kl. 16.30 - 20.00"),
        ("16.30-20.00 (spisning fra kl. 16)", "16.30-20.00"),
        ("16.30 - forventet 20", "16.30 - 20"),
    ],
)
def test_a_time_with_a_hedge_is_read_and_doubted(hours, read_as):
    (row,) = read(workbook(["Møde", "Dato", "Tid"], ["Møde", DAY, hours])).rows
    assert [danish.parse_time(row.texts[name]) for name in ("fra", "til")] == [dt.time(16, 30), dt.time(20)]
    assert row.doubts == [f"Arket ”Plan”, række 2, kolonnen ”Tid” (C2): ”{hours}” er læst som {read_as}."]


def test_starts_and_ends_with_their_day_are_read():
    rows = [["Start", "Slut", "Titel"], [DAY.replace(hour=16, minute=30), DAY.replace(hour=20), "Ordinært møde"]]
    assert told(read(workbook(*rows))) == [ORDINARY]


def test_calendar_export_with_the_month_first_is_read():
    rows = csv("Subject,Start Date,Start Time,End Time\nA,1/20/2027,4:30 PM,8:00 PM\nB,2/3/2027,9,10\n").rows
    assert [row.texts["dato"] for row in rows] == ["20-01-2027", "03-02-2027"]
    assert rows[0].doubts == [
        "Række 2, kolonnen ”Start Date” (B2): ”1/20/2027” har måneden først. Arkets datoer er alle læst sådan."
    ]


def test_ambiguous_dates_are_doubted_in_a_mixed_sheet():
    rows = csv("titel;dato;fra;til\nA;01/20/2027;9;10\nB;02/03/2027;9;10\nC;24-03-2027;9;10\n").rows
    assert [row.texts["dato"] for row in rows] == ["01/20/2027", "02/03/2027", "24-03-2027"]
    assert rows[1].doubts == [
        "Række 3, kolonnen ”dato” (B3): ”02/03/2027” kan også være den 3. februar 2027, for en anden dag har måneden "
        "først: Række 2, kolonnen ”dato” (B2): ”01/20/2027”."
    ]
