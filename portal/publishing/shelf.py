"""The shelf of kept pages: what is kept for which edition, whoever it is kept for."""

from __future__ import annotations

import datetime as dt
import hashlib
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from portal.publishing.edits import Edits
from portal.publishing.middleware import KEEP
from portal.publishing.revision import AnnouncedRevision, RevisionReader, SqliteRevision
from portal.publishing.store import Address, KeptPage, Store

LONGEST_ADDRESS = 600
"""Longer addresses are answered, but not kept."""
Edition = tuple[int, int]
"""Content revision and day (ordinal)."""


class Today:
    """The day in Denmark, reckoned anew only on another day: a clock may also be set back."""

    def __init__(self) -> None:
        self._zone = ZoneInfo(settings.TIME_ZONE)
        self._known = (0.0, 0.0, 0)
        """From when until when a day is, and which."""

    def ordinal(self, moment: float) -> int:
        begins, ends, ordinal = self._known
        if not begins <= moment < ends:
            day = dt.datetime.fromtimestamp(moment, self._zone).date()
            begins, ends = (
                dt.datetime.combine(midnight, dt.time(), self._zone).timestamp()
                for midnight in (day, day + dt.timedelta(days=1))
            )
            ordinal = day.toordinal()
            self._known = begins, ends, ordinal
        return ordinal


class Shelf:
    """Pages of one process for one kind of reader. `version` tells one release's pages from another's."""

    def __init__(self, revisions: RevisionReader | None = None, store: Store | None = None, version: str = "") -> None:
        self._revisions = revisions or revision_reader()
        self._store = store or Store()
        self._version = version
        self._today = Today()

    def edition(self, now: float) -> Edition:
        """The edition that holds at the Unix time `now`. DatabaseAwayError where the database does not say."""
        return self._revisions.current(), self._today.ordinal(now)

    def known_edition(self, now: float) -> Edition | None:
        """The edition where it is known without asking the database."""
        revision = self._revisions.known()
        return None if revision is None else (revision, self._today.ordinal(now))

    def find(self, address: Address, edition: Edition, now: float) -> KeptPage | None:
        """The page where it is still true."""
        page = self._store.get(address)
        return page if page is not None and page.edition == edition and now < page.until else None

    def last(self, address: Address) -> KeptPage | None:
        """The page as it was last, true or not."""
        return self._store.get(address)

    def put(
        self, address: Address, edition: Edition, until: float, headers: list[tuple[str, str]], body: bytes
    ) -> KeptPage:
        """Keep a page with the headers that stay true of it."""
        dropped = {KEEP.lower(), "etag", "content-length", "content-encoding"}
        kept = _vary_on_encoding([(name, value) for name, value in headers if name.lower() not in dropped])
        page = KeptPage(edition, until, self._etag(address, edition, until), kept, body)
        self._store.put(address, page)
        return page

    def _etag(self, address: Address, edition: Edition, until: float) -> str:
        key = "\n".join(map(str, (*address, *edition, until, self._version)))
        return f'W/"{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}"'


def revision_reader(alias: str = DEFAULT_DB_ALIAS) -> RevisionReader:
    """The reader for the configured database."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        from portal.publishing.revision_postgresql import PostgresRevision  # psycopg would cost SQLite's start a tenth

        return PostgresRevision(connection.get_connection_params())
    path = str(connection.settings_dict["NAME"])
    return AnnouncedRevision(SqliteRevision(path), Edits(path))


def is_short(path: str, query: str) -> bool:
    """True for an address that may be kept."""
    return len(path) + len(query) <= LONGEST_ADDRESS


def accepted_encoding(accepted: str) -> str:
    """The best encoding that the reader takes (RFC 9110 § 12.5.3; a weight of zero is a no)."""
    offered = accepted.replace(" ", "").lower()
    for encoding in ("br", "gzip"):
        if encoding in offered and f"{encoding};q=0" not in offered.replace(";q=0.", ";q="):
            return encoding
    return ""


def _vary_on_encoding(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    kept = [(name, value) for name, value in headers if name.lower() != "vary"]
    vary = [value for name, value in headers if name.lower() == "vary"]
    if not any("accept-encoding" in value.lower() for value in vary):
        vary.append("Accept-Encoding")
    return [*kept, ("Vary", ", ".join(vary))]
