"""The plan and each meeting: the next one first, filters by plain links, what to read before, notices of changes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import make_aware

from budget.models import ProcessStep
from committee.models import AnnualCase, Law, Meeting, MeetingChange, MeetingPlan
from committee.reading import Reading, ReadingGroup, minutes, reading_list
from portal.lib import clock
from portal.models import Chapter, Section, Term
from portal.page_cache.middleware import CACHE_UNTIL
from tests.kit.factories import add_meeting, evening, insert, make_plan, tie
from tests.kit.queries import count_queries
from tests.kit.reading import Page, words

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

MAY = dt.datetime(2026, 5, 1, 12)


@pytest.fixture
def plan() -> MeetingPlan:
    """A seminar in February, an ordinary meeting in May, one in November."""
    plan = make_plan()
    seminar = (dt.datetime(2026, 2, 25, 8, 30), dt.datetime(2026, 2, 25, 18, 30))
    second = (dt.datetime(2026, 2, 26, 8, 30), dt.datetime(2026, 2, 26, 12))
    add_meeting(plan, "seminar", seminar, second, kind="budgetseminar")
    add_meeting(plan, "maj", evening(dt.date(2026, 5, 13)), note="med sommerafslutning")
    add_meeting(plan, "november", evening(dt.date(2026, 11, 4)))
    return plan


def page(client: Client, address: str = "/moeder/", moment: dt.datetime = MAY, **headers: str) -> Page:
    with clock.frozen(moment):
        return Page(client.get(address, headers=headers))


def listed(found: Page) -> list[str]:
    return [words(heading) for heading in found.main.findall(".//ol[@class='plan']//h3")]


def test_the_lead_promises_the_next_meeting_of_another_plan_at_the_top_of_no_list(client, db):
    add_meeting(make_plan(), "i-aar", evening(dt.date(2026, 12, 9)))
    add_meeting(make_plan(2027), "naeste", evening(dt.date(2027, 1, 27)))
    with clock.frozen(dt.datetime(2026, 11, 30, 12)):
        assert "Møderne i 2026, det næste øverst." in client.get("/moeder/").content.decode()
        assert "Møderne i 2027." in client.get("/moeder/?aar=2027").content.decode()


def test_the_plan_opens_with_what_comes_and_folds_what_has_been(client: Client, plan: MeetingPlan) -> None:
    found = page(client)
    assert found.headings(2) == ["Næste møde: Maj", "2. kvartal", "4. kvartal", "1. kvartal"]
    assert listed(found) == ["Maj", "November", "Seminar"]
    folded = found.main.find(".//details[@class='past-meetings']")
    assert (words(folded.find("summary")), folded.get("open")) == ("Tidligere møder i 2026 (1)", None)
    assert [words(heading) for heading in folded.findall(".//h3")] == ["Seminar"]


def test_a_year_that_is_over_is_folded_nowhere(client: Client, plan: MeetingPlan) -> None:
    found = page(client, moment=dt.datetime(2026, 12, 1))
    assert (listed(found), found.main.find(".//details[@class='past-meetings']")) == (
        ["Seminar", "Maj", "November"],
        None,
    )


def test_from_the_last_meeting_of_a_year_the_next_years_plan_leads(client: Client, plan: MeetingPlan) -> None:
    add_meeting(make_plan(2027), "naeste-aar", evening(dt.date(2027, 1, 13)))
    last = dt.datetime(2026, 11, 4, 20)
    assert listed(page(client, moment=last - dt.timedelta(minutes=1)))[0] == "November"
    found = page(client, moment=last)
    assert (listed(found), found.headings(2)[0]) == (["Naeste-aar"], "Næste møde: Naeste-aar")
    assert ("2026", "?aar=2026") in found.links
    assert listed(page(client, "/moeder/?aar=2026", last)) == ["Seminar", "Maj", "November"]


def test_a_year_is_chosen_by_a_plain_link(client: Client, plan: MeetingPlan) -> None:
    make_plan(2027)
    [years] = page(client).main.findall(".//nav[@aria-label='Mødeplaner']")
    assert words(years) == "2027 2026"
    assert [link.get("href") for link in years.iter("a")] == ["?aar=2027"]


def test_when_every_meeting_is_past_the_plan_says_so(client: Client, plan: MeetingPlan) -> None:
    MeetingPlan.objects.update(next_expected="i januar")
    text = page(client, moment=dt.datetime(2026, 12, 1)).text
    assert "Der er ingen kommende møder i mødeplanen for 2026. Næste plan ventes i januar." in text


def test_without_a_plan_the_page_says_so(client: Client) -> None:
    assert "Der er ikke lagt en mødeplan ind endnu." in page(client).text


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?vis=kommende", ["Maj", "November"]),
        ("?vis=tidligere", ["Seminar"]),
        ("?art=budgetseminar", ["Seminar"]),
        ("?vis=kommende&art=ordinaert", ["Maj", "November"]),
        ("?art=konstituerende", []),
    ],
)
def test_the_plan_is_narrowed_by_plain_links(client: Client, plan: MeetingPlan, query: str, titles: list[str]) -> None:
    assert listed(page(client, f"/moeder/{query}")) == titles


@pytest.mark.parametrize("query", ["?art=fest", "?aar=1850", "?aar=næste", "?vis=alt", "?aar=99999999999999999999"])
def test_an_unknown_choice_shows_the_whole_plan_and_says_so(client: Client, plan: MeetingPlan, query: str) -> None:
    found = page(client, f"/moeder/{query}")
    assert listed(found) == ["Maj", "November", "Seminar"]
    assert "findes ikke. Det er ikke brugt." in found.text


def test_another_year_is_another_plan(client: Client, plan: MeetingPlan) -> None:
    add_meeting(make_plan(2027), "naeste-aar", evening(dt.date(2027, 1, 13)))
    found = page(client, "/moeder/?aar=2027")
    assert listed(found) == ["Naeste-aar"]
    assert found.headings(2)[0] == "Næste møde: Maj"


def test_htmx_gets_the_list_alone(client: Client, plan: MeetingPlan) -> None:
    found = page(client, "/moeder/?art=budgetseminar", HX_Request="true")
    assert (found.headings(1), listed(found)) == ([], ["Seminar"])


def test_two_meetings_on_a_day_stand_in_the_order_of_the_clock(client: Client, plan: MeetingPlan) -> None:
    day = dt.date(2026, 6, 3)
    add_meeting(plan, "aften", (dt.datetime.combine(day, dt.time(18)), dt.datetime.combine(day, dt.time(20))))
    add_meeting(plan, "morgen", (dt.datetime.combine(day, dt.time(8)), dt.datetime.combine(day, dt.time(10))))
    assert listed(page(client))[1:3] == ["Morgen", "Aften"]


def test_a_meeting_without_a_date_stands_last_of_what_comes(client: Client, plan: MeetingPlan) -> None:
    add_meeting(plan, "senere")
    found = page(client)
    assert found.headings(2)[-2:] == ["Uden dato", "1. kvartal"]
    assert "Datoen er ikke sat endnu." in page(client, "/moeder/senere/").text


def test_a_meeting_tells_its_days_hours_and_place(client: Client, plan: MeetingPlan) -> None:
    found = page(client, "/moeder/seminar/", dt.datetime(2026, 2, 1))
    assert "Onsdag den 25. februar og torsdag den 26. februar 2026." in found.text
    assert "kl. 8.30-18.30 Rådhuset" in found.text
    assert "kl. 8.30-12.00 Rådhuset" in found.text
    assert ("Næste 13. maj 2026: Maj", "/moeder/maj/") in found.links


def test_a_meeting_held_elsewhere_tells_where(client: Client, plan: MeetingPlan) -> None:
    Meeting.objects.filter(slug="maj").update(place="Sundholm")
    assert "kl. 16.30-20.00 Sundholm" in page(client, "/moeder/maj/").text


def changed(slug: str, kind: str, **fields: str) -> None:
    insert(
        MeetingChange,
        meeting=Meeting.objects.get(slug=slug),
        kind=kind,
        before="onsdag den 6. maj 2026 kl. 16.30-20.00",
        reason="Lokalet er optaget.",
        at=make_aware(MAY),
        by="sekretariat",
        **fields,
    )


def test_a_moved_meeting_has_a_notice_with_the_old_day_and_the_reason(client: Client, plan: MeetingPlan) -> None:
    changed("maj", MeetingChange.Kind.MOVED, after="onsdag den 13. maj 2026 kl. 16.30-20.00")
    notice = "Mødet er flyttet. Før: onsdag den 6. maj 2026 kl. 16.30-20.00. Lokalet er optaget."
    assert notice in page(client, "/moeder/maj/").text
    assert "flyttet Før: onsdag den 6. maj 2026 kl. 16.30-20.00." in page(client).text


def test_a_cancelled_meeting_stays_in_the_plan_as_cancelled(client: Client, plan: MeetingPlan) -> None:
    changed("maj", MeetingChange.Kind.CANCELLED)
    Meeting.objects.filter(slug="maj").update(status=Meeting.Status.CANCELLED)
    found = page(client)
    assert found.headings(2)[0] == "Næste møde: November"
    assert "aflyst Lokalet er optaget." in found.text
    assert "Mødet er aflyst. Lokalet er optaget." in page(client, "/moeder/maj/").text


def test_a_meeting_that_is_held_after_all_says_so(client: Client, plan: MeetingPlan) -> None:
    changed("maj", MeetingChange.Kind.CANCELLED)
    changed("maj", MeetingChange.Kind.RESTORED)
    assert "Mødet holdes alligevel. Lokalet er optaget." in page(client, "/moeder/maj/").text


@pytest.mark.parametrize(
    ("moment", "notice"),
    [
        (dt.datetime(2026, 2, 25, 9), "Mødet er i gang nu."),
        (dt.datetime(2026, 2, 25, 20), "Mødet er begyndt, og det fortsætter."),
        (dt.datetime(2026, 2, 26, 12), "Datoen er passeret. Mødeplanen for 2026 blev sendt ud som forslag."),
    ],
)
def test_a_meeting_says_where_it_stands(client: Client, plan: MeetingPlan, moment: dt.datetime, notice: str) -> None:
    assert notice in page(client, "/moeder/seminar/", moment).text


def test_a_meeting_that_is_past_asks_for_nothing_more(client: Client, to_read: Meeting) -> None:
    Meeting.objects.update(reservation="Evt. fællesmøde.")
    before, after = (page(client, "/moeder/maj/", dt.datetime(2026, 5, day)).text for day in (13, 14))
    for said in ("Evt. fællesmøde.", "Det tager ca. 2 minutter", "Læsetid"):
        assert (said in before, said in after) == (True, False)
    assert page(client, moment=dt.datetime(2026, 5, 14)).text.count("Evt. fællesmøde.") == 1  # November's


def test_a_meeting_of_an_adopted_plan_has_been_held(client: Client, plan: MeetingPlan) -> None:
    june = dt.datetime(2026, 6, 1)
    assert "datoen er passeret" in page(client, moment=june).text
    MeetingPlan.objects.update(status=MeetingPlan.Status.ADOPTED, adopted_on=dt.date(2026, 1, 14))
    assert "Mødet er afholdt." in page(client, "/moeder/maj/", june).text
    found = page(client, moment=june).text
    assert ("afholdt" in found, "datoen er passeret" in found) == (True, False)


def test_an_unknown_meeting_is_not_found(client: Client, plan: MeetingPlan) -> None:
    assert client.get("/moeder/findes-ikke/").status_code == 404


@pytest.fixture
def to_read(plan: MeetingPlan) -> Meeting:
    """The meeting in May with one of each kind on its list."""
    chapter = insert(Chapter, title="Økonomi", slug="oekonomi", lead="Om penge.")
    meeting = Meeting.objects.get(slug="maj")
    tie(meeting.sections, insert(Section, chapter=chapter, title="Rammen", slug="rammen", body="ord " * 400))
    tie(meeting.laws, insert(Law, title="Styrelsesloven", slug="styrelsesloven", group="generel", purpose="Om."))
    tie(meeting.cases, insert(AnnualCase, title="Budget", slug="budget", quarter=2, kind="budget", body="X."))
    tie(meeting.terms, insert(Term, name="åbenhed", slug="aabenhed", definition="At se ind."))
    tie(meeting.terms, insert(Term, name="budgetnotat", slug="budgetnotat", definition="Et ønske."))
    return meeting


def test_the_reading_list_holds_every_kind_in_order(to_read: Meeting) -> None:
    found = reading_list(to_read)
    assert found == [
        ReadingGroup("Afsnit i guiden", [Reading("Rammen", "/guide/oekonomi/#rammen", "", 400)]),
        ReadingGroup("Love", [Reading("Styrelsesloven", "/jura/styrelsesloven/", "Om.", 0)]),
        ReadingGroup("Faste sager", [Reading("Budget", "/aarshjul/#budget", "", 1)]),
        ReadingGroup(
            "Ord at kende",
            [
                Reading("budgetnotat", "/ordbog/#budgetnotat", "Et ønske.", 2),
                Reading("åbenhed", "/ordbog/#aabenhed", "At se ind.", 3),
            ],
            is_timed=False,
        ),
    ]
    assert minutes(found) == 2


def test_the_meeting_shows_what_to_read_and_how_long_it_takes(client: Client, to_read: Meeting) -> None:
    found = page(client, "/moeder/maj/")
    assert "Det tager ca. 2 minutter at læse det hele." in found.text
    assert "Hvad mødet behandler, fremgår af dagsordenen. Listen her er baggrund, som portalen har valgt." in found.text
    assert {("Rammen", "/guide/oekonomi/#rammen"), ("budgetnotat", "/ordbog/#budgetnotat")} <= found.links


def test_the_case_links_back_to_the_meeting_that_has_it_on_its_list(client: Client, to_read: Meeting) -> None:
    assert ("Maj 13. maj", "/moeder/maj/") in page(client, "/aarshjul/").links


def test_a_meeting_with_nothing_to_read_says_so(client: Client, plan: MeetingPlan) -> None:
    assert "Der er ikke valgt baggrund til mødet." in page(client, "/moeder/november/").text


def test_the_meeting_tells_the_budgets_stage_on_its_own_day(client: Client, plan: MeetingPlan) -> None:
    for title, first, last in [("Forår", 1, 5), ("Efterår", 6, 12)]:
        insert(
            ProcessStep,
            title=title,
            slug=title,
            track="budget",
            relative_year=-1,
            first_month=first,
            last_month=last,
            when=title,
            actor="udvalg",
            body="X.",
            is_stage=True,
        )
    assert (
        "Forår. Opgaven ligger hos Socialudvalget. Det gælder budgettet for 2027." in page(client, "/moeder/maj/").text
    )
    assert "Efterår. Opgaven ligger hos Socialudvalget." in page(client, "/moeder/november/").text


def test_the_meetings_page_is_kept_until_it_begins(client: Client, plan: MeetingPlan) -> None:
    with clock.frozen(dt.datetime(2026, 5, 13, 9)):
        response = client.get("/moeder/maj/")
    assert float(response.headers[CACHE_UNTIL]) == make_aware(dt.datetime(2026, 5, 13, 16, 30)).timestamp()


def test_queries_do_not_grow_with_meetings_changes_and_reading(
    client: Client, plan: MeetingPlan, to_read: Meeting
) -> None:
    chapter = Chapter.objects.get()
    counts = []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            meeting = add_meeting(plan, f"moede-{number}", evening(dt.date(2026, 6, 1) + dt.timedelta(days=number)))
            changed(meeting.slug, MeetingChange.Kind.MOVED)
            changed("maj", MeetingChange.Kind.MOVED)
            tie(to_read.sections, insert(Section, chapter=chapter, title="A", slug=f"a{number}", body="X."))
            tie(to_read.laws, insert(Law, title="L", slug=f"l{number}", group="generel", purpose="X."))
            tie(to_read.cases, insert(AnnualCase, title="S", slug=f"s{number}", kind="budget", body="X."))
            tie(to_read.terms, insert(Term, name=f"ord{number}", slug=f"ord{number}", definition="X."))
        with clock.frozen(MAY):
            counts.append(count_queries(client, "/moeder/", "/moeder/?art=ordinaert", "/moeder/maj/"))
    assert counts[0] == counts[1]


def test_one_kind_of_meeting_is_subscribed_to_and_not_downloaded_once(client: Client, plan: MeetingPlan) -> None:
    links = [link.get("href") for link in page(client).main.findall(".//details[@id='kalender']//a")]
    assert links == [
        "webcal://testserver/moeder/kalender.ics",
        "webcal://testserver/moeder/kalender.ics?art=ordinaert",
        "webcal://testserver/moeder/kalender.ics?art=budgetseminar",
    ]


def test_the_subscription_names_the_published_address(client: Client, plan: MeetingPlan, settings) -> None:
    settings.SITE_URL = "https://portal.example.dk"
    links = [link.get("href") for link in page(client).main.findall(".//details[@id='kalender']//a")]
    assert links[0] == "webcal://portal.example.dk/moeder/kalender.ics"


def test_page_says_how_soon_calendars_follow_a_change(client: Client, plan: MeetingPlan) -> None:
    told = words(page(client).main.find(".//details[@id='kalender']"))
    for calendar in ("Apple gør det som regel inden for en time", "Outlook efter nogle timer", "Google efter et døgn"):
        assert calendar in told
    assert "Google fjerner et aflyst møde uden besked." in told
    assert "Henter du et enkelt møde fra mødets egen side, får du en kopi, som ikke bliver opdateret." in told
    assert (
        "Det er en kopi, som ikke bliver opdateret, hvis mødet flyttes eller aflyses."
        in page(client, "/moeder/maj/").text
    )
