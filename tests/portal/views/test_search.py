"""The search page: with and without HTMX, its filters, what was mended, what was missed, and the synonyms of staff."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.urls import reverse

from portal.lib import clock
from portal.models import Chapter, SearchMiss, Section, Synonym, Term
from portal.search.query import misses
from portal.search.query.engine import mended
from tests.kit.factories import add_meeting, evening, make_committee, make_plan
from tests.kit.reading import Page, words

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

SEARCH = "/soeg/"
HTMX = {"HX-Request": "true"}
TODAY = dt.date(2026, 3, 4)


@pytest.fixture
def records() -> None:
    chapter = Chapter.objects.create(title="Din rolle", slug="din-rolle", lead="Om rollen.")
    Section.objects.create(
        chapter=chapter, slug="tavshedspligt", title="Tavshedspligt", body="Du må ikke sige <b>alt</b> videre."
    )
    Term.objects.create(name="Tavshed", slug="tavshed", definition="At tie med det, man ved om tavshedspligt.")


def ask(client: Client, query: str, **more: str) -> Page:
    return Page(client.get(SEARCH, {"q": query, **more}))


def hits(page: Page) -> list[str]:
    return page.headings(3)


def status(page: Page) -> str:
    return " ".join("".join(page.tree.find(".//*[@role='status']").itertext()).split())


def test_hits_have_title_place_link_with_words_to_mark_and_snippet(client, records):
    page = ask(client, "tavshedspligten")
    assert hits(page) == ["Tavshedspligt", "Tavshed"]
    assert ("Tavshedspligt", "/guide/din-rolle/?marker=tavshedspligt#tavshedspligt") in page.links
    assert "Guide · Din rolle" in page.text
    assert [mark.text for mark in page.main.iter("mark")] == ["tavshedspligt"]
    assert status(page) == "2 resultater for ”tavshedspligten”."


def test_record_text_in_a_hit_is_escaped(client, records):
    response = client.get(SEARCH, {"q": "videre"})
    assert b"<b>alt</b>" not in response.content


def test_areas_are_chosen_by_links_with_counts(client, records):
    page = ask(client, "tavshed")
    assert {("Alt 2", "/soeg/?q=tavshed"), ("Guide 1", "/soeg/?q=tavshed&omraade=guide")} <= page.links
    chosen = ask(client, "tavshed", omraade="guide")
    assert hits(chosen) == ["Tavshedspligt"]
    assert ("Ordbog 1", "/soeg/?q=tavshed&omraade=ordbog") in chosen.links
    assert hits(ask(client, "tavshed", omraade="findes-ikke")) == hits(page)


def test_an_empty_search_has_no_hits_and_says_what_to_do(client, records):
    for query in ("", "   ", "\u202e\u0000\ufffe"):
        page = ask(client, query)
        assert hits(page) == []
        assert status(page) == "Ingen ord at søge efter endnu. Skriv, hvad du leder efter."


def test_nothing_found_is_said_kindly_with_near_words_and_ways_on(client, records):
    page = ask(client, "qavshexsplixt")
    assert hits(page) == []
    assert status(page) == "Ingen resultater for ”qavshexsplixt”."
    assert ("tavshedspligt", "/soeg/?q=tavshedspligt") in page.links
    assert {"/ordbog/", "/guide/"} <= {address for _, address in page.links}


def test_nothing_in_the_area_points_to_the_whole(client, records):
    page = ask(client, "rollen", omraade="ordbog")
    assert hits(page) == []
    assert ("Søg i hele portalen", "/soeg/?q=rollen") in page.links


def test_mended_words_are_said_and_can_be_taken_back(client, records):
    page = ask(client, "tavshedspilgt")
    assert hits(page)[0] == "Tavshedspligt"
    assert "Viser resultater for ”tavshedspligt”." in page.text
    assert ("Søg i stedet efter ”tavshedspilgt”", "/soeg/?q=tavshedspilgt&ordret=1") in page.links
    assert hits(ask(client, "tavshedspilgt", ordret="1")) == []


def test_a_slip_is_mended_where_it_is_a_word_and_not_within_another():
    assert mended("bar om barnet, bar", [("bar", "bærer")]) == "bærer om barnet, bærer"


def test_a_word_copied_from_a_heading_finds_what_the_word_finds(client, records):
    asked = unicodedata.normalize("NFD", "tavsheds\u00adpligt\u200b")
    assert hits(ask(client, asked)) == hits(ask(client, "tavshedspligt"))
    assert status(ask(client, asked)) == "2 resultater for ”tavshedspligt”."


def absent(word: str) -> None:
    Synonym.objects.create(word=word, is_absent=True)


def test_subject_without_content_names_whom_to_ask(client, records):
    absent("afbud")
    page = ask(client, "afbud")
    assert (hits(page), status(page)) == ([], "Ingen resultater for ”afbud”.")
    assert "Portalen har ikke noget om ”afbud”. Spørg det sekretariat, der sender dig dagsorden" in page.text
    assert "Portalen har ikke fået sekretariatets e-mail og telefon endnu." in page.text
    make_committee(secretariat_email="sekretariat@example.dk")
    page = ask(client, "afbud igen")
    assert "Spørg sekretariatet: sekretariat@example.dk." in page.text
    assert counted()["afbud"] == 1


def test_uncertain_hits_have_a_heading_of_their_own(client, records):
    absent("afbud")
    page = ask(client, "afbud tavshed")
    assert hits(page) == ["Tavshed", "Tavshedspligt"]
    assert page.headings(2)[0] == "Ingen sikre resultater. Måske mener du"
    assert status(page) == "Ingen sikre resultater for ”afbud tavshed”."
    assert counted() == {"afbud tavshed": 1}
    assert "Resultater" in ask(client, "tavshed").headings(2)


def test_five_uncertain_hits_are_shown(client):
    absent("afbud")
    for number in range(8):
        Term.objects.create(name=f"Møde {number}", slug=f"m{number}", definition="Et møde.")
    page = ask(client, "afbud møde")
    assert len(hits(page)) == 5
    assert ("Vis alle 8", "/soeg/?q=afbud+m%C3%B8de&vis=alle") in page.links


def test_a_day_when_nothing_happens_is_answered_with_what_comes_after(client):
    plan = make_plan()
    add_meeting(plan, "formiddag", evening(dt.date(2026, 6, 3)))
    add_meeting(plan, "aften", evening(dt.date(2026, 5, 13)))
    call_command("rebuild_search", verbosity=0)
    page = ask(client, "14. maj")
    assert hits(page)[0] == "3. juni 2026: Formiddag"
    assert "Der står intet om 14. maj. Først står det, der kommer efter." in page.text


def test_a_word_that_stands_nowhere_is_said_above_what_the_others_found(client, records):
    page = ask(client, "vuggestue tavshedspligt")
    assert hits(page) == ["Tavshedspligt", "Tavshed"]
    assert "Ingen resultater for ”vuggestue”" in page.text
    assert "Ingen resultater for" not in ask(client, "tavshedspligt").text


def test_many_hits_are_shown_twenty_at_first(client):
    for number in range(25):
        Term.objects.create(name=f"Møde {number}", slug=f"m{number}", definition="Et møde.")
    page = ask(client, "møde")
    assert len(hits(page)) == 20
    assert ("Vis alle 25", "/soeg/?q=m%C3%B8de&vis=alle") in page.links
    assert len(hits(ask(client, "møde", vis="alle"))) == 25


@pytest.mark.parametrize(
    "query",
    [
        "%",
        '"',
        "'); DROP TABLE portal_term;--",
        "z\0q",
        "🙂🙂",
        "<script>alert(1)</script>",
        "x" * 500,
        "y" * 10_000,
        "ord " * 2500,
    ],
)
def test_bad_input_is_answered(client, records, query):
    response = client.get(SEARCH, {"q": query})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert len(response.content) < 40_000
    assert "Ingen resultater" in response.content.decode()


def test_as_one_types_only_the_results_are_sent(client, records):
    response = client.get(SEARCH, {"q": "tavs"}, headers=HTMX)
    assert "<html" not in response.content.decode()
    page = Page(response)
    assert hits(page) == ["Tavshed", "Tavshedspligt"]
    assert status(page) == "2 resultater for ”tavs”."


def test_first_search_pushes_history_and_the_next_replace_it(client, records):
    start = {"HX-Current-URL": "http://testserver/soeg/"}
    going = {"HX-Current-URL": "http://testserver/soeg/?q=tav"}
    pushed = client.get(SEARCH, {"q": "tavs"}, headers=HTMX | start)
    replaced = client.get(SEARCH, {"q": "tavs"}, headers=HTMX | going)
    assert (pushed["HX-Push-Url"], replaced["HX-Replace-Url"]) == ("/soeg/?q=tavs", "/soeg/?q=tavs")
    assert "HX-Replace-Url" not in pushed
    assert "HX-Push-Url" not in replaced


def test_back_gets_the_whole_page(client, records):
    response = client.get(SEARCH, {"q": "tavs"}, headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" in response.content.decode()


def test_only_reading_is_allowed(client):
    assert client.post(SEARCH, {"q": "tavs"}).status_code == 405


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_at_most_six_queries(client, rows, django_assert_max_num_queries):
    for number in range(rows):
        Term.objects.create(name=f"Møde {number}", slug=f"m{number}", definition="Et møde.")
    ask(client, "møde")
    with django_assert_max_num_queries(6):
        ask(client, "møde")
    with django_assert_max_num_queries(6):
        ask(client, "møde", omraade="ordbog")


def counted() -> dict[str, int]:
    return dict(SearchMiss.objects.values_list("words", "count"))


def test_a_search_in_vain_is_counted_by_its_words(client, records):
    for query in ("Kørestol!", "kørestol", "tavshed"):
        ask(client, query)
    assert counted() == {"kørestol": 2}


def test_search_while_typing_is_not_counted(client, records):
    client.get(SEARCH, {"q": "køres"}, headers=HTMX | {"HX-Trigger": "soegefelt"})
    client.get(SEARCH, {"q": "kørestol"}, headers=HTMX | {"HX-Trigger": "soegning"})
    assert counted() == {"kørestol": 1}


@pytest.mark.parametrize("query", ["010203-1234", "0102031234", "navn@example.dk", "🙂", "x" * 200, ""])
def test_personal_queries_are_not_recorded(query):
    misses.record(query, TODAY)
    assert counted() == {}


def test_a_day_holds_so_many_misses_and_no_more():
    for number in range(misses.MOST_A_DAY + 20):
        misses.record(f"ord {'a' * (number % 70)} {number // 70}b", TODAY)
    assert SearchMiss.objects.count() == misses.MOST_A_DAY


def test_old_misses_go_when_a_new_day_begins():
    misses.record("gammelt", TODAY - dt.timedelta(days=misses.KEPT_DAYS + 1))
    misses.record("nyt", TODAY)
    assert counted() == {"nyt": 1}


def test_a_page_that_found_nothing_is_not_kept_for_the_next_reader(client, records):
    assert client.get(SEARCH, {"q": "kørestol"})["Cache-Control"] == "no-store"
    assert "no-store" not in client.get(SEARCH, {"q": "tavshed"})["Cache-Control"]


def test_staff_sees_the_misses_of_90_days_added_up(staff):
    day = clock.today()
    for ago, missed in [(0, "kørestol"), (3, "kørestol"), (3, "rollator"), (100, "for gammelt")]:
        SearchMiss.objects.create(day=day - dt.timedelta(days=ago), words=missed, count=2)
    page = Page(staff.get(reverse("admin:portal_searchmiss_changelist")))
    rows = [[words(cell) for cell in row] for row in page.main.findall(".//tbody/tr")]
    assert [row[1:3] for row in rows] == [["kørestol", "4"], ["rollator", "2"]]


def test_staff_adds_a_synonym_from_a_miss_and_it_works_at_once(staff, records):
    ask(staff, "mundkurv")
    listing = Page(staff.get(reverse("admin:portal_searchmiss_changelist")))
    [address] = [address for text, address in listing.links if text == "Tilføj synonym"]
    form = staff.get(address)
    assert form.context["adminform"].form.initial["word"] == "mundkurv"
    staff.post(address, {"word": "mundkurv", "means": "tavshedspligt"})
    assert Synonym.objects.get().means == "tavshedspligt"
    assert hits(ask(staff, "mundkurv"))[0] == "Tavshedspligt"
    again = Page(staff.get(reverse("admin:portal_searchmiss_changelist")))
    assert "Ret synonymet" in {text for text, _ in again.links}


def test_a_synonym_means_something_or_says_that_there_is_nothing(staff):
    add = reverse("admin:portal_synonym_add")
    staff.post(add, {"word": "mundkurv", "means": " , "})
    staff.post(add, {"word": "afbud", "means": "møde", "is_absent": "on"})
    assert not Synonym.objects.exists()
    staff.post(add, {"word": "afbud", "means": "", "is_absent": "on"})
    assert Synonym.objects.get().is_absent
