"""A page as its reader meets it: its words, its links and the places that an address can name."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lxml import html as parser
from lxml.html import HtmlElement as Element

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


PARSER = parser.HTMLParser(encoding="utf-8", remove_comments=True)


class Page:
    """An answer as a tree of elements."""

    def __init__(self, response: HttpResponseBase) -> None:
        assert response.status_code == 200
        self.tree: Element = parser.document_fromstring(response.getvalue(), parser=PARSER)

    @cached_property
    def main(self) -> Element:
        """What stands between masthead and foot; the whole answer where it is a fragment."""
        found = self.tree.find(".//main")
        return self.tree if found is None else found

    @cached_property
    def text(self) -> str:
        """The words, one space between them."""
        return words(self.main)

    @cached_property
    def links(self) -> set[tuple[str, str]]:
        """Words and address of every link."""
        return {(words(link), link.get("href", "")) for link in self.main.iter("a")}

    @cached_property
    def places(self) -> set[str]:
        """Every id: what stands after # in an address."""
        return {element.get("id", "") for element in self.main.iter() if element.get("id")}

    def headings(self, level: int) -> list[str]:
        return [words(heading) for heading in self.main.iter(f"h{level}")]


def words(element: Element | None) -> str:
    """The element's text as a reader sees it, white space and places to break alike; it must be there."""
    assert element is not None
    text = "".join(element.itertext()).replace("\N{SOFT HYPHEN}", "")
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())
