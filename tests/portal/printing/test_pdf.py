"""The guide and the meeting plan as PDF: tagged, with bookmarks, and whole."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from committee.models import Meeting, MeetingSession
from portal.content.records import ContentRevision
from portal.lib import clock
from portal.models import Chapter, Section
from portal.printing.document import Facts, Link, PrintDocument, PrintSection, Text
from portal.printing.pdf import paper
from portal.printing.pdf.content import document_tree, prose
from portal.printing.pdf.paper import Cover, guide_pdf
from portal.text import markdown
from tests.kit.factories import insert, make_plan

if TYPE_CHECKING:
    from django.test import Client

JUNE = dt.datetime(2026, 6, 1, 9)
COVER = Cover(
    "Guide",
    ["Byen"],
    "Forvaltningen",
    JUNE.date(),
    "https://portal.example.dk",
    "https://portal.example.dk/velkomstguide.pdf",
    7,
)


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def fetched(client: Client, address: str) -> PdfReader:
    with clock.frozen(JUNE):
        response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    return read(response.content)


def words(reader: PdfReader) -> str:
    """The text without its lines: hyphens at a line's end and white space do not count."""
    return squeezed("".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def bookmarks(outline: list[Any]) -> list[str]:
    return [title for item in outline for title in (bookmarks(item) if isinstance(item, list) else [item["/Title"]])]


def claims(reader: PdfReader) -> dict[str, Any]:
    root: Any = reader.trailer["/Root"]
    return {
        "tagged": root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root,
        "language": root["/Lang"],
        "title": reader.metadata.title if reader.metadata else None,
        "shows title": root["/ViewerPreferences"].get("/DisplayDocTitle", False),
        "PDF/UA": re.findall(r"pdfuaid:part[>=\"]+(\d)", root["/Metadata"].get_data().decode()),
    }


# The guide


@pytest.mark.django_db
@pytest.mark.usefixtures("content")
def test_the_guide_is_tagged_danish_and_named(client: Client) -> None:
    assert claims(fetched(client, "/velkomstguide.pdf")) == {
        "tagged": True,
        "language": "da-DK",
        "title": "Velkomstguide til Socialudvalget",
        "shows title": True,
        "PDF/UA": ["1"],
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("content")
def test_guide_pdf_has_every_chapter_and_section(client: Client) -> None:
    reader = fetched(client, "/velkomstguide.pdf")
    sections = list(Section.objects.select_related("chapter"))
    assert {record.title for record in (*Chapter.objects.all(), *sections)} - set(bookmarks(reader.outline)) == set()
    foot = rf"VelkomstguidetilSocialudvalget·side\d+http\S*?·indholdsversion{ContentRevision.current()}"
    text = re.sub(foot, "", words(reader))
    lines = {
        markdown.to_words(token.content)
        for section in sections
        for token in markdown.parse(section.body)
        if token.type == "inline" and "[[regel:" not in token.content and not token.content.startswith("Tabel: ")
    }
    assert len(lines) > len(sections)
    assert [line for line in lines if squeezed(line) not in text] == []


@pytest.mark.django_db
def test_the_guide_is_made_anew_when_a_text_is_saved(client: Client) -> None:
    chapter = insert(Chapter, title="Et", slug="et", lead="Kort.")
    section = insert(Section, chapter=chapter, title="Før", slug="t", body="Gammel tekst.")
    assert "Gammeltekst." in words(fetched(client, "/velkomstguide.pdf"))
    section.body = "Ny tekst."
    section.save()
    assert "Nytekst." in words(fetched(client, "/velkomstguide.pdf"))


@pytest.mark.parametrize("limit", [{"TEMPLATES": Path("/nowhere")}, {"SECONDS": 0.001}])
@pytest.mark.django_db
def test_a_document_that_cannot_be_made_is_told_in_a_sentence_and_logged(client, monkeypatch, caplog, limit) -> None:
    insert(Chapter, title="Ej lavet", slug="ej", lead=f"{limit}")
    for name, value in limit.items():
        monkeypatch.setattr(paper, name, value)
    answer = client.get("/velkomstguide.pdf")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Filen kunne ikke dannes lige nu" in answer.content.decode()
    assert [line for line in caplog.messages if line.startswith("guide.typ is not made: ")] != []


def test_a_document_is_compiled_once_for_the_same_data(monkeypatch) -> None:
    book = PrintDocument([PrintSection(f"Kun én gang {uuid.uuid4()}", "/guide/et/")])
    document = guide_pdf(book, COVER)
    monkeypatch.setattr(paper, "SECONDS", 0.001)
    assert guide_pdf(book, COVER) == document


@pytest.mark.django_db
def test_an_empty_portal_has_a_guide_too(client: Client) -> None:
    assert claims(fetched(client, "/velkomstguide.pdf"))["PDF/UA"] == ["1"]


def test_a_text_is_never_read_as_code() -> None:
    code = '#panic("x") #sys.inputs $x$ \\ @label <label> #include "paper.typ" ${{ }}'
    document = PrintDocument([PrintSection(code, "/guide/et/", code, [Text(f"`{code}`"), Facts([(code, [code])])])])
    assert words(read(guide_pdf(document, COVER))).count(squeezed('#panic("x")')) >= 5


def test_links_lead_into_the_document_where_they_can() -> None:
    links = Facts([("Lov", [Link("A", "/jura/a/"), Link("B", "/jura/b/")])])
    document = PrintDocument(
        [PrintSection("Jura", "/jura/", blocks=[links, Text("[A](/jura/a/)")], entries=[PrintSection("A", "/jura/a/")])]
    )
    blocks = document_tree(document, "https://portal.example.dk")[0]["blocks"]
    inside = {"k": "link", "to": "#jura.a", "c": ["A"]}
    outside = {"k": "link", "to": "https://portal.example.dk/jura/b/", "c": ["B"]}
    assert blocks == [
        {"k": "facts", "rows": [{"name": "Lov", "c": [inside, ", ", outside]}]},
        {"k": "par", "c": [inside]},
    ]
    assert claims(read(guide_pdf(document, COVER)))["PDF/UA"] == ["1"]


def test_prose_keeps_its_shape() -> None:
    text = "# Et\n\n### To\n\n1. *a*\n2. **b**\n\n> c\n\nTabel: h **i**\n\n| d | e |\n|---|---|\n| f | g |\n"
    assert prose(text, str, 3) == [
        {"k": "heading", "level": 3, "c": ["Et"]},
        {"k": "heading", "level": 4, "c": ["To"]},
        {
            "k": "enum",
            "start": 1,
            "items": [
                [{"k": "par", "c": [{"k": "em", "c": ["a"]}]}],
                [{"k": "par", "c": [{"k": "strong", "c": ["b"]}]}],
            ],
        },
        {"k": "quote", "c": [{"k": "par", "c": ["c"]}]},
        {"k": "table", "caption": "h i", "head": [["d"], ["e"]], "rows": [[["f"], ["g"]]], "numbers": 0},
    ]


def test_a_sign_that_no_font_has_costs_the_claim_and_not_the_document() -> None:
    reader = read(guide_pdf(PrintDocument([PrintSection("Et", "/guide/et/", "Kort \N{PARTY POPPER}")]), COVER))
    assert "Kort" in words(reader)
    assert claims(reader)["PDF/UA"] == []


def test_a_sign_that_cannot_be_printed_is_left_out_of_every_value() -> None:
    book = PrintDocument(
        [
            PrintSection(
                "Før\x0bste", "/guide/et/", "Ind\x1fledning", [Text("Br\x07ød"), Facts([("L\x00ov", ["Ti\x7ftel"])])]
            )
        ]
    )
    reader = read(guide_pdf(book, COVER))
    assert [word for word in ("Første", "Indledning", "Brød", "Lov", "Titel") if word not in words(reader)] == []
    assert claims(reader)["PDF/UA"] == ["1"]


@settings(max_examples=25, deadline=None)
@given(st.text(st.sampled_from("ab #*_-[](){}`|>!\\\n1.$@<&\"'æ\t\0"), max_size=120))
def test_whatever_is_written_becomes_a_document(text: str) -> None:
    document = PrintDocument(
        [PrintSection(text, "/guide/et/", text, [Text(text), Facts([(text, [Link(text, text)])])])]
    )
    assert len(read(guide_pdf(document, COVER)).pages) >= 3


# The plan


@pytest.mark.django_db
@pytest.mark.usefixtures("content")
def test_the_plan_is_one_tagged_sheet_with_every_meeting(client: Client) -> None:
    reader = fetched(client, "/moeder/moedeplan.pdf")
    assert bookmarks(reader.outline) == ["Møderne", "Om planen"]
    assert claims(reader) | {"pages": len(reader.pages)} == {
        "tagged": True,
        "language": "da-DK",
        "title": "Mødeplan 2026 for Socialudvalget",
        "shows title": True,
        "PDF/UA": ["1"],
        "pages": 1,
    }
    text = words(reader)
    days = {session.date for session in MeetingSession.objects.filter(meeting__plan__year=2026)}
    assert [day for day in days if squeezed(f"{day.day}. ") not in text] == []
    assert all(squeezed(meeting.title) in text for meeting in Meeting.objects.filter(plan__year=2026))


@pytest.mark.django_db
def test_a_full_year_still_fits_on_one_sheet(client: Client) -> None:
    plan = make_plan()
    for number in range(52):
        meeting = insert(
            Meeting,
            plan=plan,
            title=f"Møde {number}",
            slug=f"moede-{number}",
            kind_id="ordinaert",
            note="evt. fælles med andre",
        )
        day = dt.date(2026, 1, 1) + dt.timedelta(days=7 * number)
        insert(MeetingSession, meeting=meeting, date=day, start=dt.time(16, 30), end=dt.time(20))
    reader = fetched(client, "/moeder/moedeplan.pdf?aar=2026")
    assert len(reader.pages) == 1
    assert "Møde51" in words(reader)


@pytest.mark.django_db
@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("year", ["1999", "x", "²", "9" * 30, "9" * 5000, "02026"])
def test_a_plan_that_is_not_there_is_not_found(client: Client, year: str) -> None:
    assert client.get("/moeder/moedeplan.pdf", {"aar": year}).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/velkomstguide.pdf?x=1", "/velkomstguide.pdf"),
        ("/moeder/moedeplan.pdf?x=1", "/moeder/moedeplan.pdf"),
        ("/moeder/moedeplan.pdf?x=1&aar=2026&y=%00", "/moeder/moedeplan.pdf?aar=2026"),
    ],
)
def test_unknown_parameters_do_not_change_the_pdf(client: Client, asked: str, kept: str) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (302, kept)


@pytest.mark.django_db
def test_without_a_plan_there_is_no_sheet(client: Client) -> None:
    assert client.get("/moeder/moedeplan.pdf").status_code == 404
