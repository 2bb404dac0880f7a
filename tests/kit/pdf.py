"""A PDF as its reader meets it."""

from __future__ import annotations

import io

from pypdf import PdfReader


def pages_of(document: bytes) -> list[str]:
    """The words of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]


def text_of(document: bytes) -> str:
    """The words of all pages."""
    return "\n".join(pages_of(document))
