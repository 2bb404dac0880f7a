"""Reading in a browser: what is read is remembered there and nowhere else, words explain themselves, the year turns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.kit.server import Portal, embedded, run

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHANGE = "from portal.models import Term; word = Term.objects.get(slug='delegation'); word.body = 'Nyt.'; word.save()"


def test_a_section_that_is_ticked_in_its_chapter_is_ticked_in_the_introduction(page: Page) -> None:
    page.goto("/guide/din-rolle/")
    page.get_by_label("Læst: Inhabilitet").check()
    page.goto("/min-introduktion/")
    assert page.locator("[data-read]:checked").count() == 1
    expect(page.get_by_label("Læst: Inhabilitet")).to_be_checked()


def test_the_introduction_counts_and_leads_on_from_where_one_stopped(page: Page) -> None:
    page.goto("/min-introduktion/")
    total = page.locator("[data-read]").count()
    status = page.locator(".reading-progress [role=status]")
    expect(status).to_contain_text(f"Du har læst 0 af {total} afsnit.")
    page.locator("[data-read]").nth(2).check()
    expect(status).to_contain_text(f"Du har læst 1 af {total} afsnit.")
    page.reload()
    expect(status).to_contain_text(f"Du har læst 1 af {total} afsnit.")
    assert page.locator("progress").evaluate("bar => [bar.value, bar.max]") == [1, total]
    after = page.locator(".checklist li").nth(3).get_by_role("link")
    go_on = page.get_by_role("link", name=re.compile("^Fortsæt med: "))
    assert go_on.get_attribute("href") == after.evaluate("link => link.href")
    go_on.click()
    expect(page).to_have_url(re.compile(r"/guide/.+/#.+"))


def test_when_everything_is_read_it_says_so_and_can_begin_again(page: Page) -> None:
    page.goto("/min-introduktion/")
    page.locator("[data-read]").evaluate_all(
        "all => localStorage.setItem('laest', all.map(b => b.dataset.read).join(' '))"
    )
    page.reload()
    expect(page.locator(".reading-progress [role=status]")).to_have_text("Du har læst det hele.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Begynd forfra").click()
    expect(page.locator("[data-read]:checked")).to_have_count(0)


def test_reading_progress_is_never_sent(page: Page) -> None:
    asked: list[str] = []
    page.goto("/min-introduktion/")
    page.on("request", lambda request: asked.append(request.url) if "/static/" not in request.url else None)
    page.locator("[data-read]").first.check()
    page.wait_for_timeout(300)
    assert asked == []
    assert page.context.cookies() == []


def test_without_scripts_the_introduction_is_a_plain_checklist(browser: Browser, server: Portal) -> None:
    with browser.new_context(base_url=server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/min-introduktion/")
        expect(page.locator(".reading-progress")).to_be_hidden()
        page.locator("[data-read]").first.check()
        expect(page.locator("[data-read]").first).to_be_checked()
        page.goto("/guide/din-rolle/")
        expect(page.locator(".read-mark").first).to_be_hidden()


def test_the_introduction_prints_with_boxes_to_tick(page: Page) -> None:
    page.goto("/min-introduktion/")
    page.emulate_media(media="print")
    expect(page.locator("[data-read]").first).to_be_visible()
    expect(page.locator(".reading-progress")).to_be_hidden()


def test_a_word_is_explained_where_it_stands_by_keyboard_and_closes_again(page: Page) -> None:
    page.goto("/guide/din-rolle/")
    word = page.locator(".term", has_text="delegation").first
    explanation = page.locator("[popover]:popover-open")
    word.focus()
    page.keyboard.press("Enter")
    expect(explanation).to_be_visible()
    expect(explanation).to_contain_text("Delegation:")
    expect(explanation).to_be_focused()
    page.keyboard.press("Escape")
    expect(explanation).to_have_count(0)
    expect(word).to_be_focused()


def test_a_word_is_explained_by_touch_on_a_phone(browser: Browser, server: Portal) -> None:
    size: ViewportSize = {"width": 360, "height": 640}
    with browser.new_context(base_url=server.url, viewport=size, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto("/guide/din-rolle/")
        page.locator(".term").first.tap()
        shown = page.locator("[popover]:popover-open")
        expect(shown).to_be_visible()
        area = shown.bounding_box()
        assert area is not None
        assert area["x"] >= 0
        assert area["x"] + area["width"] <= 360
        assert area["y"] + area["height"] <= 640


def test_a_word_is_described_for_a_screen_reader_without_being_opened(page: Page) -> None:
    page.goto("/guide/din-rolle/")
    word = page.locator(".term", has_text="delegation").first
    description = word.evaluate("word => document.getElementById(word.getAttribute('aria-describedby')).textContent")
    assert description.endswith(".")


def test_without_scripts_a_word_leads_to_the_glossary(browser: Browser, server: Portal) -> None:
    with browser.new_context(base_url=server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/guide/din-rolle/")
        page.locator(".term", has_text="delegation").first.click()
        assert page.url.endswith("/ordbog/#delegation")


def test_the_guide_is_read_with_the_keyboard_alone(page: Page) -> None:
    def press_until(key: str, name: str) -> None:
        """Press Tab until the link or button with the name has the focus, then the key."""
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate(
                "name => document.activeElement.innerText?.replaceAll('\\u00ad', '').trim().startsWith(name)", name
            ):
                break
        page.keyboard.press(key)

    page.goto("/guide/")
    press_until("Enter", "Gå til indhold")
    press_until("Enter", "Din rolle som udvalgsmedlem")
    expect(page.get_by_role("heading", level=1)).to_have_text("Din rolle som udvalgsmedlem")
    press_until("Enter", "Gå til indhold")
    press_until("Enter", "Inhabilitet")
    expect(page).to_have_url(re.compile("#inhabilitet$"))
    expect(page.get_by_role("heading", name="Inhabilitet", exact=True)).to_be_in_viewport()
    press_until("Enter", "Næste")
    expect(page.get_by_role("heading", level=1)).to_have_text("Et år i udvalget")


def test_the_first_visit_is_told_of_nothing_new(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#siden-sidst")).to_be_hidden()


def been_here(page: Page, days_ago: int) -> None:
    """Let the browser remember a visit of some days ago."""
    page.goto("/om/")
    page.evaluate("days => localStorage.setItem('set', Date.now() - days * 864e5)", days_ago)


def test_a_later_visit_is_told_when_nothing_is_new(page: Page) -> None:
    been_here(page, 3)
    page.goto("/")
    expect(page.locator("#siden-sidst [data-since-note]")).to_contain_text("Ingen ændringer siden dit sidste besøg den")


def test_returning_reader_sees_new_items_for_the_whole_visit(browser: Browser, folder: Path) -> None:
    with Portal(embedded(folder)) as portal, browser.new_context(base_url=portal.url, locale="da-DK") as context:
        saved = run("shell", "-c", CHANGE, VAR_DIR=str(folder), PORT=str(portal.port))
        assert saved.returncode == 0, saved.stderr
        page = context.new_page()
        been_here(page, 3)
        for _ in range(2):
            page.goto("/")
            expect(page.locator("#siden-sidst [data-since-note]")).to_contain_text(
                "1 ændring siden dit sidste besøg den"
            )
            expect(page.locator("#siden-sidst li")).to_have_count(1)
        page.get_by_role("link", name="Delegation").click()
        assert page.url.endswith("/ordbog/#delegation")
        page.goto("/nyt/")
        expect(page.locator(".is-new")).to_have_count(1)


def test_the_year_is_narrowed_in_place_wheel_and_list_together(page: Page) -> None:
    page.goto("/aarshjul/")
    every = page.locator(".wheel-cases a").count()
    page.get_by_role("link", name=re.compile("^Øvrige sager")).click()
    expect(page).to_have_url(re.compile(r"\?art=drift$"))
    expect(page.locator("#aaret-besked")).to_contain_text("sager vises.")
    assert page.locator(".wheel-cases a").count() < every
    page.go_back()
    expect(page.locator(".wheel-cases a")).to_have_count(every)


def test_the_wheel_is_walked_with_the_keyboard_and_leads_to_its_place(page: Page) -> None:
    page.goto("/aarshjul/")
    page.locator(".wheel-cases a").first.focus()
    page.keyboard.press("Tab")
    expect(page.locator(".wheel-cases a").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    anchor = page.locator(".wheel-cases a").nth(1).get_attribute("href")
    assert page.url.endswith(f"/aarshjul/{anchor}")
    expect(page.locator(str(anchor))).to_be_in_viewport()


def test_the_plan_is_narrowed_in_place_and_said_aloud(page: Page) -> None:
    page.goto("/moeder/")
    page.get_by_role("link", name=re.compile("^Budgetseminar 2$")).click()
    expect(page).to_have_url(re.compile(r"\?art=budgetseminar$"))
    expect(page.locator(".plan > li")).to_have_count(2)
    expect(page.locator("#moeder-besked")).to_have_text("Mødeplan 2026: 2 møder.")
    page.go_back()
    expect(page.locator(".plan > li")).to_have_count(15)
