"""Back and Forward between choices on one page: the script does all that it does after a load."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HTMX_HAS_COME = """new Promise((done) => {
  const asking = setInterval(() => { if (window.htmx) done(clearInterval(asking)); }, 20);
})"""


def choose_and_go_back(page: Page, address: str = "/moeder/") -> None:
    """Make a choice on the page once the page can do so in place, and undo it."""
    page.goto(address)
    page.evaluate("window.here = true")
    page.evaluate(HTMX_HAS_COME)
    summary = page.locator(".filters summary")
    if summary.is_visible():
        summary.click()
    page.locator(".filters a[data-hx-get]:not([aria-current])").first.click()
    expect(page).to_have_url(re.compile(r"\?"))
    expect(page.locator(".filters a[aria-current]")).not_to_have_count(0)
    page.go_back()
    expect(page).to_have_url(re.compile(f"{address}$"))
    assert page.evaluate("window.here")


@pytest.mark.parametrize("address", ["/moeder/", "/indsatstrappen/", "/budget/", "/tilsyn/", "/jura/", "/aarshjul/"])
def test_a_slash_leads_to_the_search_after_back(page: Page, address: str) -> None:
    choose_and_go_back(page, address)
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()


def test_the_menu_closes_by_escape_and_by_a_click_beside_it_after_back(page: Page) -> None:
    choose_and_go_back(page)
    opener = page.locator(".nav-more > summary")
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(5, 700)):
        opener.click()
        expect(page.locator(".nav-more")).to_have_attribute("open", "")
        close()
        expect(page.locator(".nav-more")).not_to_have_attribute("open", "")


def test_it_is_said_that_a_link_is_copied_after_back(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choose_and_go_back(page)
    page.get_by_role("button", name=re.compile("^Kopiér link til")).first.click()
    expect(page.get_by_role("status").filter(has_text="Linket er kopieret.")).to_be_visible()
    names = page.locator("main .copy").all_text_contents()
    assert names.count("Kopiér link til ”1. kvartal”") == 1


def test_a_choice_that_fails_after_back_says_so_and_can_be_made_again(page: Page) -> None:
    choose_and_go_back(page, "/indsatstrappen/")
    before = page.locator("#trappen .count").inner_text()
    page.route("**/indsatstrappen/?*", lambda route: route.abort())
    page.locator(".filters a[data-hx-get]").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Det lykkedes ikke at hente")
    expect(page.locator("#trappen .count")).to_have_text(before)
    page.unroute_all()
    page.get_by_role("button", name="Prøv igen").click()
    expect(page.locator("#trappen .count")).not_to_have_text(before)
    expect(page.get_by_role("alert")).to_be_empty()


def test_error_message_is_gone_after_back(page: Page) -> None:
    choose_and_go_back(page)
    page.go_forward()
    expect(page).to_have_url(re.compile(r"\?"))
    page.route("**/moeder/?*", lambda route: route.abort())
    page.locator(".filters a[data-hx-get]:not([aria-current])").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Det lykkedes ikke at hente")
    page.go_back()
    expect(page.get_by_role("alert")).to_be_empty()


def search_twice(page: Page, address: str, field: str) -> list[str]:
    """Search by typing, and return what the first hits were."""
    page.goto(address)
    page.evaluate(HTMX_HAS_COME)
    page.locator(field).press_sequentially("tavshedspligt", delay=20)
    expect(page).to_have_url(re.compile("q=tavshedspligt$"))
    expect(page.locator("main li.hit")).not_to_have_count(0)
    return page.locator("main li.hit h3").all_inner_texts()


@pytest.mark.parametrize(("address", "field"), [("/soeg/", "#soegefelt"), ("/jura/", "#lovfelt")])
def test_the_search_field_says_what_the_address_says_after_back_and_forward(
    page: Page, address: str, field: str
) -> None:
    found = search_twice(page, address, field)
    page.go_back()
    expect(page.locator(field)).to_have_value("")
    expect(page.locator("main li.hit")).to_have_count(0)
    page.go_forward()
    expect(page.locator(field)).to_have_value("tavshedspligt")
    expect(page.locator("main li.hit h3")).to_have_text(found)
    page.locator(field).fill("inhabilitet")
    expect(page).to_have_url(re.compile("q=inhabilitet$"))
    expect(page.locator("main [role=status]").first).to_contain_text("inhabilitet")


def test_back_to_a_choice_that_the_browser_holds_no_more_fetches_it_whole(page: Page) -> None:
    choose_and_go_back(page)
    page.evaluate("sessionStorage.setItem('htmx-history-cache', '[]')")
    page.go_forward()
    expect(page).to_have_url(re.compile(r"\?"))
    expect(page.locator(".filters a[aria-current]")).not_to_have_count(0)
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()


def test_back_before_htmx_has_come_again_shows_what_the_address_says(page: Page) -> None:
    choose_and_go_back(page, "/indsatstrappen/")
    whole = page.locator("#trappen .count").inner_text()
    page.go_forward()
    expect(page.locator("#trappen .count")).not_to_have_text(whole)
    page.route("**/htmx-2*", lambda route: route.abort())
    page.reload()
    page.go_back()
    expect(page.locator("#trappen .count")).to_have_text(whole)


def test_a_search_goes_on_after_back_while_an_answer_was_on_its_way(page: Page) -> None:
    search_twice(page, "/soeg/", "#soegefelt")
    page.locator("#soegefelt").press_sequentially("en inhabil", delay=15)
    page.go_back()
    page.go_forward()
    page.locator("#soegefelt").fill("delegation")
    expect(page.locator("main [role=status]").first).to_contain_text("”delegation”")
    page.locator("#soegefelt").press("Enter")
    expect(page.locator("main [role=status]").first).to_contain_text("”delegation”")
    expect(page).to_have_url(re.compile("q=delegation$"))
