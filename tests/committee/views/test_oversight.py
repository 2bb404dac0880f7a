"""Oversight: the matrix, who watches what, each body, and the deadline of a red or yellow audit report."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from committee.audit_deadline import NotADateError, deadline, parse_day
from committee.models import (
    Law,
    Meeting,
    MeetingKind,
    MeetingPlan,
    MeetingSession,
    OversightSubject,
    Provision,
    Reporting,
    SupervisoryBody,
    SupervisoryPower,
)
from tests.kit.factories import add_meeting, evening, insert, make_plan, tie
from tests.kit.queries import count_queries
from tests.kit.reading import Page, words

if TYPE_CHECKING:
    from django.test import Client

OVERSIGHT = "/tilsyn/"


@pytest.fixture
def bodies(db: None) -> dict[str, SupervisoryBody]:
    """One body that reports twice, one that reports nothing, and a function with a unit that must report in 21 days."""
    subjects = {
        slug: insert(OversightSubject, name=slug.capitalize(), slug=slug, order=order)
        for order, slug in enumerate(["botilbud", "regnskab", "klager"])
    }
    social = body("socialtilsynet", subjects["botilbud"])
    report(social, "oversigt", frequency="to gange om året", channel="oversigt")
    report(social, "fredagsmails", frequency="løbende", channel="fredagsmail")
    ombudsman = body("ombudsmand", subjects["klager"], reports_nothing="Intet er beskrevet.")
    control = body("kontrol", subjects["regnskab"], subjects["klager"])
    audit = body("revision", subjects["regnskab"], part_of=control)
    report(audit, "rapporter", days_to_committee=21)
    return {"socialtilsynet": social, "ombudsmand": ombudsman, "kontrol": control, "revision": audit}


@pytest.fixture
def plan(db: None) -> MeetingPlan:
    return make_plan()


def body(slug: str, *subjects: OversightSubject, **fields: object) -> SupervisoryBody:
    order = SupervisoryBody.objects.count()
    fields = {"name": slug.capitalize(), "watches": f"Alt om {slug}.", "body": "Om tilsynet.", **fields}
    made = insert(SupervisoryBody, slug=slug, order=order, **fields)
    tie(made.subjects, *subjects)
    return made


def report(body: SupervisoryBody, slug: str, **fields: object) -> Reporting:
    fields = {"title": slug.capitalize(), "what": "Det hører I.", "frequency": "en gang", "channel": "sag", **fields}
    return insert(Reporting, supervisory_body=body, slug=slug, **fields)


def shown(client: Client, query: str = "") -> list[str]:
    return [found.slug for found in client.get(f"{OVERSIGHT}{query}").context["bodies"]]


def within(days: list[dt.date], received: dt.date, limit: int = 21) -> list[dt.date]:
    """The days of meetings, one meeting a day, that the deadline leaves."""
    sessions = [
        MeetingSession(meeting=Meeting(pk=number, kind=MeetingKind(slug="ordinaert")), meeting_id=number, date=day)
        for number, day in enumerate(days)
    ]
    return [session.date for session in deadline(received, limit, sessions).within]


# The matrix


def test_the_matrix_has_a_row_for_every_report_and_one_for_a_body_without(
    client: Client, bodies: dict[str, SupervisoryBody]
) -> None:
    rows = [[words(cell) for cell in row] for row in Page(client.get(OVERSIGHT)).main.iter("tr")]
    assert rows == [
        ["Tilsyn", "Ansvarsområde", "Orientering af udvalget", "Hvor ofte", "Hvordan"],
        ["Socialtilsynet", "Alt om socialtilsynet.", "Oversigt", "To gange om året", "Oversigt"],
        ["Fredagsmails", "Løbende", "Fredagsmail"],
        ["Ombudsmand", "Alt om ombudsmand.", "Intet er beskrevet."],
        ["Kontrol", "Alt om kontrol.", "Folderen nævner ingen orientering af udvalget."],
        ["Revision del af Kontrol", "Alt om revision.", "Rapporter", "En gang", "Sag"],
    ]


@pytest.mark.parametrize(
    ("subject", "slugs"),
    [
        ("botilbud", ["socialtilsynet"]),
        ("regnskab", ["kontrol", "revision"]),
        ("klager", ["ombudsmand", "kontrol"]),
        ("vejret", ["socialtilsynet", "ombudsmand", "kontrol", "revision"]),
    ],
)
def test_who_watches_a_subject(
    client: Client, bodies: dict[str, SupervisoryBody], subject: str, slugs: list[str]
) -> None:
    assert shown(client, f"?emne={subject}") == slugs


def test_an_unknown_subject_is_said(client: Client, bodies: dict[str, SupervisoryBody]) -> None:
    assert "Valget ”vejret” findes ikke." in Page(client.get(f"{OVERSIGHT}?emne=vejret")).text


def test_a_subject_by_htmx_answers_with_the_fragment_and_says_how_many(
    client: Client, bodies: dict[str, SupervisoryBody]
) -> None:
    response = client.get(f"{OVERSIGHT}?emne=regnskab", headers={"HX-Request": "true"})
    page = Page(response)
    assert page.headings(1) == []
    assert 'id="tilsyn-besked" data-hx-swap-oob="innerHTML">Regnskab: 2 af 4 tilsyn holder øje.' in response.text


# Each body


def test_a_body_tells_its_powers_its_reports_its_units_and_its_law(
    client: Client, bodies: dict[str, SupervisoryBody]
) -> None:
    law = insert(Law, title="Lov om tilsyn", slug="lov-om-tilsyn", group="naevnt", purpose="X.")
    provision = insert(Provision, law=law, slug="godkendelse", title="Godkendelse", body="X.")
    control = bodies["kontrol"]
    tie(control.provisions, provision)
    insert(SupervisoryPower, supervisory_body=control, title="Påbud", slug="paabud", body="Det kan den.")
    page = Page(client.get("/tilsyn/kontrol/"))
    assert page.places >= {"paabud"}
    assert page.links >= {
        ("Revision", "/tilsyn/revision/"),
        ("Lov om tilsyn: Godkendelse", "/jura/lov-om-tilsyn/#godkendelse"),
    }
    assert "Folderen nævner ingen orientering af udvalget." in page.text


def test_a_report_with_a_deadline_leads_to_the_reckoner(client: Client, bodies: dict[str, SupervisoryBody]) -> None:
    page = Page(client.get("/tilsyn/revision/"))
    assert "rapporter" in page.places
    assert ("Regn fristen ud.", "/tilsyn/#frist") in page.links
    assert ("Kontrol", "/tilsyn/kontrol/") in page.links


def test_an_unknown_body_is_not_found(client: Client, bodies: dict[str, SupervisoryBody]) -> None:
    assert client.get("/tilsyn/findes-ikke/").status_code == 404


# The deadline


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-02", dt.date(2026, 3, 2)),
        ("2.3.2026", dt.date(2026, 3, 2)),
        (" 02/03-2026 ", dt.date(2026, 3, 2)),
        ("29. 2. 2028", dt.date(2028, 2, 29)),
        ("2/3-26", dt.date(2026, 3, 2)),
        ("mandag den 2. marts 2026", dt.date(2026, 3, 2)),
    ],
)
def test_a_day_may_be_written_in_several_ways(text: str, day: dt.date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("i går", "Skriv datoen med dag, måned og år, fx 25. februar 2026 eller 25.2.2026."),
        ("31.2.2026", "Den dato findes ikke. Skriv fx 25. februar 2026."),
        ("29.2.2026", "Den dato findes ikke. Skriv fx 25. februar 2026."),
        ("tirsdag den 2. marts 2026", "2. marts 2026 er en mandag, ikke en tirsdag."),
        ("9999-12-31", "Skriv et år mellem 2000 og 2099."),
        ("²-3-2026", "Skriv datoen med dag, måned og år, fx 25. februar 2026 eller 25.2.2026."),
    ],
)
def test_invalid_day_gets_a_sentence(
    client: Client, bodies: dict[str, SupervisoryBody], text: str, sentence: str
) -> None:
    with pytest.raises(NotADateError, match="^" + sentence.replace(".", r"\.") + "$"):
        parse_day(text)
    page = Page(client.get(OVERSIGHT, {"modtaget": text}))
    assert sentence in page.text
    assert "21 dage efter er" not in page.text


def test_the_last_day_is_three_weeks_after_the_day_of_receipt_and_counts() -> None:
    received = dt.date(2026, 3, 2)
    days = [dt.date(2026, 3, 2), dt.date(2026, 3, 3), dt.date(2026, 3, 23), dt.date(2026, 3, 24)]
    assert within(days, received) == [dt.date(2026, 3, 3), dt.date(2026, 3, 23)]


@pytest.mark.parametrize(
    ("received", "last_day"),
    [
        (dt.date(2026, 12, 20), dt.date(2027, 1, 10)),
        (dt.date(2028, 2, 10), dt.date(2028, 3, 2)),
        (dt.date(2026, 2, 10), dt.date(2026, 3, 3)),
        (dt.date(2099, 12, 31), dt.date(2100, 1, 21)),
    ],
)
def test_the_deadline_crosses_months_and_years(received: dt.date, last_day: dt.date) -> None:
    assert deadline(received, 21, []).last_day == last_day


def test_deadline_counts_each_held_meeting_once(plan: MeetingPlan) -> None:
    add_meeting(plan, "introduktion", evening(dt.date(2026, 3, 4)), kind="introduktion")
    add_meeting(plan, "aflyst", evening(dt.date(2026, 3, 5)), status=Meeting.Status.CANCELLED)
    add_meeting(plan, "seminar", evening(dt.date(2026, 3, 10)), evening(dt.date(2026, 3, 11)), kind="budgetseminar")
    add_meeting(plan, "senere", evening(dt.date(2026, 4, 22)))
    found = deadline(dt.date(2026, 3, 2), 21, MeetingSession.objects.order_by("date").select_related("meeting"))
    assert [session.date for session in found.within] == [dt.date(2026, 3, 10)]
    assert found.after is not None
    assert found.after.meeting.slug == "senere"


def test_the_page_names_the_last_day_and_the_meetings_within(
    client: Client, bodies: dict[str, SupervisoryBody], plan: MeetingPlan
) -> None:
    add_meeting(plan, "marts", evening(dt.date(2026, 3, 18)))
    add_meeting(plan, "april", evening(dt.date(2026, 4, 22)))
    page = Page(client.get(OVERSIGHT, {"modtaget": "2026-03-02"}))
    assert "21 dage efter er mandag den 23. marts 2026. Dagen er regnet ud uden hensyn til mødeplanen." in page.text
    assert "Inden da har planen dette møde:" in page.text
    assert ("Marts", "/moeder/marts/") in page.links
    assert ("April", "/moeder/april/") not in page.links


def test_deadline_calculator_says_what_it_cannot_know(client: Client, bodies: dict[str, SupervisoryBody]) -> None:
    page = Page(client.get(OVERSIGHT))
    assert "Regnestykket her er til forvaltningen" in page.text
    assert "kan ikke afgøre, hvad hensynet til mødeplanen betyder for den enkelte rapport" in page.text
    assert "rød eller gul" not in page.text


def test_deadline_without_a_meeting_names_the_next_one(
    client: Client, bodies: dict[str, SupervisoryBody], plan: MeetingPlan
) -> None:
    add_meeting(plan, "august", evening(dt.date(2026, 8, 21)))
    page = Page(client.get(OVERSIGHT, {"modtaget": "2026-06-26"}))
    assert "Planen har intet møde inden da. Det næste er August, fredag den 21. august 2026." in page.text
    assert "Spørg sekretariatet, hvilket møde rapporten kommer på." in page.text


@pytest.mark.parametrize("typed", ["2026-03-02", "2099-12-31"])
def test_without_a_plan_the_page_says_so(client: Client, bodies: dict[str, SupervisoryBody], typed: str) -> None:
    page = Page(client.get(OVERSIGHT, {"modtaget": typed}))
    assert "Portalen kender ingen møder efter den dag." in page.text


def test_without_a_report_that_has_a_deadline_there_is_nothing_to_reckon(client: Client, db: None) -> None:
    assert "frist" not in Page(client.get(OVERSIGHT, {"modtaget": "2026-03-02"})).places


def test_queries_do_not_grow_with_the_bodies(client: Client, plan: MeetingPlan) -> None:
    law = insert(Law, title="Lov", slug="lov", group="naevnt", purpose="X.")
    counts = []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            subject = insert(OversightSubject, name=f"Emne {number}", slug=f"emne-{number}")
            made = body(f"tilsyn-{number}", subject)
            body(f"enhed-{number}", subject, part_of=SupervisoryBody.objects.get(slug="tilsyn-0"))
            for owner in {made, SupervisoryBody.objects.get(slug="tilsyn-0")}:
                tie(owner.provisions, insert(Provision, law=law, slug=f"p{owner}{number}", title="P", body="X."))
                insert(SupervisoryPower, supervisory_body=owner, title="Påbud", slug=f"paabud-{number}", body="X.")
                report(owner, f"rapporter-{number}", days_to_committee=21)
            add_meeting(plan, f"moede-{number}", evening(dt.date(2026, 3, 3) + dt.timedelta(days=number)))
        urls = (OVERSIGHT, f"{OVERSIGHT}?emne=emne-0&modtaget=2026-03-02", "/tilsyn/tilsyn-0/")
        counts.append(count_queries(client, *urls))
    assert counts[0] == counts[1]
