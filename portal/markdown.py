"""Prose: CommonMark to HTML with HTML off, and to plain words for the search."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

_parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")


def to_html(text: str) -> str:
    """The text as HTML; every tag in it comes from the parser, none from the writer."""
    return str(_parser.render(text))


def to_words(text: str) -> str:
    """The text as plain words, for the search and for summaries."""
    parts = []
    for token in _parser.parse(text):
        for child in token.children or ():
            parts.append(child.content if child.type in {"text", "code_inline"} else " ")
        parts.append(" ")
    return re.sub(r"\s+", " ", "".join(parts)).strip()
