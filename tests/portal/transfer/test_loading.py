"""Loading content from files: all or nothing, and every mistake told with its file, its record and its field."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command
from reversion.models import Revision, Version

from committee.models import Law, LawTheme, Meeting, MeetingSession, Provision
from portal.content.records import ContentRevision
from portal.notices.news import LOADED
from portal.search.index.models import SearchDocument, Synonym

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LAW = """
- model: committee.provision
  fields:
    law: [serviceloven]
    slug: botilbud
    paragraph: § 107
    title: Midlertidigt botilbud
    body: Hjælp for en tid.
    themes: [[botilbud]]

- model: committee.law
  fields:
    slug: serviceloven
    title: Serviceloven
    group: saerlig
    purpose: Loven giver hjælp.

- model: committee.lawtheme
  fields: {slug: botilbud, name: Botilbud}
"""
MEETINGS = """
- model: committee.committee
  fields: {slug: udvalget, name: Udvalget, municipality: Byen, administration: Forvaltningen, place: Rådhuset,
    term_start: 2026, term_end: 2029}
- model: committee.meetingplan
  fields: {committee: udvalget, year: 2026}
- model: committee.meeting
  fields: {plan: ["2026"], title: Ordinært møde, slug: moede, kind: ordinaert}
- model: committee.meetingsession
  fields: {meeting: moede, date: 2026-03-04, start: 16:30, end: 20:00}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "law.yaml").write_text(LAW, encoding="utf-8")
    return tmp_path


def refusal(folder: Path) -> list[str]:
    """What the command says when it refuses the folder, line by line, the closing advice left out."""
    with pytest.raises(SystemExit) as refused:
        call_command("load_content", folder)
    *lines, advice = str(refused.value).splitlines()
    assert advice == "Intet er ændret. Ret det ovenstående, og prøv igen."
    return lines


def test_a_folder_is_loaded_with_references_forward_and_back(folder):
    call_command("load_content", folder, verbosity=0)
    provision = Provision.objects.get()
    assert (provision.law, list(provision.themes.all())) == (Law.objects.get(), [LawTheme.objects.get()])


def test_a_load_is_one_change_with_history_and_search_terms(folder):
    call_command("load_content", folder, verbosity=0)
    assert ContentRevision.current() == 1
    assert Version.objects.get_for_object(Law.objects.get()).get().revision.comment == LOADED
    assert Revision.objects.count() == 1
    assert "Serviceloven § 107: Midlertidigt botilbud" in SearchDocument.objects.values_list("title", flat=True)


def test_times_and_dates_need_no_quotation_marks(tmp_path):
    (tmp_path / "meetings.yaml").write_text(MEETINGS, encoding="utf-8")
    call_command("load_content", tmp_path, verbosity=0)
    session = MeetingSession.objects.get()
    assert (session.date, session.start, session.end) == (dt.date(2026, 3, 4), dt.time(16, 30), dt.time(20))
    assert session.meeting == Meeting.objects.get()


def test_a_word_that_yaml_takes_for_a_yes_stays_a_word(tmp_path):
    (tmp_path / "synonyms.yaml").write_text("- model: portal.synonym\n  fields: {word: no, means: nej}\n")
    call_command("load_content", tmp_path, verbosity=0)
    assert Synonym.objects.get().word == "no"


def test_content_is_loaded_into_an_empty_portal_only(folder):
    call_command("load_content", folder, verbosity=0)
    Law.objects.update(title="Rettet af sekretariatet")
    with pytest.raises(SystemExit, match=r"^Portalen har allerede indhold, "):
        call_command("load_content", folder)
    assert Law.objects.get().title == "Rettet af sekretariatet"


LAW_RECORD = "law.yaml, linje 11 (committee.law ”serviceloven”)"
PROVISION = "law.yaml, linje 2 (committee.provision ”botilbud”)"


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("title: Serv", "titel: Serv", f"{LAW_RECORD}, felt ”titel”: Feltet findes ikke."),
        ("title: Serviceloven", "title:", f"{LAW_RECORD}, felt ”title”: Dette felt kan ikke være tomt."),
        ("saerlig", "ukendt", f"{LAW_RECORD}, felt ”group”: Værdien 'ukendt' er ikke et gyldigt valg."),
        ("purpose: Loven", "order: ", f"{LAW_RECORD}, felt ”order”: “giver hjælp.”-værdien skal være et heltal."),
        ("Loven giver hjælp.", "true", f"{LAW_RECORD}, felt ”purpose”: Sæt anførselstegn om ordet, hvis det er tekst."),
        ("Loven giver hjælp.", "[hjælp]", f"{LAW_RECORD}, felt ”purpose”: Her skal stå én værdi, ikke en liste."),
        ("slug: serv", "id: 7\n    slug: serv", f"{LAW_RECORD}, felt ”id”: Feltet kan ikke sættes i en fil."),
        (
            "slug: serv",
            "slug: a\n    slug: serv",
            "law.yaml, linje 14: Filen kan ikke læses som YAML: ”slug” står to gange.",
        ),
        ("committee.law\n", "committee.lov\n", "law.yaml, linje 11: Modellen ”committee.lov” findes ikke."),
        ("  fields: {", "  felter: {", "law.yaml, linje 18: En post skal have netop ”model” og ”fields”."),
        ("[serviceloven]", "[lov]", f"{PROVISION}, felt ”law”: Henvisningen [lov] peger på noget, der ikke findes."),
        ("[[botilbud]]", "[[hus]]", f"{PROVISION}, felt ”themes”: Henvisningen [hus] peger på noget, der ikke findes."),
        ("[[botilbud]]", "botilbud", f"{PROVISION}, felt ”themes”: Her skal stå en liste, fx [[noegle]]."),
        ("[serviceloven]", "[]", f"{PROVISION}, felt ”law”: En henvisning skrives som en nøgle, fx [noegle]."),
        ("    law: [serviceloven]\n", "", f"{PROVISION}, felt ”law”: Dette felt kan ikke være null."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_loaded(folder, right, wrong, sentence):
    assert right in LAW
    (folder / "law.yaml").write_text(LAW.replace(right, wrong, 1), encoding="utf-8")
    assert refusal(folder) == [sentence]
    assert not Law.objects.exists()
    assert ContentRevision.current() == 0


def test_every_mistake_of_a_kind_is_told_at_once(folder):
    text = LAW.replace("group: saerlig", "grupe: saerlig").replace("paragraph:", "paragraf:")
    (folder / "law.yaml").write_text(text, encoding="utf-8")
    assert refusal(folder) == [
        "law.yaml, linje 2 (committee.provision ”botilbud”), felt ”paragraf”: Feltet findes ikke.",
        "law.yaml, linje 11 (committee.law ”serviceloven”), felt ”grupe”: Feltet findes ikke.",
    ]


def test_a_record_that_stands_twice_is_told_with_both_places(folder):
    (folder / "role.yaml").write_text("- model: committee.lawtheme\n  fields: {slug: botilbud, name: Andet}\n")
    assert refusal(folder) == [
        "role.yaml, linje 1 (committee.lawtheme ”botilbud”): Posten ”botilbud” står også i law.yaml, linje 18."
    ]


def test_a_value_that_must_be_unique_is_told(folder):
    (folder / "role.yaml").write_text("- model: committee.lawtheme\n  fields: {slug: hjem, name: Botilbud}\n")
    assert refusal(folder) == [
        "role.yaml, linje 1 (committee.lawtheme ”hjem”), felt ”name”: Juridisk tema med dette Navn eksisterer allerede."
    ]


def test_a_rule_across_fields_is_told(tmp_path):
    (tmp_path / "meetings.yaml").write_text(MEETINGS.replace("end: 20:00", "end: 15:00"), encoding="utf-8")
    assert refusal(tmp_path) == ["meetings.yaml, linje 9 (committee.meetingsession): Mødet slutter, før det begynder."]


def test_a_file_with_an_unknown_name_is_not_passed_over_in_silence(folder):
    (folder / "laws.yaml").write_text("[]")
    assert refusal(folder)[0].startswith("laws.yaml: Filen hører ikke til.")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- model: [", "law.yaml, linje 2: Filen kan ikke læses som YAML: did not find expected node content."),
        ("a: b", "law.yaml: Filen skal være en liste af poster."),
    ],
)
def test_a_file_that_is_not_a_list_of_records_is_told(folder, text, sentence):
    (folder / "law.yaml").write_text(text)
    assert refusal(folder) == [sentence]


def test_a_file_in_another_encoding_is_told(folder):
    (folder / "law.yaml").write_bytes("- æ".encode("latin-1"))
    assert refusal(folder) == ["law.yaml: Filen er ikke skrevet som UTF-8."]


def test_a_folder_that_is_missing_or_empty_is_told(tmp_path):
    assert refusal(tmp_path / "nej") == [f"{tmp_path / 'nej'}: Mappen findes ikke."]
    assert refusal(tmp_path) == [f"{tmp_path}: Der er intet indhold i mappen."]
