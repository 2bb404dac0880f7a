"""How far off the next meeting is, reckoned on the reader's device: the page may have been kept for days."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from committee.agenda import NextMeeting, State
from committee.models import MeetingSession
from tests.kit.server import Portal

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
PASSED = "Mødetiden er passeret. Hent siden igen for at se det næste møde."


def said_by_the_server(session: MeetingSession, moment: dt.datetime, state: State) -> str:
    if session.ends_at <= moment:
        return PASSED
    state = State.RUNNING if session.starts_at <= moment else state
    return NextMeeting(session, state, (session.date - moment.date()).days, [], []).when


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "America/Los_Angeles", "Pacific/Auckland"])
@pytest.mark.parametrize("address", ["/", "/moeder/"])
def test_the_device_says_what_the_server_would_say_at_its_moment(
    browser: Browser, server: Portal, address: str, zone: str
) -> None:
    with browser.new_context(base_url=server.url, locale="da-DK", timezone_id=zone) as context:
        page = context.new_page()
        page.goto(address)
        shown = page.locator("time[data-ends]")
        begins, ends = (
            dt.datetime.fromisoformat(shown.get_attribute(name) or "") for name in ("datetime", "data-ends")
        )
        session = MeetingSession(date=begins.date(), start=begins.time(), end=ends.time())
        midnight = dt.datetime.combine(begins.date(), dt.time())
        moments = [begins - dt.timedelta(days=days, minutes=1) for days in (200, 40, 9, 2, 1, 0)]
        moments += [midnight, midnight - dt.timedelta(minutes=1), begins, ends - dt.timedelta(minutes=1), ends]
        moments += [ends + dt.timedelta(days=5)]
        for state in (State.AHEAD, State.PAUSED):
            if state is State.PAUSED:
                shown.evaluate("shown => { shown.dataset.resumes = '' }")
            for moment in moments:
                page.clock.set_fixed_time(moment.replace(tzinfo=COPENHAGEN))
                page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
                expect(shown).to_have_text(said_by_the_server(session, moment, state))


def test_the_words_of_the_server_stand_without_a_script(browser: Browser, server: Portal) -> None:
    with browser.new_context(base_url=server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        said = page.locator("time[data-ends]").inner_text()
    with browser.new_context(base_url=server.url) as context:
        page = context.new_page()
        page.goto("/")
        expect(page.locator("time[data-ends]")).to_have_text(said)
