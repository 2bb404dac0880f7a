"""A sheet at the desk: downloaded, chosen, shown with all that it saves, corrected in place, and saved."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from committee import changes
from committee.models import Meeting, MeetingChange, MeetingPlan, MeetingSession
from committee.plan_rules import Slot
from committee.sheets.writing import write
from portal.lib import clock
from tests.kit.factories import add_meeting, evening, make_plan
from tests.kit.sheets import HEADINGS, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.frozen(dt.datetime(2026, 1, 5, 9, 0)):
        yield


@pytest.fixture
def plan() -> MeetingPlan:
    plan = make_plan(status="vedtaget", adopted_on=dt.date(2025, 12, 10))
    add_meeting(plan, "september", evening(dt.date(2026, 9, 16)), title="Ordinært møde", note="evt. fællesmøde")
    add_meeting(plan, "oktober", evening(dt.date(2026, 10, 7)), title="Ordinært møde", reservation="Måske.")
    return plan


def address(plan: MeetingPlan) -> str:
    return reverse("admin:committee_meetingplan_upload", args=[plan.pk])


def choose(staff: Client, plan: MeetingPlan, content: bytes, name: str = "plan.xlsx") -> Any:
    return staff.post(address(plan), {"sheet": SimpleUploadedFile(name, content)})


def send(staff: Client, plan: MeetingPlan, page: Any, **fields: str) -> Any:
    """What the page's form sends, with what somebody has typed and ticked."""
    return staff.post(
        address(plan), {"rows": page.context["carried"], "confirmed": page.context["confirmed"], **fields}
    )


def moved(plan: MeetingPlan) -> bytes:
    """The plan's own sheet, with the first meeting a day later."""
    return write(plan, "csv", clock.today()).replace(b"16-09-2026", b"17-09-2026")


NEW = ["Nyt møde", None, "4-11-2026", "16.30", "20", "Øl og vand"]
WRONG = ["Nyt møde", None, "31-11-2026", "16.30", "20", "Øl og vand"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_downloaded_sheet_is_read_back_unchanged(staff, plan, kind):
    content = staff.get(reverse("admin:committee_meetingplan_download", args=[plan.pk, kind])).content
    page = choose(staff, plan, content, f"plan.{kind}").content.decode()
    assert "Arket siger det samme som planen. Der er intet at gemme." in page
    assert "Advarsler" not in page
    assert "Ikke læst" not in page


def test_the_workbook_tells_people_of_the_plan_and_hides_its_keys(staff, plan):
    meeting = Meeting.objects.get(slug="september")
    slot = Slot(dt.date(2026, 9, 17), dt.time(16, 30), dt.time(20))
    changes.move(meeting, {meeting.sessions.get().pk: slot}, "Salen er optaget.", "Mette", clock.now())
    MeetingPlan.objects.update(status="vedtaget", adopted_on=dt.date(2026, 1, 14), adopted_by="Socialudvalget")
    content = staff.get(reverse("admin:committee_meetingplan_download", args=[plan.pk, "xlsx"])).content
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    shown = [name for name, column in sheet.column_dimensions.items() if not column.hidden]
    assert sheet.title == "Mødeplan 2026"
    assert sheet["A2"].value == (
        "Mødeplanen for 2026 er vedtaget den 14. januar 2026 af Socialudvalget. Hentet fra portalen den 5. januar 2026."
    )
    assert [sheet[f"{name}4"].value for name in shown] == [
        *("Ugedag", "Dato", "Fra", "Til", "Titel", "Art", "Sted", "Om mødet", "Bemærkning", "Forbehold", "Status"),
        *("Ændring", "Papirer", "Dagsordenens adresse", "Referatets adresse"),
    ]
    assert [sheet[f"{name}5"].value for name in shown] == [
        *("torsdag", dt.datetime(2026, 9, 17), dt.time(16, 30), dt.time(20), "Ordinært møde", "Ordinært møde"),
        *("Rådhuset", "evt. fællesmøde", None, None, "planlagt"),
        "Flyttet fra onsdag den 16. september 2026 kl. 16.30-20.00 til torsdag den 17. september 2026 kl. 16.30-20.00. "
        "Begrundelse: Salen er optaget.",
        *("ikke udsendt endnu", None, None),
    ]
    assert (sheet["B5"].number_format, sheet["C5"].number_format) == ("dd-mm-yyyy", 'hh"."mm')


def test_csv_opens_in_a_danish_spreadsheet_program(staff, plan):
    content = staff.get(reverse("admin:committee_meetingplan_download", args=[plan.pk, "csv"])).content
    assert content.startswith(b"\xef\xbb\xbfUgedag;Dato;Fra;Til;Titel;")
    first = next(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert (first["Ugedag"], first["Dato"], first["Fra"], list(first)[-1]) == ("onsdag", "16-09-2026", "16.30", "Nøgle")


def test_the_preview_shows_all_that_a_new_row_will_save(staff, plan):
    page = choose(staff, plan, workbook([*HEADINGS, "Sted"], [*NEW, "Valby"]))
    text = page.content.decode()
    for value in ("onsdag den 4. november 2026 kl. 16.30-20.00", "Nyt møde", "Ordinært møde", "Øl og vand", "Valby"):
        assert f"<ins>{value}</ins>" in text
    assert "<ins>/moeder/nyt-moede-november-2026/</ins>" in text


def test_a_reason_is_asked_only_where_a_meeting_moves(staff, plan):
    page = choose(staff, plan, workbook(HEADINGS, NEW))
    assert 'name="reason"' not in page.content.decode()
    assert send(staff, plan, page).status_code == 302
    page = choose(staff, plan, moved(plan), "plan.csv")
    assert 'name="reason"' in page.content.decode()
    page = send(staff, plan, page)
    assert "Skriv, hvorfor møder flytter. Medlemmerne ser det. Intet er gemt endnu." in page.content.decode()
    assert send(staff, plan, page, reason="Ny plan.").status_code == 302
    assert MeetingSession.objects.order_by("date").first().date == dt.date(2026, 9, 17)
    assert MeetingChange.objects.values_list("by", "reason").get() == ("Mette", "Ny plan.")


def test_wrong_row_is_corrected_without_choosing_the_file_again(staff, plan):
    page = choose(staff, plan, workbook(HEADINGS, NEW, [*WRONG[:1], None, "31-12-2026", "halv fem", "20", "x"]))
    text = page.content.decode()
    assert 'value="halv fem" aria-invalid="true"' in text
    assert "Arket ”Plan”, række 3, kolonnen ”fra” (D3): ”halv fem” er ikke læst." in text
    assert (page.context["wrong"], Meeting.objects.count()) == (1, 2)
    page = send(staff, plan, page, **{"felt-1-fra": "16.30"})
    assert "Se, hvad arket nu gør. Intet er gemt endnu." in page.content.decode()
    assert Meeting.objects.count() == 2
    assert send(staff, plan, page).status_code == 302
    assert MeetingSession.objects.order_by("date").last().start == dt.time(16, 30)


def test_wrong_correction_keeps_every_text(staff, plan):
    page = send(staff, plan, choose(staff, plan, workbook(HEADINGS, WRONG)), **{"felt-0-dato": "32-11-2026"})
    text = page.content.decode()
    assert ('value="32-11-2026"' in text, 'value="Øl og vand"' in text) == (True, True)


def test_a_wrong_row_can_be_passed_over_and_the_rest_saved(staff, plan):
    page = send(staff, plan, choose(staff, plan, workbook(HEADINGS, NEW, WRONG)), **{"spring-1": "on"})
    assert "Arket ”Plan”, række 3 er sprunget over af dig og er ikke læst: 31-11-2026 16.30 Nyt møde." in (
        page.context["found"].warnings
    )
    assert send(staff, plan, page).status_code == 302
    assert Meeting.objects.count() == 3


def test_a_hidden_row_is_not_read_until_somebody_wants_it(staff, plan):
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True

    page = choose(staff, plan, workbook(HEADINGS, NEW, change=hide))
    assert "række 2 er skjult eller filtreret fra og er ikke læst" in page.content.decode()
    page = send(staff, plan, page, **{"laes-0": "on"})
    assert send(staff, plan, page).status_code == 302
    assert Meeting.objects.count() == 3


def test_two_days_that_were_put_together_can_be_parted(staff, plan):
    rows = [["Tur", None, "25-02-2026", "9", "10"], ["Tur", None, "26-02-2026", "9", "10"]]
    page = choose(staff, plan, workbook(HEADINGS, *rows))
    assert "Gør rækken til et møde for sig" in page.content.decode()
    page = send(staff, plan, page, **{"del-1": "on"})
    assert "Saml rækken med mødet dagen før" in page.content.decode()
    assert send(staff, plan, page).status_code == 302
    assert Meeting.objects.filter(title="Tur").count() == 2


def test_warnings_are_confirmed_before_anything_is_saved(staff, plan):
    page = choose(staff, plan, workbook(HEADINGS, ["Møde", None, "7-11-2026", "9", "10"]))
    assert "7. november 2026 er en lørdag." in page.content.decode()
    page = send(staff, plan, page, confirmed="")
    assert "Sæt flueben ved advarslerne først. Intet er gemt endnu." in page.content.decode()
    assert Meeting.objects.count() == 2


def test_a_plan_that_has_changed_since_the_preview_is_not_overwritten(staff, plan):
    page = choose(staff, plan, moved(plan), "plan.csv")
    Meeting.objects.get(slug="oktober").save()
    page = send(staff, plan, page, reason="Ny plan.")
    assert "Indholdet er ændret, siden du så arket. Se det igen. Intet er gemt endnu." in page.content.decode()
    assert 'value="Ny plan."' in page.content.decode()
    assert MeetingSession.objects.first().date == dt.date(2026, 9, 16)


def test_rows_that_the_portal_has_not_signed_are_refused(staff, plan):
    assert staff.post(address(plan), {"rows": "x"}).status_code == 302
    assert Meeting.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "body"), [("plan.xlsx", b"not a sheet"), ("plan.pdf", b"%PDF"), ("plan.csv", b"a,b\n")]
)
def test_a_file_that_is_no_plan_is_refused_with_a_sentence(staff, plan, name, body):
    page = choose(staff, plan, body, name)
    assert (page.status_code, "errorlist" in page.content.decode()) == (200, True)


def test_sheet_with_many_wrong_rows_is_corrected_in_parts(staff, plan):
    rows = [["Møde", None, "x-1", "9", "10", ""] for _ in range(500)]
    page = choose(staff, plan, workbook(HEADINGS, *rows))
    assert (page.context["wrong"], len(page.context["corrected_now"])) == (500, 40)
    fields = page.content.decode().count("<input")
    assert fields < 1000


def test_a_meeting_moved_at_the_desk_takes_a_day_without_its_year(staff, plan):
    meeting = Meeting.objects.get(slug="september")
    session = meeting.sessions.get()
    sent = {
        f"date_{session.pk}": "17. september",
        f"start_{session.pk}": "klokken 16.30",
        f"end_{session.pk}": "20",
        "reason": "x",
        "expected_revision": meeting.revision,
        "confirmed": "ok",
        "do": "1",
    }
    staff.post(reverse("admin:committee_meeting_move", args=[meeting.pk]), sent)
    assert meeting.sessions.get().date == dt.date(2026, 9, 17)
