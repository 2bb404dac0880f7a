"""The secretariat's autumn, from the budget agreement in October to the new year: drafted, adjusted, adopted.

After each step the readers' pages and the calendar feed say what they must, and no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from icalendar import Calendar
from playwright.sync_api import APIRequestContext, Browser, Page, expect

from committee.models import MeetingPlan, MeetingSession, SchoolHoliday
from portal.accounts.roles import SECRETARIAT
from portal.models import NewsItem
from tests.kit.dated import DatedPortal
from tests.kit.factories import PASSWORD, make_user

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass
class Readers:
    """What anybody sees: the pages and the feed."""

    portal: DatedPortal
    request: APIRequestContext

    def on(self, *day: int) -> None:
        self.portal.moment = dt.datetime(*day, 9)

    def page(self, address: str) -> str:
        answer = self.request.get(f"{self.portal.url}{address}")
        assert answer.status == 200, address
        return answer.text()

    def feed(self) -> dict[str, str]:
        """The start of each event of 2027 and its status."""
        calendar = Calendar.from_ical(self.request.get(f"{self.portal.url}/moeder/kalender.ics").body())
        starts = [(event.decoded("DTSTART"), str(event["STATUS"])) for event in calendar.walk("VEVENT")]
        return {f"{start:%d.%m.%Y %H.%M}": status for start, status in starts if start.year == 2027}

    def news(self) -> list[str]:
        """What `/nyt/` has, newest first, of the new year's plan, its meetings and its budget."""
        self.page("/nyt/")
        return list(NewsItem.objects.filter(title__contains="2027").values_list("title", flat=True))


@pytest.fixture
def portal(content: None, transactional_db: None) -> Iterator[DatedPortal]:
    SchoolHoliday.objects.get_or_create(
        name="Vinterferie", first_day=dt.date(2027, 2, 15), last_day=dt.date(2027, 2, 19)
    )
    make_user("sekretariat", SECRETARIAT)
    with DatedPortal(dt.datetime(2026, 10, 14, 9)) as running:
        yield running


@pytest.fixture
def readers(browser: Browser, portal: DatedPortal) -> Iterator[Readers]:
    with browser.new_context() as context:
        yield Readers(portal, context.request)


@pytest.fixture
def desk(browser: Browser, portal: DatedPortal) -> Iterator[Page]:
    with browser.new_context(base_url=portal.url, locale="da-DK") as context:
        page = context.new_page()
        page.goto("/admin/")
        page.fill("[name=username]", "sekretariat")
        page.fill("[name=password]", PASSWORD)
        page.click("[type=submit]")
        expect(page.get_by_role("heading", name="Nyt år")).to_be_visible()
        yield page


def new_year(desk: Page) -> Page:
    """Open the list of the new year by the first page's link."""
    desk.goto("/admin/")
    desk.click("text=Gør klar til 2027")
    expect(desk.locator("h1")).to_have_text("Nyt år: 2027")
    return desk


def step(desk: Page, name: str) -> str:
    """What the list says of a step."""
    return new_year(desk).locator("table.new-year tr", has_text=name).inner_text()


def seminars(year: int) -> list[int]:
    """The months of the year's budget seminars."""
    found = MeetingSession.objects.filter(meeting__plan__year=year, meeting__kind__slug="budgetseminar")
    return sorted(session.date.month for session in found)


def open_meeting(desk: Page, year: int, month: int) -> None:
    desk.goto(f"/admin/committee/meeting/?sessions__date__month={month}&sessions__date__year={year}")
    desk.locator("#result_list tbody th a").first.click()
    expect(desk.locator("h1")).to_contain_text("Ret")


def move(desk: Page, day: str) -> None:
    """Give the meeting that is open another day, without a reason."""
    desk.click("text=Flyt møde")
    desk.locator("input[name^=date_]").first.fill(day)
    desk.click("text=Se ændringen")
    box = desk.locator("input[type=checkbox][name=confirmed]")
    if box.count():
        box.check()
    desk.click("input[name=do]")


def test_the_autumn_from_the_budget_to_the_new_year(desk: Page, readers: Readers) -> None:
    # October: the budget is begun from the agreement (use.md 2), and nobody sees it
    assert "Findes ikke." in step(desk, "Budget 2027")
    desk.click("text=Opret næste års budget")
    desk.click("text=Opret budget 2027 som kladde")
    expect(desk.locator("h1")).to_contain_text("Beløbene i budget 2027")
    desk.locator("table.amounts tbody input[type=text]").first.fill("2.900")
    desk.click("text=Gem kladden")
    expect(desk.locator("body")).to_contain_text("Gemt: 1 tal er rettet.")
    assert "Kladde." in step(desk, "Budget 2027")
    assert "<title>Budget 2026" in readers.page("/budget/")
    assert "Budget 2027" not in readers.page("/budget/") + readers.page("/soeg/?q=budget+2027")
    assert readers.news() == []

    # A wrong start is taken back (3), and the plan is begun again (1, 6)
    readers.on(2026, 11, 2)
    for attempt in ("wrong", "right"):
        assert "Findes ikke." in step(desk, "Mødeplan 2027")
        desk.click("text=Opret mødeplan 2027")
        expect(desk.locator("table.next-plan")).to_contain_text("i marts")
        desk.click("text=Opret kladde til mødeplan 2027")
        expect(desk.locator("body")).to_contain_text("Mødeplan 2027 er oprettet som kladde")
        assert readers.feed() == {}
        if attempt == "wrong":
            new_year(desk).click("text=Ret eller offentliggør planen")
            desk.locator("a.deletelink").first.click()
            desk.locator("#content form input[type=submit]").click()
            expect(desk.locator("body")).to_contain_text("er slettet")
    assert seminars(2027) == seminars(2026)
    assert "Kladde." in step(desk, "Mødeplan 2027")
    assert "2027" not in readers.page("/moeder/")
    assert readers.news() == []

    # A date of the draft is adjusted (4)
    open_meeting(desk, 2027, 3)
    move(desk, "10. marts 2027")
    expect(desk.locator("body")).to_contain_text("rettet")
    assert (readers.feed(), readers.news()) == ({}, [])

    # It is published as a proposal: calendars have it as tentative, and there is one line of news
    readers.on(2026, 11, 23)
    new_year(desk).click("text=Ret eller offentliggør planen")
    desk.locator("input[value='Offentliggør nu']").first.click()
    expect(desk.locator(".messagelist")).to_contain_text("offentliggjort")
    assert "Mødeplanen for 2027 er et forslag." in readers.page("/moeder/?aar=2027")
    assert set(readers.feed().values()) == {"TENTATIVE"}
    assert "10.03.2027 08.30" in readers.feed()
    assert readers.news() == ["Mødeplan 2027"]

    # A proposed date is adjusted: the calendar follows, and nothing says "flyttet" (4)
    open_meeting(desk, 2027, 3)
    move(desk, "11. marts 2027")
    expect(desk.locator("body")).to_contain_text("Forslaget er rettet.")
    assert "10.03.2027 08.30" not in readers.feed()
    assert "11.03.2027 08.30" in readers.feed()
    assert "flyttet" not in readers.page("/moeder/?aar=2027").casefold()
    assert readers.news() == ["Mødeplan 2027"]

    # December: no day that has not come (5), then adopted; the notes of the proposal go with it
    readers.on(2026, 12, 9)
    new_year(desk).click("text=Godkend mødeplan")
    for day in ("16. december 2026", "9. december 2026"):
        desk.fill("[name=adopted_on]", day)
        desk.fill("[name=adopted_by]", "Socialudvalget")
        box = desk.locator("input[type=checkbox][name=confirmed]")
        if box.count():
            box.check()
        desk.click("input[value='Godkend mødeplan']")
        if day.startswith("16"):
            expect(desk.locator("body")).to_contain_text("16. december 2026 er ikke kommet endnu.")
            assert set(readers.feed().values()) == {"TENTATIVE"}
    expect(desk.locator("body")).to_contain_text("er vedtaget")
    assert set(readers.feed().values()) == {"CONFIRMED"}
    assert "Mødeplanen for 2027 er vedtaget onsdag den 9. december 2026" in readers.page("/moeder/?aar=2027")
    assert not MeetingPlan.objects.get(year=2027).meetings.exclude(confirm_note="").exists()
    assert "Vedtaget 9. december 2026 af Socialudvalget." in step(desk, "Mødeplan 2027")

    # The budget is published: it is there by a link, and leads from its year on (2, 7)
    readers.on(2026, 12, 14)
    new_year(desk).click("text=Offentliggør budgettet")
    desk.locator("input[value='Offentliggør nu']").first.click()
    expect(desk.locator(".messagelist")).to_contain_text("offentliggjort")
    assert "<title>Budget 2026" in readers.page("/budget/")
    assert "2.900" in readers.page("/budget/?aar=2027")

    # Confirming, kind by kind (8), and the texts of the old year
    before = new_year(desk).locator("tr", has_text="Skal bekræftes").inner_text()
    desk.click("text=Se alle, der skal bekræftes")
    desk.locator("form.unconfirmed section", has_text="Budgetter").locator("input[type=checkbox]").last.check()
    desk.locator("button:has-text('Bekræft det')").first.click()
    expect(desk.locator(".messagelist")).to_contain_text("Bekræftet: 1.")
    assert new_year(desk).locator("tr", has_text="Skal bekræftes").inner_text() != before
    texts = desk.locator("form.unconfirmed input[name=done]")
    count = texts.count()
    assert count > 5
    texts.first.check()
    desk.locator("button:has-text('Gem flueben')").first.click()
    expect(desk.locator(".messagelist")).to_contain_text("Gemt.")
    assert desk.locator("form.unconfirmed input[name=done]").count() == count - 1
    desk.get_by_role("button", name="Jeg er færdig: Mødeplan 2027").click()
    expect(desk.locator("table.new-year")).to_contain_text("Sekretariat, 14. december 2026.")

    # From the last meeting to New Year 2027 leads, and in January it is the year (7)
    assert "Møderne i 2027" in " ".join(readers.page("/moeder/").split())
    readers.on(2027, 1, 4)
    assert "<title>Budget 2027" in readers.page("/budget/")
    assert "Budgettet for 2026 er på" not in readers.page("/budget/")
    assert set(readers.feed().values()) == {"CONFIRMED"}
    assert "Sekretariat, 14. december 2026." in step(desk, "Mødeplan 2027")
