"""How many queries pages take: the number must not grow with the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from django.test import Client


def count_queries(client: Client, *urls: str) -> dict[str, int]:
    """Return the number of queries of each page, as a reader and as HTMX ask for it."""
    counts = {}
    for url in urls:
        for name, headers in ((url, {}), (f"{url} (HTMX)", {"HX-Request": "true"})):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url, headers=headers).status_code == 200
            counts[name] = len(queries)
    return counts
