"""What the script adds to a page that works without it, and what a page does on every screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.kit.server import Portal

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_slash_leads_to_the_search_until_the_reader_turns_it_off(page: Page) -> None:
    page.goto("/jura/")
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
    page.goto("/om/")
    switch = page.get_by_role("checkbox", name="Brug genvejen")
    expect(switch).to_be_checked()
    switch.uncheck()
    page.goto("/jura/")
    page.keyboard.press("/")
    expect(page.locator("#site-search")).not_to_be_focused()


@pytest.mark.parametrize(
    ("address", "field"), [("/", "#site-search"), ("/soeg/", "#soegefelt"), ("/offline/", "#uden-linje")]
)
def test_a_page_about_searching_has_one_field_and_the_slash_leads_to_it(page: Page, address: str, field: str) -> None:
    page.goto(address)
    expect(page.locator("[type=search]")).to_have_count(1)
    page.keyboard.press("/")
    expect(page.locator(field)).to_be_focused()


def test_the_front_page_leads_to_its_search_from_its_top(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("/")
    page.get_by_role("link", name="Søg", exact=True).click()
    expect(page.locator("#site-search")).to_be_focused()
    expect(page.locator("#site-search")).to_be_in_viewport()


def test_the_search_is_reached_with_three_tabs_and_the_text_with_one(page: Page) -> None:
    page.goto("/jura/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Gå til indhold")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#site-search")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize(("width", "word"), [(360, "Menu"), (1440, "Mere")])
def test_the_menu_opens_and_closes_by_keyboard(page: Page, width: int, word: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/jura/")
    opener = page.locator(".nav-more > summary")
    expect(opener).to_have_text(re.compile(word))
    opener.press("Enter")
    expect(page.get_by_role("link", name="Ordbog", exact=True).first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".nav-more")).not_to_have_attribute("open", "")
    expect(opener).to_be_focused()


def test_the_menu_and_the_search_work_without_a_script(browser: Browser, server: Portal) -> None:
    with browser.new_context(
        base_url=server.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    ) as context:
        page = context.new_page()
        page.goto("/jura/")
        page.locator(".nav-more > summary").click()
        page.get_by_role("link", name="Nøgletal").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Nøgletal")
        page.locator("#site-search").fill("tavshedspligt")
        page.locator("#site-search").press("Enter")
        assert page.url == f"{server.url}/soeg/?q=tavshedspligt"


@pytest.mark.parametrize("address", ["/", "/moeder/", "/indsatstrappen/", "/budget/", "/tilsyn/", "/jura/", "/rolle/"])
def test_no_page_scrolls_sideways(page: Page, address: str) -> None:
    for width, size in ((320, "100%"), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 640})
        page.goto(address)
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, size


def test_a_section_s_address_can_be_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/rolle/?kilde=test")
    section = page.locator("section[id]:has(> h3)").first
    section.get_by_role("button", name=re.compile("^Kopiér link til")).click()
    expect(page.get_by_role("status").filter(has_text="Linket er kopieret.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"/rolle/#{section.get_attribute('id')}")


def test_the_button_that_copies_shows_its_focus(page: Page) -> None:
    page.goto("/moeder/")
    button = page.get_by_role("button", name=re.compile("^Kopiér link til")).first
    button.press("Shift")
    assert button.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"


def test_search_words_are_marked_on_arrival(page: Page) -> None:
    page.goto("/indsatstrappen/?marker=hjemløse")
    marks = page.locator("main mark")
    assert marks.count() > 0
    assert all("hjeml" in words.lower() for words in marks.all_inner_texts())
    expect(marks.first).to_be_in_viewport()


def test_a_word_is_explained_where_it_stands_and_the_focus_comes_back(page: Page, server: Portal) -> None:
    open_design_page(page, server)
    word, explanation = page.locator("a.term"), page.locator(".explanation")
    expect(explanation).to_be_hidden()
    word.press("Enter")
    expect(explanation).to_be_visible()
    expect(explanation).to_be_focused()
    page.keyboard.press("Escape")
    expect(explanation).to_be_hidden()
    expect(word).to_be_focused()


def test_the_contents_follow_the_reading(page: Page, server: Portal) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_design_page(page, server)
    for section in ("tegn", "tal"):
        page.evaluate("id => document.getElementById(id).scrollIntoView()", section)
        expect(page.locator(".toc [aria-current]")).to_have_attribute("href", f"#{section}")


def test_the_contents_fold_on_a_narrow_screen(page: Page, server: Portal) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_design_page(page, server)
    expect(page.locator(".toc ol")).to_be_hidden()
    page.locator(".toc summary").click()
    page.get_by_role("link", name="Formularer").click()
    expect(page.locator("#formularer")).to_be_in_viewport()
    expect(page.locator(".toc ol")).to_be_hidden()


def test_a_failed_fragment_says_so_and_can_be_fetched_again(page: Page) -> None:
    page.goto("/indsatstrappen/")
    page.locator(".filters summary").click()
    before = page.locator("#trappen .count").inner_text()
    page.route("**/indsatstrappen/?*", lambda route: route.abort())
    page.locator(".filters a[data-hx-get]").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Det lykkedes ikke at hente")
    expect(page.locator("#trappen .count")).to_have_text(before)
    page.unroute_all()
    page.get_by_role("button", name="Prøv igen").click()
    expect(page.locator("#trappen .count")).not_to_have_text(before)
    expect(page.get_by_role("alert")).to_be_empty()


def test_slow_request_shows_progress(page: Page) -> None:
    page.goto("/indsatstrappen/")
    page.locator(".filters summary").click()
    held: list[Route] = []
    page.route("**/indsatstrappen/?*", lambda route: held.append(route))
    page.locator(".filters a[data-hx-get]").first.click()
    expect(page.get_by_role("status").filter(has_text="Henter …")).to_be_visible()
    held[0].continue_()
    expect(page.get_by_text("Henter …")).to_be_hidden()


def test_the_focus_stays_on_the_filter_that_was_chosen(page: Page) -> None:
    page.goto("/indsatstrappen/")
    page.locator(".filters summary").click()
    choice = page.locator(".filters a[data-hx-get]").nth(1)
    chosen = choice.get_attribute("id")
    choice.press("Enter")
    expect(page.locator(f"#{chosen}")).to_have_attribute("aria-current", "true")
    expect(page.locator(f"#{chosen}")).to_be_focused()


def test_paper_shows_the_text_without_ways_around(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto("/rolle/")
    for around in (".masthead", ".foot", ".skip", ".copy >> nth=0", ".breadcrumbs"):
        expect(page.locator(around)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_page_follows_the_reader_s_scheme(page: Page) -> None:
    page.goto("/jura/")
    backs = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        backs.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert backs == ["rgb(250, 247, 240)", "rgb(16, 21, 31)"]


def open_design_page(page: Page, server: Portal) -> None:
    page.goto("/admin/login/?next=/om/design/")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", server.passwords["admin"])
    page.click("[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Designsystem")
