"""What is taken to a meeting, and a chapter alone: all that is read, in full, with where it comes from on each page."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from committee.models import AgendaItem, Law, Meeting, MemberRight, Provision
from portal.content.records import ContentRevision
from portal.lib import clock
from portal.models import Chapter, Section
from tests.kit.factories import ADOPTED, evening, insert, make_plan, save_meeting, save_term
from tests.kit.pdf import pages_of, text_of
from tests.kit.reading import Page

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

PACK = "/moeder/september/moedepakke.pdf"
AGENDA = "https://www.kk.dk/dagsorden-16"


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.frozen(dt.datetime(2026, 9, 1, 12)):
        yield


@pytest.fixture
def meeting() -> Meeting:
    """A meeting with two cases, one explained by a paragraph and a word, and a chapter's section as background."""
    save_term(body="Det skriver forvaltningen.")
    law = Law.objects.create(title="Loven", slug="loven", group="generel", purpose="Rammer.")
    Provision.objects.create(law=law, slug="b", paragraph="§ 7", title="Bestemmelsen", body="Ordene i paragraf syv.")
    MemberRight.objects.create(
        title="Sagsindsigt", slug="s", wish="se sagen", body="Ja.", when="Før mødet", how="Skriv."
    )
    chapter = insert(Chapter, title="Din rolle", slug="din-rolle", lead="Kort.")
    section = insert(Section, chapter=chapter, title="Aktindsigt", slug="aktindsigt", body="Bed om **akterne**.")
    meeting = save_meeting(make_plan(**ADOPTED), "september", evening(dt.date(2026, 9, 16)), agenda_url=AGENDA)
    meeting.sections.add(section)
    links = "/jura/loven/#b\n/ordbog/#budgetnotat"
    AgendaItem.objects.create(meeting=meeting, order=1, title="Budget", summary="Prisen drøftes.", links=links)
    AgendaItem.objects.create(meeting=meeting, order=2, title="Eventuelt")
    return meeting


def read(document: bytes) -> str:
    return " ".join(text_of(document).replace("\N{SOFT HYPHEN}", "").split())


def test_the_pack_holds_the_meeting_its_cases_all_that_is_read_and_ones_rights(
    client: Client, meeting: Meeting
) -> None:
    answer = client.get(PACK)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf",
        'inline; filename="moedepakke-september.pdf"',
    )
    words = read(answer.content)
    for told in (
        *("Mødepakke: Ordinært møde", "16. september 2026", "kl. 16.30-20.00", "Rådhuset", "1. Budget", "2. Eventuelt"),
        *("Prisen drøftes.", "Ordene i paragraf syv.", "Et forslag med en pris.", "Bed om akterne.", "Sagsindsigt"),
    ):
        assert told in words
    annotations = [one for page in PdfReader(io.BytesIO(answer.content)).pages for one in page.get("/Annots", [])]
    assert AGENDA in {str(one.get_object().get("/A", {}).get("/URI", "")) for one in annotations}


def test_what_stands_in_another_thing_to_read_is_printed_once(client: Client, meeting: Meeting) -> None:
    meeting.laws.add(Law.objects.get())
    assert read(client.get(PACK).content).count("Ordene i paragraf syv.") == 1


def test_the_pack_is_by_the_standard(client: Client, meeting: Meeting) -> None:
    document = PdfReader(io.BytesIO(client.get(PACK).content))
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in document.trailer["/Root"]["/Metadata"].get_object().get_data()


@pytest.mark.parametrize("address", [PACK, "/guide/din-rolle.pdf", "/moeder/moedeplan.pdf", "/velkomstguide.pdf"])
def test_each_page_of_a_document_says_where_it_is_from_and_of_which_content(
    client: Client, meeting: Meeting, address: str
) -> None:
    pages = pages_of(client.get(address).content)
    foot = f"http://testserver{address} · indholdsversion {ContentRevision.current()}"
    assert [foot in " ".join(page.split()) for page in pages] == [True] * len(pages)


def test_a_draft_has_no_pack(client: Client, meeting: Meeting) -> None:
    Meeting.objects.update(is_draft=True)
    assert client.get(PACK).status_code == 404


def test_a_cancelled_meetings_pack_says_so_first(client: Client, meeting: Meeting) -> None:
    Meeting.objects.update(status=Meeting.Status.CANCELLED)
    first = " ".join(pages_of(client.get(PACK).content)[0].split())
    assert "AFLYST: 16. september 2026" in first


def test_a_chapter_is_printed_alone_with_where_it_stands(client: Client, meeting: Meeting) -> None:
    other = insert(Chapter, title="Et andet", slug="et-andet", lead="Kort.")
    page = Page(client.get("/guide/din-rolle/print/"))
    assert "Bed om akterne." in page.text
    assert other.title not in page.text
    revision = ContentRevision.current()
    assert f"Siden står på http://testserver/guide/din-rolle/print/. Indholdsversion {revision}." in page.text
    assert "Bed om akterne." in read(client.get("/guide/din-rolle.pdf").content)
    assert {"/guide/din-rolle/print/", "/guide/din-rolle.pdf"} <= {
        address for _, address in Page(client.get("/guide/din-rolle/")).links
    }


def test_a_page_that_is_printed_names_its_address(client: Client, meeting: Meeting) -> None:
    tree = Page(client.get("/moeder/september/")).tree
    [source] = tree.findall(".//p[@class='print-source']")
    assert source.text == "http://testserver/moeder/september/"
