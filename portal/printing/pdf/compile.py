"""One document, compiled in a process of its own: typst keeps what it has compiled for as long as its process lives.

    python -m portal.printing.pdf.compile paper.typ <data.json >paper.pdf

What typst has to say of the data goes to standard error. Neither Django nor a setting is read here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typst

STANDARD = "ua-1"


def compiled(template: Path, data: str) -> tuple[bytes, str]:
    """The document by the standard. What the standard refuses, as a sign that no font here has, still makes a
    document, tagged but without the claim; then the second value says what was refused."""
    try:
        return _compiled(template, data, [STANDARD]), ""
    except typst.TypstError as refused:
        return _compiled(template, data, []), str(refused)


def _compiled(template: Path, data: str, standards: Any) -> bytes:
    made = typst.compile(
        template,
        root=template.parent,
        font_paths=typst.Fonts(include_system_fonts=False),  # those of typst: the same document on every machine
        sys_inputs={"data": data},
        pdf_standards=standards,
    )
    return bytes(made)


if __name__ == "__main__":
    document, warnings = compiled(Path(sys.argv[1]), sys.stdin.buffer.read().decode())
    sys.stderr.write(warnings)
    sys.stdout.buffer.write(document)
