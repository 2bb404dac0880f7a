"""A page that answers a search: the whole portal's, and the law section's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import urlencode

from portal.pages.awaiting import awaits
from portal.pages.filters import Option
from portal.search.index.document import AREAS
from portal.search.query.engine import MOST_HITS, Hit, Results, mended, near_words, search
from portal.search.query.parsing import LONGEST_QUERY
from portal.text.cleaning import clean_line

HITS_A_PAGE = 20
WEAK_HITS = 5
"""So many are shown of what is no sure answer."""
MARKER = "marker"
"""The parameter of a hit's link that names the words to mark where it leads; `static/marked.js` reads it."""
MOST_MARKED = 12


class SearchPage:
    """What the address asks for, and the answer; the template reads it.

    `q` is the query, `omraade` a key of AREAS, `ordret=1` takes the words exactly as typed, `vis=alle` shows every hit.
    `day` is the day it is asked on.
    A page with an area of its own (the law section) names it, and may narrow it by `group` (a law) and `theme`;
    `extra_params` is what its links hold besides.
    """

    def __init__(
        self,
        parameters: Mapping[str, str],
        address: str,
        day: dt.date,
        *,
        area: str = "",
        group: str = "",
        theme: str = "",
        extra_params: Mapping[str, str] | None = None,
    ) -> None:
        self.address, self.day = address, day
        self.query = clean_line(parameters.get("q", "").replace("\0", " ")[: 2 * LONGEST_QUERY])[:LONGEST_QUERY].strip()
        self.is_verbatim = parameters.get("ordret") == "1"
        self.is_whole = parameters.get("vis") == "alle"
        asked = parameters.get("omraade", "")
        self.chosen = asked if asked in AREAS and not area else ""
        self.area = area or self.chosen
        self.group, self.theme, self.extra_params = group, theme, dict(extra_params or {})

    @cached_property
    def results(self) -> Results:
        return search(
            self.query,
            self.area or None,
            alone=bool(self.area) and not self.chosen,
            group=self.group,
            theme=self.theme,
            limit=MOST_HITS if self.is_whole else HITS_A_PAGE,
            verbatim=self.is_verbatim,
            day=self.day,
        )

    @cached_property
    def hits(self) -> list[tuple[Hit, str, str]]:
        """Each hit with its link and the name of its area."""
        shown = self.results.hits[:WEAK_HITS] if self.results.is_weak and not self.is_whole else self.results.hits
        return [(hit, marking_address(hit), AREAS.get(hit.area, "")) for hit in shown]

    @property
    def is_vain(self) -> bool:
        """Whether nothing was found that one can rely on."""
        return not self.results.total or self.results.is_weak

    @property
    def awaiting(self) -> bool:
        """Whether a hit is marked."""
        return awaits(*self.results.hits)

    @property
    def options(self) -> list[Option]:
        """The areas that have hits, with their counts; the first is all of them."""
        counts = self.results.areas
        shown = [area for area in AREAS if area in counts or area == self.chosen]
        return [
            Option("", "Alt", sum(counts.values()), not self.chosen, self._link(omraade="")),
            *(Option(a, AREAS[a], counts.get(a, 0), a == self.chosen, self._link(omraade=a)) for a in shown),
        ]

    @property
    def meant(self) -> str:
        """The query with its slips mended; empty when nothing was mended."""
        return mended(self.query, self.results.corrected) if self.results.corrected else ""

    @property
    def verbatim_address(self) -> str:
        return self._link(ordret="1")

    @property
    def everywhere_address(self) -> str:
        """The same search in all areas."""
        return self._link(omraade="")

    @property
    def whole_address(self) -> str:
        return self._link(vis="alle")

    @cached_property
    def suggestions(self) -> list[tuple[str, str]]:
        """Near words with their links, for a search that found nothing."""
        return [(word, self._link(q=word, ordret="")) for word in near_words(self.query, day=self.day)]

    def _link(self, **changed: str) -> str:
        asked = {
            "q": self.query,
            "omraade": self.chosen,
            "ordret": "1" if self.is_verbatim else "",
            **self.extra_params,
        }
        return f"{self.address}?{urlencode({name: value for name, value in (asked | changed).items() if value})}"


def marking_address(hit: Hit) -> str:
    """The hit's address, with the words to mark there before its anchor."""
    page, hash_mark, anchor = hit.address.partition("#")
    mark = urlencode({MARKER: " ".join(sorted(hit.words)[:MOST_MARKED])})
    return f"{page}{'&' if '?' in page else '?'}{mark}{hash_mark}{anchor}"
