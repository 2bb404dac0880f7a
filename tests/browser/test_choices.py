"""Choosing in a browser: filters in place, the address, Back, focus, lines that open, and a date that is picked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.kit.server import Portal

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_choice_narrows_the_ladder_in_place_and_back_undoes_it(page: Page) -> None:
    page.goto("/indsatstrappen/")
    page.locator("summary", has_text="Vælg målgruppe").click()
    every = page.locator(".services > li").count()
    page.get_by_role("link", name=re.compile("^Under etablering")).click()
    expect(page).to_have_url(re.compile(r"\?status=under-etablering$"))
    expect(page.locator(".services > li")).to_have_count(1)
    expect(page.locator("#trappen-besked")).to_contain_text("passer til dit valg")
    expect(page.get_by_role("link", name=re.compile("^Under etablering"))).to_be_focused()
    page.go_back()
    expect(page.locator(".services > li")).to_have_count(every)


def stays(page: Page) -> bool:
    """Whether the page is the one that was marked as `here`, not a new one."""
    return bool(page.evaluate("window.here === true"))


def test_a_choice_is_a_plain_link_when_htmx_does_not_come(page: Page) -> None:
    page.route("**/htmx-2*", lambda route: route.abort())
    page.goto("/moeder/")
    page.evaluate("window.here = true")
    page.get_by_role("link", name=re.compile("^Budgetseminar 2$")).click()
    expect(page.locator(".plan > li")).to_have_count(2)
    assert not stays(page)


def test_a_page_that_fetches_nothing_does_not_fetch_htmx(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/guide/din-rolle/")
    page.wait_for_timeout(500)
    assert any("portal." in address for address in asked)
    assert not any("htmx" in address for address in asked)


def test_the_plan_is_read_and_narrowed_on_a_phone(browser: Browser, server: Portal) -> None:
    size: ViewportSize = {"width": 360, "height": 740}
    with browser.new_context(base_url=server.url, viewport=size, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto("/moeder/")
        meeting = page.locator(".next-meeting")
        expect(meeting.get_by_role("heading").get_by_role("link")).to_be_in_viewport(ratio=1)
        expect(meeting.locator(".facts > li").last).to_be_in_viewport(ratio=1)
        choice = page.get_by_role("link", name=re.compile("^Budgetseminar 2$"))
        expect(choice).to_be_hidden()
        page.locator(".filters summary").tap()
        choice.tap()
        expect(page.locator(".plan > li")).to_have_count(2)
        expect(choice).to_be_visible()
        title = page.locator(".plan h3").first
        assert title.evaluate("title => title.scrollWidth <= title.clientWidth")
        title.get_by_role("link").tap()
        expect(page.get_by_role("heading", level=1)).to_have_text("Budgetseminar og ordinært møde")


def test_choices_combine_and_a_second_click_takes_one_away(page: Page) -> None:
    page.goto("/indsatstrappen/?lov=barnets-lov")
    narrowed = page.locator(".services > li").count()
    page.get_by_role("link", name=re.compile("^I drift")).click()
    expect(page).to_have_url(re.compile(r"\?status=i-drift&lov=barnets-lov$"))
    page.get_by_role("link", name=re.compile("^Barnets lov")).first.click()
    expect(page).to_have_url(re.compile(r"\?status=i-drift$"))
    assert page.locator(".services > li").count() > narrowed


def test_the_ladder_is_narrowed_without_scripts_too(browser: Browser, server: Portal) -> None:
    with browser.new_context(base_url=server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/indsatstrappen/")
        page.locator("summary", has_text="Vælg målgruppe").click()
        page.get_by_role("link", name=re.compile("^Under etablering")).click()
        assert page.url.endswith("/indsatstrappen/?status=under-etablering")
        assert page.locator(".services > li").count() == 1


def test_the_address_of_a_budget_line_opens_it(page: Page) -> None:
    page.goto("/budget/#herberger-og-krisecentre")
    expect(page.locator("#herberger-og-krisecentre")).to_be_visible()
    expect(page.locator("#botilbud-til-voksne")).to_be_hidden()
    page.locator("summary", has_text="Botilbud til voksne").click()
    expect(page.locator("#botilbud-til-voksne").get_by_role("link", name="Almenboligloven")).to_be_visible()


def test_every_line_of_the_budget_stands_open_on_paper(page: Page) -> None:
    page.goto("/budget/")
    page.emulate_media(media="print")
    expect(page.locator("#herberger-og-krisecentre")).to_be_visible()
    expect(page.locator("#botilbud-til-voksne")).to_be_visible()


def test_the_order_of_the_lines_changes_in_place(page: Page) -> None:
    page.goto("/budget/")
    page.get_by_role("link", name="Som i folderen").click()
    expect(page).to_have_url(re.compile(r"\?orden=folder$"))
    expect(page.locator(".bars h2").nth(2)).to_have_text("Misbrugsbehandling")


def test_the_audit_deadline_is_reckoned_from_a_picked_date(page: Page) -> None:
    page.goto("/tilsyn/")
    page.get_by_label("Hvilken dag modtog forvaltningen den endelige rapport?").fill("2026-03-02")
    page.get_by_role("button", name="Regn fristen ud").click()
    expect(page.locator("#frist ~ .notice")).to_contain_text("21 dage efter er mandag den 23. marts 2026.")
    expect(page).to_have_url(re.compile(r"\?modtaget=2026-03-02#frist$"))


def test_a_walk_is_walked_by_keyboard_to_its_answer_and_back(page: Page) -> None:
    page.goto("/rolle/maa-jeg-fortaelle-det/")
    for choice in ("Andre: partiet", "Hvad andre medlemmer sagde eller gjorde"):
        page.get_by_role("link", name=choice).focus()
        page.keyboard.press("Enter")
    expect(page.locator(".answer-verdict")).to_have_text("Nej")
    page.get_by_role("link", name="Tilbage").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Hvad vil du fortælle?")
