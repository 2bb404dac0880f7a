"""The secretariat moves a meeting, and everybody sees it in the next request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.kit.server import Portal, embedded

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def own(folder: Path) -> Iterator[Portal]:
    """A portal that this test may change."""
    with Portal(embedded(folder)) as running:
        yield running


@pytest.fixture
def desk(browser: Browser, own: Portal) -> Iterator[Page]:
    with browser.new_context(base_url=own.url, locale="da-DK") as context:
        page = context.new_page()
        page.goto("/admin/")
        page.fill("[name=username]", "sekretariat")
        page.fill("[name=password]", own.passwords["sekretariat"])
        page.click("[type=submit]")
        yield page


def test_moved_meeting_reaches_page_feed_news_and_search(browser, own: Portal, desk: Page):
    desk.goto("/admin/committee/meeting/?sessions__date__month=9&sessions__date__year=2026")
    desk.click("#result_list a >> text=Ordinært møde")
    desk.click("text=Flyt møde")
    desk.fill("input[name^=date_]", "17. september 2026")
    desk.fill("[name=reason]", "Salen er optaget.")
    desk.click("text=Se ændringen")
    assert desk.locator("del").inner_text() == "onsdag den 16. september 2026 kl. 16.30-20.00"
    assert desk.locator("ins").inner_text() == "torsdag den 17. september 2026 kl. 16.30-20.00"
    box = desk.locator("input[type=checkbox][name=confirmed]")
    if box.count():
        box.check()
    desk.click("text=Flyt mødet")
    expect(desk.locator("body")).to_contain_text("Mødet er flyttet")

    with browser.new_context(base_url=own.url, locale="da-DK") as context:
        reader = context.new_page()
        reader.goto("/moeder/?aar=2026")
        reader.click("text=Ordinært møde >> nth=0")
        for address in ("/nyt/", "/soeg/?q=17.+september"):
            reader.goto(address)
            assert "17. september 2026" in reader.inner_text("main")
        assert "Salen er optaget." in reader.goto("/nyt/").text()
        feed = Calendar.from_ical(context.request.get("/moeder/kalender.ics").body())
        starts = [event.decoded("DTSTART").isoformat() for event in feed.walk("VEVENT")]
        assert "2026-09-17T16:30:00+02:00" in starts
        assert not any(start.startswith("2026-09-16") for start in starts)
