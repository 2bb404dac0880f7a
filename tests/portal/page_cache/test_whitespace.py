"""The indentation of templates is taken out of cached pages, and nothing else."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from portal.page_cache.whitespace import without_indentation
from tests.kit.reading import Page


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul>\n    <li>Et</li>\n\n\n    <li>To</li>\n</ul>", "<ul>\n<li>Et</li>\n<li>To</li>\n</ul>"),
        ("<p>\n  Et\n  <b>ord</b>\n</p>", "<p>\nEt\n<b>ord</b>\n</p>"),
        ("<p>Et <b>ord</b> <i>til</i></p>", "<p>Et <b>ord</b> <i>til</i></p>"),
        ("<p>Et\n   ord</p>", "<p>Et\n   ord</p>"),
        ("<p>Kl.\u00a016\n\u00a0<b>30</b></p>", "<p>Kl.\u00a016\n\u00a0<b>30</b></p>"),
    ],
)
def test_white_space_beside_tags_becomes_one_newline(html: str, expected: str) -> None:
    assert without_indentation(html.encode()).decode() == expected


@pytest.mark.parametrize("name", ["pre", "textarea", "script", "style", "PRE"])
def test_elements_whose_white_space_counts_stay_as_they_are(name: str) -> None:
    element = f"<{name} class='a'>\n  et\n\n  <b>\n    to\n</{name}>"
    assert without_indentation(f"<p>\n  {element}\n  </p>".encode()).decode() == f"<p>\n{element}\n</p>"


def test_values_of_attributes_stay_as_they_are() -> None:
    html = b'<input value="a\n   b &gt;\n   &lt;">'
    assert without_indentation(html) == html


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/budget/", "/indsatstrappen/", "/ordbog/", "/print/"])
def test_page_says_the_same_without_its_indentation(content: None, client: Client, address: str) -> None:
    response = client.get(address)
    reduced = HttpResponse(without_indentation(response.content))
    assert Page(reduced).text == Page(response).text
