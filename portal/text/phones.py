"""Telephone numbers as people write them."""

from __future__ import annotations

import re

from django.core.validators import RegexValidator

phone_number = RegexValidator(
    r"^\+?\d(?: ?\d){7,14}$", "Skriv nummeret med cifre, fx 33 12 34 56. Et udenlandsk nummer begynder med +."
)


def dialled(number: str) -> str:
    """Return the number as a link of the scheme `tel:` holds it (RFC 3966): `+4533123456`."""
    digits = re.sub(r"[^+\d]", "", number)
    return digits if digits.startswith("+") else f"+45{digits}"
