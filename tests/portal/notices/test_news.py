"""What is new: a line for every change that members can see, none for what only the secretariat sees."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import pytest
import reversion
from django.test import Client
from django.urls import reverse

from committee import changes
from portal.content.pending import PendingVersion, mark_of
from portal.content.publication import publish_due
from portal.models import Chapter, NewsItem, Section, Term
from portal.notices.news import LOADED, is_spelling
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


# Shall the members know?


def save_at_the_desk(term: Term, staff: Client, **fields: str) -> None:
    term.refresh_from_db()
    sent = {
        "name": term.name,
        "slug": term.slug,
        "definition": term.definition,
        "body": term.body,
        "expected_revision": term.revision,
        "opened_revision": term.revision,
        "news_choice": "",
        "news_sentence": "",
    }
    answer = staff.post(reverse("admin:portal_term_change", args=[term.pk]), sent | fields)
    assert answer.status_code == 302, answer.content.decode()


def news() -> list[str]:
    return list(NewsItem.objects.values_list("text", flat=True))


def test_a_small_correction_is_no_news(term, staff):
    save_at_the_desk(term, staff, definition="Et nyt forslag med en pris.", news_choice="nej")
    assert news() == []


def test_news_is_told_in_the_editors_sentence(term, staff):
    save_at_the_desk(term, staff, definition="Et forslag med en priis.", news_choice="ja", news_sentence="Læs  den. ")
    assert news() == ["Læs  den."]


def test_a_sentence_alone_is_news(term, staff):
    save_at_the_desk(term, staff, definition="Et forslag med en priis.", news_sentence="Læs den.")
    assert news() == ["Læs den."]


def test_without_an_answer_spelling_is_small_and_the_rest_is_news(term, staff):
    save_at_the_desk(term, staff, definition="Et forslag med en priss.")
    assert news() == []
    save_at_the_desk(term, staff, definition="Et forslag uden en pris.")
    assert news() == ["Rettet: kort forklaring."]


def test_the_history_keeps_both(term, staff):
    save_at_the_desk(term, staff, definition="Et nyt forslag med en pris.", news_choice="nej")
    save_at_the_desk(
        term, staff, definition="Et helt nyt forslag.", news_choice="ja", news_sentence="Forslaget er nyt."
    )
    page = staff.get(reverse("admin:portal_term_history", args=[term.pk])).content.decode()
    assert "Nyt for medlemmerne: ”Forslaget er nyt.”" in " ".join(page.split())
    assert "En lille rettelse, ikke under Nyt." in " ".join(page.split())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Du må dele oplysningen.", "Du må dele oplysningerne", True),
        ("Udvalget modtage sagen", "Udvalget modtager sagen.", True),
        ("Du må ikke dele den.", "Du må dele den.", False),
        ("Du må dele den.", "Du skal dele den.", False),
        ("Fristen er 14 dage.", "Fristen er 15 dage.", False),
        ("ja", "nej", False),
        ("", "Fx på rådhuset.", False),
        ("kl. 16.30", "kl. 16:30", True),
    ],
)
def test_spelling_is_the_same_words_and_numbers(before, after, expected):
    assert is_spelling(before, after) is expected


def test_a_draft_is_no_news_until_it_is_published_and_then_in_the_editors_sentence(term, staff):
    Term.objects.filter(pk=term.pk).update(is_draft=True)
    save_at_the_desk(term, staff, definition="Et udkast.", _draft="1", news_choice="ja", news_sentence="For tidligt.")
    assert news() == []
    save_at_the_desk(term, staff, definition="Et udkast.", _save="1", news_choice="ja", news_sentence="Et nyt ord.")
    assert news() == ["Et nyt ord."]


def test_a_wording_that_waited_is_told_as_its_publisher_says(term, staff):
    save_at_the_desk(term, staff, definition="En helt ny ordlyd.", _draft="1", news_choice="ja", news_sentence="Nej.")
    assert news() == []
    waiting = PendingVersion.objects.of(term)
    mark = {"expected_revision": mark_of(term), "opened_revision": mark_of(term)}
    assert waiting is not None
    save_at_the_desk(term, staff, definition="En ny ordlyd.", _save="1", news_choice="ja", news_sentence="Læs.", **mark)
    assert news() == ["Læs."]


def plan_at_the_desk(term: Term, staff: Client, **fields: str) -> None:
    """Save at the desk with a moment to publish at; the answer is there when the form is opened again."""
    mark = {"expected_revision": mark_of(term), "opened_revision": mark_of(term)}
    save_at_the_desk(term, staff, _publish_at="1", publish_on="2030-01-02T08:00", **fields, **mark)
    shown = staff.get(reverse("admin:portal_term_change", args=[term.pk])).context["news_choice"]
    assert shown == {"value": fields.get("news_choice", ""), "sentence": fields.get("news_sentence", "")}


@pytest.mark.parametrize("is_draft", [True, False])
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"news_choice": "ja", "news_sentence": "Læs det nye."}, ["Læs det nye."]),
        ({"news_choice": "nej"}, []),
    ],
)
def test_what_comes_at_its_moment_is_told_as_was_answered_when_it_was_planned(term, staff, answer, told, is_draft):
    Term.objects.filter(pk=term.pk).update(is_draft=is_draft)
    plan_at_the_desk(Term.objects.get(), staff, definition="En ny.", **answer)
    assert news() == []
    assert publish_due(dt.datetime(2030, 2, 1, tzinfo=dt.UTC)) == ["Budgetnotat"]
    assert (news(), Term.objects.get().definition) == (told, "En ny.")


def test_the_history_of_a_draft_says_nothing_to_members(term, staff):
    Term.objects.filter(pk=term.pk).update(is_draft=True)
    save_at_the_desk(term, staff, definition="Et udkast.", _draft="1", news_sentence="")
    page = staff.get(reverse("admin:portal_term_history", args=[term.pk])).content.decode()
    assert "Nyt for medlemmerne" not in page
    save_at_the_desk(term, staff, definition="Et andet udkast.", _save="1", news_sentence="")
    assert news() == ["Er kommet til."]
