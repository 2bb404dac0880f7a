"""Nobody leaves the desk by accident with what is not saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.kit.server import Portal, embedded, run

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def own(folder: Path) -> Iterator[Portal]:
    with Portal(embedded(folder)) as running:
        yield running


@pytest.fixture
def desk(browser: Browser, own: Portal) -> Iterator[Page]:
    with browser.new_context(base_url=own.url, locale="da-DK") as context:
        page = context.new_page()
        sign_in(page, own, "/admin/portal/term/add/")
        yield page


def sign_in(page: Page, own: Portal, address: str = "") -> None:
    if address:
        page.goto(address)
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", own.passwords["admin"])
    page.click("main [type=submit]")


def asked(page: Page) -> bool:
    """Whether the browser asks before the page is left for another."""
    asked: list[str] = []

    def answer(dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.once("dialog", answer)
    page.goto("/admin/")
    if not asked:
        page.remove_listener("dialog", answer)
    return asked == ["beforeunload"]


def test_a_form_that_nobody_has_touched_is_left_without_a_word(desk: Page):
    expect(desk.locator("[name=definition]")).to_be_visible()
    assert not asked(desk)


def test_a_form_with_something_new_in_it_is_not_left_without_a_word(desk: Page):
    desk.fill("[name=definition]", "En lang forklaring.")
    assert asked(desk)


def test_only_a_refused_form_warns_before_it_is_left(desk: Page):
    desk.fill("[name=definition]", "En lang forklaring.")
    desk.click("[name=_save] >> nth=0")
    expect(desk.locator(".error-summary")).to_be_visible()
    desk.locator("h1").click()  # Chromium asks nobody who has done nothing on a page
    assert asked(desk)


def test_the_session_ends_and_the_text_is_saved_after_the_sign_in(desk: Page, own: Portal, folder: Path):
    desk.goto("/admin/portal/section/")
    desk.click("#result_list tbody th a >> nth=0")
    desk.wait_for_load_state("networkidle")
    desk.fill("[name=body]", "Et tal, der ")
    ended = "from django.contrib.sessions.models import Session; Session.objects.all().delete()"
    run("shell", "-c", ended, VAR_DIR=str(folder))
    desk.locator("[name=body]").press_sequentially("styres efter.", delay=20)
    expect(desk.locator("#logget-ud")).to_contain_text("Du er logget ud.")
    desk.click("[name=_save] >> nth=0")
    expect(desk.locator("main")).to_contain_text("Din tekst er ikke gemt endnu")
    sign_in(desk, own)
    expect(desk.locator("main")).to_contain_text("Et tal, der styres efter.")
    desk.click("main button[type=submit]")
    expect(desk.locator(".success")).to_be_visible()
