"""The door for letters: what people paste becomes the text that the portal keeps, wherever it enters."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook

from committee.models import Meeting, MeetingSession
from committee.sheets.rows import rows_of
from portal.models import NewsItem, Synonym, Term
from portal.search.index.models import SearchDocument
from portal.text import danish
from portal.text.cleaning import clean_line, clean_text
from portal.text.danish_fields import DanishDateField, DanishTimeField
from tests.kit.factories import add_meeting, evening, make_plan

NFD = unicodedata.normalize("NFD", "Pårørende på Ærø")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (NFD, "Pårørende på Ærø"),
        ("sags\u00adbehandlings\u00adfrist", "sagsbehandlingsfrist"),
        ("\ufeffto\u200bgether\u2060\u200e\u202e", "together"),
        ("a\u200db", "ab"),
        ("👩\u200d👧 og ❤️\u200d🔥", "👩\u200d👧 og ❤️\u200d🔥"),
        ("linje 1\r\nlinje 2\rlinje 3\x0blinje 4", "linje 1\nlinje 2\nlinje 3\nlinje 4"),
        ("tab\tbliver, \x00\x07\x1b\x7f\x9fgår", "tab\tbliver, går"),
        ("\ud800\ufffe\uffffslut", "slut"),
        ("16.\u00a0september \u2013 25\u201102", "16.\u00a0september \u2013 25\u201102"),
    ],
)
def test_invisible_characters_are_removed(typed, kept):
    assert clean_text(typed) == kept


def test_a_line_stays_on_one_line():
    assert clean_line(" Ordinært\x0bmøde\u200b ") == "Ordinært møde"


@given(st.text(max_size=80))
def test_a_clean_text_stays_as_it_is(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    "typed", ["\u200e20-01-2027", "20\u201101\u20112027", "20.\u200b1.2027", "2027\u201001\u201020"]
)
def test_a_day_with_invisible_signs_or_other_hyphens_is_that_day(typed):
    assert danish.parse_date(typed) == DanishDateField().clean(typed) == dt.date(2027, 1, 20)


@pytest.mark.parametrize("typed", ["\u200b16.30", "16.30\u200e", "kl.\u206016:30"])
def test_a_time_with_invisible_signs_is_that_time(typed):
    assert danish.parse_time(typed) == DanishTimeField().clean(typed) == dt.time(16, 30)


def test_a_number_with_invisible_signs_is_that_number():
    assert danish.parse_number("\u200e2.872") == 2872
    assert danish.parse_number("\u22127,8") == danish.parse_number("-7,8")


def test_composed_or_not_a_word_sorts_and_is_addressed_alike():
    assert danish.sort_key(NFD) == danish.sort_key("Pårørende på Ærø")
    assert danish.initial(unicodedata.normalize("NFD", "Århus")) == "Å"
    assert danish.slugify(NFD) == "paaroerende-paa-aeroe"


def test_a_cell_is_read_as_clean_text():
    content = f"Da\u00adto;Fra;Til;Titel\n\u200e20-01-2027;16.30;18;{NFD}\x07\n".encode()
    [row] = rows_of(content, "plan.csv", 2027).rows
    assert (row.texts["titel"], row.faults) == ("Pårørende på Ærø", {})


@pytest.mark.django_db
class TestRecords:
    """What is saved, whichever way it comes in."""

    def test_a_saved_record_and_synonym_hold_clean_text(self):
        term = Term.objects.create(
            name=f"{NFD}\x0b", slug="p", definition="Et\u00ad ord.", body="En linje\r\nog en til"
        )
        synonym = Synonym.objects.create(word=NFD, means="\u200bfamilie")
        term.refresh_from_db()
        synonym.refresh_from_db()
        assert (term.name, term.definition, term.body) == ("Pårørende på Ærø", "Et ord.", "En linje\nog en til")
        assert (synonym.word, synonym.means) == ("Pårørende på Ærø", "familie")

    def test_a_name_that_differs_by_how_its_letters_are_made_is_the_same_name(self):
        Synonym.objects.create(word="Pårørende på Ærø", means="familie")
        with pytest.raises(ValidationError, match="eksisterer allerede"):
            Synonym(word=NFD, means="familie").full_clean()

    def test_the_desk_keeps_clean_text(self, admin_client):
        fields = {"name": NFD, "slug": "p", "definition": "Et\x0bord.\u200b", "aliases": "", "body": ""}
        admin_client.post(reverse("admin:portal_term_add"), fields)
        assert list(Term.objects.values_list("name", "definition")) == [("Pårørende på Ærø", "Et ord.")]

    def test_the_desk_finds_what_is_typed_in_other_letters(self, admin_client):
        Term.objects.create(name="Pårørende", slug="p", definition="Et ord.")
        address = reverse("admin:portal_term_changelist")
        typed = {"q": unicodedata.normalize("NFD", "pårø\u00adrende")}
        assert admin_client.get(address, typed).context["cl"].result_count == 1

    def test_a_file_is_loaded_as_clean_text(self, tmp_path: Path):
        text = f'- model: portal.term\n  fields: {{name: {NFD}, slug: p, definition: "Et\\u200b ord.\\v"}}\n'
        (tmp_path / "glossary.yaml").write_text(f"\ufeff{text}\x07", encoding="utf-8")
        call_command("load_content", str(tmp_path), verbosity=0)
        assert list(Term.objects.values_list("name", "definition")) == [("Pårørende på Ærø", "Et ord.")]

    def test_the_search_reads_composed_letters(self, client):
        Term.objects.create(name="Pårørende", slug="p", definition="Et ord.")
        Term.objects.filter(slug="p").update(name=unicodedata.normalize("NFD", "Pårørende"))  # as older portals saved
        call_command("rebuild_search", verbosity=0)
        assert SearchDocument.objects.get().title == "Pårørende"


@pytest.mark.django_db
class TestOldTexts:
    """What older portals have saved never breaks what is made of it."""

    def test_the_feed_of_news_is_well_formed(self, client):
        NewsItem.objects.bulk_create(
            [
                NewsItem(
                    at=dt.datetime(2026, 11, 30, tzinfo=dt.UTC),
                    kind="ny",
                    record_type="t",
                    title="A\x0bB",
                    text="C\x01",
                )
            ]
        )
        feed = ET.fromstring(client.get("/nyt/atom.xml").content)
        atom = "{http://www.w3.org/2005/Atom}"
        assert [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")] == ["Nyt: A B"]

    def test_sheet_and_calendar_are_made_of_any_title(self, client, admin_client):
        plan = make_plan(2027)
        add_meeting(plan, "x", evening(dt.date(2027, 1, 20)))
        Meeting.objects.update(title="Et\x0bmøde", note="A\x01B")
        MeetingSession.objects.update(note="C\x1bD\uffff")
        sheet = admin_client.get(reverse("admin:committee_meetingplan_download", args=[plan.pk, "xlsx"])).content
        cells = [cell for row in load_workbook(io.BytesIO(sheet)).active.iter_rows(values_only=True) for cell in row]
        assert {"CD"} <= set(cells)
        event = Calendar.from_ical(client.get("/moeder/kalender.ics").content).walk("VEVENT")[0]
        assert str(event["SUMMARY"]) == "Socialudvalget: Et møde"
