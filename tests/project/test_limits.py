"""Everything that people send has an end: files, forms, texts, and what a file becomes when it is unpacked."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from committee.models import MeetingSession
from committee.sheets.rows import rows_of
from committee.sheets.writing import write
from portal.content.records import LONGEST_TEXT
from portal.models import Chapter, Section
from portal.transfer.sheets.files import SheetError
from tests.kit.factories import add_meeting, evening, make_plan, make_superuser

FORMULA = "=HYPERLINK(“http://x”)"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/konto/log-ind/", "/admin/login/", "/soeg/", "/static/x.css", "/ingen"])
def test_a_large_file_is_refused_before_it_is_read_whoever_sends_it(address):
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies["csrf"] = "a" * 32
    file = SimpleUploadedFile("a.bin", b"a" * 2_600_000)
    answer = stranger.post(address, {"a": file})
    assert (answer.status_code, "send mindre" in answer.content.decode()) == (413, True)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/konto/log-ind/", "/ingen"])
def test_a_form_without_end_is_refused_with_a_sentence(client, address):
    for form in ({str(number): "x" for number in range(1001)}, {"username": "x" * 2_600_000}):
        answer = client.post(address, form)
        assert (answer.status_code, "send mindre" in answer.content.decode()) == (413, True)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/konto/log-ind/", "/ingen"])
@pytest.mark.parametrize(("boundary", "status"), [("", 400), ("; boundary=x", 413), ("; boundary=æ", 400)])
def test_a_form_that_is_none_is_refused_and_not_a_fault(address, boundary, status):
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies["csrf"] = "a" * 32
    answer = stranger.generic("POST", address, b"--x\r\n" * 2000, content_type=f"multipart/form-data{boundary}")
    assert answer.status_code == status


@pytest.mark.django_db
def test_a_text_without_end_is_refused_by_its_record(client):
    chapter = Chapter.objects.create(title="Jura", slug="jura", order=1)
    section = Section(chapter=chapter, title="Love", slug="love", order=1, body="x" * LONGEST_TEXT)
    section.full_clean()
    section.body += "x"
    with pytest.raises(ValidationError) as refused:
        section.full_clean()
    assert refused.value.message_dict == {"body": ["Teksten må højst fylde 50000 tegn."]}


@pytest.mark.django_db
def test_the_desk_says_it_and_gives_the_text_back(client):
    client.force_login(make_superuser())
    chapter = Chapter.objects.create(title="Jura", slug="jura", order=1)
    long = "x" * (LONGEST_TEXT + 1)
    sent = {"chapter": chapter.pk, "title": "Love", "slug": "love", "order": 1, "body": long}
    page = client.post("/admin/portal/section/add/", sent).content.decode()
    assert "Teksten må højst fylde 50000 tegn." in page
    assert long in page
    assert not Section.objects.exists()


def workbook(**parts: bytes) -> bytes:
    """A plan as a workbook with some of its parts put in the place of what they were."""
    book, packed = Workbook(), io.BytesIO()
    book.worksheets[0].append(["dato", "fra", "til"])
    book.save(packed)
    stream = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name.rpartition("/")[2].partition(".")[0], old.read(name)))
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()


def test_a_workbook_that_grows_without_end_when_it_is_unpacked_is_refused():
    bomb = workbook(billede=b"0" * 40_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(SheetError, match="når den pakkes ud"):
        rows_of(bomb, "plan.xlsx", 2026)


def test_a_workbook_whose_words_stand_for_ever_more_words_is_refused():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    names = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = '<c r="A1" t="inlineStr"><is><t>&a11;</t></is></c>'
    sheet = f'<worksheet xmlns="{names}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "{"x" * 1000}">{entities}]>{sheet}'
    with pytest.raises(SheetError, match="ikke et regneark"):
        rows_of(workbook(sheet1=bomb.encode()), "plan.xlsx", 2026)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("text", [FORMULA, "+45 33", "-ja", "@x", "'=x", "'", "Møde"])
def test_no_text_is_a_formula_in_a_file_and_it_is_read_back_as_it_was(kind, text):
    plan = make_plan()
    add_meeting(plan, "marts", evening(dt.date(2026, 3, 4)))
    MeetingSession.objects.update(note=text)
    file = write(plan, kind, dt.date(2026, 1, 5))
    if kind == "xlsx":
        cell = load_workbook(io.BytesIO(file)).worksheets[0]["I5"]
        assert (cell.data_type, str(cell.value).startswith("=")) == ("s", False)
    else:
        assert b";=" not in file
    (row,) = rows_of(file, f"plan.{kind}", 2026).rows
    assert row.texts["bemærkning"] == text


@pytest.mark.parametrize("address", ["/admin/committee/walkstep/add/", "/admin/committee/meeting/add/"])
def test_a_form_that_claims_thousands_of_parts_gets_fifty(admin_client, address):
    prefix = "answers" if "walk" in address else "sessions"
    answer = admin_client.post(address, {f"{prefix}-TOTAL_FORMS": "1532", f"{prefix}-INITIAL_FORMS": "0"})
    assert len(answer.context["inline_admin_formsets"][0].formset.forms) == 50
