"""The plan as a spreadsheet: out and in unchanged, a preview of what changes, and a bad row changes nothing."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from tablib import Dataset

from committee import sheet_files, spreadsheet
from committee.models import Committee, Meeting, MeetingChange, MeetingPlan, MeetingSession
from portal import clock, danish
from portal.content import ContentRevision
from tests.rows import insert

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.frozen(dt.datetime(2026, 1, 5, 9, 0)):
        yield


@pytest.fixture
def plan() -> MeetingPlan:
    committee = insert(
        Committee,
        name="Socialudvalget",
        slug="socialudvalget",
        municipality="Københavns Kommune",
        administration="Socialforvaltningen",
        term_start=2026,
        term_end=2029,
        place="Rådhuset",
    )
    plan = insert(MeetingPlan, committee=committee, year=2026)
    for slug, day in (("september", dt.date(2026, 9, 16)), ("oktober", dt.date(2026, 10, 7))):
        meeting = insert(Meeting, plan=plan, title="Ordinært møde", slug=slug, kind="ordinaert")
        insert(MeetingSession, meeting=meeting, date=day, start=dt.time(16, 30), end=dt.time(20))
    return plan


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("mette", password="x", first_name="Mette"))
    return client


def changed(sheet: Dataset, row: int, **cells: str) -> Dataset:
    rows = sheet.dict
    rows[row] |= cells
    result = Dataset()
    result.dict = rows
    return result


def with_row(sheet: Dataset, **cells: str) -> Dataset:
    result = Dataset()
    result.dict = [*sheet.dict, dict.fromkeys(sheet.headers, "") | cells]
    return result


def read(plan: MeetingPlan, sheet: Dataset, keep: bool = True) -> spreadsheet.Reading:
    return spreadsheet.read_in(plan, sheet, "Ny plan.", "Mette", clock.now(), keep)


def test_the_sheet_has_date_and_times_in_columns_of_their_own(plan):
    first = spreadsheet.write_out(plan).dict[0]
    assert {name: first[name] for name in ("møde", "ugedag", "dato", "fra", "til")} == {
        "møde": "september",
        "ugedag": "onsdag",
        "dato": "16-09-2026",
        "fra": "16.30",
        "til": "20.00",
    }


def test_an_unchanged_sheet_changes_nothing(plan):
    before = ContentRevision.current()
    reading = read(plan, spreadsheet.write_out(plan))
    assert [line.what for line in reading.lines] == ["uændret", "uændret"]
    assert (ContentRevision.current(), MeetingChange.objects.count()) == (before, 0)


def test_a_moved_row_moves_the_meeting_and_tells_the_members(plan):
    uid = MeetingSession.objects.first().uid
    reading = read(plan, changed(spreadsheet.write_out(plan), 0, dato="17. september 2026"))
    assert (reading.lines[0].what, reading.lines[0].after) == (
        "rettet",
        "torsdag den 17. september 2026 kl. 16.30-20.00",
    )
    assert MeetingSession.objects.get(uid=uid).date == dt.date(2026, 9, 17)
    assert MeetingChange.objects.get().reason == "Ny plan."


def test_a_preview_writes_nothing(plan):
    before = ContentRevision.current()
    reading = read(plan, changed(spreadsheet.write_out(plan), 0, dato="17.9.2026"), keep=False)
    assert reading.changes_something
    assert MeetingSession.objects.first().date == dt.date(2026, 9, 16)
    assert ContentRevision.current() == before


def test_a_new_row_is_a_new_meeting(plan):
    sheet = with_row(
        spreadsheet.write_out(plan), titel="Ordinært møde", art="ordinaert", dato="4-11-2026", fra="16.30", til="20"
    )
    assert read(plan, sheet).kept
    assert Meeting.objects.filter(plan=plan).count() == 3


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"dato": "31. februar 2026"}, "dato: Den dato findes ikke"),
        ({"fra": "halv fem"}, "fra: Skriv klokkeslættet"),
        ({"til": "8.00"}, "Mødet slutter, før det begynder."),
        ({"nøgle": "findes-ikke"}, "hører ikke til planen"),
        ({"bemærkning": "x" * 600}, "højst fylde"),
    ],
)
def test_a_bad_row_is_named_and_changes_nothing_of_the_sheet(plan, cells, problem):
    sheet = changed(changed(spreadsheet.write_out(plan), 0, dato="17.9.2026"), 1, **cells)
    reading = read(plan, sheet)
    assert not reading.kept
    assert problem in " ".join(reading.lines[1].problems)
    assert reading.lines[1].number == 3
    assert MeetingSession.objects.first().date == dt.date(2026, 9, 16)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [({"dato": "7.10.2026"}, "falder oven i"), ({"dato": "17.9.2027"}, "ligger ikke i mødeplanens år 2026")],
)
def test_the_sheet_is_held_against_the_plans_rules(plan, cells, problem):
    reading = read(plan, changed(spreadsheet.write_out(plan), 0, **cells))
    assert problem in " ".join(reading.problems)
    assert not reading.kept


def upload(staff: Client, plan: MeetingPlan, sheet: Dataset, kind: str = "xlsx") -> Any:
    content = sheet.export(kind)
    file = SimpleUploadedFile(f"plan.{kind}", content if isinstance(content, bytes) else content.encode())
    address = reverse("admin:committee_meetingplan_upload", args=[plan.pk])
    return staff.post(address, {"sheet": file, "reason": "Ny plan."})


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_sheet_is_downloaded_changed_previewed_and_saved(staff, plan, kind):
    content = staff.get(reverse("admin:committee_meetingplan_download", args=[plan.pk, kind])).content
    sheet = sheet_files.read(content, kind)
    page = upload(staff, plan, changed(sheet, 0, dato="17.9.2026"), kind)
    assert "<ins>torsdag den 17. september 2026 kl. 16.30-20.00</ins>" in page.content.decode()
    address = reverse("admin:committee_meetingplan_upload", args=[plan.pk])
    assert staff.post(address, {"rows": page.context["carried"]}).status_code == 302
    assert MeetingSession.objects.first().date == dt.date(2026, 9, 17)
    assert MeetingChange.objects.get().by == "Mette"


def test_a_plan_that_has_changed_since_the_preview_is_not_overwritten(staff, plan):
    page = upload(staff, plan, changed(spreadsheet.write_out(plan), 0, dato="17.9.2026"))
    Meeting.objects.get(slug="oktober").save()
    address = reverse("admin:committee_meetingplan_upload", args=[plan.pk])
    answer = staff.post(address, {"rows": page.context["carried"]})
    assert "Indholdet er ændret" in answer.content.decode()
    assert MeetingSession.objects.first().date == dt.date(2026, 9, 16)


@pytest.mark.parametrize(
    ("name", "sheet"),
    [("plan.xlsx", b"not a sheet"), ("plan.csv", b"\xff\xfe\x00"), ("plan.exe", b"MZ"), ("plan.csv", b"a,b\n1,2\n")],
)
def test_a_file_that_is_no_plan_is_refused_with_a_sentence(staff, plan, name, sheet):
    address = reverse("admin:committee_meetingplan_upload", args=[plan.pk])
    page = staff.post(address, {"sheet": SimpleUploadedFile(name, sheet), "reason": "x"})
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()


def workbook(*rows: list[Any]) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (dt.datetime(2026, 9, 16), dt.time(16, 30)),
        (46281, 0.6875),
        ("onsdag den 16. september 2026", 16.3),
        ("16/9-26", "kl. 16,30"),
        (dt.date(2026, 9, 16), dt.datetime(1899, 12, 30, 16, 30)),
    ],
)
def test_a_day_and_a_time_are_read_however_excel_keeps_them(day, start):
    (row,) = sheet_files.read(workbook(["dato", "fra", "til"], [day, start, 20]), "xlsx").dict
    assert danish.parse_date(row["dato"]) == dt.date(2026, 9, 16)
    assert [danish.parse_time(row[name]) for name in ("fra", "til")] == [dt.time(16, 30), dt.time(20)]


def test_a_table_is_found_under_a_title_with_empty_rows_and_columns_of_the_writers_own():
    content = workbook(
        ["Mødeplan 2026"], [], ["Dato ", "Fra kl.", "Til kl.:", None, "Kaffe"], ["", None, " "], ["16.9.2026", 16, 20]
    )
    (row,) = sheet_files.read(content, "xlsx").dict
    assert (row["dato"], row["fra"], row["til"], row["række"]) == ("16.9.2026", "16", "20", "5")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("letters", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_with_the_signs_and_letters_of_its_program(sign, letters):
    text = f"dato{sign}fra{sign}til{sign}bemærkning\r\n16.9.2026{sign}16.30{sign}20.00{sign}Rødgrød\r\n"
    (row,) = sheet_files.read(text.encode(letters), "csv").dict
    assert (row["fra"], row["bemærkning"]) == ("16.30", "Rødgrød")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [([["dato", "til"]], "mangler kolonnen fra"), ([["dato", "fra", "til", "Dato"]], "Kolonnen dato står to gange")],
)
def test_a_sheet_with_wrong_columns_is_refused_with_a_sentence(rows, sentence):
    with pytest.raises(sheet_files.SheetError, match=sentence):
        sheet_files.read(workbook(*rows), "xlsx")


def test_the_plan_is_downloaded_in_columns_for_a_danish_spreadsheet_program(staff, plan):
    content = staff.get(reverse("admin:committee_meetingplan_download", args=[plan.pk, "csv"])).content
    assert content.decode("utf-8-sig").startswith("nøgle;møde;titel;")


def test_a_day_typed_into_excel_is_saved_as_it_was_previewed(staff, plan):
    rows = spreadsheet.write_out(plan)
    cells = [[dt.datetime(2026, 9, 17) if cell == "16-09-2026" else cell for cell in row] for row in rows]
    address = reverse("admin:committee_meetingplan_upload", args=[plan.pk])
    file = SimpleUploadedFile("plan.xlsx", workbook(rows.headers, *cells))
    page = staff.post(address, {"sheet": file, "reason": "Ny plan."})
    assert staff.post(address, {"rows": page.context["carried"]}).status_code == 302
    assert MeetingSession.objects.first().date == dt.date(2026, 9, 17)


def test_what_the_sheet_cannot_change_is_said(plan):
    sheet = changed(spreadsheet.write_out(plan), 0, titel="Stort møde", status="aflyst")
    assert read(plan, sheet).warnings == [
        "Række 2: Feltet titel rettes ikke fra arket. Ret på mødets egen side.",
        "Række 2: Feltet status rettes ikke fra arket. Brug ”Aflys møde”.",
    ]


def test_a_row_that_is_missing_leaves_its_session_as_it_is_and_that_is_said(plan):
    sheet = spreadsheet.write_out(plan)
    del sheet[1]
    (warning,) = read(plan, sheet).warnings
    assert warning.startswith("1 mødegang i planen står ikke i arket.")
    assert MeetingSession.objects.count() == 2


def test_a_copied_row_that_keeps_its_key_is_no_silent_change(plan):
    sheet = spreadsheet.write_out(plan)
    reading = read(plan, with_row(sheet, **(sheet.dict[0] | {"dato": "4.11.2026"})))
    assert [line.problems for line in reading.lines if line.problems] == [
        ("Nøglen står i flere rækker. Lad feltet stå tomt i en ny række.",)
    ] * 2
    assert not reading.kept
