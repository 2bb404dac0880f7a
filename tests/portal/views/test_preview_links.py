"""The link to a draft: who has it sees the page as it will be, nobody else is told, and it ends as it must."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from portal.config.log_format import without_secrets
from portal.content import pending
from portal.content.preview_link import PreviewLink
from portal.content.records import ContentRecord
from portal.lib import clock
from portal.models import Chapter, Section
from tests.kit.factories import add_meeting, evening, make_plan
from tests.kit.reading import Page

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOON = dt.datetime(2026, 11, 30, 12)


@pytest.fixture(autouse=True)
def _at_noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def chapter() -> Chapter:
    """A draft with a section of its own, and one that is a draft itself."""
    chapter = Chapter.objects.create(title="Nyt kapitel", slug="nyt", lead="Kort.", is_draft=True)
    Section.objects.create(chapter=chapter, title="Rammer", slug="rammer", body="En ramme.")
    Section.objects.create(chapter=chapter, title="Udkast", slug="udkast", body="Et udkast.", is_draft=True)
    return chapter


def link_to(record: ContentRecord) -> str:
    """Make a link at the desk; return its address."""
    staff = Client()
    staff.force_login(User.objects.get_or_create(username="mette", is_staff=True, is_superuser=True)[0])
    desk = reverse(f"admin:{record._meta.label_lower.replace('.', '_')}_preview_link", args=[record.pk])
    staff.post(desk, {"make": ""})
    address: str = staff.get(desk).context["address"]
    return address.removeprefix("http://testserver")


def test_the_link_shows_the_draft_with_its_parts_to_whoever_has_it(client: Client, chapter: Chapter) -> None:
    response = client.get(link_to(chapter))
    text = Page(response).text
    told = "Gennemsyn, kladde. Kun du, der har linket, ser det her. Linket virker til 14. december 2026."
    assert [words for words in ("Nyt kapitel", "En ramme.", "Et udkast.", told) if words not in text] == []
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get("/guide/nyt/").status_code == 404
    assert "Nyt kapitel" not in client.get("/guide/").content.decode()


def test_the_link_to_next_years_plan_shows_its_meetings(client: Client) -> None:
    plan = make_plan(2027, is_draft=True)
    add_meeting(plan, "zink", evening(dt.date(2027, 3, 17)), title="Zinkmøde", is_draft=True)
    page = Page(client.get(link_to(plan)))
    assert "Zinkmøde" in page.text
    assert "Zinkmøde" not in client.get("/moeder/?aar=2027").content.decode()


def test_the_link_shows_the_waiting_wording_and_readers_the_old_one(client: Client, chapter: Chapter) -> None:
    Chapter.objects.filter(pk=chapter.pk).update(is_draft=False)
    section = Section.objects.get(slug="rammer")
    base = pending.written(section)
    pending.keep(section, base, base.replace("En ramme.", "En ny ramme."), User.objects.create_user("sara"), None)
    page = client.get(link_to(section))
    assert "En ny ramme." in Page(page).text
    assert "offentlig · ny ordlyd venter" in Page(page).text
    assert "En ramme." in client.get("/guide/nyt/").content.decode()
    assert Section.objects.get(pk=section.pk).revision == section.revision


def test_the_link_leads_to_the_page_once_it_is_public(client: Client, chapter: Chapter) -> None:
    address = link_to(chapter)
    chapter.is_draft = False
    chapter.save()
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (302, "/guide/nyt/")


@pytest.mark.parametrize("members_only", [False, True])
def test_a_link_that_is_changed_by_a_letter_is_answered_with_a_sentence(
    client: Client, chapter: Chapter, settings: SettingsWrapper, members_only: bool
) -> None:
    settings.MEMBERS_ONLY = members_only
    address = link_to(chapter)
    assert client.get(address).status_code == 200
    for place in (12, len(address) - 3):
        wrong = address[:place] + ("x" if address[place] != "x" else "y") + address[place + 1 :]
        response = client.get(wrong)
        assert response.status_code == 404
        assert "skrevet forkert, trukket tilbage eller mere end 14 dage gammelt" in response.content.decode()


def test_a_link_ends_after_fourteen_days(client: Client, chapter: Chapter) -> None:
    address = link_to(chapter)
    for days, status in ((13, 200), (14, 404)):
        with clock.frozen(NOON + dt.timedelta(days=days)):
            assert client.get(address).status_code == status


def test_a_link_is_withdrawn_and_a_new_one_takes_its_place(client: Client, chapter: Chapter) -> None:
    first, second = link_to(chapter), link_to(chapter)
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    client.force_login(User.objects.get(username="mette"))
    client.post(reverse("admin:portal_chapter_preview_link", args=[chapter.pk]), {"withdraw": ""})
    assert client.get(second).status_code == 404
    assert PreviewLink.objects.count() == 0


def test_a_link_to_what_is_deleted_says_so(client: Client, chapter: Chapter) -> None:
    address = link_to(chapter)
    chapter.delete()
    assert client.get(address).status_code == 404


def test_the_log_does_not_know_the_links() -> None:
    assert without_secrets("/gennemsyn/abc:def/") == "/gennemsyn/"
