"""PDFs that people send: known by what they hold, not by their names."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

MOST = 10_000_000
"""Bytes of a file."""
_END = re.compile(rb"%%EOF\s*\Z")
_HEAD = 1024
"""Bytes in which a browser that guesses looks for another kind of file."""
_OTHER_KIND = re.compile(rb"<\s*(?:html|!doctype|script|svg|body|iframe|\?php)", re.IGNORECASE)
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile)\b")
_NAME = re.compile(rb"/[!-\"$-.0-~]{0,30}#[!-.0-~]{1,60}")
"""A name with characters written as their codes (ISO 32000-2 § 7.3.5)."""
_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")


def check(content: bytes) -> None:
    """Raise ValidationError for what is no PDF, is something else besides, runs a program or is too large.

    What runs is found where it stands in plain sight; within compressed parts nothing is looked for. The file is only
    ever served to be saved, so that no page of the portal shows it.
    """
    if len(content) > MOST:
        raise ValidationError("Filen fylder mere end 10 MB. Gør den mindre, eller skriv en adresse i stedet.")
    if not content.startswith(b"%PDF-"):
        raise ValidationError("Filen er ikke en PDF. Gem dokumentet som PDF, og vælg det igen.")
    if not _END.search(content[-_HEAD:]):
        raise ValidationError("PDF’en slutter ikke, som den skal. Gem den igen, og vælg den nye.")
    if _OTHER_KIND.search(content[:_HEAD]) or _ACTIVE.search(content) or _ACTIVE.search(_decoded_names(content)):
        raise ValidationError("PDF’en rummer et program eller en anden fil. Udskriv den til en ny PDF, og vælg den.")


def _decoded_names(content: bytes) -> bytes:
    """Return the names that are written with codes, each as it is read: `/J#61vaScript` as `/JavaScript`."""
    return b" ".join(
        _CODE.sub(lambda code: bytes.fromhex(code[1].decode()), name[0]) for name in _NAME.finditer(content)
    )
