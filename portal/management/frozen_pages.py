"""A page of the portal as a file that opens from a disk: relative links, no script, no form, its signs drawn in it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
"""Elements without an end tag (HTML § 13.1.2)."""
LIVE = "data-live"
"""The attribute of an element that says nothing in a copy: filters, subscriptions. It is left out whole."""
DROPPED_LINKS = {"canonical", "manifest", "alternate"}
DROPPED_META = ("og:", "twitter:")
NO_FORM = "Formularen virker ikke i denne kopi."
NO_SEARCH = 'Kopien kan ikke søge. <a href="{}">Find ordet på siden med hele guiden</a> med browserens egen søgning.'
SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)".*?</symbol>', re.DOTALL)


@dataclass(frozen=True)
class Links:
    """What the links of a copy lead to: its pages and documents, and the portal's static files."""

    files: dict[str, str]
    """Address (path and query) to the file's path in the copy."""
    static_url: str
    whole_guide: str
    """The address of the page that holds the whole guide."""

    def relative(self, here: str, address: str) -> str | None:
        """Return how the page whose file is `here` names an address of the portal; None where the copy lacks it."""
        address, fragment = urldefrag(address)
        path = urlsplit(address).path
        target = f"static/{path.removeprefix(self.static_url)}" if path.startswith(self.static_url) else None
        target = target or self.files.get(address)
        if target is None:
            return None
        found = posixpath.relpath(target, posixpath.dirname(here) or ".")
        return f"{found}#{fragment}" if fragment else found


@dataclass
class FrozenPage(HTMLParser):
    """Reads one page and writes it anew; `files` are the static files that it asks for."""

    address: str
    here: str
    links: Links
    symbols: dict[str, str]
    written: list[str] = field(default_factory=list)
    static: set[str] = field(default_factory=set)
    icons: set[str] = field(default_factory=set)
    skipped: str = ""
    """The name of the element that is being left out, and how deep in elements of its name the reader is."""
    depth: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=False)

    def html(self, text: str) -> str:
        """Return the page as it stands in the copy."""
        self.feed(text)
        self.close()
        return "".join(self.written)

    def handle_decl(self, decl: str) -> None:
        self._write(f"<!{decl}>")

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if self.skipped:
            self.depth += tag == self.skipped
        elif tag in {"script", "button"} or LIVE in told:
            self._skip(tag)
        elif tag == "form":
            searches = told.get("role") == "search"
            whole = self.links.relative(self.here, self.links.whole_guide) or ""
            self._write(f'<p class="frozen-form">{NO_SEARCH.format(escape(whole)) if searches else NO_FORM}</p>')
            self._skip(tag)
        elif tag != "input" and not _is_dropped(tag, told):
            self._write(f"<{tag}{self._attributes(tag, told)}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipped or tag in {"input", "script"} or _is_dropped(tag, dict(attrs)):
            return
        self._write(f"<{tag}{self._attributes(tag, dict(attrs))}/>")

    def handle_endtag(self, tag: str) -> None:
        if not self.skipped:
            if tag == "head":
                self._write('<meta name="robots" content="noindex">')
            if tag == "body":
                self._write(self._drawn())
            self._write(f"</{tag}>")
        elif tag == self.skipped:
            self.depth -= 1
            if not self.depth:
                self.skipped = ""

    def _skip(self, tag: str) -> None:
        self.skipped, self.depth = ("", 0) if tag in VOID else (tag, 1)

    def _write(self, text: str) -> None:
        if not self.skipped:
            self.written.append(text)

    def _attributes(self, tag: str, told: dict[str, str | None]) -> str:
        kept = []
        for name, value in told.items():
            if name.startswith("data-hx") or name == "form":
                continue
            if name in {"href", "src"} and value:
                value = self._sign(value) if tag == "use" else self._link(value)
                if value is None:
                    continue
            kept.append(f" {name}" if value is None else f' {name}="{escape(value)}"')
        return "".join(kept)

    def _sign(self, address: str) -> str:
        """The sign drawn in the page itself: a browser takes none from another file of a disk."""
        name = urldefrag(address).fragment
        self.icons.add(name)
        return f"#tegn-{name}"

    def _link(self, address: str) -> str | None:
        """The link as the copy has it; None where it leads to what only the portal can answer."""
        scheme, host = urlsplit(address)[:2]
        if address.startswith("#") or scheme in {"mailto", "tel"} or (scheme in {"http", "https"} and host):
            return address
        if scheme or host:
            return None
        found = self.links.relative(self.here, urljoin(self.address, address))
        path = urlsplit(address).path
        if path.startswith(self.links.static_url):
            self.static.add(path.removeprefix(self.links.static_url))
        return found

    def _drawn(self) -> str:
        """The signs that the page uses."""
        drawn = (
            self.symbols[name].replace('id="', 'id="tegn-', 1) for name in sorted(self.icons & self.symbols.keys())
        )
        return f'<svg width="0" height="0" hidden>{"".join(drawn)}</svg>'


def symbols(sprite: str) -> dict[str, str]:
    """Return the signs of `static/icons.svg` by their names."""
    return {found[1]: found[0] for found in SYMBOL.finditer(sprite)}


def links_of(text: str, address: str) -> list[str]:
    """Return the addresses within the portal that a page links to, without fragments."""
    reader = _Anchors()
    reader.feed(text)
    reader.close()
    return [urldefrag(urljoin(address, found)).url for found in reader.found if not any(urlsplit(found)[:2])]


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def _is_dropped(tag: str, told: dict[str, str | None]) -> bool:
    if tag == "link":
        return bool(DROPPED_LINKS & set((told.get("rel") or "").split()))
    name = told.get("name") or told.get("property") or ""
    return tag == "meta" and (name in {"htmx-config", "robots"} or name.startswith(DROPPED_META))


def file_of(address: str) -> str:
    """Return the file of an address in the copy: `/budget/?aar=2027` is `budget/aar-2027/index.html`."""
    path, query = urlsplit(address).path.strip("/"), urlsplit(address).query
    words = re.sub(r"[^0-9A-Za-z.,-]+", "-", query.replace("=", "-"))
    stem, dot, suffix = path.rpartition(".")
    if dot and "/" not in suffix:
        return f"{stem}-{words}.{suffix}" if words else path
    return posixpath.join(*(part for part in (path, words, "index.html") if part))


def assets_of(css: str, name: str) -> Iterable[str]:
    """Return the static files that a stylesheet asks for, by their names."""
    for found in re.findall(r"""url\(["']?([^"')#?]+)""", css):
        if not found.startswith("data:"):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(name), found))
