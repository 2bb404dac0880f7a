"""What is new: a line for every change that members can see, none for what only the secretariat sees."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import pytest
import reversion
from django.test import Client
from django.urls import reverse

from committee import changes
from portal.models import Chapter, NewsItem, Section, Term
from portal.notices.news import LOADED
from tests.kit.factories import ADOPTED, add_meeting, evening, make_plan, save_term
from tests.kit.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def term() -> Term:
    with reversion.create_revision():
        reversion.set_comment(LOADED)
        return save_term()


def test_loading_the_content_is_no_news(term):
    assert not NewsItem.objects.exists()


def test_a_changed_text_is_news_with_what_was_changed(term):
    term.definition = "Et forslag med pris og indsats."
    term.save()
    item = NewsItem.objects.get()
    assert (item.kind, item.title, item.text, item.address) == (
        "rettet",
        "Budgetnotat",
        "Rettet: kort forklaring.",
        "/ordbog/#budgetnotat",
    )


def test_a_new_record_is_news(db):
    Term.objects.create(name="Måltal", slug="maaltal", definition="Et mål i tal.")
    assert [(i.kind, i.text) for i in NewsItem.objects.all()] == [("ny", "Er kommet til.")]


def test_editorial_field_is_no_news(term):
    term.search_words, term.confirm_note = "ønskeseddel", "Spørg økonomi."
    term.save()
    assert not NewsItem.objects.exists()


def test_a_moved_meeting_is_told_with_old_and_new_time_and_the_reason(db):
    meeting = add_meeting(make_plan(**ADOPTED), "moede", evening(dt.date(2026, 9, 16)))
    session = meeting.sessions.get()
    slot = changes.Slot(dt.date(2026, 9, 17), dt.time(16, 30), dt.time(20))
    at = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    changes.move(meeting, {session.pk: slot}, "Salen er optaget.", "Mette", at)
    item = NewsItem.objects.get()
    assert (item.kind, item.address, item.text) == (
        "moede",
        "/moeder/moede/",
        "Flyttet fra onsdag den 16. september 2026 kl. 16.30-20.00 "
        "til torsdag den 17. september 2026 kl. 16.30-20.00. Begrundelse: Salen er optaget.",
    )


def test_the_page_and_the_feed_show_the_newest_first(client: Client, term):
    for text in ("Først.", "Senere."):
        term.definition = text
        term.save()
    NewsItem.objects.filter(pk=NewsItem.objects.latest("pk").pk).update(title="Det nyeste")
    page = client.get(reverse("portal:news")).content.decode()
    assert page.index("Det nyeste") < page.index(">Budgetnotat<")
    feed = ElementTree.fromstring(client.get(reverse("portal:news_feed")).content)
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "Rettet: Det nyeste"


def feed_of(client: Client) -> ElementTree.Element:
    return ElementTree.fromstring(client.get(reverse("portal:news_feed")).content)


def told(**fields: object) -> NewsItem:
    at = dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)
    said = {"at": at, "kind": "moede", "record_type": "Møde", "title": "Ordinært møde", "address": "/moeder/moede/"}
    return NewsItem.objects.create(**{**said, **fields})


@pytest.mark.parametrize("text", ["Begrundelse: Lokale <værelse 8> & salen.", "a < b", "<b>fed</b>", "&lt;"])
def test_the_words_of_a_reason_are_text_in_the_feed(client: Client, text):
    told(title=text, text=text)
    entry = feed_of(client).find(f"{ATOM}entry")
    title, summary = entry.find(f"{ATOM}title"), entry.find(f"{ATOM}summary")
    assert (title.get("type", "text"), title.text) == ("text", f"Mødeplan: {text}")
    assert (summary.get("type"), summary.text) == ("text", text)


@pytest.mark.parametrize(
    ("site_url", "site", "host"),
    [
        ("", "http://testserver", "testserver"),
        ("https://portal.example.dk", "https://portal.example.dk", "portal.example.dk"),
    ],
)
def test_the_feed_names_its_site_in_addresses_and_ids(client: Client, settings, site_url, site, host):
    settings.SITE_URL = site_url
    deleted, moved = told(address=""), told(at=dt.datetime(2026, 7, 2, 12, tzinfo=dt.UTC))
    feed = feed_of(client)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": f"{site}/nyt/", "self": f"{site}/nyt/atom.xml"}
    assert (feed.findtext(f"{ATOM}id"), feed.findtext(f"{ATOM}author/{ATOM}name")) == (f"{site}/nyt/", "Portalen")
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        f"tag:{host},2026-07-02:nyt/{moved.pk}",
        f"tag:{host},2026-07-01:nyt/{deleted.pk}",
    ]
    assert [entry.find(f"{ATOM}link").get("href") for entry in entries] == [f"{site}/moeder/moede/", f"{site}/nyt/"]
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == [
        "2026-07-02T12:00:00+00:00",
        "2026-07-01T22:30:00+00:00",
    ]


@pytest.mark.usefixtures("content")
def test_the_feed_is_the_committees(client: Client):
    assert feed_of(client).findtext(f"{ATOM}author/{ATOM}name") == "Socialudvalget, Københavns Kommune"


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("address", ["/", "/nyt/", "/moeder/", "/jura/serviceloven/", "/soeg/", "/budget/"])
def test_every_page_names_the_feed_once(client: Client, address):
    page = Page(client.get(address))
    found = [link for link in page.tree.iter("link") if link.get("type") == "application/atom+xml"]
    assert [(link.get("rel"), link.get("href")) for link in found] == [("alternate", "/nyt/atom.xml")]


def test_a_feed_that_no_reader_of_news_can_sign_in_to_is_not_named(client: Client, settings):
    settings.MEMBERS_ONLY = True
    assert "atom" not in client.get("/konto/log-ind/").text


@pytest.mark.parametrize("page", ["0", "999999999999", "x", "-1", ""])
def test_an_unknown_page_number_shows_the_nearest_page(client: Client, term, page):
    assert client.get(reverse("portal:news"), {"side": page}).status_code == 200


def test_the_hour_of_a_piece_of_news_is_danish_time(client, db):
    NewsItem.objects.create(
        at=dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC), kind="ny", record_type="Ord", title="Måltal", address="/"
    )
    assert "torsdag den 2. juli 2026 kl. 0.30" in client.get(reverse("portal:news")).content.decode()


def test_deleted_record_is_news_without_a_link(admin_client):
    chapter = Chapter.objects.create(title="Opgaven", slug="opgaven", order=1)
    section = Section.objects.create(chapter=chapter, title="Rammen", slug="rammen", order=1, body="Tekst.")
    term = Term.objects.create(name="Opgave", slug="opgave", definition="Noget, der skal løses.")
    addresses = {"/guide/opgaven/", "/guide/opgaven/#rammen", "/ordbog/#opgave"}
    assert set(NewsItem.objects.values_list("address", flat=True)) == addresses
    answer = admin_client.post(reverse("admin:portal_chapter_delete", args=[chapter.pk]), {"post": "yes"})
    assert (answer.status_code, Section.objects.filter(pk=section.pk).exists()) == (302, False)
    told = NewsItem.objects.first()
    assert (told.kind, told.record_type, told.title, told.address) == ("slettet", "Kapitel", "Opgaven", "")
    assert NewsItem.objects.exclude(address="").get().address == term.get_absolute_url()
    page = admin_client.get("/nyt/").text
    assert "Står ikke længere i portalen." in page
    assert 'href="/guide/opgaven/' not in page
    assert f">{told.title}</a>" not in page


def test_a_record_that_goes_with_other_content_is_no_news(term):
    term.delete()
    assert not NewsItem.objects.exists()
