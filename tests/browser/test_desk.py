"""The desk on a laptop, a small screen and a phone: nothing covers, pushes or squeezes anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.kit.server import Portal

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (390, 768, 1024, 1366)
OVERLAP = """() => {
  const parts = document.querySelectorAll('#content :is(h1, h2), .object-tools a');
  const boxes = [...parts].map((part) => part.getBoundingClientRect());
  return boxes.some((one, place) => boxes.slice(place + 1).some((other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
    && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1));
}"""
TABLE = """(rows) => {
  const table = Object.assign(document.createElement('table'), { className: 'changes' });
  for (const [name, ...texts] of rows) {
    const row = table.appendChild(document.createElement('tbody')).insertRow();
    row.append(Object.assign(document.createElement('th'), { textContent: name }));
    for (const text of texts) row.insertCell().textContent = text;
  }
  document.querySelector('#content').prepend(table);
}"""
MARKDOWN = "Der er to ting:\n\n- Den første ting.\n- Den anden ting.\n\n1. Et.\n2. To."


@pytest.fixture
def desk(browser: Browser, server: Portal) -> Iterator[Page]:
    with browser.new_context(base_url=server.url, locale="da-DK") as context:
        page = context.new_page()
        page.goto("/admin/")
        page.fill("[name=username]", "sekretariat")
        page.fill("[name=password]", server.passwords["sekretariat"])
        page.click("[type=submit]")
        expect(page.get_by_role("heading", name="Skal bekræftes")).to_be_visible()
        yield page


def first_of(page: Page, kind: str) -> None:
    """Open the form of the kind's first record."""
    page.goto(f"/admin/{kind}/")
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator(".submit-row").first).to_be_visible()
    page.wait_for_load_state()


@pytest.mark.parametrize("kind", ["committee/meetingplan", "committee/meeting", "portal/section"])
def test_no_button_covers_a_title(desk: Page, kind: str) -> None:
    first_of(desk, kind)
    for width in WIDTHS:
        desk.set_viewport_size({"width": width, "height": 800})
        assert not desk.evaluate(OVERLAP), width


def test_a_list_in_the_preview_stands_where_the_members_see_it(desk: Page) -> None:
    first_of(desk, "portal/section")
    desk.locator("#id_body").fill(MARKDOWN)
    preview = desk.locator("#id_body_preview")
    expect(preview.locator("li")).to_have_count(4)
    for width in WIDTHS:
        desk.set_viewport_size({"width": width, "height": 800})
        text, *lists = (preview.locator(name).first.bounding_box() for name in ("p", "ul > li", "ol > li"))
        assert text is not None
        assert [round(found["x"] - text["x"]) for found in lists if found] == [24, 24], width
    assert preview.locator("li").evaluate_all("all => all.map((item) => getComputedStyle(item).listStyleType)") == [
        *("disc", "disc"),
        *("decimal", "decimal"),
    ]


def test_each_column_of_a_difference_is_wide_enough_for_its_words(desk: Page) -> None:
    first_of(desk, "portal/section")
    desk.evaluate(TABLE, [["Felt", "kort", "ord " * 2000], ["Andre søgeord", "ord " * 2000, "x" * 400]])
    for width in WIDTHS:
        desk.set_viewport_size({"width": width, "height": 800})
        cells = desk.locator(".changes :is(th, td)")
        widths = cells.evaluate_all("all => all.map((cell) => cell.getBoundingClientRect().width)")
        assert min(widths) >= 48, (width, widths)
        assert desk.evaluate("document.querySelector('.changes').scrollWidth") <= width


@pytest.mark.parametrize(("scheme", "link"), [("light", "rgb(29, 76, 148)"), ("dark", "rgb(163, 196, 247)")])
def test_focused_field_does_not_look_like_an_error(desk: Page, scheme: Literal["light", "dark"], link: str) -> None:
    desk.emulate_media(color_scheme=scheme)
    for address, part in (("/admin/portal/section/add/", "#id_title"), ("/jura/", "main a >> nth=0")):
        desk.goto(address)
        desk.locator(part).focus()
        desk.keyboard.press("Shift")
        assert desk.locator(part).evaluate("part => getComputedStyle(part).outlineColor") == link


def test_a_message_leads_to_each_field_that_must_be_put_right(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 800})
    first_of(desk, "committee/meeting")
    desk.locator("#id_title").fill("")
    desk.locator("#id_sessions-0-start").fill("25.99")
    desk.locator("[name=_save]").first.click()
    told = desk.get_by_role("alert").filter(has_text="2 steder skal rettes")
    expect(told).to_be_in_viewport()
    told.get_by_role("link", name="Titel").click()
    expect(desk.locator("#id_title")).to_be_focused()
    told.get_by_role("link", name=re.compile("Mødetidspunkt 1, fra kl.")).click()
    expect(desk.locator("#id_sessions-0-start")).to_be_focused()
    expect(desk.locator("#id_sessions-0-start")).to_be_in_viewport()


def test_the_sum_of_a_budget_follows_what_is_typed(desk: Page) -> None:
    first_of(desk, "budget/budget")
    desk.get_by_role("link", name="Beløbene i én tabel").click()
    expect(desk.locator("#sum")).to_have_text("7.803")
    expect(desk.get_by_role("status")).to_contain_text("Det passer med de oplyste 7,8 mia. kr.")
    first = desk.get_by_label("Botilbud til voksne")
    first.fill("3.000")
    expect(desk.locator("#sum")).to_have_text("7.931")
    expect(desk.get_by_role("status")).to_contain_text(
        "Det passer ikke med de oplyste 7,8 mia. kr. Forskellen er 131 mio. kr."
    )
    first.fill("mange")
    expect(desk.get_by_role("status")).to_have_text("Summen kan ikke regnes ud, før alle felter er tal.")
    first.fill("2872")
    for width in WIDTHS:
        desk.set_viewport_size({"width": width, "height": 800})
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
