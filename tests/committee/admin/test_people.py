"""People at the desk: what never leaves it, what the first page asks for, and a deletion that leaves nothing."""

from __future__ import annotations

import datetime as dt
import io
import logging
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from reversion.models import Revision, Version

from committee.models import Committee, Contact, Membership, Person
from portal.accounts import roles
from portal.lib import clock
from portal.models import NewsItem, SearchMiss
from portal.search.index.models import SearchDocument, SearchWord
from tests.kit.factories import client_of, insert, make_committee, make_user
from tests.kit.reading import Page, words

pytestmark = pytest.mark.django_db

MARCH = dt.datetime(2026, 3, 2, 12)
SECRETS = ("20 30 40 50", "20304050", "privat@example.dk", "40 50 60 70", "40506070")
"""The private telephone, and mail and telephone that may not be shown."""


@pytest.fixture
def secretariat() -> Client:
    make_committee()
    return client_of(make_user("kirsten", roles.SECRETARIAT))


def add_anna(desk: Client, **told: Any) -> Person:
    """Let the desk add her with a seat."""
    form = {"name": "Anna Østergård", "slug": "anna", "email": "privat@example.dk", "phone": "40 50 60 70"}
    form |= {"private_phone": "20 30 40 50", "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0"}
    form |= {"memberships-0-role": "1", "memberships-0-party": "Bylisten", "memberships-0-first_day": "1.1.2026"}
    answer = desk.post(reverse("admin:committee_person_add"), form | told)
    assert answer.status_code == 302, Page(answer).text
    return Person.objects.get()


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


# What never leaves


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/udvalget/", "/print/", "/nyt/", "/nyt/atom.xml", "/sitemap.xml", "/moeder/kalender.ics"),
        *("/offline/ord.json", "/offline/sider.json", "/soeg/?q=anna", "/soeg/?q=privat"),
    ],
)
def test_what_is_not_public_is_on_no_page_feed_or_search(secretariat: Client, client: Client, address: str) -> None:
    add_anna(secretariat)
    with clock.frozen(MARCH):
        answer = client.get(address)
    assert told(answer.content.decode()) == []


def test_what_is_not_public_is_not_in_the_pdf(secretariat: Client, client: Client) -> None:
    add_anna(secretariat)
    with clock.frozen(MARCH):
        pages = PdfReader(io.BytesIO(client.get("/velkomstguide.pdf").content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Anna Østergård" in text
    assert told(text) == []


def test_what_is_not_public_is_not_in_the_search(secretariat: Client) -> None:
    add_anna(secretariat)
    rows = [*SearchDocument.objects.values_list("title", "text", "synonyms"), *SearchWord.objects.values_list("word")]
    assert "Anna Østergård" in str(rows)
    assert told(str(rows)) == []
    page = secretariat.get(reverse("admin:committee_person_changelist"), {"q": "20 30 40 50"})
    assert "Anna Østergård" not in words(Page(page).tree.find(".//div[@id='changelist']"))


def test_what_is_not_public_is_not_exported_and_an_import_leaves_it(secretariat: Client, tmp_path: Path) -> None:
    anna = add_anna(secretariat)
    call_command("export_content", tmp_path / "a", verbosity=0)
    text = "".join(path.read_text() for path in (tmp_path / "a").iterdir())
    assert "Anna Østergård" in text
    assert told(text) == []
    call_command("import_content", tmp_path / "a", replace=True, verbosity=0)
    again = Person.objects.get()
    assert (again.pk, again.private_phone, again.email, again.revision) == (anna.pk, *SECRETS[:3:2], anna.revision)


def test_what_is_not_public_is_in_no_log(
    secretariat: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.INFO):
        anna = add_anna(secretariat)
        secretariat.get(reverse("admin:committee_person_change", args=[anna.pk]))
    assert told(caplog.text + "".join(capfd.readouterr())) == []
    assert told(str(list(LogEntry.objects.values_list("object_repr", "change_message")))) == []


def test_what_may_be_shown_is_shown(secretariat: Client, client: Client) -> None:
    add_anna(secretariat, contact_is_public="on")
    with clock.frozen(MARCH):
        page, printed = Page(client.get("/udvalget/")), Page(client.get("/print/"))
    for shown in (page.text, printed.text):
        assert told(shown) == ["privat@example.dk", "40 50 60 70"]


def test_news_name_nobody(secretariat: Client) -> None:
    add_anna(secretariat)
    assert list(NewsItem.objects.values_list("title", "text")) == [("Udvalgets medlemmer", "Er kommet til.")]
    assert not NewsItem.objects.filter(address__contains="anna").exists()


def test_only_the_secretariat_sees_people(secretariat: Client) -> None:
    anna = add_anna(secretariat)
    addresses = [
        reverse("admin:committee_person_change", args=[anna.pk]),
        reverse("admin:committee_person_history", args=[anna.pk]),
        reverse("admin:committee_membership_changelist"),
    ]
    editor = client_of(make_user("emil", roles.EDITOR))
    assert [secretariat.get(address).status_code for address in addresses] == [200, 200, 200]
    assert [editor.get(address).status_code for address in addresses] == [403, 403, 403]


# At the desk


def test_a_person_with_a_seat_is_edited_and_given_another_though_somebody_else_has_saved(secretariat: Client) -> None:
    anna = add_anna(secretariat)
    seat = Membership.objects.get()
    address = reverse("admin:committee_person_change", args=[anna.pk])
    opened = Page(secretariat.get(address)).tree
    fields = {
        element.get("name"): element.get("value") or ""
        for element in opened.iter("input")
        if element.get("type") not in ("submit", "checkbox") and "__prefix__" not in (element.get("name") or "_")
    }
    Membership.objects.filter(pk=seat.pk).update(party="Havnepartiet")
    other = Person.objects.get()
    other.phone = "33 33 33 33"
    other.save()
    fields |= {"name": "Anna Ny", "memberships-TOTAL_FORMS": "2", "memberships-1-role": "3"}
    fields |= {"memberships-0-party": "Skrevet udefra", "memberships-1-first_day": "1.1.2027"}
    seat.last_day = dt.date(2026, 12, 31)
    Membership.objects.filter(pk=seat.pk).update(last_day=seat.last_day)
    answer = secretariat.post(address, fields)
    assert answer.status_code == 302, Page(answer).text
    anna.refresh_from_db()
    assert (anna.name, anna.phone) == ("Anna Ny", "33 33 33 33")
    assert list(Membership.objects.order_by("first_day").values_list("party", "role")) == [("Havnepartiet", 1), ("", 3)]


def test_a_seat_of_a_person_is_changed_on_its_own_form(secretariat: Client) -> None:
    anna = add_anna(secretariat)
    seat = Membership.objects.get()
    form = {"person": anna.pk, "role": "3", "first_day": "1.1.2026", "last_day": "31.3.2026"}
    form |= {"expected_revision": seat.revision}
    answer = secretariat.post(reverse("admin:committee_membership_change", args=[seat.pk]), form)
    assert answer.status_code == 302, Page(answer).text
    seat.refresh_from_db()
    assert (seat.get_role_display(), seat.last_day) == ("medlem", dt.date(2026, 3, 31))


def test_the_first_thing_at_the_desk_is_who_the_secretariat_is(secretariat: Client) -> None:
    page = Page(secretariat.get(reverse("admin:index")))
    assert words(page.tree.find(".//div[@class='desk']//h2")) == "Medlemmerne ved ikke, hvem de skal spørge"
    assert "Skriv sekretariatets navn, e-mail og telefon" in page.text

    committee = Committee.objects.get()
    committee.secretariat, committee.secretariat_email = "Udvalgssekretariatet", "udvalg@example.dk"
    committee.save()
    assert "Skriv sekretariatets telefon" in Page(secretariat.get(reverse("admin:index"))).text
    committee.secretariat_phone = "33 12 34 56"
    committee.save()
    assert "hvem de skal spørge" not in Page(secretariat.get(reverse("admin:index"))).text


def test_the_desk_asks_for_the_deletion_of_who_left_more_than_a_year_ago(secretariat: Client) -> None:
    anna = insert(Person, name="Anna", slug="anna")
    bo = insert(Person, name="Bo", slug="bo")
    insert(Person, name="Carl", slug="carl")
    days = {"first_day": dt.date(2022, 1, 1), "last_day": dt.date(2025, 3, 1)}
    for person in (anna, bo):
        insert(Membership, person=person, **days)
    insert(Membership, person=bo, first_day=dt.date(2025, 3, 2))
    with clock.frozen(MARCH):
        asked = Page(secretariat.get(reverse("admin:index"))).tree.find(".//section[@aria-labelledby='fratraadte']//ul")
    assert words(asked) == "Anna. Trådt ud for over et år siden."


# A deletion that leaves nothing


def test_a_person_that_is_deleted_is_gone_from_everything(secretariat: Client, client: Client) -> None:
    anna = add_anna(secretariat)
    second = Membership.objects.create(person=anna, first_day=dt.date(2027, 1, 1))
    secretariat.post(reverse("admin:committee_membership_delete", args=[second.pk]), {"post": "yes"})
    other = Person.objects.create(name="Bo Anker", slug="bo")
    seat_of_other = Membership.objects.create(person=other, first_day=dt.date(2026, 1, 1))
    for missed in ("anna østergård", "østergård telefon", "østergårdsvej"):
        insert(SearchMiss, day=MARCH.date(), words=missed)
    address = reverse("admin:committee_person_delete", args=[anna.pk])
    form = Page(secretariat.get(reverse("admin:committee_person_change", args=[anna.pk])))
    assert ("Slet helt", address) in form.links
    assert "Ingen kan hente noget tilbage." in Page(secretariat.get(address)).text

    assert secretariat.post(address, {"post": "yes"}).status_code == 302

    assert list(Person.objects.all()) == [other]
    assert list(Membership.objects.all()) == [seat_of_other]
    assert {(v.content_type.model, v.object_id) for v in Version.objects.all()} == {
        ("person", str(other.pk)),
        ("membership", str(seat_of_other.pk)),
    }
    kept = [
        *Version.objects.values_list("object_repr", "serialized_data"),
        *Revision.objects.values_list("comment"),
        *LogEntry.objects.values_list("object_repr", "change_message"),
        *NewsItem.objects.values_list("title", "text", "address"),
        *SearchDocument.objects.values_list("title", "text"),
        *SearchWord.objects.values_list("word", "shown"),
    ]
    assert [secret for secret in ("Anna", "anna", "stergård", *SECRETS) if secret in str(kept)] == []
    assert list(SearchMiss.objects.values_list("words", flat=True)) == ["østergårdsvej"]
    assert list(LogEntry.objects.values_list("object_repr", flat=True)) == ["En person"]
    assert not Revision.objects.filter(version__isnull=True).exists()
    with clock.frozen(MARCH):
        assert Page(client.get("/udvalget/")).headings(3) == ["Bo Anker"]


def test_deleted_people_cannot_be_brought_back(secretariat: Client) -> None:
    anna = add_anna(secretariat)
    secretariat.post(reverse("admin:committee_person_delete", args=[anna.pk]), {"post": "yes"})
    secretariat.get(reverse("admin:index"))  # reads the messages of what was done
    for kind in ("person", "membership"):
        page = Page(secretariat.get(reverse(f"admin:committee_{kind}_deleted")))
        assert "Anna" not in page.text


def test_a_deletion_raises_the_content_revision(secretariat: Client) -> None:
    from portal.content.records import ContentRevision

    anna = add_anna(secretariat)
    before = ContentRevision.current()
    secretariat.post(reverse("admin:committee_person_delete", args=[anna.pk]), {"post": "yes"})
    assert ContentRevision.current() > before


def test_a_contact_is_deleted_as_any_record(secretariat: Client) -> None:
    contact = Contact.objects.create(subject="Husleje", slug="husleje", unit="Centret")
    secretariat.post(reverse("admin:committee_contact_delete", args=[contact.pk]), {"post": "yes"})
    assert "Husleje" in Page(secretariat.get(reverse("admin:committee_contact_deleted"))).text
