"""Searching in a browser: answers as one types, the address bar, Back, focus, and the words marked on arrival."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.kit.server import Portal

pytestmark = pytest.mark.browser  # the smoke of the browser: not slow

RULES = "Databeskyttelsesforordningen og databeskyttelsesloven"


def type_slowly(page: Page, field: str, text: str) -> None:
    page.locator(field).press_sequentially(text, delay=40)


@pytest.mark.parametrize(("path", "field"), [("/soeg/", "#soegefelt"), ("/jura/", "#lovfelt")])
def test_the_data_protection_rules_come_first_as_one_types(page: Page, path: str, field: str) -> None:
    page.goto(path)
    type_slowly(page, field, "databesk")
    expect(page.locator("main li.hit h3").first).to_have_text(RULES)
    expect(page).to_have_url(re.compile(r"\?q=databesk$"))
    expect(page.locator(field)).to_be_focused()
    expect(page.locator("main [role=status]").first).to_contain_text("databesk")


def test_text_typed_before_htmx_loads_is_searched(page: Page) -> None:
    held: list[Route] = []
    page.route("**/htmx-2*", lambda route: held.append(route))
    page.goto("/jura/")
    type_slowly(page, "#lovfelt", "databesk")
    held[0].continue_()
    expect(page.locator("main li.hit h3").first).to_have_text(RULES)


def test_back_returns_to_the_whole_list_however_much_was_typed(page: Page) -> None:
    page.goto("/jura/")
    expect(page.get_by_role("button", name="Kopiér link til ”Generelle regler”")).to_have_count(1)
    whole = page.locator("main").inner_text()
    type_slowly(page, "#lovfelt", "data")
    expect(page).to_have_url(re.compile("q=data$"))
    type_slowly(page, "#lovfelt", "besk")
    expect(page).to_have_url(re.compile("q=databesk$"))
    page.go_back()
    expect(page).to_have_url(re.compile("/jura/$"))
    expect(page.get_by_role("button", name="Kopiér link til ”Generelle regler”")).to_have_count(1)
    assert page.locator("main").inner_text() == whole


def test_a_hit_leads_to_its_place_with_the_words_marked_and_back_to_the_hits(page: Page) -> None:
    page.goto("/soeg/?q=databesk")
    page.get_by_role("link", name=RULES).click()
    expect(page.locator("main mark").first).to_have_text(re.compile("^[Dd]atabeskyttelse"))
    page.go_back()
    expect(page.locator("#soegefelt")).to_have_value("databesk")
    expect(page.locator("main li.hit h3").first).to_have_text(RULES)


def test_the_newest_answer_wins(page: Page) -> None:
    def slow_first(route: Route) -> None:
        if route.request.url.endswith("q=botilbud"):
            page.wait_for_timeout(600)
        route.continue_()

    page.route("**/soeg/?q=*", slow_first)
    page.goto("/soeg/")
    page.locator("#soegefelt").fill("botilbud")
    page.wait_for_timeout(300)
    page.locator("#soegefelt").fill("ankestyrelsen")
    expect(page.locator("main li.hit h3").first).to_have_text("Ankestyrelsen")
    page.wait_for_timeout(900)
    expect(page.locator("main li.hit h3").first).to_have_text("Ankestyrelsen")


def test_an_area_is_chosen_while_typing_goes_on_in_it(page: Page) -> None:
    page.goto("/soeg/?q=tilsyn")
    page.get_by_role("link", name=re.compile(r"^Jura \d")).click()
    expect(page).to_have_url(re.compile("omraade=jura"))
    page.locator("#soegefelt").fill("tavshedspligt")
    expect(page).to_have_url(re.compile("q=tavshedspligt&omraade=jura"))
    expect(page.locator("main .hit-where").first).to_contain_text("Jura")


def test_searching_works_without_scripts(browser: Browser, server: Portal) -> None:
    with browser.new_context(java_script_enabled=False, base_url=server.url) as context:
        page = context.new_page()
        page.goto("/soeg/")
        page.locator("#soegefelt").fill("GDPR")
        page.locator("#soegefelt").press("Enter")
        expect(page).to_have_url(re.compile(r"/soeg/\?q=GDPR$"))
        expect(page.locator("main li.hit").first).to_be_visible()
