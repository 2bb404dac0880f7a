"""The guide on paper, as the browser prints it, and the ways to the PDF files."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_printed_guide_has_a_cover_contents_numbers_and_no_ways_around(page: Page) -> None:
    page.goto("/print/")
    sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
    assert len(sheets) > 40
    words = [sheet.split() for sheet in sheets]  # the number comes out first, wherever it stands on the sheet
    assert " ".join(words[0]).startswith("Københavns Kommune 2026-2029 Velkomstguide til Socialudvalget")
    assert words[1][1] == "Indhold"
    assert [sheet[0] for sheet in words[1:]] == [str(number) for number in range(2, len(sheets) + 1)]
    assert len(words[-1]) > 20  # the cover has the address: no sheet of its own for that
    assert not any("Hent som PDF" in sheet or "Til toppen" in sheet for sheet in sheets)


def test_a_link_of_the_contents_leads_down_the_page(page: Page) -> None:
    page.goto("/print/")
    page.get_by_role("link", name="Ordbog", exact=True).and_(page.locator("[href^='#']")).click()
    expect(page.get_by_role("heading", name="Ordbog", exact=True)).to_be_in_viewport()
    assert page.url.endswith("/print/#ordbog")


def test_the_foot_of_every_page_leads_to_the_pdf_files(page: Page) -> None:
    page.goto("/jura/")
    for name, file in (("Guiden som PDF", "velkomstguide.pdf"), ("Mødeplanen som PDF", "moedeplan")):
        address = page.get_by_role("contentinfo").get_by_role("link", name=name).get_attribute("href")
        answer = page.request.get(str(address))
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        assert file in answer.headers["content-disposition"]
