"""The texts that users read, as sentences: the records' fields in `fixtures/`, and the Danish of templates and code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
PROSE = [
    *("lead", "purpose", "summary", "watches", "definition", "explanation", "what", "body", "when", "how", "limit"),
    *("rules_of_procedure", "ask", "may", "may_not", "complaints", "reports_nothing", "member_can", "before", "after"),
    *("consequence", "note", "status_note", "audience", "reservation"),
]
"""The fields with sentences, those that open a page first."""
OPENINGS = frozenset(["lead", "purpose", "summary", "watches", "definition", "explanation"])
LABELS = ["title", "name", "wish", "label", "frequency", "channel", "confirm_note"]
"""Fields with no sentences of a page, held against the list of words alone. A `confirm_note` is the secretariat's."""
PAGES = {
    "portal.chapter": "/guide/{slug}/",
    "portal.section": "/guide/{chapter}/",
    "portal.term": "/ordbog/",
    "portal.keyfigure": "/noegletal/",
    "portal.upcomingchange": "/regler/",
    "committee.law": "/jura/{slug}/",
    "committee.provision": "/jura/{law}/",
    "committee.supervisorybody": "/tilsyn/{slug}/",
    "committee.supervisorypower": "/tilsyn/{supervisory_body}/",
    "committee.reporting": "/tilsyn/{supervisory_body}/",
    "committee.memberright": "/rolle/",
    "committee.memberduty": "/rolle/",
    "committee.walk": "/rolle/{slug}/",
    "committee.walkstep": "/rolle/{walk}/",
    "committee.annualcase": "/aarshjul/",
    "committee.meetingplan": "/moeder/",
    "committee.meeting": "/moeder/",
    "committee.centre": "/forvaltning/",
    "committee.advisorycouncil": "/forvaltning/",
    "services.step": "/indsatstrappen/",
    "services.targetgroup": "/indsatstrappen/",
    "services.service": "/indsatser/{slug}/",
    "budget.budget": "/budget/",
    "budget.budgetline": "/budget/",
    "budget.processstep": "/budget/proces/",
}
"""The page that has a record's whole text. The answers of a guided question are counted as one page."""
NO_END = re.compile(r"(?:\b(?:ca|fx|bl\.a|nr|stk|jf|pr|art|evt|inkl|kl|osv)|§)\.?$|(?:^|\s)\d{1,2}\.$", re.IGNORECASE)
"""What a full stop after it does not end: an abbreviation or an ordinal."""
DANISH = re.compile(r"[æøåÆØÅ]|\b(?:og|er|ikke|det|den|til|som|med|af|har|kan|skal)\b")
"""What tells a text of the portal from code in a string."""


@dataclass(frozen=True)
class Text:
    """A field of a record, or a piece of a template or of code."""

    file: str
    line: int
    model: str
    record: str
    field: str
    body: str
    page: str = ""

    @property
    def place(self) -> str:
        """`fixtures/guide.yaml:12: portal.section din-rolle/tavshedspligt, body`, as editors open it."""
        return f"{self.file}:{self.line}: " + ", ".join(
            filter(None, [f"{self.model} {self.record}".strip(), self.field])
        )

    @cached_property
    def blocks(self) -> list[tuple[bool, list[str]]]:
        """The sentences of each paragraph and each item of a list, and whether it is an item."""
        return [(is_item, sentences(block)) for is_item, block in _blocks(self.body)]

    @cached_property
    def sentences(self) -> list[str]:
        return [sentence for _, of_block in self.blocks for sentence in of_block]


def records() -> Iterator[Text]:
    """Every text of every record, the synonyms left out: they are what a reader types."""
    for path in sorted((ROOT / "fixtures").glob("*.yaml")):
        source = path.read_text()
        lines = [number for number, line in enumerate(source.splitlines(), 1) if line.startswith("- model:")]
        for line, row in zip(lines, yaml.load(source, yaml.CSafeLoader), strict=True):
            if row["model"] != "portal.synonym":
                yield from _record(f"fixtures/{path.name}", line, row["model"], row["fields"])


def _record(file: str, line: int, model: str, fields: dict[str, object]) -> Iterator[Text]:
    parents = {name: "/".join(map(str, key)) for name, key in fields.items() if isinstance(key, list) and key}
    above = next(
        (parents[name] for name in ("chapter", "law", "supervisory_body", "walk", "step") if name in parents), ""
    )
    own = str(fields.get("slug") or fields.get("name") or fields.get("year") or fields.get("order", ""))
    record = "/".join(filter(None, [above if model != "services.service" else "", own]))
    page = PAGES.get(model, "").format(**{**parents, "slug": own})
    for field in [*PROSE, *LABELS]:
        if isinstance(value := fields.get(field), str) and value.strip():
            yield Text(file, line, model, record, field, value, page if field in PROSE else "")


def templates() -> Iterator[Text]:
    """The words between the tags of each template, and those of the attributes that are read out; … for a value."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from template_texts(str(path.relative_to(ROOT)), path.read_text())


def template_texts(file: str, source: str) -> Iterator[Text]:
    """The same for the source of one template."""
    source = re.sub(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}", _only_lines, source, flags=re.DOTALL)
    given = r"""{%[^%]*?\b(?:summary|title|text|label)="([^"]*)\""""
    found = [(source.count("\n", 0, match.start(1)), match[1], "attribute") for match in re.finditer(given, source)]
    source = re.sub(r"{%\s*(?:end)?block\b.*?%}", lambda tag: f"<{_only_lines(tag)}>", source, flags=re.DOTALL)
    source = re.sub(r"{%.*?%}|{{.*?}}|&\w+;", lambda tag: "…" + _only_lines(tag), source, flags=re.DOTALL)
    attributes = r"""\b(?:aria-label|title|alt|placeholder|content|label|data-label)="([^"<>]*)\""""
    pieces = [(match, "attribute") for match in re.finditer(attributes, source)]
    pieces += [(match, _kind(source, match)) for match in re.finditer(r"(?:>|^)([^<>]+)(?=<|$)", source)]
    for match, kind in pieces:
        start = match.start(1) + len(match[1]) - len(match[1].lstrip("… \n"))
        found.append((source.count("\n", 0, start), match[1], kind))
    for line, said, kind in found:
        body = " ".join(said.split()).strip("… ")
        if re.search(r"\w{2}", body):
            yield Text(file, line + 1, "", "", kind, body)


def _kind(source: str, match: re.Match[str]) -> str:
    """`lead` for the first words of a page's lead, else nothing."""
    return "lead" if re.search(r'class="[^"]*\blead\b[^"]*"$', source[: match.start()]) else ""


def _only_lines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def code() -> Iterator[Text]:
    """The Danish strings of the code: names and help of fields, messages, commands. Docstrings are the programmers'."""
    for app in ("portal", "committee", "services", "budget"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _strings(path)


def _strings(path: Path) -> Iterator[Text]:
    tree = ast.parse(path.read_text())
    own = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    for node in ast.walk(tree):
        said = node.value if isinstance(node, ast.Constant) and node not in own else None
        if isinstance(said, str) and " " in said and "<" not in said and DANISH.search(said):
            yield Text(str(path.relative_to(ROOT)), node.lineno, "", "", "", said)


def _blocks(body: str) -> Iterator[tuple[bool, str]]:
    """Each paragraph and each item of a list as plain words, and whether it is an item."""
    block: list[str] = []
    for line in [*body.splitlines(), ""]:
        item = re.match(r"\s*(?:[-*]|\d+\.)\s+(?=\S)", line)
        if (item or not line.strip()) and block:
            yield False, _plain(" ".join(block))
            block = []
        if item:
            yield True, _plain(line[item.end() :].strip())
        elif line.strip() and not line.startswith("[[regel:"):
            block.append(line.strip())


def _plain(text: str) -> str:
    """Without marks and addresses, and without the words in bold that name a paragraph: they are no sentence."""
    text = re.sub(r"^\*\*[^*]+:\*\*\s+", "", text)
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("**", "").replace("*", "")


def sentences(text: str) -> list[str]:
    """Return the sentences; a colon before a capital letter ends one too."""
    found, start = [], 0
    for end in re.finditer(r"[.!?:](?=[”)]?\s+[A-ZÆØÅ”§\d])[”)]?\s+", text):
        if not NO_END.search(text[start : end.start() + 1].removesuffix(".")) and not NO_END.search(
            text[start : end.start() + 1]
        ):
            found.append(text[start : end.end()].strip())
            start = end.end()
    return [sentence for sentence in [*found, text[start:].strip()] if words(sentence)]


def words(sentence: str) -> list[str]:
    return re.findall(r"[\w§%]+(?:[-./’'][\w]+)*", sentence)
