"""A draft is nowhere but at the desk: its words, its address, its place in any number."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.db import models
from django.test import Client

from committee.models import MeetingSession, WalkAnswer, WalkStep
from portal.content.records import ContentRecord, ContentRevision, RecordPart, record_models
from portal.lib import clock
from portal.models import Section, UpcomingChange
from portal.views.public import public_pages
from tests.kit.factories import insert, save_people
from tests.kit.reading import Page

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 6, 1, 12)
WORD, ASKED = "girafkvark", "zebrahus"
"""What stands in drafts alone: the word that nobody may see, and one to search for, which a page may repeat."""
FREE = 2099
"""A year, and a step of the ladder, that is not taken."""
PAPERS = ("/velkomstguide.pdf", "/moeder/moedeplan.pdf")
FILES = (
    *PAPERS,
    *("/sitemap.xml", "/nyt/atom.xml", "/moeder/kalender.ics", "/moeder/kalender.ics?art=ordinaert"),
    *("/offline/sider.json", "/offline/ord.json", "/offline/", "/manifest.webmanifest", "/healthz", "/readyz"),
    *("/print/", "/budget/2026.csv", "/budget/2026.xlsx", "/nyt/"),
)
ASKING = (
    *(f"/soeg/?q={ASKED}", f"/soeg/?q={ASKED[:-1]}k", f"/jura/?q={ASKED}", "/soeg/?q=budget", "/soeg/?q=tavshedspligt"),
    *(f"/moeder/?aar={FREE}", f"/budget/?aar={FREE}", f"/jura/?tema={ASKED}", f"/tilsyn/?emne={ASKED}"),
    *(f"/indsatstrappen/?gruppe={ASKED}", f"/indsatstrappen/?lov={ASKED}"),
)


@pytest.fixture
def _at_noon(content: None, db: None) -> Iterator[None]:
    """Noon, and a public record of every kind."""
    save_people()
    with clock.frozen(NOON):
        yield


def relations(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.get_fields() if field.is_relation and field.auto_created]


def copy(row: Any, n: int, **changed: Any) -> Any:
    """Return a new record like the row, every text of it with the words that stand nowhere else."""
    ties = {f.name: list(getattr(row, f.name).all()) for f in row._meta.many_to_many}
    new = type(row).objects.get(pk=row.pk)
    new.pk, new._state.adding, new.revision = None, True, 1
    for field in row._meta.concrete_fields:
        if isinstance(field, models.UUIDField):
            setattr(new, field.attname, field.get_default())
        elif isinstance(field, models.SlugField):
            setattr(new, field.attname, f"{ASKED}-{n}" if n else ASKED)
        elif isinstance(field, models.CharField | models.TextField) and not field.choices:
            text = f"{WORD} {ASKED} {n}"
            setattr(new, field.attname, text[: field.max_length or None])
        elif field.unique and isinstance(field, models.IntegerField):
            setattr(new, field.attname, FREE - n)
        elif field.name in row.natural_fields and isinstance(field, models.DateField):
            setattr(new, field.attname, getattr(row, field.attname) - dt.timedelta(days=1 + n))
    for name, value in changed.items():
        setattr(new, name, value)
    new.save()
    for name, others in ties.items():
        getattr(new, name).set(others)
    return new


def tie_to_public(draft: Any) -> None:
    """Let public records point at the draft by every relation that they have to its kind."""
    for relation in relations(type(draft)):
        others = relation.related_model.objects.exclude(pk=draft.pk if relation.related_model is type(draft) else None)
        if relation.many_to_many:
            for other in others[:3]:
                getattr(other, relation.field.name).add(draft)
        elif relation.field.null:
            empty = others.published().filter(**{f"{relation.field.name}__isnull": True}).values("pk")[:3]
            others.filter(pk__in=[row["pk"] for row in empty]).update(**{relation.field.attname: draft.pk})


def drafts() -> dict[type[ContentRecord], ContentRecord]:
    """A draft of every kind, tied to what is public; of what belongs to another record also one that is no draft in a
    draft of that. The content revision, which the foot of printed pages names, is then what it was."""
    revision = ContentRevision.current()
    found: dict[type[ContentRecord], ContentRecord] = {}
    for model in record_models():
        found[model] = copy(model.objects.published().first(), 0, is_draft=True)
    for model, draft in found.items():
        for n, name in enumerate(model.published_within, 1):
            parent = found[model._meta.get_field(name).related_model]
            copy(model.objects.published().first(), n, **{name: parent})
        tie_to_public(draft)
    for n, meeting in enumerate(found.values()):
        if meeting._meta.label == "committee.Meeting":
            tomorrow = NOON.date() + dt.timedelta(days=1 + n)
            MeetingSession.objects.create(
                meeting=meeting, date=tomorrow, start=dt.time(8), end=dt.time(9), note=f"{WORD} {ASKED}"
            )
        if meeting._meta.label == "committee.WalkStep":
            public = WalkAnswer.objects.first()
            insert(WalkAnswer, step=public.step, order=99, label=WORD, leads_to=meeting)
            WalkAnswer.objects.create(step=meeting, order=1, label=WORD, leads_to=public.leads_to)
    ContentRevision.objects.update(number=revision)
    return found


def addresses(client: Client) -> list[str]:
    """Every public page, what its choices lead to, every calendar, file and search."""
    pages = [page.address for page in public_pages()]
    meetings = [f"{page.rstrip('/')}.ics" for page in pages if re.fullmatch(r"/moeder/.+/", page)]
    choices = []
    for address in ("/moeder/", "/budget/", "/budget/proces/", "/indsatstrappen/", "/jura/", "/tilsyn/", "/aarshjul/"):
        links = Page(client.get(address)).links
        choices += [f"{address}{link}" for _, link in links if link.startswith("?")]
    return [*dict.fromkeys([*pages, *choices, *meetings, *FILES, *ASKING])]


def said(client: Client, address: str, **headers: str) -> str:
    """What the address answers, as text; a PDF as its bytes, since its words take ten times as long to read."""
    response = client.get(address, headers=headers)
    if response.headers["Content-Type"] == "application/pdf":
        return bytes(response.getvalue()).decode("latin-1")
    if "spreadsheet" in response.headers["Content-Type"]:
        with zipfile.ZipFile(io.BytesIO(response.content)) as file:
            return "".join(file.read(name).decode() for name in file.namelist() if name.startswith("xl/"))
    return str(response.content.decode())


def unmarked(text: str) -> str:
    """Without what says which version of the content it is, and when a feed without news was made."""
    return re.sub(r'"mark":"[^"]*"|<updated>[^<]*</updated>', "", text)


@pytest.mark.both_databases
@pytest.mark.usefixtures("_at_noon")
def test_no_public_address_says_anything_else_for_a_draft_of_every_kind(client: Client) -> None:
    asked = addresses(client)
    before = {address: unmarked(said(client, address)) for address in asked}
    drafts()
    after = {address: unmarked(said(client, address)) for address in asked}
    assert {address for address in asked if before[address] != after[address]} == set()
    assert addresses(client) == asked
    assert not [address for address in asked if WORD in after[address].lower()]


@pytest.mark.usefixtures("_at_noon")
@pytest.mark.parametrize("members_only", [False, True])
def test_no_member_is_told_of_a_draft(client: Client, settings: SettingsWrapper, members_only: bool) -> None:
    settings.MEMBERS_ONLY = members_only
    client.force_login(User.objects.create_user("medlem"))
    papers = {address: said(client, address) for address in PAPERS}
    made = drafts()
    assert {address: said(client, address) for address in PAPERS} == papers
    asked = [address for address in addresses(client) if address not in PAPERS]
    choices = [address for address in asked if "?" in address]
    told = {address for address in asked if address not in choices and WORD in said(client, address).lower()}
    parts = {address for address in choices if WORD in said(client, address, **{"HX-Request": "true"}).lower()}
    own = [r.get_absolute_url() for r in made.values() if hasattr(r, "get_absolute_url")]
    assert told | parts | {address for address in own if WORD in said(client, address).lower()} == set()
    pages = [address for address in own if "#" not in address and "?" not in address and address != "/budget/"]
    answers = {address: client.get(address).status_code for address in pages}
    assert len(pages) == 7
    step = made[WalkStep].get_absolute_url()  # one that is not there leads to the walk's first question
    assert answers == {address: 302 if address == step else 404 for address in pages}


@pytest.mark.usefixtures("_at_noon")
def test_a_signed_out_reader_of_a_closed_portal_is_told_of_no_draft(client: Client, settings: SettingsWrapper) -> None:
    asked = addresses(client)
    drafts()
    settings.MEMBERS_ONLY = True
    assert {address for address in asked if WORD in said(client, address).lower()} == set()


@pytest.mark.usefixtures("_at_noon")
def test_a_dated_rule_that_is_a_draft_says_nothing_in_a_public_text(client: Client) -> None:
    section = Section.objects.published().first()
    copy(UpcomingChange.objects.first(), 0, is_draft=True)
    Section.objects.filter(pk=section.pk).update(body=f"Reglen: [[regel:{ASKED}]]")
    assert WORD not in said(client, section.chapter.get_absolute_url())


def test_every_kind_of_part_belongs_to_a_record() -> None:
    parts = RecordPart.__subclasses__()
    assert all(issubclass(p._meta.get_field(p.record_field).related_model, ContentRecord) for p in parts)


def test_pages_ask_through_the_readers_door() -> None:
    root = Path(__file__).resolve().parents[3]
    readers = [*root.glob("*/views/*.py"), *root.glob("*/views.py"), *root.glob("portal/p[ar]*/**/*.py")]
    kinds = "|".join(model.__name__ for model in record_models())
    past = re.compile(rf"\b(?:{kinds})\.objects\.(?!published\(\))|get_object_or_404\((?:{kinds}),")
    asked = {str(path.relative_to(root)): past.findall(path.read_text()) for path in readers}
    assert len(asked) > 40
    assert {path: found for path, found in asked.items() if found} == {}
