"""Prose and books as trees of plain values, for the typst files to lay out.

A run of text is a string, or `{"k": kind, "c": runs}`; a block is `{"k": kind, ...}`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from portal.pages.awaiting import MARK, is_marked
from portal.printing.document import Block, BulletList, Facts, Figure, Link, PrintDocument, PrintSection, Table, Text
from portal.text import markdown

Tree = dict[str, Any]
Runs = list[str | Tree]
Address = Callable[[str], str]

DEEPEST = 6


def document_tree(document: PrintDocument, site: str) -> list[Tree]:
    """The document's entries with their blocks; links lead into the document where they can, else to the portal."""
    return [_entry(entry, document, _addresses(document, site), 1) for entry in document.entries]


def prose(text: str, address: Address, level: int = 2, wordings: Mapping[str, str] | None = None) -> list[Tree]:
    """The Markdown text as blocks. Its headings start at `level`, and none goes more than one level deeper than the
    one before it: PDF/UA-1 has no gaps."""
    tokens = markdown.parse(text, wordings, level, address)
    deepest = level
    for token in tokens:
        if token.type == "heading_open":
            deepest = min(int(token.tag[1]), deepest + 1)
            token.tag = f"h{min(deepest, DEEPEST)}"
    return _blocks(SyntaxTreeNode(tokens))


def record_meta(shown: Any, *above: Any) -> str:
    """The words under the heading of a record, as the tag of that name sets them on a page; empty without any."""
    mark = f"{MARK.capitalize()}." if is_marked(shown, *above) else ""
    source = f"Kilde: {shown.legal_source}." if shown.legal_source else ""
    return " ".join(filter(None, [mark, source]))


def _addresses(document: PrintDocument, site: str) -> Address:
    def address(published: str) -> str:
        found = document.link(published)
        return f"{site}{found}" if found.startswith("/") else found

    return address


def _entry(
    entry: PrintSection,
    document: PrintDocument,
    address: Address,
    level: int,
    is_listed: bool = True,
    above: PrintSection | None = None,
) -> Tree:
    return {
        "title": entry.title,
        "place": entry.place,
        "meta": record_meta(entry, above),
        "lead": entry.lead,
        "level": level,
        "is_listed": is_listed,
        "blocks": [tree for block in entry.blocks for tree in _block(block, document, address, level + 1)],
        "entries": [
            _entry(below, document, address, min(level + 1, DEEPEST), is_listed and not entry.is_index, entry)
            for below in entry.entries
        ],
    }


def _block(block: Block, document: PrintDocument, address: Address, level: int) -> list[Tree]:
    match block:
        case Text(body):
            return prose(body, address, min(level, DEEPEST), document.wordings)
        case Facts(rows):
            shown = [{"name": name, "c": _values(values, address)} for name, values in rows]
            return [{"k": "facts", "rows": shown}]
        case BulletList(title, items):
            lines: list[list[Tree]] = [[{"k": "par", "c": [item]}] for item in items]
            return [{"k": "par", "c": [{"k": "strong", "c": [f"{title}:"]}]}, {"k": "list", "items": lines}]
        case Table(caption, head, rows, numbers):
            return [{"k": "table", "caption": caption, "head": _cells(head), "numbers": numbers,
                     "rows": [_cells(row) for row in rows]}]  # fmt: skip
        case Figure(record):
            source = ", ".join(filter(None, [record.origin, record.legal_source]))
            origin = f"Kilde: {source}" if source else record.year
            return [{"k": "figure", "value": record.change or record.shown_value, "c": record.explanation,
                     "origin": origin, "mark": MARK.capitalize() if block.awaits_confirmation else ""}]  # fmt: skip


def _cells(row: list[str]) -> list[Runs]:
    return [[cell] for cell in row]


def _values(values: list[Link | str], address: Address) -> Runs:
    runs: Runs = []
    for value in values:
        runs += [", "] if runs else []
        runs.append(value if isinstance(value, str) else _link([value.words], address(value.address)))
    return runs


def _link(runs: Runs, target: str) -> Tree:
    return {"k": "link", "to": target, "c": runs}


def _blocks(node: SyntaxTreeNode) -> list[Tree]:
    return [tree for child in node.children for tree in _written(child)]


def _written(node: SyntaxTreeNode) -> list[Tree]:
    """One block of prose; nothing for what paper has no use for, such as a rule."""
    match node.type:
        case "paragraph":
            return [{"k": "par", "c": _runs(node.children[0])}]
        case "heading":
            return [{"k": "heading", "level": int(node.tag[1]), "c": _runs(node.children[0])}]
        case "bullet_list":
            return [{"k": "list", "items": [_blocks(item) for item in node.children]}]
        case "ordered_list":
            start = int(node.attrs.get("start", 1))
            return [{"k": "enum", "start": start, "items": [_blocks(item) for item in node.children]}]
        case "blockquote":
            return [{"k": "quote", "c": _blocks(node)}]
        case "fence" | "code_block":
            return [{"k": "code", "c": node.content}]
        case "table":
            return [_table(node)]
    return []


def _table(node: SyntaxTreeNode) -> Tree:
    captions = [part.children[0] for part in node.children if part.type == "caption"]
    lines = [row for part in node.children if part.type != "caption" for row in part.children]
    rows = [[_runs(cell.children[0]) for cell in row.children] for row in lines]
    return {
        "k": "table",
        "caption": "".join(child.content for caption in captions for child in caption.walk() if child.type == "text"),
        "head": rows[0],
        "rows": rows[1:],
        "numbers": 0,
    }


def _runs(node: SyntaxTreeNode) -> Runs:
    return [run for child in node.children for run in _run(child)]


def _run(node: SyntaxTreeNode) -> Runs:
    match node.type:
        case "text":
            return [node.content] if node.content else []
        case "softbreak":
            return [" "]
        case "hardbreak":
            return ["\n"]
        case "code_inline":
            return [{"k": "raw", "c": [node.content]}]
        case "strong" | "em":
            return [{"k": node.type, "c": _runs(node)}]
        case "link":
            return [_link(_runs(node), str(node.attrs.get("href", "")))]
        case "image":
            return _runs(node)
    return []
