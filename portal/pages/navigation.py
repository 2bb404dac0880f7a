"""The portal's main ways in: one list for the navigation of every page.

The paths are published addresses and never change, so that an error page can show them without any lookup.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A way in: its words, its address, and the beginnings of other addresses that belong under it."""

    label: str
    path: str
    also: tuple[str, ...] = ()

    def current(self, path: str) -> str:
        """The value of `aria-current` on the page at `path`: `page` on the entry's own page, `true` below it."""
        if path == self.path:
            return "page"
        return "true" if path.startswith((self.path, *self.also)) else ""


MAIN = (
    Entry("Guide", "/guide/"),
    Entry("Møder", "/moeder/"),
    Entry("Indsatser", "/indsatstrappen/", ("/indsatser/",)),
    Entry("Budget", "/budget/"),
    Entry("Jura", "/jura/"),
    Entry("Tilsyn", "/tilsyn/"),
    Entry("Din rolle", "/rolle/"),
)
MORE = (
    Entry("Årshjul", "/aarshjul/"),
    Entry("Nøgletal", "/noegletal/"),
    Entry("Råd og forvaltning", "/forvaltning/"),
    Entry("Ordbog", "/ordbog/"),
    Entry("Nyt", "/nyt/"),
    Entry("Min introduktion", "/min-introduktion/"),
)
PARTS = (MAIN, MORE)
