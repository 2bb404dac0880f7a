"""Subscribing as a new user does: the form, the link in the mail, a meeting that moves twice and back, and the end."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.kit.mail import SENDER, MailServer, subject_of, text_of
from tests.kit.server import Portal, embedded

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADDRESS = "ny@example.dk"


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as found:
        yield found


@pytest.fixture
def portal(folder: Path, mail_server: MailServer) -> Iterator[Portal]:
    """A portal that sends its mail to the server."""
    settings = embedded(folder)
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}", "EMAIL_FROM": SENDER}
    with Portal(settings | mail | {"SITE_URL": f"http://127.0.0.1:{settings['PORT']}"}) as running:
        yield running


@pytest.fixture
def reader(browser: Browser, portal: Portal) -> Iterator[Page]:
    with browser.new_context(base_url=portal.url, locale="da-DK") as context:
        yield context.new_page()


@pytest.fixture
def secretary(browser: Browser, portal: Portal) -> Iterator[Page]:
    with browser.new_context(base_url=portal.url, locale="da-DK") as context:
        page = context.new_page()
        page.goto("/admin/")
        page.fill("[name=username]", "sekretariat")
        page.fill("[name=password]", portal.passwords["sekretariat"])
        page.click("[type=submit]")
        yield page


def arrival(server: MailServer, number: int) -> str:
    """The text of the mail of the number, which comes within a minute."""
    deadline = time.monotonic() + 60
    while len(server.received) < number and time.monotonic() < deadline:
        time.sleep(0.2)
    return text_of(server.received[number - 1])


def link(text: str, name: str) -> str:
    found = re.search(rf"^{name}: (\S+)$", text, re.MULTILINE)
    assert found
    return found.group(1)


def move(page: Page, date: str, choice: str) -> None:
    """Move the meeting of December at the desk, and let its mail go at once or wait."""
    page.goto("/admin/committee/meeting/?sessions__date__month=12&sessions__date__year=2026")
    page.click("#result_list a >> text=Ordinært møde")
    page.get_by_role("link", name="Flyt møde").click()
    page.locator("input[name^=date_]").first.fill(date)
    page.fill("[name=reason]", "Salen er optaget.")
    page.get_by_role("button", name="Se ændringen").click()
    expect(page.get_by_text("Den går til 1 modtager")).to_be_visible()
    page.locator(f"input[name=send][value={choice}]").check()
    if page.locator("input[name=confirmed][type=checkbox]").count():
        page.locator("input[name=confirmed]").check()
    page.get_by_role("button", name="Flyt mødet").click()
    expect(page.get_by_text("Mødet er flyttet.")).to_be_visible()


def test_a_reader_subscribes_is_told_of_a_move_once_and_stops(
    reader: Page, secretary: Page, mail_server: MailServer
) -> None:
    reader.goto("/moeder/")
    reader.get_by_role("link", name="Få besked på mail").click()
    reader.get_by_label("Din e-mail").fill(ADDRESS)
    reader.get_by_role("button", name="Send mig linket").click()
    expect(reader.get_by_text("Se i din indbakke.")).to_be_visible()
    reader.goto(link(arrival(mail_server, 1), "Bekræft"))
    reader.get_by_role("button", name="Ja, send mig besked").click()
    expect(reader.get_by_role("heading", name="Du er tilmeldt")).to_be_visible()

    move(secretary, "10.12.2026", "vent")
    move(secretary, "11.12.2026", "nu")
    text = arrival(mail_server, 2)
    assert subject_of(mail_server.received[1]).endswith("→ 11. dec.")
    assert "Salen er optaget." in text

    reader.goto(link(text, "Stop mailene"))
    reader.get_by_role("button", name="Stop mails").click()
    expect(reader.get_by_role("heading", name="Du får ikke flere mails")).to_be_visible()
    assert len(mail_server.received) == 2
