"""A meeting's agenda, minutes and address online: what is said of them, and to whom."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from committee import changes
from committee.models import AgendaItem, Committee, Meeting, MeetingPlan
from committee.papers import usual_address
from committee.plan_rules import Slot
from committee.sheets.writing import write
from portal.lib import clock
from portal.models import Mail, Subscription, Term
from portal.page_cache.middleware import CACHE_UNTIL
from tests.kit.factories import ADOPTED, client_of, evening, insert, make_plan, make_user, save_meeting, save_term
from tests.kit.pdf import text_of
from tests.kit.reading import Page

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 9, 1, 12)
AGENDA, MINUTES, ONLINE = (f"https://www.kk.dk/{name}" for name in ("dagsorden-16", "referat-16", "hemmeligt-rum"))
PAGE = "/moeder/september/"


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def plan() -> MeetingPlan:
    return make_plan(**ADOPTED)


@pytest.fixture
def meeting(plan: MeetingPlan) -> Meeting:
    return save_meeting(plan, "september", evening(dt.date(2026, 9, 16)))


def give(meeting: Meeting, **fields: Any) -> Meeting:
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.full_clean()
    meeting.save()
    return meeting


def text(client: Client, address: str = PAGE) -> str:
    return Page(client.get(address)).text


def event(client: Client, address: str = "/moeder/kalender.ics") -> Any:
    [found] = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    return found


# What is sent out, in words


@pytest.mark.parametrize("field", ["agenda_url", "minutes_url", "online_url"])
@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://www.kk.dk/dagsorden",
            "javascript:alert(1)",
            "www.kk.dk",
            "//kk.dk/x",
            "https://",
            "data:text/html,x",
        ),
        *("https://kk.dk@example.com/", "https://www.kk.dk/a b", "HTTPS:kk.dk"),
    ],
)
def test_an_address_that_is_not_whole_and_https_is_refused(meeting: Meeting, field: str, address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        give(meeting, **{field: address})
    sentence = "Skriv hele adressen, som den står i browseren. Den skal begynde med https://."
    assert refused.value.message_dict == {field: [sentence]}


@pytest.mark.parametrize("address", ["/", "/moeder/", PAGE])
def test_what_is_sent_out_stands_in_words_where_the_meeting_stands(
    client: Client, meeting: Meeting, address: str
) -> None:
    assert "Dagsorden: ikke udsendt endnu" in text(client, address)
    give(meeting, agenda_url=AGENDA)
    page = Page(client.get(address))
    assert ("Dagsorden", AGENDA) in page.links
    assert "ikke udsendt endnu" not in page.text
    give(meeting, minutes_url=MINUTES)
    assert {("Dagsorden", AGENDA), ("Referat", MINUTES)} <= Page(client.get(address)).links


def test_print_sheet_and_feed_say_it_too(client: Client, meeting: Meeting) -> None:
    assert "Dagsorden: ikke udsendt endnu." in text(client, "/print/")
    assert "Dagsorden: ikke udsendt endnu, da kalenderen blev hentet." in event(client)["DESCRIPTION"]
    assert ";ikke udsendt endnu;;;" in write(meeting.plan, "csv", NOW.date()).decode("utf-8-sig")
    give(meeting, agenda_url=AGENDA, minutes_url=MINUTES)
    assert "Udsendt: dagsorden og referat." in text(client, "/print/")
    assert f"Dagsorden: {AGENDA}\nReferat: {MINUTES}\n" in event(client)["DESCRIPTION"]
    assert f";dagsorden og referat;{AGENDA};{MINUTES};" in write(meeting.plan, "csv", NOW.date()).decode("utf-8-sig")


def test_a_meeting_that_is_over_says_nothing_of_what_is_still_to_be_sent(client: Client, meeting: Meeting) -> None:
    with clock.frozen(dt.datetime(2026, 10, 1)):
        assert "Portalen har ingen dagsorden og intet referat fra mødet." in text(client)
        assert "ikke udsendt endnu" not in text(client, "/moeder/")


def test_a_cancelled_meeting_says_so_before_its_papers(client: Client, meeting: Meeting) -> None:
    give(meeting, agenda_url=AGENDA)
    changes.cancel(meeting, "Salen er optaget.", "Mette", clock.now())
    for address in (PAGE, "/moeder/"):
        shown = text(client, address)
        assert -1 < shown.lower().index("aflyst") < shown.index("Dagsorden", shown.lower().index("salen er optaget"))
    description = event(client)["DESCRIPTION"]
    assert description.startswith("Mødet er aflyst.\n")
    assert AGENDA in description


def test_a_link_to_another_host_is_followed_by_a_click_alone(client: Client, meeting: Meeting) -> None:
    give(meeting, agenda_url=AGENDA, minutes_url=MINUTES, online_url=ONLINE, online_is_for_members=False)
    tree = Page(client.get(PAGE)).tree
    ours = [link for link in tree.iter("a") if link.get("href") in {AGENDA, MINUTES, ONLINE}]
    assert {link.get("rel") for link in ours} == {"noopener"}
    asked = [name for name in tree.iter() for name in (name.get("src"),) if name]
    assert [address for address in asked if not address.startswith("/")] == []


# The pattern


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("https://www.kk.dk/{navn}", "{navn} kendes ikke. Brug {år}, {måned} og {dag}."),
        ("http://www.kk.dk/{år}", "Skriv hele adressen, som den står i browseren. Den skal begynde med https://."),
    ],
)
def test_a_pattern_that_makes_no_address_is_refused(plan: MeetingPlan, pattern: str, sentence: str) -> None:
    plan.committee.agenda_pattern = pattern
    with pytest.raises(ValidationError) as refused:
        plan.committee.full_clean()
    assert refused.value.message_dict == {"agenda_pattern": [sentence]}


def test_the_usual_address_is_suggested_at_the_desk_and_shown_to_nobody_else(
    staff: Client, client: Client, meeting: Meeting
) -> None:
    Committee.objects.update(agenda_pattern="https://www.kk.dk/møde-{dag}{måned}{år}/dagsorden")
    usual = "https://www.kk.dk/møde-16092026/dagsorden"
    committee = Committee.objects.get()
    assert usual_address(committee, meeting.sessions.all()) == usual
    field = staff.get(f"/admin/committee/meeting/{meeting.pk}/change/").context["adminform"].form["agenda_url"]
    assert f"Findes normalt her: {usual}." in field.help_text
    assert not field.value()
    assert usual not in client.get(PAGE).content.decode()


# Online


def exits(client: Client, meeting: Meeting) -> dict[str, str]:
    """All that leaves the portal and could name the address, as a stranger or a member's program gets it."""
    addresses = [
        *(
            "/",
            "/moeder/",
            "/aarshjul/",
            "/print/",
            "/nyt/",
            "/nyt/atom.xml",
            "/soeg/?q=hemmeligt-rum",
            "/soeg/?q=møde",
        ),
        *("/moeder/kalender.ics", f"{PAGE}moede.ics", "/offline/sider.json", "/offline/ord.json", "/sitemap.xml", PAGE),
    ]
    found = {address: client.get(address).content.decode() for address in addresses}
    for address in ("/moeder/moedeplan.pdf", "/velkomstguide.pdf", f"{PAGE}moedepakke.pdf"):
        found[address] = text_of(client.get(address).content).replace("\n", "")
    found["sheet"] = write(meeting.plan, "csv", NOW.date()).decode()
    found["mail"] = json.dumps([[mail.subject, mail.text, mail.calendar] for mail in Mail.objects.all()])
    found["search"] = json.dumps(vars(meeting.search_document()), default=str)
    return {name: told.replace("\r\n ", "") for name, told in found.items()}


def test_an_address_for_members_leaves_by_no_exit(client: Client, meeting: Meeting, settings: Any) -> None:
    settings.SENDS_MAIL, settings.SITE_URL = True, "https://portal.example.dk"
    Subscription.objects.create(address="mette@example.dk", moves=True)
    give(meeting, online_url=ONLINE)
    moved = Slot(dt.date(2026, 9, 23), dt.time(16, 30), dt.time(20))
    changes.move(meeting, {meeting.sessions.get().pk: moved}, "Salen er optaget.", "Mette", clock.now())
    assert Mail.objects.count() == 1
    told = exits(client, meeting)
    assert {name for name, words in told.items() if "hemmeligt-rum" in words.replace("q=hemmeligt-rum", "")} <= {
        "/soeg/?q=hemmeligt-rum"  # which repeats what is asked for
    }
    assert "https://www.kk.dk/hemmeligt" not in told["/soeg/?q=hemmeligt-rum"]


def test_a_member_is_led_to_it_and_a_stranger_asked_to_sign_in(client: Client, meeting: Meeting) -> None:
    give(meeting, online_url=ONLINE)
    way = f"{PAGE}online/"
    assert ("Deltag online", way) in Page(client.get(PAGE)).links
    assert client.get(way)["Location"] == f"/konto/log-ind/?next={way}"
    answer = client_of(make_user()).get(way)
    assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (302, ONLINE, "private, no-store")


def test_the_page_of_a_meeting_with_an_address_for_members_is_cached_for_all(client: Client, meeting: Meeting) -> None:
    give(meeting, online_url=ONLINE)
    assert client.get(PAGE).has_header(CACHE_UNTIL)


def test_an_address_for_all_stands_on_the_page_and_in_the_calendar(client: Client, meeting: Meeting) -> None:
    give(meeting, online_url=ONLINE, online_is_for_members=False)
    assert ("Deltag online", ONLINE) in Page(client.get(PAGE)).links
    found = event(client)
    assert (found["LOCATION"], found["CONFERENCE"]) == (f"Rådhuset, {ONLINE}", ONLINE)
    assert found["CONFERENCE"].params["VALUE"] == "URI"


def test_the_calendar_leads_members_to_the_portals_own_address(client: Client, meeting: Meeting) -> None:
    give(meeting, online_url=ONLINE)
    found = event(client)
    assert (found["LOCATION"], found["CONFERENCE"]) == ("Rådhuset", f"http://testserver{PAGE}online/")


def test_a_moved_meeting_keeps_its_address_online(meeting: Meeting) -> None:
    give(meeting, online_url=ONLINE)
    moved = Slot(dt.date(2026, 9, 23), dt.time(16, 30), dt.time(20))
    changes.move(meeting, {meeting.sessions.get().pk: moved}, "Salen er optaget.", "Mette", clock.now())
    meeting.refresh_from_db()
    assert meeting.online_url == ONLINE


# The meeting before, and who cannot come


def test_the_minutes_of_the_meeting_before_stand_on_the_page(client: Client, meeting: Meeting) -> None:
    june = save_meeting(meeting.plan, "juni", evening(dt.date(2026, 6, 17)), minutes_url=MINUTES)
    assert ("Referat af det forrige møde", MINUTES) in Page(client.get(PAGE)).links
    changes.cancel(june, "Ingen sager.", "Mette", clock.now())
    assert "forrige møde" not in text(client)


def test_regrets_are_a_mail_to_the_secretariat_with_the_meeting_in_it(client: Client, meeting: Meeting) -> None:
    assert "Meld afbud" not in text(client)  # nobody has said where to write
    Committee.objects.update(secretariat_email="udvalg@kk.dk")
    [link] = [address for words, address in Page(client.get(PAGE)).links if words == "Meld afbud"]
    written = {name: value for name, [value] in parse_qs(urlsplit(link).query).items()}
    assert urlsplit(link).path == "udvalg@kk.dk"
    assert written == {
        "subject": "Afbud: Ordinært møde, 16. september 2026",
        "body": "Jeg kan ikke deltage i mødet: Ordinært møde, 16. september 2026.",
    }
    with clock.frozen(dt.datetime(2026, 9, 17)):
        assert "Meld afbud" not in text(client)


# The cases


def add(meeting: Meeting, *titles: str, **fields: Any) -> list[AgendaItem]:
    return [
        AgendaItem.objects.create(meeting=meeting, order=order, title=title, **fields)
        for order, title in enumerate(titles, 1)
    ]


def test_what_is_on_the_agenda_is_read_first(client: Client, meeting: Meeting) -> None:
    save_term()
    add(meeting, "Budgetnotat om krisecentre", summary="Udvalget ser på prisen", links="/ordbog/#budgetnotat\n/væk/")
    page = Page(client.get(PAGE))
    headings = page.headings(2)
    assert headings.index("Læs før mødet") < headings.index("Baggrund til kvartalets sager")
    assert "1. Budgetnotat om krisecentre" in page.headings(3)
    assert "Udvalget ser på prisen." in page.text
    assert [link for link in page.links if link[1] in {"/ordbog/#budgetnotat", "/væk/"}] == [
        ("Budgetnotat", "/ordbog/#budgetnotat")
    ]


def test_a_case_leads_to_no_draft(client: Client, meeting: Meeting) -> None:
    term = save_term()
    add(meeting, "Budgetnotat", links="/ordbog/#budgetnotat")
    term.is_draft = True
    term.save()
    assert "/ordbog/#budgetnotat" not in client.get(PAGE).content.decode()


def test_a_meeting_is_found_by_its_cases(client: Client, meeting: Meeting) -> None:
    assert "september" not in str(Page(client.get("/soeg/?q=girafhus")).links)
    add(meeting, "Nyt girafhus")
    assert PAGE in str(Page(client.get("/soeg/?q=girafhus")).links)


def test_the_cases_of_a_draft_are_seen_by_nobody(client: Client, meeting: Meeting) -> None:
    add(meeting, "Nyt girafhus")
    meeting.refresh_from_db()
    give(meeting, is_draft=True)
    assert list(AgendaItem.objects.published()) == []
    assert "girafhus" not in client.get("/moeder/kalender.ics").content.decode()


def test_the_calendar_names_the_cases_and_follows_them(client: Client, meeting: Meeting) -> None:
    before = event(client)["SEQUENCE"]
    add(meeting, "Godkendelse af dagsorden", "Budget")
    found = event(client)
    assert "Sager på dagsordenen:\n- 1. Godkendelse af dagsorden\n- 2. Budget\n" in found["DESCRIPTION"]
    assert found["SEQUENCE"] > before


def test_the_meetings_page_asks_no_more_of_more_cases(
    client: Client, meeting: Meeting, django_assert_max_num_queries: Any
) -> None:
    insert(Term, name="Ord", slug="ord", definition="Et ord.")
    add(meeting, *map(str, range(30)), links="/ordbog/#ord")
    with django_assert_max_num_queries(22):
        client.get(PAGE)
