"""The indentation of templates, taken out of a page once when it is cached."""

from __future__ import annotations

import re

PRESERVED = re.compile(
    rb"(<(?:pre|script|style|textarea)\b.*?</(?:pre|script|style|textarea)\s*>)", re.DOTALL | re.IGNORECASE
)
"""Elements whose white space counts."""
INDENTATION = re.compile(rb"\n(?:[ \t\n\r\f]+(?=<)|(?<=>\n)[ \t\n\r\f]+)")
"""White space after a newline and beside a tag. No attribute has it: Django escapes < and > in their values."""


def without_indentation(html: bytes) -> bytes:
    """Return the HTML with the indentation and the blank lines beside its tags reduced to one newline.

    Browsers show a run of white space as one space, so the page looks the same.
    """
    pieces = PRESERVED.split(html)
    pieces[::2] = [INDENTATION.sub(b"\n", piece) for piece in pieces[::2]]
    return b"".join(pieces)
