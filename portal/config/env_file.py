"""A file of settings, read as systemd reads an `EnvironmentFile=` (its manual page is systemd.exec). No shell reads it,
so `&`, `$` and `;` in a value mean themselves, and a command is given what the service is given."""

from __future__ import annotations

import re

LINE = re.compile(
    r"""
    [^\S\n]*
    (?: [#;] (?: \\. | [^\\\n] )*
      | (?P<name> [A-Za-z_]\w* ) [^\S\n]* =
        (?P<quoted> (?: [^\S\n]* (?: '[^']*' | "(?:\\.|[^"\\])*" ) )* ) [^\S\n]*
        (?P<bare> (?!['"]) (?: \\. | [^\\\n] )* )
      |
    )
    (?: \n | \Z )
    """,
    re.ASCII | re.DOTALL | re.VERBOSE,
)
"""A comment, a name with its value, or nothing. A backslash at the end of a line joins it with the next."""
QUOTED = re.compile(r"""'(?P<single>[^']*)' | "(?P<double>(?:\\.|[^"\\])*)\"""", re.DOTALL | re.VERBOSE)


class LineError(ValueError):
    """A line that systemd would pass over without a word."""


def values(text: str) -> dict[str, str]:
    """The settings that the text gives, by name. LineError where a line is none."""
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        line = LINE.match(text, place)
        if line is None:
            number = text.count("\n", 0, place) + 1
            raise LineError(f"linje {number}: Skriv NAVN=værdi, og luk anførselstegn.")
        if line["name"]:
            found[line["name"]] = _quoted(line["quoted"]) + _unescaped(line["bare"].rstrip(), r"\\(.)")
        place = line.end()
    return found


def _quoted(pieces: str) -> str:
    """In single marks all means itself; in double ones a backslash takes the meaning from the five that have one."""
    return "".join(
        piece["single"] if piece["double"] is None else _unescaped(piece["double"], r"""\\(["\\`$\n])""")
        for piece in QUOTED.finditer(pieces)
    )


def _unescaped(text: str, escape: str) -> str:
    return re.sub(escape, lambda found: found[1].strip("\n"), text, flags=re.DOTALL)
