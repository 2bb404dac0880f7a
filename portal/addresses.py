"""The portal's own addresses by their names."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=5_000)
def address(name: str, *arguments: str) -> str:
    """What `reverse` answers, worked out once: `address("portal:chapter", "din-rolle")`. A page names hundreds."""
    return reverse(name, args=arguments)
