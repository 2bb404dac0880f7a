"""The cases of a meeting at the desk: one by one, as a pasted text, and what is told when papers are sent out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from committee.agenda_text import read
from committee.models import AgendaItem, Meeting
from portal.content import history
from portal.lib import clock
from portal.models import Mail, NewsItem
from tests.kit.factories import ADOPTED, evening, make_plan, save_meeting, save_term
from tests.kit.person import Answer

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

AGENDA = "https://www.kk.dk/dagsorden-16"
PASTED = "Dagsorden\n1. Godkendelse af dagsorden\n2.\tBudget 2027 (2026-0123)\nPunkt 3: § 107-tilbud\nKl. 16.30"


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.frozen(dt.datetime(2026, 8, 3, 9, 0)):
        yield


@pytest.fixture
def meeting() -> Meeting:
    return save_meeting(make_plan(**ADOPTED), "september", evening(dt.date(2026, 9, 16)))


def paste(staff: Client, meeting: Meeting, text: str, **fields: str) -> Any:
    meeting.refresh_from_db()
    sent = {"text": text, "expected_revision": str(meeting.revision)}
    return staff.post(reverse("admin:committee_meeting_agenda", args=[meeting.pk]), sent | fields)


def titles(meeting: Meeting) -> list[str]:
    return [str(item) for item in meeting.agenda_items.all()]


@pytest.mark.parametrize(
    ("text", "cases", "unread"),
    [
        (
            PASTED,
            ["1 Godkendelse af dagsorden", "2 Budget 2027 (2026-0123)", "3 § 107-tilbud"],
            ["Dagsorden", "Kl. 16.30"],
        ),
        ("- Budget\n\n• Status\n", ["1 Budget", "2 Status"], []),
        ("16.30 Velkomst\n2027 begynder", ["1 16.30 Velkomst", "2 2027 begynder"], []),
        ("10) Eventuelt", ["10 Eventuelt"], []),
        (
            "5. 4. sag om bevillingsmæssige ændringer\n16.30. 2. del\n30. 11. 2026",
            ["5 4. sag om bevillingsmæssige ændringer"],
            ["16.30. 2. del", "30. 11. 2026"],
        ),
    ],
)
def test_a_line_with_a_number_is_a_case(text: str, cases: list[str], unread: list[str]) -> None:
    found = read(text, [])
    listed = [f"{case.listed.order} {case.listed.title}" for case in found.cases]
    assert (listed, found.unread) == (cases, unread)


def test_a_pasted_agenda_is_shown_before_it_is_saved(staff: Client, meeting: Meeting) -> None:
    page = paste(staff, meeting, PASTED).content.decode()
    assert "<ins>Godkendelse af dagsorden</ins>" in page
    assert "Disse linjer er ikke læst som sager" in page
    assert titles(meeting) == []
    assert paste(staff, meeting, PASTED, do="1").status_code == 302
    assert titles(meeting) == ["1. Godkendelse af dagsorden", "2. Budget 2027 (2026-0123)", "3. § 107-tilbud"]
    [item] = NewsItem.objects.filter(address=meeting.get_absolute_url(), text__contains="sager")
    assert item.text == "Rettet: sager på dagsordenen."


def test_an_agenda_that_is_pasted_again_knows_its_cases(staff: Client, meeting: Meeting) -> None:
    paste(staff, meeting, PASTED, do="1")
    budget = AgendaItem.objects.get(order=2)
    budget.summary = "Udvalget drøfter budgettet."
    budget.save()
    again = "1. Godkendelse af dagsorden\n2. § 107-tilbud\n3. Budget 2027 (2026-0123)\n4. Eventuelt"
    paste(staff, meeting, again, do="1")
    assert titles(meeting) == [
        *("1. Godkendelse af dagsorden", "2. § 107-tilbud", "3. Budget 2027 (2026-0123)", "4. Eventuelt"),
    ]
    kept = AgendaItem.objects.get(order=3)
    assert (kept.pk, kept.summary) == (budget.pk, "Udvalget drøfter budgettet.")


def test_a_title_that_is_mended_is_the_same_case(staff: Client, meeting: Meeting) -> None:
    paste(staff, meeting, "1. Budget for 2027", do="1")
    before = AgendaItem.objects.get().pk
    paste(staff, meeting, "1. Budgettet for 2027", do="1")
    assert [(item.pk, item.title) for item in AgendaItem.objects.all()] == [(before, "Budgettet for 2027")]


def test_the_same_agenda_again_changes_nothing(staff: Client, meeting: Meeting) -> None:
    paste(staff, meeting, PASTED, do="1")
    meeting.refresh_from_db()
    before = meeting.revision
    paste(staff, meeting, PASTED, do="1")
    meeting.refresh_from_db()
    assert meeting.revision == before


def test_a_case_that_the_text_leaves_out_stays_unless_it_is_said_to_go(staff: Client, meeting: Meeting) -> None:
    paste(staff, meeting, "1. Budget\n2. Status", do="1")
    paste(staff, meeting, "1. Budget", do="1")
    assert titles(meeting) == ["1. Budget", "2. Status"]
    paste(staff, meeting, "1. Budget", do="1", remove="on")
    assert titles(meeting) == ["1. Budget"]


def test_what_another_has_saved_meanwhile_is_not_overwritten(staff: Client, meeting: Meeting) -> None:
    meeting.refresh_from_db()
    opened = str(meeting.revision)
    AgendaItem.objects.create(meeting=meeting, order=1, title="Budget")
    page = paste(staff, meeting, "1. Status", do="1", expected_revision=opened)
    assert "En anden har rettet mødet, mens du skrev." in page.content.decode()
    assert titles(meeting) == ["1. Budget"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Indsæt mindst ét punkt."),
        (f"1. {'x' * 201}", "Punkt 1 fylder mere end 200 tegn. Forkort det, og prøv igen."),
        ("\n".join(f"{n}. Sag" for n in range(1, 52)), "Et møde kan have 50 sager på portalen."),
    ],
)
def test_a_text_that_is_no_agenda_is_refused_with_a_sentence(
    staff: Client, meeting: Meeting, text: str, sentence: str
) -> None:
    assert sentence in paste(staff, meeting, text, do="1").content.decode()
    assert titles(meeting) == []


def edit(staff: Client, meeting: Meeting, **fields: str) -> Any:
    """Save the meeting's form with some fields written anew."""
    address = reverse("admin:committee_meeting_change", args=[meeting.pk])
    form = Answer(200, staff.get(address).content.decode(), {})
    return staff.post(address, form.fields() | fields)


def one_case(**fields: str) -> dict[str, str]:
    told = {"agenda_items-TOTAL_FORMS": "1", "agenda_items-0-order": "1", "agenda_items-0-title": "Budget"}
    return told | {f"agenda_items-0-{name}": value for name, value in fields.items()}


def test_a_case_is_written_in_the_meetings_form_with_addresses_from_the_browser(
    staff: Client, meeting: Meeting
) -> None:
    save_term()
    links = "http://testserver/ordbog/#budgetnotat\r\n/ordbog/#budgetnotat\r\n"
    assert edit(staff, meeting, **one_case(links=links)).status_code == 302
    assert AgendaItem.objects.get().links == "/ordbog/#budgetnotat"


@pytest.mark.parametrize(
    ("links", "sentence"),
    [
        ("/ordbog/#vaek", "Portalen har ingen side om noget med adressen /ordbog/#vaek."),
        ("javascript:alert(1)", "Portalen har ingen side om noget med adressen javascript:alert(1)."),
        ("https://www.kk.dk/", "Portalen har ingen side om noget med adressen https://www.kk.dk/."),
    ],
)
def test_an_address_that_leads_nowhere_on_the_portal_is_refused(
    staff: Client, meeting: Meeting, links: str, sentence: str
) -> None:
    assert sentence in edit(staff, meeting, **one_case(links=links)).content.decode()
    assert not AgendaItem.objects.exists()


def test_the_cases_go_back_with_the_meetings_history(staff: Client, meeting: Meeting) -> None:
    paste(staff, meeting, "1. Budget", do="1")
    meeting.refresh_from_db()
    version = history.version_with(meeting, meeting.revision)
    assert version is not None
    paste(staff, meeting, "1. Status", do="1", remove="on")
    history.restore(meeting, version)
    assert titles(meeting) == ["1. Budget"]


# Agenda and minutes are sent out


@pytest.fixture
def sends_mail(settings: Any) -> None:
    settings.SENDS_MAIL, settings.SITE_URL = True, "https://portal.example.dk"


@pytest.mark.usefixtures("sends_mail")
def test_an_agenda_is_told_once_by_mail_and_in_one_line_of_news(staff: Client, meeting: Meeting) -> None:
    NewsItem.objects.all().delete()
    assert edit(staff, meeting, agenda_url=AGENDA).status_code == 302
    [mail] = Mail.objects.all()
    assert (mail.kind, mail.subject) == (Mail.Kind.PAPERS, "Dagsorden: Ordinært møde 16. sept.")
    assert [item.text for item in NewsItem.objects.all()] == ["Dagsordenen er på mødets side."]
    edit(staff, meeting, agenda_url=f"{AGENDA}-rettet")
    assert Mail.objects.count() == 1


@pytest.mark.usefixtures("sends_mail")
def test_a_mail_about_papers_that_are_taken_away_again_is_not_sent(staff: Client, meeting: Meeting) -> None:
    edit(staff, meeting, minutes_url=AGENDA)
    assert Mail.objects.get().subject == "Referat: Ordinært møde 16. sept."
    edit(staff, meeting, minutes_url="")
    assert not Mail.objects.exists()


@pytest.mark.usefixtures("sends_mail")
def test_nothing_is_told_of_a_small_correction_or_of_a_draft(staff: Client, meeting: Meeting) -> None:
    NewsItem.objects.all().delete()
    edit(staff, meeting, agenda_url=AGENDA, news_choice="nej")
    Meeting.objects.update(is_draft=True, agenda_url="")
    edit(staff, meeting, agenda_url=AGENDA)
    assert (Mail.objects.count(), NewsItem.objects.count()) == (0, 0)
