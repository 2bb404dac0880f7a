"""Text as people and programs hand it over, made into the text that the portal keeps: the one door for letters."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
"""What ends a line in some program: a vertical tab is Word's line break, U+2028 that of a page layout."""
_JOINED_SIGNS = re.compile(
    "(?<=[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])"
)
"""The joiner that makes one picture of several (UTS 51 § 2.3); everywhere else it is an invisible sign."""
_PLAIN = re.compile("[\t\n\x20-\x7e\xa1-\xac\xae-\u02ff]*")
"""Text in which there is nothing to mend."""
_DROPPED = {"Cc", "Cf", "Cs"}
_NO_CHARACTERS = "\ufffe\uffff"
"""What XML 1.0 (§ 2.2) does not take, though it is neither a control character nor half of a pair."""


def clean_text(text: str) -> str:
    """Return the text with composed letters (NFC), lines that end in LF, and no sign that nobody sees.

    Characters of the categories Cf (soft hyphen, zero-width space, marks of direction) and Cc are dropped; tabs and
    line breaks stay.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text))
    joiners = {match.start() for match in _JOINED_SIGNS.finditer(text)}
    return "".join(
        sign
        for place, sign in enumerate(text)
        if sign in "\t\n"
        or place in joiners
        or (unicodedata.category(sign) not in _DROPPED and sign not in _NO_CHARACTERS)
    )


def clean_line(text: str) -> str:
    """Return the text as `clean_text` does, on one line and without spaces at its ends."""
    return " ".join(clean_text(text).split("\n")).strip()
