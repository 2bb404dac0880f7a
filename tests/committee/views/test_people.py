"""The committee's members and deputies on a day, whom to ask about what, and the secretariat in the foot of pages."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError

from committee.models import Committee, Contact, Membership, Person
from portal.lib import clock
from portal.search.query.engine import near_words
from tests.kit.factories import insert, make_committee
from tests.kit.queries import count_queries
from tests.kit.reading import Page, words

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

PEOPLE = "/udvalget/"
NOON = dt.time(12)
MARCH = dt.date(2026, 3, 2)
START = dt.date(2026, 1, 1)
ROLE = Membership.Role


def seat(name: str, role: int = ROLE.MEMBER, first: dt.date = START, last: dt.date | None = None, **told: object):
    person = Person.objects.filter(name=name).first() or Person.objects.create(
        name=name, slug=f"p-{Person.objects.count()}"
    )
    return Membership.objects.create(person=person, role=role, first_day=first, last_day=last, **told)


def read(client: Client, address: str = PEOPLE, day: dt.date = MARCH) -> Page:
    with clock.frozen(dt.datetime.combine(day, NOON)):
        return Page(client.get(address))


def names(client: Client, day: dt.date = MARCH) -> list[str]:
    return read(client, day=day).headings(3)


def footer(page: Page) -> str:
    return words(page.tree.find(".//footer"))


# Who is shown


def test_members_stand_by_role_and_then_by_name_as_danes_sort_it(client: Client) -> None:
    for name in ("Åse", "Ole", "Østen", "Ærø"):
        seat(name)
    seat("Viggo", ROLE.CHAIR)
    seat("Bo", ROLE.VICE_CHAIR)
    seat("Dea", ROLE.DEPUTY)
    assert names(client) == ["Viggo", "Bo", "Ole", "Ærø", "Østen", "Åse", "Dea"]
    assert read(client).headings(2) == ["Medlemmer den 2. marts 2026", "Stedfortrædere den 2. marts 2026"]


def test_a_member_has_role_party_and_days(client: Client) -> None:
    seat("Anna", ROLE.CHAIR, party="Bylisten", last=dt.date(2026, 6, 30))
    seat("Bo")
    text = read(client).text
    assert "Anna Formand, Bylisten 1. januar 2026 til 30. juni 2026 Bo" in text
    assert "Bo Medlem Fra 1. januar 2026" in text


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (dt.date(2026, 2, 28), []),
        (dt.date(2026, 3, 1), ["Anna"]),
        (dt.date(2026, 3, 31), ["Anna"]),
        (dt.date(2026, 4, 1), []),
    ],
    ids=str,
)
def test_a_member_is_shown_and_found_from_the_first_day_to_the_last(
    client: Client, day: dt.date, shown: list[str]
) -> None:
    make_committee()
    seat("Anna", first=dt.date(2026, 3, 1), last=dt.date(2026, 3, 31))
    assert names(client, day) == shown
    assert read(client, "/soeg/?q=anna", day).headings(3) == shown
    assert ("Anna" in read(client, "/print/", day).text) == bool(shown)
    assert ("Udvalget" in read(client, "/", day).tree.text_content()) == bool(shown)
    with clock.frozen(dt.datetime.combine(day, NOON)):
        assert [row[0] for row in client.get("/offline/ord.json").json()["records"]] == shown


def test_who_has_left_is_no_suggestion_of_the_search() -> None:
    seat("Rasmussen", last=dt.date(2026, 3, 1))
    days = (dt.date(2026, 3, 1), dt.date(2026, 3, 2))
    assert [near_words("rasmusen", day=day) for day in days] == [["rasmussen"], []]


def test_who_has_not_begun_is_shown_where_the_record_says_so(client: Client) -> None:
    seat("Anna", first=dt.date(2026, 4, 1), is_announced=True)
    seat("Bo", first=dt.date(2026, 4, 1))
    assert names(client) == ["Anna"]
    assert read(client).headings(2) == ["Tiltræder senere"]
    assert read(client, "/soeg/?q=anna").headings(3) == ["Anna"]


def test_a_draft_is_not_shown(client: Client) -> None:
    kept, person = seat("Anna"), seat("Bo").person
    Membership.objects.filter(pk=kept.pk).update(is_draft=True)
    Person.objects.filter(pk=person.pk).update(is_draft=True)
    Contact.objects.create(subject="Husleje", slug="husleje", unit="Centret", is_draft=True)
    assert names(client) == []


def test_a_person_sits_once_at_a_time() -> None:
    seat("Anna", last=dt.date(2026, 3, 31))
    person = Person.objects.get()
    Membership(person=person, first_day=dt.date(2026, 4, 1)).full_clean()
    with pytest.raises(ValidationError, match="et andet medlemskab i de dage"):
        Membership(person=person, first_day=dt.date(2026, 3, 31)).full_clean()
    with pytest.raises(ValidationError, match="et andet medlemskab i de dage"):
        Membership(person=person, first_day=dt.date(2025, 1, 1)).full_clean()


def test_a_seat_ends_after_it_begins() -> None:
    anna = insert(Person, name="Anna", slug="anna")
    with pytest.raises(ValidationError, match="slutter, før det begynder"):
        Membership(person=anna, first_day=dt.date(2026, 3, 2), last_day=dt.date(2026, 3, 1)).full_clean()


# Contacts


def test_a_contact_is_read_and_found_by_its_subject(client: Client) -> None:
    told = {"email": "bolig@example.dk", "phone": "33 12 34 56", "note": "Ring mellem kl. 9 og 12."}
    Contact.objects.create(
        subject="Husleje på botilbud", slug="husleje", unit="Center for Boliger", search_words="boligudgift", **told
    )
    page = read(client)
    assert "Husleje på botilbud Center for Boliger bolig@example.dk Telefon 33 12 34 56 Ring mellem kl." in page.text
    assert {("bolig@example.dk", "mailto:bolig@example.dk"), ("33 12 34 56", "tel:+4533123456")} <= page.links
    for query in ("husleje", "boligudgift"):
        assert read(client, f"/soeg/?q={query}").headings(3) == ["Husleje på botilbud"]


@pytest.mark.parametrize("phone", ["33123456x", "javascript:1", "1234", "+45 33 12 34 56 78 90 12 34", "33-12"])
def test_a_telephone_is_a_number(phone: str) -> None:
    with pytest.raises(ValidationError, match="Skriv nummeret med cifre"):
        Contact(subject="X", slug="x", unit="X", phone=phone).full_clean()


# Until it is filled


def test_nothing_leads_to_the_page_before_there_is_something_to_show(client: Client) -> None:
    make_committee()
    page = read(client)
    assert page.text == (
        "Forside Udvalget Udvalget Portalen har ikke fået udvalgets medlemmer og kontakter endnu. Spørg det "
        "sekretariat, der sender dig dagsorden og bilag. Portalen har ikke fået sekretariatets e-mail og telefon endnu."
    )
    for address in ("/", "/print/", "/sitemap.xml", "/offline/sider.json"):
        assert PEOPLE not in client.get(address).content.decode()
    Contact.objects.create(subject="Husleje", slug="husleje", unit="Centret")
    for address in ("/", "/sitemap.xml", "/offline/sider.json"):
        assert PEOPLE in client.get(address).content.decode()


def test_the_way_to_the_page_costs_no_query(client: Client) -> None:
    make_committee()
    before = count_queries(client, "/forvaltning/")
    seat("Anna")
    assert count_queries(client, "/forvaltning/") == before


# The secretariat


def test_every_page_says_whom_to_ask(client: Client) -> None:
    make_committee()
    for address in ("/", "/moeder/", "/om/", "/privatliv/", "/soeg/"):
        assert "Spørg det sekretariat, der sender dig dagsorden og bilag." in footer(read(client, address))
    committee = Committee.objects.get()
    committee.secretariat, committee.secretariat_email = "Udvalgssekretariatet", "udvalg@example.dk"
    committee.secretariat_phone = "33 12 34 56"
    committee.save()
    for address in ("/", "/moeder/", "/om/", "/privatliv/", "/soeg/"):
        page = read(client, address)
        assert "Spørg Udvalgssekretariatet: udvalg@example.dk, telefon 33 12 34 56." in footer(page)


def test_a_mail_to_the_secretariat_names_the_page(client: Client) -> None:
    make_committee(secretariat_email="udvalg@example.dk")
    link = read(client, "/forvaltning/").tree.find(".//footer//a")
    assert link.get("href") == "mailto:udvalg@example.dk?subject=R%C3%A5d%20og%20forvaltning%20%28/forvaltning/%29"


def test_new_contact_is_seen_at_the_next_request(client: Client) -> None:
    make_committee(secretariat_email="gammel@example.dk")
    before = read(client, "/om/")
    committee = Committee.objects.get()
    committee.secretariat_email = "ny@example.dk"
    committee.save()
    assert ("gammel@example.dk" in footer(before), "ny@example.dk" in footer(read(client, "/om/"))) == (True, True)
