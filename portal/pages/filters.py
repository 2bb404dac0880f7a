"""Filters over a page's rows: chosen in the address, combined, counted.

A page names its filters; the address chooses one value of each. What the address names and no filter knows is left
out and reported, so that an old or mistyped link still shows the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

T = TypeVar("T")


@dataclass(frozen=True)
class Filter(Generic[T]):
    """One choice: its name in the address, its values with their labels, and which rows a value matches.

    A choice without `matches` arranges the page (a year, an order) and leaves no row out; `default` is its value when
    the address names none.
    """

    name: str
    label: str
    values: Mapping[str, str]
    matches: Callable[[T, str], bool] | None = None
    default: str = ""


@dataclass(frozen=True)
class Option:
    """A value to choose: `address` chooses it, or takes it away again when it is chosen.

    `count` is how many rows the page then shows; None where the choice leaves no row out.
    """

    value: str
    label: str
    count: int | None
    chosen: bool
    address: str


class Selection(Generic[T]):
    """What an address chooses of a page's filters; `extra_params` is what its links hold besides (a search)."""

    def __init__(
        self, filters: Sequence[Filter[T]], query: Mapping[str, str], extra_params: Mapping[str, str] | None = None
    ) -> None:
        self.filters, self.extra_params = filters, dict(extra_params or {})
        asked = {f.name: query.get(f.name, "").strip() for f in filters}
        known = {f.name: asked[f.name] for f in filters if asked[f.name] in f.values}
        self.unknown = [value for name, value in asked.items() if value and name not in known]
        self.chosen = {f.name: known[f.name] for f in filters if known.get(f.name, f.default) != f.default}

    def value(self, name: str) -> str:
        """The chosen value of a filter, or its default."""
        default = next(f.default for f in self.filters if f.name == name)
        return self.chosen.get(name, default)

    def select(self, rows: Iterable[T], *, but: str = "") -> list[T]:
        """The rows that every chosen value matches, the filter named `but` left out."""
        active = [(f.matches, self.chosen[f.name]) for f in self.filters if f.name in self.chosen and f.name != but]
        return [row for row in rows if all(matches(row, value) for matches, value in active if matches)]

    def options(self, rows: Iterable[T]) -> list[tuple[Filter[T], list[Option]]]:
        """Every filter with its values; a count says how many rows the page shows when that value is chosen."""
        rows = list(rows)
        return [(f, self._options_of(f, self.select(rows, but=f.name))) for f in self.filters if len(f.values) > 1]

    def labels(self) -> list[str]:
        """The chosen values as a reader says them, in the order of the filters."""
        return [f.values[self.chosen[f.name]] for f in self.filters if f.name in self.chosen]

    def address(self, **changed: str) -> str:
        """The query string of this choice with `changed` put in; an empty value takes a filter away."""
        query = {**self.chosen, **changed}
        ordered = {f.name: query[f.name] for f in self.filters if query.get(f.name)}
        return f"?{urlencode(self.extra_params | ordered)}"

    @property
    def everything(self) -> str:
        """The query string without any choice."""
        return f"?{urlencode(self.extra_params)}"

    def _options_of(self, choice: Filter[T], rows: list[T]) -> list[Option]:
        now, matches = self.value(choice.name), choice.matches
        return [
            Option(
                value=value,
                label=label,
                count=sum(matches(row, value) for row in rows) if matches else None,
                chosen=value == now,
                address=self.address(**{choice.name: "" if value in (now, choice.default) else value}),
            )
            for value, label in choice.values.items()
        ]
