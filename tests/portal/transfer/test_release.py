"""What a new release ships: shown, taken where staff have not touched it, and else left to be decided."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import reversion
from django.conf import settings
from django.core.management import call_command
from reversion.models import Version

from committee.models import Law, LawTheme, Provision, Walk, WalkStep
from portal.content.records import ContentRevision
from portal.models import Chapter, NewsItem, Section, Synonym, Term
from portal.notices.news import RELEASED
from portal.transfer.loading.release import take_release
from tests.kit.factories import make_superuser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """The shipped content, for a test to make a later release of."""
    return Path(shutil.copytree(settings.BASE_DIR / "fixtures", tmp_path / "fixtures"))


def change(release: Path, name: str, old: str, new: str) -> None:
    text = (release / name).read_text(encoding="utf-8")
    assert old in text
    (release / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def add(release: Path, name: str, text: str) -> None:
    with (release / name).open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def told(capsys: pytest.CaptureFixture[str], release: Path, **options: object) -> list[str]:
    """What the command says, without the database's name."""
    capsys.readouterr()
    call_command("new_content", release, **options)
    return capsys.readouterr().out.splitlines()[1:]


def save(record: Law | Term) -> None:
    """Save as staff do at the desk."""
    with reversion.create_revision():
        reversion.set_comment("Rettet")
        record.save()


SYNONYM = "- model: portal.synonym\n  fields: {word: nyordet, means: 'botilbud, bosted'}"
TERM = "- model: portal.term\n  fields: {slug: nyt-ord, name: Nyt ord, definition: Forklaring.}"
SERVICE_ACT = "title: Serviceloven"


def test_the_same_release_has_nothing_new(release, capsys):
    revision = ContentRevision.current()
    assert told(capsys, release) == ["Der er intet nyt.", "0 nye poster, 0 ændrede, 0 at tage stilling til."]
    assert ContentRevision.current() == revision


def test_new_and_untouched_records_are_taken(release, capsys):
    add(release, "synonyms.yaml", SYNONYM)
    add(release, "glossary.yaml", TERM)
    change(release, "law.yaml", SERVICE_ACT, "title: Serviceloven, ny")
    expected = [
        "+ ord i ordbogen: nyt-ord",
        "+ synonym: nyordet",
        "~ lov: serviceloven",
        "2 nye poster, 1 ændrede, 0 at tage stilling til.",
    ]
    rehearsed = told(capsys, release, dry_run=True)
    assert rehearsed == [*expected[:-1], f"{expected[-1]} Intet er ændret endnu."]
    assert not Term.objects.filter(slug="nyt-ord").exists()
    news = NewsItem.objects.count()
    assert told(capsys, release) == expected
    law = Law.objects.get(slug="serviceloven")
    assert (law.title, law.revision) == ("Serviceloven, ny", 2)
    assert Version.objects.get_for_object(law).first().revision.comment == RELEASED
    assert (Term.objects.get(slug="nyt-ord").definition, Synonym.objects.get(word="nyordet").means) == (
        "Forklaring.",
        "botilbud, bosted",
    )
    assert NewsItem.objects.count() == news
    assert told(capsys, release)[0] == "Der er intet nyt."


def test_what_a_release_empties_is_emptied(release, capsys):
    term = Term.objects.get(slug="aflastning")
    change(release, "glossary.yaml", f"    confirm_note: {term.confirm_note}\n", "")
    provision = Provision.objects.exclude(themes=None).first()
    items = (release / "law.yaml").read_text(encoding="utf-8").split("- model: ")
    item = next(item for item in items if f"slug: {provision.slug}\n" in item and f"[{provision.law.slug}]" in item)
    themes = next(line for line in item.splitlines() if line.startswith("    themes: "))
    change(release, "law.yaml", item, item.replace(f"{themes}\n", ""))
    taken = [f"~ bestemmelse: {provision.law.slug} / {provision.slug}", "~ ord i ordbogen: aflastning"]
    assert sorted(told(capsys, release)[:-1]) == taken
    assert (Term.objects.get(pk=term.pk).confirm_note, provision.themes.count()) == ("", 0)
    assert told(capsys, release)[0] == "Der er intet nyt."


def test_what_staff_have_filled_in_stays(release, capsys):
    term = Term.objects.get(slug="alb")
    assert term.legal_source == ""
    term.legal_source = "Serviceloven § 1"
    save(term)
    assert told(capsys, release)[0] == "Der er intet nyt."
    assert Term.objects.get(pk=term.pk).legal_source == "Serviceloven § 1"


def test_record_of_one_release_counts_as_untouched_at_the_next(release, capsys):
    change(release, "law.yaml", SERVICE_ACT, "title: Serviceloven, ny")
    take_release(release)
    change(release, "law.yaml", "title: Serviceloven, ny", "title: Serviceloven, nyere")
    assert told(capsys, release)[0] == "~ lov: serviceloven"
    assert Law.objects.get(slug="serviceloven").title == "Serviceloven, nyere"


def test_text_changed_by_staff_is_kept_unless_taken_by_option(release, capsys):
    law = Law.objects.get(slug="serviceloven")
    law.title = "Vores titel"
    save(law)
    assert told(capsys, release)[0] == "Der er intet nyt."
    change(release, "law.yaml", SERVICE_ACT, "title: Serviceloven, ny")
    assert told(capsys, release) == [
        "? lov: serviceloven (rettet her)",
        "    Titel her: Vores titel",
        "    Titel i udgaven: Serviceloven, ny",
        "0 nye poster, 0 ændrede, 1 at tage stilling til.",
    ]
    assert Law.objects.get(slug="serviceloven").title == "Vores titel"
    assert told(capsys, release, take=["lov: serviceloven"])[0] == "~ lov: serviceloven"
    assert Law.objects.get(slug="serviceloven").title == "Serviceloven, ny"


def test_deleted_or_renamed_record_does_not_come_back(release, capsys, client):
    client.force_login(make_superuser("redaktoer"))
    synonym = Synonym.objects.first()
    assert client.post(f"/admin/portal/synonym/{synonym.pk}/delete/", {"post": "yes"}).status_code == 302
    Term.objects.get(slug="aflastning").delete()
    law = Law.objects.filter(provisions=None).first() or Law.objects.last()
    law.slug = "en-anden-adresse"
    save(law)
    assert [line for line in told(capsys, release) if line.startswith("?")] == [
        "? ord i ordbogen: aflastning (slettet her)",
        f"? synonym: {synonym.word} (slettet her)",
    ]
    assert not Term.objects.filter(slug="aflastning").exists()


def test_record_dropped_by_a_release_is_named_and_stays(release, capsys):
    text = (release / "glossary.yaml").read_text(encoding="utf-8")
    items = text.split("\n- model: ")
    kept = [item for item in items if "slug: aflastning\n" not in item]
    assert len(kept) == len(items) - 1
    (release / "glossary.yaml").write_text("\n- model: ".join(kept), encoding="utf-8")
    Term.objects.create(name="Vores eget", slug="vores-eget", body="Ord.")
    assert told(capsys, release)[0] == ("- ord i ordbogen: aflastning (følger ikke længere med; står her endnu)")
    assert Term.objects.filter(slug="aflastning").exists()


def test_a_whole_chapter_with_its_sections_and_relations_comes_in_order(release, capsys):
    add(
        release,
        "guide.yaml",
        "- model: portal.section\n  fields: {chapter: [nyt], title: Afsnit, slug: a, body: Tekst.}",
    )
    add(release, "guide.yaml", "- model: portal.chapter\n  fields: {title: Nyt, slug: nyt, lead: Kort., order: 90}")
    assert told(capsys, release)[:2] == ["+ kapitel: nyt", "+ afsnit: nyt / a"]
    assert Section.objects.get(slug="a").chapter == Chapter.objects.get(slug="nyt")


def test_the_answers_of_a_walk_come_with_their_question(release, capsys):
    walk = Walk.objects.first()
    step = WalkStep.objects.filter(walk=walk, answers__isnull=False).first()
    key = f"[{walk.slug}, {step.slug}]"
    label = step.answers.first().label
    change(release, "walks.yaml", label, f"{label} Rettet")
    lines = told(capsys, release)
    assert lines[-1].startswith("0 nye poster, 2 ændrede"), (key, lines)
    assert step.answers.first().label == f"{label} Rettet"


def test_invalid_record_of_a_release_is_left_with_its_parts(release, capsys):
    add(
        release,
        "law.yaml",
        "- model: committee.lawtheme\n  fields: {slug: nyt-tema, name: " + LawTheme.objects.first().name + "}",
    )
    add(
        release,
        "law.yaml",
        "- model: committee.provision\n  fields: {law: [serviceloven], slug: ny, paragraph: § 999, title: Ny,"
        " body: Tekst., themes: [[nyt-tema]]}",
    )
    assert told(capsys, release) == [
        "? juridisk tema: nyt-tema (Juridisk tema med dette Navn eksisterer allerede.)",
        "? bestemmelse: serviceloven / ny (henviser til nyt-tema, som ikke er her)",
        "0 nye poster, 0 ændrede, 2 at tage stilling til.",
    ]
    assert not Provision.objects.filter(slug="ny").exists()


def test_an_empty_portal_gets_its_content_with_the_first_start(release):
    ContentRevision.objects.all().delete()
    with pytest.raises(SystemExit, match=r"^Portalen har intet indhold endnu"):
        call_command("new_content", release)


def test_changed_answer_is_kept_only_where_the_release_changes_it_too(release, capsys):
    step = WalkStep.objects.filter(answers__isnull=False).first()
    answer = step.answers.first()
    before, answer.label = answer.label, "Vores svar"
    answer.save()
    assert told(capsys, release)[0] == "Der er intet nyt."
    change(release, "walks.yaml", before, f"{before} Rettet")
    assert told(capsys, release)[0] == f"? trin i en trinsvis vejledning: {step.walk.slug} / {step.slug} (rettet her)"
    assert step.answers.first().label == "Vores svar"
