"""Every public page on five days: nothing that comes is told as past, nothing past as coming, nothing as just now."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import pytest

from committee.models import Meeting, MeetingPlan
from portal.lib import clock
from portal.printing.sections.plan import plan_for
from portal.search.index.models import SearchDocument
from portal.text.danish import MONTHS
from portal.views.public import public_pages
from tests.kit.reading import Page

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

DAYS = [dt.date(2026, 3, 1), dt.date(2026, 11, 30), dt.date(2027, 1, 20), dt.date(2028, 4, 15), dt.date(2030, 2, 1)]
BOUND = "da folderen blev skrevet"
"""A sentence with these words says of itself which day it is about."""
UNBOUND = re.compile(
    r"\b(lige nu|for nylig|i dag|er ved at|i gang med at|skal indføres|meldt ud|snart|"
    r"(?:besluttet|vedtaget|etableret|udpeget) endnu|endnu ikke (?:besluttet|vedtaget|etableret|udpeget)|"
    r"det forrige socialudvalg|i de næste \w+ år|næste plan ventes)\b",
    re.IGNORECASE,
)
"""Words that are true on some days only."""
ALLOWED = {
    "kvartal lige nu": "the mark on the quarter of the day",
    "En streg viser i dag.": "what the line on the wheel is, which is drawn for the day",
    "I dag.": "the same, in the key to the wheel",
}
"""Sentences that may stand all the same, and why."""
COMING = re.compile(
    r"\b(flytter|bliver|skal|vil|træder|begynder|åbner|ventes)\b.*DATE|\bFra (?:den )?DATE(?= [a-zæøå])"
)
PAST = re.compile(
    r"\b(flyttede|hørte|blev|fik|trådte|åbnede|begyndte|siden|er holdt|er afholdt|er vedtaget)\b.*DATE", re.IGNORECASE
)
INLINE = {"a", "b", "i", "em", "strong", "span", "small", "time", "wbr", "code", "label"}
_MONTH = "|".join(MONTHS)
_DATE = re.compile(rf"(?:(\d{{1,2}}) )?({_MONTH}) (\d{{4}})")


def read(element: Element) -> Iterator[str]:
    """The sentences of a page: no two parts of it make one, and the points of dates, hours and words are no ends."""
    text = "".join(_text(element)).replace("\N{SOFT HYPHEN}", "").replace("\N{NO-BREAK SPACE}", " ")
    for part in text.split("\N{LINE SEPARATOR}"):
        yield from sentences(" ".join(part.split()))


def _text(element: Element) -> Iterator[str]:
    end = "" if element.tag in INLINE else "\N{LINE SEPARATOR}"
    yield f"{end}{element.text or ''}"
    for child in element:
        yield from _text(child)
        yield child.tail or ""
    yield end


def sentences(text: str) -> list[str]:
    text = re.sub(rf"\b(\d{{1,2}})\. (?=(?:{_MONTH})\b)", r"\1 ", text)
    text = re.sub(r"\b(kl|ca|fx|bl\.a|mia|mio|evt)\.", r"\1", text)
    return [sentence for sentence in re.split(r"(?<=[.!?]) +", text) if sentence]


def false_on(day: dt.date, said: Iterable[str]) -> list[str]:
    """Those of the sentences that the day makes false."""
    return [sentence for sentence in said if _is_unbound(sentence) or _is_misdated(sentence, day)]


def _is_unbound(sentence: str) -> bool:
    return bool(UNBOUND.search(sentence)) and BOUND not in sentence.lower() and sentence not in ALLOWED


def _is_misdated(sentence: str, day: dt.date) -> bool:
    for found in _DATE.finditer(sentence):
        date = dt.date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1] or 1))
        said = f"{sentence[: found.start()]}DATE{sentence[found.end() :]}"
        if date <= day and COMING.search(said):
            return True
        if date > day and PAST.search(said):
            return True
    return False


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (DAYS[1], "Den Sociale Hjemmepleje flytter den 1. juni 2026."),
        (DAYS[1], "Fra 1. januar 2026 gør en ny lov Socialtilsynet mere risikobaseret."),
        (DAYS[3], "Fra april 2028 bliver grænsen sænket til 90 dage."),
        (DAYS[0], "Den flyttede fra Socialforvaltningen den 1. juni 2026."),
        (DAYS[1], "Siden april 2028: Refusion for ophold på herberg."),
        (DAYS[1], "Planen er vedtaget onsdag den 9. december 2026."),
        (DAYS[1], "Lige nu bygger den nye botilbud."),
        (DAYS[1], "I dag er Den Sociale Hjemmepleje en del af Socialforvaltningen."),
        (DAYS[2], "Der skal indføres et loft over taksten."),
        (DAYS[2], "Hvordan den er organiseret, er ikke meldt ud."),
        (DAYS[4], "I de næste fire år har du ansvar for området."),
    ],
)
def test_a_sentence_that_the_day_has_made_false_is_found(day: dt.date, sentence: str) -> None:
    assert len(false_on(day, sentences(f"Før. {sentence} Efter."))) == 1


@pytest.mark.parametrize("day", DAYS)
def test_no_page_tells_what_comes_as_past_or_what_is_past_as_coming(
    content: None, client: Client, day: dt.date
) -> None:
    found = {}
    with clock.frozen(dt.datetime.combine(day, dt.time(12))):
        for address in (*(page.address for page in public_pages()), "/print/", "/nyt/"):
            if false := false_on(day, read(Page(client.get(address)).main)):
                found[address] = false
    assert found == {}


@pytest.mark.parametrize("day", DAYS)
def test_the_search_finds_no_text_that_the_day_has_made_false(content: None, day: dt.date) -> None:
    rows = SearchDocument.objects.exclude(address__startswith="/regler/").values_list("title", "text")
    assert false_on(day, [said for row in rows for text in row for said in sentences(text)]) == []


@pytest.mark.parametrize("day", DAYS)
def test_only_a_meeting_ahead_is_next(content: None, client: Client, day: dt.date) -> None:
    with clock.frozen(dt.datetime.combine(day, dt.time(12))):
        for address in ("/", "/moeder/"):
            main = Page(client.get(address)).main
            tile = main.find(".//*[@class='hero-next']//time") if address == "/" else main.find(".//section//time")
            is_ahead = tile is not None and tile.get("datetime", "") >= day.isoformat()
            assert is_ahead == (day < dt.date(2026, 12, 9))
        for meeting in Meeting.objects.with_sessions():
            text = Page(client.get(meeting.get_absolute_url())).text
            is_past = all(session.date < day for session in meeting.sessions.all())
            said = [part in text for part in ("Datoen er passeret.", "Læsetid:", "Det tager ca.", "forbehold")]
            assert said == [is_past, not is_past, not is_past, not is_past and "forbehold" in meeting.reservation]
            assert not re.search("Evt|evt. fælles|afholdt|er holdt", text if is_past else "")


@pytest.mark.parametrize("day", DAYS)
def test_the_plan_is_a_proposal_that_was_sent_out_wherever_it_is_told_of(
    content: None, client: Client, day: dt.date
) -> None:
    with clock.frozen(dt.datetime.combine(day, dt.time(12))):
        told = [Page(client.get(address)).text for address in ("/", "/moeder/", "/print/")]
        feed = client.get("/moeder/kalender.ics").content.decode().replace("\r\n ", "")
    paper = plan_for(day)
    assert paper is not None
    assert not re.search(r"[Pp]lanen (for 2026 )?er et forslag|vedtaget endnu", " ".join([*told, feed, paper.status]))
    assert all("Mødeplanen for 2026 blev sendt ud som forslag." in text for text in (*told[1:], paper.status))
    assert feed.count("Mødeplanen er sendt ud som forslag.") == feed.count("BEGIN:VEVENT") == 16


@pytest.mark.parametrize("day", DAYS)
def test_nothing_is_said_of_a_plan_or_a_budget_that_there_is_not(content: None, client: Client, day: dt.date) -> None:
    with clock.frozen(dt.datetime.combine(day, dt.time(12))):
        home, year, budget = (Page(client.get(address)).text for address in ("/", "/aarshjul/", "/budget/"))
    has_plan = MeetingPlan.objects.filter(year=day.year).exists()
    assert has_plan or "i planen for" not in year
    assert (f"Portalen har ingen mødedatoer for {day.year}." in year) == (not has_plan)
    assert (f"Portalen har ingen mødeplan for {day.year}." in home) == (not has_plan and day.year <= 2029)
    assert ("Budgettet for 2026 var på" in budget, "Budgettet for 2026 er på" in budget) == (
        day.year > 2026,
        day.year == 2026,
    )
    assert (f"Portalen har ikke tallene for budgettet for {max(day.year, 2027)}." in budget) == (day > DAYS[0])


@pytest.mark.parametrize("day", [dt.date(2029, 12, 31), dt.date(2030, 1, 1)])
def test_every_page_says_when_the_term_has_ended(content: None, client: Client, day: dt.date) -> None:
    with clock.frozen(dt.datetime.combine(day, dt.time(12))):
        pages = {page.address: Page(client.get(page.address)).text for page in public_pages()}
    assert {text.startswith("Perioden 2026-2029 er slut.") for text in pages.values()} == {day.year > 2029}
    assert [address for address, text in pages.items() if "Sidst opdateret" in text] == []
    assert "Ikke ændret siden velkomstfolderen, slutningen af 2025" in pages["/moeder/"]


@pytest.mark.parametrize("day", DAYS)
def test_a_rule_is_on_its_way_until_its_day(content: None, client: Client, day: dt.date) -> None:
    with clock.frozen(dt.datetime.combine(day, dt.time(12))):
        main = Page(client.get("/regler/")).main
    ahead, begun = (
        [time.get("datetime", "") for time in main.findall(f".//section[@aria-labelledby='{part}']//article/p//time")]
        for part in ("paa-vej", "gaelder")
    )
    assert all(date > day.isoformat() for date in ahead)
    assert all(date <= day.isoformat() for date in begun)
    assert len(ahead) + len(begun) == 4
