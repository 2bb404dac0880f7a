"""The walks as pages: each step an address, the answers taken in it, a way back, and nothing stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from committee.models import MemberDuty, Walk, WalkAnswer, WalkStep
from tests.kit.factories import insert, make_committee
from tests.kit.queries import count_queries
from tests.kit.reading import Page, words

if TYPE_CHECKING:
    from django.test import Client

START = "/rolle/maa-jeg/"


@pytest.fixture
def walk(db: None) -> Walk:
    """A question that leads to a yes, to a second question with a no, and to the secretariat; two ways to the no."""
    made = insert(Walk, title="Må jeg?", slug="maa-jeg", lead="Svar på to spørgsmål.")
    duty = insert(MemberDuty, title="Tavshedspligt", slug="tavshedspligt", group="tavshedspligt", body="X.")
    first = step(made, "foerst", "Er sagen fortrolig?")
    second = step(made, "saa", "Hvem vil du fortælle?")
    yes = step(made, "ja", "Det må du", verdict="ja", body="Fordi.", source="Folderen", duty=duty)
    no = step(made, "nej", "Det må du ikke", verdict="nej", body="Derfor ikke.")
    ask = step(made, "spoerg", "Spørg først", verdict="spoerg", body="Det er ikke sagt.")
    answer(first, 1, "Nej", yes)
    answer(first, 2, "Ja", second)
    answer(first, 3, "Ved ikke", ask)
    answer(second, 1, "Familien", no)
    answer(second, 2, "Pressen", no)
    return made


def step(walk: Walk, slug: str, title: str, **fields: object) -> WalkStep:
    return insert(WalkStep, walk=walk, slug=slug, title=title, order=walk.steps.count(), **fields)


def answer(step: WalkStep, order: int, label: str, leads_to: WalkStep) -> WalkAnswer:
    return insert(WalkAnswer, step=step, order=order, label=label, leads_to=leads_to)


def trail(page: Page) -> list[str]:
    """The answers taken so far, as the page shows them."""
    return [words(taken) for taken in page.main.findall(".//ol[@class='decision-given']/li/b")]


def ways_on(page: Page) -> list[tuple[str, str]]:
    """The answers to choose from, in order, with their addresses."""
    links = page.main.findall(".//ul[@class='decision-options']//a")
    return [(words(link), link.get("href", "")) for link in links]


def back(page: Page) -> str:
    return next(address for label, address in page.links if label == "Tilbage")


def test_a_walk_begins_with_its_first_question(client: Client, walk: Walk) -> None:
    page = Page(client.get(START))
    assert (page.headings(1), page.headings(2)) == (["Må jeg?"], ["Er sagen fortrolig?"])
    assert ways_on(page) == [
        ("Nej", "/rolle/maa-jeg/ja/?svar=1"),
        ("Ja", "/rolle/maa-jeg/saa/?svar=2"),
        ("Ved ikke", "/rolle/maa-jeg/spoerg/?svar=3"),
    ]


def test_the_address_carries_the_answers_and_the_way_back(client: Client, walk: Walk) -> None:
    page = Page(client.get("/rolle/maa-jeg/nej/?svar=2.2"))
    assert trail(page) == ["Ja", "Pressen"]
    assert back(page) == "/rolle/maa-jeg/saa/?svar=2"
    assert back(Page(client.get(back(page)))) == START


def test_an_answer_gives_its_reason_its_source_and_its_duty(client: Client, walk: Walk) -> None:
    page = Page(client.get("/rolle/maa-jeg/ja/?svar=1"))
    assert page.headings(2) == ["Det må du"]
    for sentence in ("Ja", "Fordi.", "Kilde: Folderen"):
        assert sentence in page.text
    assert ("Tavshedspligt", "/rolle/#tavshedspligt") in page.links
    assert "Kontakt: " not in page.text
    assert ways_on(page) == []


def test_an_answer_names_the_paragraph_behind_what_the_folder_does_not_say(client: Client, walk: Walk) -> None:
    step(walk, "loven", "Sig det", verdict="sig-det", body="X.", source="Folderen", legal_source="loven § 3")
    told = Page(client.get("/rolle/maa-jeg/loven/")).text
    assert "Kilde: loven § 3" in told
    assert "Kilde: Folderen" in told


def test_where_no_contact_is_known_an_answer_says_so(client: Client, walk: Walk) -> None:
    told = Page(client.get("/rolle/maa-jeg/spoerg/")).text
    assert (
        "Spørg det sekretariat, der sender dig dagsorden og bilag. Portalen har ikke fået sekretariatets e-mail" in told
    )


def test_open_answer_leads_to_the_secretariat(client: Client, walk: Walk) -> None:
    make_committee(secretariat="Udvalgssekretariatet", secretariat_email="sekretariat@example.dk")
    page = Page(client.get("/rolle/maa-jeg/spoerg/?svar=3"))
    assert "Sig det ikke, før du har spurgt" in page.text
    assert "Spørg Udvalgssekretariatet: sekretariat@example.dk." in page.text
    path = "/rolle/maa-jeg/spoerg/"
    mails = [address for _, address in page.links if address.startswith("mailto:")]
    assert mails == [f"mailto:sekretariat@example.dk?subject={quote(f'Spørg først – Må jeg? ({path})')}"]


@pytest.mark.parametrize("answers", ["1", "2.9", "9", "2.2.1", "2..2", "x", "%C2%B2", "2." * 500, ""])
def test_answers_that_do_not_lead_here_are_left_out(client: Client, walk: Walk, answers: str) -> None:
    page = Page(client.get(f"/rolle/maa-jeg/nej/?svar={answers}"))
    assert page.headings(2) == ["Det må du ikke"]
    assert trail(page) == []
    assert ("Begynd forfra", START) in page.links


def test_a_step_that_is_met_without_answers_leads_on_without_them(client: Client, walk: Walk) -> None:
    page = Page(client.get("/rolle/maa-jeg/saa/"))
    assert ways_on(page) == [("Familien", "/rolle/maa-jeg/nej/"), ("Pressen", "/rolle/maa-jeg/nej/")]


def test_a_walk_in_a_circle_still_ends(client: Client, walk: Walk) -> None:
    second = WalkStep.objects.get(slug="saa")
    answer(second, 3, "Tilbage igen", second)
    assert trail(Page(client.get("/rolle/maa-jeg/saa/?svar=2.3.3"))) == ["Ja", "Tilbage igen", "Tilbage igen"]
    assert trail(Page(client.get("/rolle/maa-jeg/saa/?svar=2" + ".3" * 50))) == []


def test_an_empty_walk_says_so(client: Client, db: None) -> None:
    insert(Walk, title="Tom", slug="tom", lead="X.")
    assert "Spørgsmålene er ikke lagt ind endnu" in Page(client.get("/rolle/tom/")).text


@pytest.mark.parametrize("address", ["/rolle/findes-ikke/", "/rolle/findes-ikke/x/"])
def test_an_unknown_walk_is_not_found(client: Client, walk: Walk, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_step_that_is_no_longer_there_leads_to_the_first_question(client: Client, walk: Walk) -> None:
    answer = client.get("/rolle/maa-jeg/findes-ikke/?svar=2.1")
    assert (answer.status_code, answer["Location"]) == (302, START)


def test_nothing_is_stored(client: Client, walk: Walk) -> None:
    for address in (START, "/rolle/maa-jeg/saa/?svar=2", "/rolle/maa-jeg/nej/?svar=2.1"):
        assert not client.get(address).cookies
    assert not client.cookies


@pytest.mark.usefixtures("content")
@pytest.mark.django_db
@pytest.mark.parametrize("start", ["/rolle/maa-jeg-fortaelle-det/", "/rolle/er-jeg-inhabil/"])
def test_every_way_through_the_shipped_walks_leads_to_an_answer_and_back_again(client: Client, start: str) -> None:
    ask = cache(lambda address: Page(client.get(address)))
    ends = list(_every_way(ask, start, ()))
    assert len(ends) > 20
    for taken, page in ends:
        assert trail(page) == list(taken)
        assert page.main.find(".//*[@class='answer-verdict']") is not None
        assert "Kilde: " in page.text
        for _ in taken[1:]:
            page = ask(back(page))
        assert back(page) == start


def _every_way(
    ask: Callable[[str], Page], address: str, taken: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Page]]:
    """Every way on from the page at the address to an end: the answers taken, and the page that they end on."""
    page = ask(address)
    if not ways_on(page):
        yield taken, page
    for label, onward in ways_on(page):
        yield from _every_way(ask, onward, (*taken, label))


def test_queries_do_not_grow_with_the_walk(client: Client, walk: Walk) -> None:
    first = WalkStep.objects.get(slug="foerst")
    counts = []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            answer(first, 10 + number, f"Svar {number}", step(walk, f"slut-{number}", "Slut", verdict="nej", body="X."))
        counts.append(count_queries(client, START, "/rolle/maa-jeg/slut-0/?svar=10"))
    assert counts[0] == counts[1]
