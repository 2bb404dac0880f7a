"""The text of a CSV file, in whichever letters a program in Denmark has written it."""

from __future__ import annotations

import re
import unicodedata

OLD_LETTERS = ("cp1252", "mac_roman", "cp865")
"""The character sets that Danish files are written in where they are not Unicode: Windows, Mac and DOS."""
DANISH = frozenset("æøåÆØÅéÉ")
ORDINARY = frozenset("–—’‘”“„»«…§·•°½´€×\N{NO-BREAK SPACE}")
FOREIGN_AT_MOST = 6
"""How far foreign letters may outweigh Danish ones in a file that is still taken for a Danish one: a name or two."""


def decode(content: bytes) -> str:
    """Return the text by its byte order mark, as UTF-8, or in the old character set that makes Danish of it.

    Raise ValueError with a Danish sentence where none does.
    """
    is_wide = len(content) % 2 == 0 and content[:200].count(0) * 3 > len(content[:200])
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        if is_wide:
            return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    except UnicodeError:
        content = b"\0"
    if b"\0" in content:
        raise ValueError("Filen er ikke en tekstfil, som kan læses.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _in_old_letters(content)
    try:  # a program may have taken UTF-8 for Windows' letters and written them as UTF-8 again: `MÃ¸de`
        return text.encode("cp1252").decode("utf-8") if re.search("Ã[¦¸¥†˜…]", text) else text
    except UnicodeError:
        return text


def _in_old_letters(content: bytes) -> str:
    """Return the reading with the fewest strange signs and the most Danish."""
    readings = []
    for name in OLD_LETTERS:
        text = content.decode(name, errors="replace")
        letters = [sign for sign in text if ord(sign) > 126 and sign.isalpha()]
        foreign = [letter for letter in letters if letter not in DANISH]
        strange = [sign for sign in text if ord(sign) > 126 and not _is_known(sign)]
        strange += re.findall(r"(?<=[^\W\d_])[‘”“„»«›‹†‡](?=[^\W\d_])", text)  # quotation marks inside words
        readings.append((len(strange), 3 * len(foreign) - len(letters), strange, foreign, text))
    _, outweighed, strange, foreign, text = min(readings, key=lambda reading: reading[:2])
    if examples := " ".join(dict.fromkeys(strange or (foreign if outweighed > FOREIGN_AT_MOST else ()))):
        raise ValueError(
            f"Filens bogstaver kan ikke læses: Der står {examples[:40]}, hvor der skulle stå danske bogstaver."
        )
    return text


def _is_known(sign: str) -> bool:
    return sign in DANISH or sign in ORDINARY or unicodedata.category(sign).startswith("L")
