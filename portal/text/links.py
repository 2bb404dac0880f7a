"""Addresses of other sites, as the desk writes them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

_whole = URLValidator(schemes=["https"])


def https_address(address: str) -> None:
    """Raise ValidationError for what is no whole address of the scheme `https`, or has a name before its host, which
    makes one host look like another."""
    try:
        _whole(address)
        is_plain = "@" not in urlsplit(address).netloc
    except ValidationError:
        is_plain = False
    if not is_plain:
        raise ValidationError("Skriv hele adressen, som den står i browseren. Den skal begynde med https://.")
