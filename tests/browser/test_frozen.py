"""The copy of a term that is over, opened from a disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.kit.server import embedded, python

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_copy_opens_from_a_disk_and_is_walked_without_a_server(browser: Browser, folder: Path) -> None:
    copy = folder / "kopi" / "2026-2029"
    settings = {name: value for name, value in embedded(folder).items() if name in {"VAR_DIR", "PORT"}}
    made = python("manage.py", "freeze_term", str(copy), seconds=120, **settings)
    assert made.returncode == 0, made.stderr
    with browser.new_context(locale="da-DK") as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        failed: list[str] = []
        context.on("requestfailed", lambda request: failed.append(request.url))
        page = context.new_page()
        lines: list[str] = []
        page.on("console", lambda line: lines.append(line.text))
        page.goto((copy / "index.html").as_uri())
        expect(page.locator("main .notice")).to_contain_text("Det her er en kopi fra")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
        for name in ("Guide", "Møder", "Din rolle"):
            page.get_by_role("navigation").get_by_role("link", name=name, exact=True).first.click()
            expect(page.locator("h1")).to_have_text(name)
            expect(page.locator("main .notice").first).to_contain_text("Det her er en kopi fra")
        page.get_by_role("link", name="Find ordet på siden med hele guiden").click()
        expect(page.locator("h1")).to_contain_text("Velkomstguide")
        drawn = page.locator("svg.icon use").first.evaluate("use => use.getBBox().width")
        assert drawn > 0
        assert {url.partition(":")[0] for url in asked} == {"file"}
        assert (failed, lines) == ([], [])
