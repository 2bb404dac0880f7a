"""The portal's main ways in: one list for the navigation of every page.

The paths are published addresses and never change, so that an error page can show them without any lookup.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NavigationLink:
    """A way in: its words, its address, and the beginnings of other addresses that belong under it."""

    label: str
    path: str
    also: tuple[str, ...] = ()
    is_when_filled: bool = False
    """Shown only where the page has something to show."""

    def current(self, path: str) -> str:
        """The value of `aria-current` on the page at `path`: `page` on the entry's own page, `true` below it."""
        if path == self.path:
            return "page"
        return "true" if path.startswith((self.path, *self.also)) else ""


MAIN = (
    NavigationLink("Guide", "/guide/"),
    NavigationLink("Møder", "/moeder/"),
    NavigationLink("Indsatser", "/indsatstrappen/", ("/indsatser/",)),
    NavigationLink("Budget", "/budget/"),
    NavigationLink("Jura", "/jura/"),
    NavigationLink("Tilsyn", "/tilsyn/"),
    NavigationLink("Din rolle", "/rolle/"),
)
MORE = (
    NavigationLink("Årshjul", "/aarshjul/"),
    NavigationLink("Nøgletal", "/noegletal/"),
    NavigationLink("Udvalget", "/udvalget/", is_when_filled=True),
    NavigationLink("Råd og forvaltning", "/forvaltning/"),
    NavigationLink("Ordbog", "/ordbog/"),
    NavigationLink("Nyt", "/nyt/"),
    NavigationLink("Min introduktion", "/min-introduktion/"),
)
PARTS = (MAIN, MORE)
