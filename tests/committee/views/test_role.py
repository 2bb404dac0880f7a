"""The member's role: rights as wishes, duties with what may and may not be told, and the ways into the walks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from committee.models import Law, MemberDuty, MemberRight, Provision, Walk
from tests.kit.factories import insert, tie
from tests.kit.queries import count_queries
from tests.kit.reading import Page, words

if TYPE_CHECKING:
    from django.test import Client

ROLE = "/rolle/"


@pytest.fixture
def provision(db: None) -> Provision:
    law = insert(Law, title="Forvaltningsloven", slug="forvaltningsloven", group="generel", purpose="X.")
    return insert(Provision, law=law, slug="tavshedspligt", title="Tavshedspligt", body="X.")


def right(slug: str, **fields: str) -> MemberRight:
    fields = {
        "title": slug.capitalize(),
        "wish": "have sagsindsigt",
        "body": "Du kan se en sag.",
        "when": "Når som helst.",
        "how": "Du spørger.",
        "ask": "Sekretariatet.",
        **fields,
    }
    return insert(MemberRight, slug=slug, **fields)


def duty(slug: str, group: str = "tavshedspligt", **fields: str) -> MemberDuty:
    return insert(MemberDuty, slug=slug, title=slug.capitalize(), group=group, body="Du har pligt.", **fields)


def test_a_right_is_a_wish_with_when_how_limit_rules_and_whom_to_ask(client: Client, provision: Provision) -> None:
    made = right("sagsindsigt", limit="Ikke alt.", rules_of_procedure="Hvor hurtigt.")
    tie(made.provisions, provision)
    page = Page(client.get(ROLE))
    assert "sagsindsigt" in page.places
    assert page.headings(3) == ["Jeg vil have sagsindsigt"]
    pairs = {words(pair[0]).replace("\N{SOFT HYPHEN}", ""): words(pair[1]) for pair in page.main.findall(".//dl/div")}
    assert pairs == {
        "Hvornår": "Når som helst.",
        "Hvordan": "Du spørger.",
        "Begrænsning": "Ikke alt.",
        "Forretningsorden": "Hvor hurtigt.",
        "Kontakt": "Sekretariatet.",
        "Lov": "Forvaltningsloven: Tavshedspligt",
    }


def test_a_right_shows_no_heading_without_a_text(client: Client, db: None) -> None:
    right("spoergsmaal", when="", how="", ask="")
    page = Page(client.get(ROLE))
    assert page.main.findall(".//dt") == []
    assert page.main.findall(".//dl") == []


def test_right_and_duty_name_the_paragraph_beyond_the_folder(client: Client, db: None) -> None:
    right("standsningsret", legal_source="styrelsesloven § 23")
    duty("tavshedspligt", legal_source="forvaltningsloven § 27")
    told = Page(client.get(ROLE)).text
    assert "Kilde: styrelsesloven § 23" in told
    assert "Kilde: forvaltningsloven § 27" in told


def test_the_wishes_lead_to_their_rights_in_order(client: Client, db: None) -> None:
    right("standsningsret", wish="standse en beslutning", order="2")
    right("sagsindsigt", wish="have sagsindsigt", order="1")
    page = Page(client.get(ROLE))
    assert page.links >= {("have sagsindsigt", "#sagsindsigt"), ("standse en beslutning", "#standsningsret")}
    assert page.headings(3) == ["Jeg vil have sagsindsigt", "Jeg vil standse en beslutning"]


def test_duties_stand_in_their_groups_with_what_may_and_may_not(client: Client, provision: Provision) -> None:
    duty("lukkede-moeder", may="Fortælle om dig selv.\n\nFortælle om en sag.", may_not="Fortælle om andre.")
    tie(duty("sig-det", group="inhabilitet").provisions, provision)
    page = Page(client.get(ROLE))
    assert page.headings(2) == ["Tavshedspligt", "Inhabilitet", "Jeg vil …"]
    assert page.places >= {"lukkede-moeder", "sig-det", "pligt-tavshedspligt", "pligt-inhabilitet"}
    lists = [[words(point) for point in found] for found in page.main.findall(".//*[@class='may']//ul")]
    assert lists == [["Fortælle om dig selv.", "Fortælle om en sag."], ["Fortælle om andre."]]
    assert ("Forvaltningsloven: Tavshedspligt", "/jura/forvaltningsloven/#tavshedspligt") in page.links


def test_the_walks_are_offered_with_their_questions(client: Client, db: None) -> None:
    insert(Walk, title="Er jeg inhabil?", slug="er-jeg-inhabil", lead="Svar på nogle spørgsmål.")
    page = Page(client.get(ROLE))
    assert ("Er jeg inhabil?", "/rolle/er-jeg-inhabil/") in page.links
    assert "Spørg det sekretariat, der sender dig dagsorden og bilag." in page.text


def test_an_empty_portal_has_an_empty_role(client: Client, db: None) -> None:
    assert Page(client.get(ROLE)).headings(1) == ["Din rolle"]


def test_queries_do_not_grow_with_rights_and_duties(client: Client, provision: Provision) -> None:
    counts = []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            tie(right(f"ret-{number}").provisions, provision)
            tie(duty(f"pligt-{number}").provisions, provision)
            insert(Walk, title=f"Vej {number}", slug=f"vej-{number}", lead="X.")
        counts.append(count_queries(client, ROLE))
    assert counts[0] == counts[1]
