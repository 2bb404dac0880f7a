"""Agenda and minutes as files: a PDF alone is taken, kept with the database, and handed out to be saved."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from committee.models import Meeting, MeetingFile
from portal.content import history
from portal.lib import clock, pdf_files
from portal.lib.uploads import most_bytes
from portal.models import Mail
from tests.kit.factories import ADOPTED, client_of, evening, make_plan, make_user, save_meeting
from tests.kit.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PAGE = "/moeder/september/"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.frozen(dt.datetime(2026, 9, 1, 12)):
        yield


@pytest.fixture
def meeting() -> Meeting:
    return save_meeting(make_plan(**ADOPTED), "september", evening(dt.date(2026, 9, 16)))


def upload(staff: Client, meeting: Meeting, sent: bytes = PDF, paper: str = "agenda_url", name: str = "d.pdf") -> Any:
    meeting.refresh_from_db()
    fields = {"paper": paper, "expected_revision": meeting.revision, "file": SimpleUploadedFile(name, sent)}
    return staff.post(reverse("admin:committee_meeting_file", args=[meeting.pk]), fields)


def test_a_file_stands_on_the_page_and_is_handed_out_to_be_saved(
    staff: Client, client: Client, meeting: Meeting
) -> None:
    assert upload(staff, meeting).status_code == 302
    [address] = [address for words, address in Page(client.get(PAGE)).links if words == "Dagsorden"]
    answer = client.get(address)
    assert answer.content == PDF
    asked = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Cache-Control")
    assert [answer[name] for name in asked] == [
        *("application/pdf", 'attachment; filename="dagsorden-september.pdf"', "nosniff", "private, no-store"),
    ]
    assert f"Dagsorden: http://testserver{address}" in client.get("/moeder/kalender.ics").content.decode().replace(
        "\r\n ", ""
    )


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", "Filen er tom. Vælg en anden."),
        (b"<script>alert(1)</script>", "Filen er ikke en PDF."),
        (b"\n" + PDF, "Filen er ikke en PDF."),
        (b"PK\x03\x04" + PDF, "Filen er ikke en PDF."),
        (PDF + b"<script>alert(1)</script>", "slutter ikke, som den skal."),
        (PDF + b"PK\x05\x06" + bytes(18), "slutter ikke, som den skal."),
        (PDF[:-6], "slutter ikke, som den skal."),
        (PDF.replace(b"1 0 obj", b"<HTML><script>alert(1)</script>"), "rummer et program eller en anden fil."),
        (PDF.replace(b"/Catalog", b"/Catalog /AA << /S /JavaScript >>"), "rummer et program eller en anden fil."),
        (PDF.replace(b"/Catalog", b"/Catalog /S /J#61vaScript"), "rummer et program eller en anden fil."),
        (PDF.replace(b"/Catalog", b"/Catalog /S /Launch"), "rummer et program eller en anden fil."),
    ],
)
def test_what_is_no_plain_pdf_is_refused_with_a_sentence(
    staff: Client, meeting: Meeting, sent: bytes, sentence: str
) -> None:
    assert sentence in upload(staff, meeting, sent).content.decode()
    assert not MeetingFile.objects.exists()


def test_a_file_of_ten_megabytes_is_taken_and_no_larger() -> None:
    filler = bytes(pdf_files.MOST - len(PDF))
    whole = PDF[:9] + filler + PDF[9:]
    pdf_files.check(whole)
    with pytest.raises(ValidationError) as refused:
        pdf_files.check(PDF[:9] + b" " + filler + PDF[9:])
    assert refused.value.messages == ["Filen fylder mere end 10 MB. Gør den mindre, eller skriv en adresse i stedet."]


def test_only_the_page_for_files_takes_large_bodies(meeting: Meeting, settings: Any) -> None:
    address = reverse("admin:committee_meeting_file", args=[meeting.pk])
    assert most_bytes(address) == settings.FILE_UPLOAD_MAX_MEMORY_SIZE > pdf_files.MOST
    for other in ("/", f"{address}x/", "/admin/committee/meetingplan/1/indlaes/"):
        assert most_bytes(other) == settings.DATA_UPLOAD_MAX_MEMORY_SIZE == 2_500_000


def test_a_file_of_a_draft_or_that_no_meeting_leads_to_is_not_handed_out(
    staff: Client, client: Client, meeting: Meeting
) -> None:
    upload(staff, meeting)
    first = MeetingFile.objects.get().get_absolute_url()
    upload(staff, meeting, PDF.replace(b"1.7", b"1.6"))
    meeting.refresh_from_db()
    assert (client.get(first).status_code, client.get(meeting.agenda_url).status_code) == (404, 200)
    Meeting.objects.update(is_draft=True)
    assert client.get(meeting.agenda_url).status_code == 404


def test_a_meeting_that_goes_back_has_the_file_of_then(staff: Client, client: Client, meeting: Meeting) -> None:
    upload(staff, meeting)
    meeting.refresh_from_db()
    first, version = meeting.agenda_url, history.version_with(meeting, meeting.revision)
    assert version is not None
    upload(staff, meeting, PDF.replace(b"1.7", b"1.6"))
    meeting.refresh_from_db()
    history.restore(meeting, version)
    assert client.get(first).content == PDF


def test_a_member_cannot_send_a_file(meeting: Meeting) -> None:
    assert upload(client_of(make_user()), meeting).status_code in {302, 403}
    assert not MeetingFile.objects.exists()


def test_a_file_behind_the_sign_in_is_for_those_who_are_signed_in(
    staff: Client, meeting: Meeting, settings: Any
) -> None:
    upload(staff, meeting)
    settings.MEMBERS_ONLY = True
    address = MeetingFile.objects.get().get_absolute_url()
    assert client_of(make_user("anna")).get(address).content == PDF
    assert Client().get(address)["Location"] == f"/konto/log-ind/?next={address}"


def test_minutes_as_a_file_are_told_by_mail(staff: Client, meeting: Meeting, settings: Any) -> None:
    settings.SENDS_MAIL, settings.SITE_URL = True, "https://portal.example.dk"
    upload(staff, meeting, paper="minutes_url")
    assert Mail.objects.get().subject == "Referat: Ordinært møde 16. sept."


def test_an_export_leaves_the_address_of_a_file_out(staff: Client, meeting: Meeting) -> None:
    upload(staff, meeting)
    meeting.refresh_from_db()
    assert "agenda_url" in Meeting.kept_here(vars(meeting))


def test_the_address_of_a_file_stays_when_an_export_comes_back(staff: Client, meeting: Meeting, tmp_path: Path) -> None:
    upload(staff, meeting)
    address = MeetingFile.objects.get().get_absolute_url()
    call_command("export_content", tmp_path / "a", verbosity=0)
    call_command("import_content", tmp_path / "a", replace=True, verbosity=0)
    assert Meeting.objects.get().agenda_url == address


def test_an_export_leaves_the_address_online_for_members_out(meeting: Meeting, tmp_path: Path) -> None:
    Meeting.objects.update(online_url="https://online.example.dk/hemmelig")
    call_command("export_content", tmp_path / "a", verbosity=0)
    assert "online.example.dk" not in (tmp_path / "a" / "meetings.yaml").read_text(encoding="utf-8")
    Meeting.objects.update(online_is_for_members=False)
    call_command("export_content", tmp_path / "b", verbosity=0)
    assert "online.example.dk" in (tmp_path / "b" / "meetings.yaml").read_text(encoding="utf-8")
