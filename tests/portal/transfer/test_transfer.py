"""Moving house: content to a folder and from it, between databases, portals and terms; all or nothing."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import reversion
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import models, transaction
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st
from reversion.models import Version

from committee import calendar, changes, withdrawal
from committee.models import (
    AgendaItem,
    Law,
    Meeting,
    MeetingChange,
    MeetingSession,
    SchoolHoliday,
    WithdrawnSession,
)
from committee.plan_rules import Slot
from portal.content import history
from portal.content.records import ContentRevision, RecordPart, record_models
from portal.management.base import database_name
from portal.models import KeyFigure, NewsItem, Section, Synonym, Term
from portal.text.cleaning import clean_text
from portal.transfer.loading.reading import FILES, Entry, content_models, read
from portal.transfer.loading.text import file_text
from tests.kit.factories import make_user, save_people
from tests.kit.search_hits import found
from tests.kit.server import KEY, run

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.both_databases

NOW = dt.datetime(2026, 2, 2, 9, 30, tzinfo=dt.UTC)
NAME = "Karen Blixen-Testesen"


def edit_as_staff_do() -> None:
    """A year at the desk, in small: texts, a moved and a cancelled meeting, a new figure, a word that goes."""
    with reversion.create_revision():
        reversion.set_user(make_user("kbt", first_name="Karen", last_name="Blixen-Testesen"))
        section = Section.objects.order_by("pk")[3]
        section.body = "Første linje  \r\nmed hårdt skift.\r\n\r\n- et punkt: \r\n    - to 🙂\r\n"
        section.save()
        law = Law.objects.get(slug="serviceloven")
        law.purpose = "null"
        law.title = "”Serviceloven”: en lov # om hjælp"
        law.save()
    september, june = (Meeting.objects.with_sessions().filter(starts_on__month=month).first() for month in (9, 6))
    slots = {
        s.pk: Slot(s.date + dt.timedelta(days=1), dt.time(16), dt.time(20, 0, 30)) for s in september.sessions.all()
    }
    changes.move(september, slots, "Rådhuset er optaget.", NAME, NOW)
    changes.cancel(june, "Der er ingen sager.", NAME, NOW)
    september.agenda_items.create(order=1, title="Budget: § 107", links="/ordbog/#budgetnotat\n/jura/serviceloven/")
    figure = KeyFigure.objects.create(title="Halve", slug="halve", value="0.50", explanation="Prøve.", order=900)
    KeyFigure.objects.filter(slug="hjemloese").update(part_of=None)
    section.figures.set([figure, KeyFigure.objects.get(slug="hjemloese")])
    Synonym.objects.create(word="true", means="sandt, § 85 a", both_ways=True)
    Term.objects.get(slug="aflastning").delete()
    withdrawal.withdraw(Meeting.objects.with_sessions()[:1], NOW)
    SchoolHoliday.objects.create(name="Jul", first_day=dt.date(2026, 12, 21), last_day=dt.date(2027, 1, 3))


def feed() -> bytes:
    return calendar.calendar(Meeting.objects.for_calendar(), "https://portal.example.dk")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def exported(folder: Path) -> dict[str, bytes]:
    call_command("export_content", folder, verbosity=0)
    return files(folder)


def test_all_that_is_content_has_a_file():
    parts = [model for model in content_models().values() if issubclass(model, RecordPart)]
    others = {MeetingChange, NewsItem, SchoolHoliday, Synonym, WithdrawnSession}
    assert {*record_models(), *RecordPart.__subclasses__()} | others == set(content_models().values())
    assert len(parts) == 3


@given(st.text().filter(lambda text: clean_text(text).strip()))
@example("tre  \nlinjer \n\n\t\nog 'tegn': #nej\n- ja")
@example("null")
@example("- [a]: {b}, &c *d !e |f >g %h @i `j")
@example("a:")
@example("slut # her")
@example("æ\x85\u2028\ufeff\x07🙂" + "x" * 200)
def test_any_text_is_read_back_as_it_was_written(tmp_path_factory, text):
    text = clean_text(text).strip()
    entry = Entry(Term, "glossary.yaml", 0, {"name": text, "slug": text, "body": text})
    folder = tmp_path_factory.mktemp("text")
    (folder / "glossary.yaml").write_text(file_text([entry]), encoding="utf-8")
    [back] = read(folder)
    assert back.fields == {name: value for name, value in entry.fields.items() if value}


@pytest.mark.django_db
@pytest.mark.usefixtures("content")
class TestExport:
    def test_the_same_content_gives_the_same_bytes(self, tmp_path):
        edit_as_staff_do()
        save_people()
        assert exported(tmp_path / "a") == exported(tmp_path / "b")

    def test_a_text_of_many_lines_stands_as_it_is_read(self, tmp_path):
        edit_as_staff_do()
        text = exported(tmp_path / "a")["guide.yaml"].decode()
        lines = [
            "    body: |",
            "      Første linje  ",
            "      med hårdt skift.",
            "",
            "      - et punkt: ",
            "          - to 🙂",
        ]
        assert "\n".join([*lines, ""]) in text

    def test_nothing_of_a_person_or_of_the_search_is_in_it(self, tmp_path, client):
        edit_as_staff_do()
        save_people()
        client.force_login(User.objects.get(username="kbt"))
        client.get("/soeg/", {"q": "qwertyuiopå"})
        text = b"".join(exported(tmp_path / "a").values()).decode()
        models_named = {line.removeprefix("- model: ") for line in text.splitlines() if line.startswith("- model: ")}
        assert models_named == content_models().keys()
        assert [
            word
            for word in ("Blixen", "20 30 40 50", "33 12 34 56", "kbt", "qwertyuiop", "session_key", "password")
            if word in text
        ] == []

    def test_an_earlier_export_is_kept_unless_one_says_otherwise(self, tmp_path):
        before = exported(tmp_path / "a")
        edit_as_staff_do()
        with pytest.raises(SystemExit, match=r"^Der ligger indhold i .* i forvejen, så intet er skrevet\. "):
            call_command("export_content", tmp_path / "a")
        assert files(tmp_path / "a") == before
        call_command("export_content", tmp_path / "a", overwrite=True, verbosity=0)
        assert files(tmp_path / "a") == exported(tmp_path / "b")

    def test_a_folder_that_cannot_be_written_is_told(self, tmp_path):
        (tmp_path / "a").write_text("en fil")
        with pytest.raises(SystemExit, match=r"kan ikke skrives \("):
            call_command("export_content", tmp_path / "a")


@pytest.fixture(scope="class")
def edited(
    content: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The content as it was, in a folder, and a portal that has been edited since, for the tests of a class."""
    folder = tmp_path_factory.mktemp("edited") / "content"
    with django_db_blocker.unblock(), transaction.atomic():
        exported(folder)
        edit_as_staff_do()
        yield folder
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestReplacing:
    @pytest.fixture
    def folder(self, edited: Path, tmp_path: Path) -> Path:
        """The folder, for this test to change."""
        return Path(shutil.copytree(edited, tmp_path / "content"))

    def test_content_is_not_replaced_unless_one_says_so(self, folder, tmp_path):
        before = exported(tmp_path / "before")
        with pytest.raises(SystemExit, match=r"^Portalen har allerede indhold, så intet er ændret\. "):
            call_command("import_content", folder)
        assert exported(tmp_path / "after") == before

    def test_a_rehearsal_tells_and_changes_nothing(self, folder, tmp_path, capsys):
        before, revision = exported(tmp_path / "before"), ContentRevision.current()
        capsys.readouterr()
        call_command("import_content", folder, dry_run=True)
        told = capsys.readouterr().out.splitlines()
        assert told[:-1] == [
            f"Database: {database_name()}",
            "+ ord i ordbogen: aflastning",
            f"~ afsnit: {' / '.join(Section.objects.order_by('pk')[3].natural_key())}",
            "~ lov: serviceloven",
            *(
                f"~ møde: {slug}"
                for slug in Meeting.objects.filter(changes__isnull=False).values_list("slug", flat=True)
            ),
            *(
                f"~ mødetidspunkt: {uid}"
                for uid in MeetingSession.objects.filter(end="20:00:30").values_list("uid", flat=True)
            ),
            "- nøgletal: halve",
            *(f"- sag på dagsordenen: {item.uid}" for item in AgendaItem.objects.all()),
            *(f"- trukket mødetidspunkt: {gone.uid}" for gone in WithdrawnSession.objects.order_by("pk")),
            "- skoleferie: Jul / 2026-12-21",
            "- synonym: true",
            *(f"- ændring af møde: {change.meeting.slug}" for change in MeetingChange.objects.order_by("pk")),
            *(f"- nyhed: {item.title}" for item in NewsItem.objects.order_by("pk")),
        ]
        assert told[-1].endswith(" som før. Intet er ændret endnu.")
        assert (exported(tmp_path / "after"), ContentRevision.current()) == (before, revision)

    def test_import_deletes_missing_records_only_by_option(self, folder, tmp_path):
        before, revision = exported(tmp_path / "before"), ContentRevision.current()
        with pytest.raises(SystemExit) as refused:
            call_command("import_content", folder, replace=True)
        *gone, sentence = str(refused.value).splitlines()
        assert {"- nøgletal: halve", "- skoleferie: Jul / 2026-12-21", "- synonym: true"} <= set(gone)
        assert sentence == (
            f"Mappen mangler {len(gone)} poster, som portalen har, så intet er ændret. Se alt med --dry-run. "
            "Brug --replace --delete, hvis de skal slettes."
        )
        assert (exported(tmp_path / "after"), ContentRevision.current()) == (before, revision)

    def test_a_field_that_the_folder_leaves_empty_is_emptied(self, folder):
        Term.objects.filter(slug="alb").update(legal_source="Et gæt")
        call_command("import_content", folder, replace=True, delete=True, verbosity=0)
        assert Term.objects.get(slug="alb").legal_source == ""

    @pytest.mark.parametrize("name", ["services.yaml", "synonyms.yaml"])
    def test_an_export_that_has_lost_a_file_is_refused(self, folder, name):
        assert (folder / "MANIFEST").read_text().split() == [file for file in FILES if (folder / file).exists()]
        (folder / name).unlink()
        sentence = rf"(?m)^{name}: Filen mangler i mappen: Den står i MANIFEST, så eksporten er ikke hel\."
        with pytest.raises(SystemExit, match=sentence):
            call_command("import_content", folder, replace=True, delete=True)

    def test_a_mistake_leaves_everything_as_it_was(self, folder, tmp_path):
        before, revision = exported(tmp_path / "before"), ContentRevision.current()
        path = folder / "budget.yaml"
        path.write_text(path.read_text().replace("amount: 2872", "amount: mange"))
        with pytest.raises(SystemExit, match=r"(?s)^budget.yaml, linje .*felt ”amount”.*\nIntet er ændret\. "):
            call_command("import_content", folder, replace=True)
        assert (exported(tmp_path / "after"), ContentRevision.current()) == (before, revision)

    def test_a_folder_cannot_bring_accounts(self, folder):
        (folder / "news.yaml").write_text("- model: auth.user\n  fields: {username: ond, is_superuser: true}\n")
        with pytest.raises(SystemExit, match=r"^news.yaml, linje 1: Modellen ”auth.user” findes ikke\."):
            call_command("import_content", folder, replace=True)


class Before(NamedTuple):
    """What there was when the content was replaced."""

    folder: Path
    law: Law
    same: Law
    sequences: dict[str, int]
    acts: str


@pytest.fixture(scope="class")
def replaced(edited: Path) -> Before:
    """What there was before the folder's content was put in its place."""
    moved = Meeting.objects.filter(changes__isnull=False)
    before = Before(
        edited,
        Law.objects.get(slug="serviceloven"),
        Law.objects.get(slug="forvaltningsloven"),
        {meeting.slug: calendar.sequence(meeting) for meeting in moved},
        Client().get("/jura/").text,
    )
    call_command("import_content", edited, replace=True, delete=True, verbosity=0)
    return before


@pytest.mark.django_db
class TestReplaced:
    def test_the_content_is_then_that_of_the_folder(self, replaced, tmp_path):
        told = {"revision", "modified_at"}
        exported(tmp_path / "again")
        folders = (replaced.folder, tmp_path / "again")
        one, other = ({repr(_told(entry, told)) for entry in read(folder)} for folder in folders)
        assert one == other

    def test_imported_record_keeps_key_history_and_revision(self, replaced):
        before, after = replaced.law, Law.objects.get(slug="serviceloven")
        assert (after.pk, after.revision, after.title) == (before.pk, before.revision + 1, "Serviceloven")
        assert after.modified_at > before.modified_at
        newest, *_ = history.entries(after)
        assert newest.comment == "Lagt ind fra en mappe med indhold"
        assert ("”Serviceloven”: en lov # om hjælp", "Serviceloven") in [(c.before, c.after) for c in newest.changes]

    def test_a_record_that_is_the_same_gets_no_new_version(self, replaced):
        assert Version.objects.get_for_object(replaced.same).count() == 1
        assert Law.objects.get(pk=replaced.same.pk).modified_at == replaced.same.modified_at

    def test_a_calendar_sees_every_changed_meeting_with_a_higher_number(self, replaced):
        before = replaced.sequences
        assert len(before) == 2
        after = {m.slug: calendar.sequence(m) for m in Meeting.objects.filter(slug__in=before)}
        assert {slug: number - before[slug] for slug, number in after.items()} == dict.fromkeys(before, 1)

    def test_the_next_request_sees_the_other_content(self, replaced, client):
        assert "en lov # om hjælp" in replaced.acts
        assert "en lov # om hjælp" not in client.get("/jura/").text
        assert "aflastning" in client.get("/soeg/", {"q": "aflastning"}).text.lower()


def _told(entry: Entry, without: set[str]) -> tuple[type[models.Model], object]:
    return entry.model, {name: value for name, value in sorted(entry.fields.items()) if name not in without}


@pytest.mark.django_db
def test_a_text_that_a_browser_sent_is_kept_with_the_line_ends_of_a_file():
    figure = KeyFigure.objects.create(title="T", slug="t", value=1, explanation="En\r\nto")
    assert KeyFigure.objects.get(pk=figure.pk).explanation == "En\nto"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("content")
def test_a_portal_that_has_moved_is_the_same_on_either_database(prepared_on_postgresql, tmp_path):
    edit_as_staff_do()
    home = exported(tmp_path / "home")
    told = {"calendar": feed().decode(), "hits": json.loads(json.dumps(found()))}
    for number, database in enumerate((f"sqlite:///{tmp_path}/other.sqlite3", prepared_on_postgresql[1].empty())):
        settings = {
            "DATABASE_URL": database,
            "VAR_DIR": str(tmp_path),
            "SECRET_KEY": KEY,
            "ALLOWED_HOSTS": "portal.example.dk",
        }
        moved_in = run("import_content", str(tmp_path / "home"), seconds=300, **settings)
        assert (moved_in.returncode, moved_in.stderr) == (0, "")
        again = tmp_path / f"again{number}"
        assert run("export_content", str(again), **settings).returncode == 0
        assert files(again) == home
        assert json.loads(run("shell", "-v0", "-c", TELL, seconds=300, **settings).stdout) == told
        assert "har allerede indhold" in run("import_content", str(again), **settings).stderr


TELL = """
import json
from tests.kit.search_hits import found
from tests.portal.transfer.test_transfer import feed
print(json.dumps({"calendar": feed().decode(), "hits": found()}))
"""
"""What a portal tells of its content: its calendar, and the first hits of the graded queries."""
