"""Prose: CommonMark to HTML with HTML off, and to plain words for the search.

Beside CommonMark it knows `[[regel:slug]]`, which stands for the wording of a dated rule; the words of a glossary,
which become links to their explanation; and `Tabel: …` on the line before a table, which becomes its caption.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from portal.text.danish import hyphenated

WORDING = re.compile(r"\[\[regel:([a-z0-9-]+)\]\]")
ENDINGS = "(?:e|en|er|ens|ers|erne|ernes|et|ets|ene|enes|n|ne|nes|r|rne|rnes|s|t|ts)?"
"""What a Danish noun may end in, added to the word as the glossary has it."""
DOUBLED = "bdfgklmnprst"
"""Letters that may be doubled before an ending: botilbud, botilbuddet."""
CAPTION = "Tabel: "
"""How the paragraph before a table begins that is to be its caption."""
FIRST_HEADING = 3
"""The level of a text's outermost headings: a page has h1, a section h2."""


@dataclass(frozen=True)
class GlossaryTerm:
    """A word that texts explain: its key, every way that it is written, the address of its explanation, what it
    means in one sentence, and whether the secretariat must confirm that."""

    key: str
    names: tuple[str, ...]
    address: str
    meaning: str = ""
    awaits_confirmation: bool = False

    @property
    def name(self) -> str:
        return self.names[0]


class Glossary:
    """Finds words in running text; longer names win over shorter ones."""

    def __init__(self, words: Iterable[GlossaryTerm]) -> None:
        named = sorted(((name, word) for word in words for name in word.names), key=lambda pair: -len(pair[0]))
        by_initial: dict[str, list[tuple[str, GlossaryTerm]]] = {}
        for name, word in named:
            by_initial.setdefault(name[0].lower(), []).append((name, word))
        self._words = [word for of_letter in by_initial.values() for _, word in of_letter]
        letters = [
            f"(?=[{re.escape(initial + initial.upper())}])(?:{'|'.join(f'({_written(name)})' for name, _ in of)})"
            for initial, of in by_initial.items()
        ]  # at each word only those names are tried that begin as it does
        self._pattern = re.compile(rf"\b(?:{'|'.join(letters)})") if named else None

    def split(self, text: str, found: set[str]) -> list[tuple[str, GlossaryTerm | None]]:
        """The text as pieces, each with the word that it is, None for plain text.

        The words' keys join `found`; a word that is already there counts as plain text.
        """
        pieces: list[tuple[str, GlossaryTerm | None]] = []
        plain = 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            word = self._words[(match.lastindex or 1) - 1]
            if word.key not in found:
                found.add(word.key)
                pieces += [(text[plain : match.start()], None), (match.group(), word)]
                plain = match.end()
        return [piece for piece in [*pieces, (text[plain:], None)] if piece[0]]


class _Renderer(RendererHTML):
    """HTML with explained words and without styles of its own."""

    def explained(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        word: GlossaryTerm = tokens[index].meta["word"]
        text = self.text(tokens, index, options, env)
        return f'<a class="term" href="{word.address}" aria-describedby="ord-{word.key}">{text}</a>'

    def th_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return '<th scope="col">'

    def td_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return "<td>"


_parser = MarkdownIt("commonmark", {"html": False, "typographer": False}, renderer_cls=_Renderer).enable("table")


def to_html(
    text: str,
    *,
    wordings: Mapping[str, str] | None = None,
    glossary: Glossary | None = None,
    found: set[str] | None = None,
    first_heading: int = FIRST_HEADING,
) -> str:
    """The text as HTML; every tag in it comes from the parser, none from the writer.

    A word of the `glossary` is explained at its first place; `found` gets the keys of those that were. The rest is as
    `parse` has it.
    """
    tokens = parse(text, wordings, first_heading)
    _hyphenate_headings(tokens)
    if glossary is not None:
        _explain(tokens, glossary, set() if found is None else found)
    return render(tokens)


def parse(
    text: str,
    wordings: Mapping[str, str] | None = None,
    first_heading: int = FIRST_HEADING,
    address: Callable[[str], str] | None = None,
) -> list[Token]:
    """The text as the parser's tokens.

    `wordings` holds the wording of each dated rule by slug; a rule that is not in it leaves nothing behind.
    Headings start at the level `first_heading`. `address` says where each link leads instead.
    """
    tokens = _parser.parse(WORDING.sub(lambda rule: (wordings or {}).get(rule[1], ""), text))
    _set_headings(tokens, first_heading)
    _set_captions(tokens)
    if address is not None:
        _lead(tokens, address)
    return tokens


def render(tokens: Sequence[Token]) -> str:
    """What `parse` has made of a text, as HTML."""
    return str(_parser.renderer.render(tokens, _parser.options, {}))


def to_words(text: str) -> str:
    """The text as plain words, for the search and for summaries."""
    parts = []
    for token in _parser.parse(WORDING.sub("", text)):
        for child in token.children or ():
            parts.append(" " if child.type in {"softbreak", "hardbreak"} else child.content)
        parts.append(" ")
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def rules_in(text: str) -> list[str]:
    """The slugs of the dated rules that the text holds, in their order."""
    return WORDING.findall(text)


def _written(name: str) -> str:
    """A pattern for a name in running text: a whole word, with or without an ending; abbreviations stay as they are."""
    if name.isupper():
        return rf"\b{re.escape(name)}\b"
    first = f"[{name[0].lower()}{name[0].upper()}]" if name[0].isalpha() else re.escape(name[0])
    doubled = f"{name[-1]}?" if name[-1] in DOUBLED else ""
    return rf"\b{first}{re.escape(name[1:])}{doubled}{ENDINGS}\b"


def _set_headings(tokens: Sequence[Token], first: int) -> None:
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    outermost = min((int(token.tag[1]) for token in headings), default=first)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - outermost + first)}"


def _hyphenate_headings(tokens: Sequence[Token]) -> None:
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            for child in inline.children or ():
                child.content = hyphenated(child.content)


def _set_captions(tokens: list[Token]) -> None:
    """Make the paragraph before a table its caption, where it begins with the mark of one."""
    tables = [place for place, token in enumerate(tokens) if token.type == "table_open"]
    for place in reversed(tables):
        text = tokens[place - 2] if place > 2 else None
        if text is not None and text.type == "inline" and text.content.startswith(CAPTION) and text.children:
            text.children[0].content = text.children[0].content.removeprefix(CAPTION)
            caption = [Token("caption_open", "caption", 1), text, Token("caption_close", "caption", -1)]
            tokens[place - 3 : place + 1] = [tokens[place], *caption]


def _lead(tokens: Sequence[Token], address: Callable[[str], str]) -> None:
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", address(str(child.attrGet("href"))))


def _explain(tokens: Sequence[Token], glossary: Glossary, found: set[str]) -> None:
    """Mark each word's first place; headings, links and code stay as they are."""
    for place, token in enumerate(tokens):
        if token.type == "inline" and tokens[place - 1].type != "heading_open":
            token.children = list(_explained(token.children or (), glossary, found))


def _explained(children: Iterable[Token], glossary: Glossary, found: set[str]) -> Iterable[Token]:
    in_link = 0
    for child in children:
        in_link += child.nesting if child.type.startswith("link_") else 0
        if child.type != "text" or in_link:
            yield child
            continue
        for content, word in glossary.split(child.content, found):
            yield Token("explained" if word else "text", "", 0, content=content, meta={"word": word})
