"""The ladder: its steps and the one in between, filters that combine, and each service with its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from budget.models import Budget, BudgetLine
from committee.models import Centre, Law, Provision
from portal.models import KeyFigure
from services.ladder import neighbours
from services.models import Service, Step, TargetGroup
from tests.kit.factories import insert, tie
from tests.kit.reading import Page

if TYPE_CHECKING:
    from django.test import Client

LADDER = "/indsatstrappen/"


@pytest.fixture
def steps(db: None) -> list[Step]:
    titles = ["Rådgivning", "I hjemmet", "Midlertidige boformer", "Længerevarende boformer"]
    return [
        insert(Step, number=number, title=title, slug=f"trin-{number}", summary=f"Om {title}.", body="Tekst.")
        for number, title in enumerate(titles, start=1)
    ]


@pytest.fixture
def groups(db: None) -> dict[str, TargetGroup]:
    wanted = {"familier": "boern", "unge-under-30": "unge", "hjemloese": "voksne", "alle": "alle"}
    return {
        slug: insert(TargetGroup, name=slug.capitalize(), slug=slug, order=order, age=age, body="Hvem.")
        for order, (slug, age) in enumerate(wanted.items())
    }


@pytest.fixture
def serviceloven(db: None) -> Law:
    return insert(Law, title="Serviceloven", slug="serviceloven", abbreviation="SEL", group="saerlig", purpose="X.")


@pytest.fixture
def ladder(steps: list[Step], groups: dict[str, TargetGroup], serviceloven: Law) -> dict[str, Service]:
    """Advice for all, two services at home (one between steps), two temporary homes and one lasting home."""
    barnets = insert(Law, title="Barnets lov", slug="barnets-lov", group="saerlig", order=2, purpose="X.")
    p107 = insert(Provision, law=serviceloven, slug="p107", paragraph="§ 107", title="Midlertidigt", body="X.")
    family = insert(Provision, law=barnets, slug="familie", title="Familie", body="X.")
    found = {
        "raad": service(steps[0], "raad", groups["alle"]),
        "familie": service(steps[1], "familie", groups["familier"]),
        "loeft": service(steps[1], "loeft", groups["unge-under-30"], in_between=True, status=Service.Status.STARTING),
        "ungehjem": service(steps[2], "ungehjem", groups["familier"]),
        "botilbud": service(steps[2], "botilbud", groups["hjemloese"], groups["unge-under-30"]),
        "fast-hjem": service(steps[3], "fast-hjem", groups["hjemloese"]),
    }
    tie(found["botilbud"].provisions, p107)
    tie(found["familie"].provisions, family)
    return found


def service(step: Step, slug: str, *groups: TargetGroup, **fields: object) -> Service:
    fields = {"name": slug.capitalize(), "purpose": f"Formål {slug}.", "audience": "Nogen.", "body": "Tekst.", **fields}
    made = insert(Service, step=step, slug=slug, **fields)
    tie(made.groups, *groups)
    return made


def shown(client: Client, query: str = "", **headers: str) -> list[str]:
    """The slugs of the services on the page, in its order."""
    response = client.get(f"{LADDER}{query}", headers=headers)
    assert response.status_code == 200
    return [found.slug for rung in response.context["rungs"] for found in rung.services]


def counts(client: Client, name: str, query: str = "") -> dict[str, int]:
    filters = client.get(f"{LADDER}{query}").context["filters"]
    return {option.value: option.count for found, options in filters if found.name == name for option in options}


def test_ladder_goes_from_the_least_to_the_most_intrusive(client: Client, ladder: dict[str, Service]) -> None:
    rungs = client.get(LADDER).context["rungs"]
    assert [(rung.step.number, rung.in_between, [s.slug for s in rung.services]) for rung in rungs] == [
        (1, False, ["raad"]),
        (2, False, ["familie"]),
        (2, True, ["loeft"]),
        (3, False, ["ungehjem", "botilbud"]),
        (4, False, ["fast-hjem"]),
    ]


def test_a_step_without_services_still_stands(client: Client, steps: list[Step]) -> None:
    assert Page(client.get(LADDER)).places >= {"trin-1", "trin-2", "trin-3", "trin-4"}


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("?gruppe=hjemloese", ["botilbud", "fast-hjem"]),
        ("?alder=boern", ["raad", "familie", "ungehjem"]),
        ("?alder=unge", ["raad", "loeft", "botilbud"]),
        ("?status=under-etablering", ["loeft"]),
        ("?lov=serviceloven", ["botilbud"]),
        ("?gruppe=unge-under-30&lov=serviceloven", ["botilbud"]),
        ("?gruppe=unge-under-30&status=i-drift&alder=voksne&lov=serviceloven", ["botilbud"]),
        ("?alder=boern&lov=serviceloven", []),
    ],
)
def test_filters_combine(client: Client, ladder: dict[str, Service], query: str, slugs: list[str]) -> None:
    assert shown(client, query) == slugs


def test_counts_say_what_a_choice_would_show(client: Client, ladder: dict[str, Service]) -> None:
    assert counts(client, "alder") == {"boern": 3, "unge": 3, "voksne": 3}
    assert counts(client, "alder", "?lov=serviceloven") == {"boern": 0, "unge": 1, "voksne": 1}
    assert counts(client, "lov", "?alder=boern") == {"serviceloven": 0, "barnets-lov": 1}


def test_every_offered_choice_shows_as_many_services_as_it_promises(client: Client, ladder: dict[str, Service]) -> None:
    response = client.get(f"{LADDER}?alder=unge")
    for found, options in response.context["filters"]:
        for option in options:
            if not option.chosen:
                assert len(shown(client, option.address)) == option.count, (found.name, option)


def test_an_unknown_choice_shows_everything_and_says_so(client: Client, ladder: dict[str, Service]) -> None:
    assert len(shown(client, "?gruppe=marsboere")) == len(ladder)
    page = Page(client.get(f"{LADDER}?gruppe=marsboere"))
    assert "Valget ”marsboere” findes ikke. Det er ikke brugt." in page.text
    assert "Alle 6 indsatser vises." in page.text


def test_a_choice_by_htmx_answers_with_the_fragment_alone(client: Client, ladder: dict[str, Service]) -> None:
    page = client.get(f"{LADDER}?alder=unge").content.decode()
    fragment = client.get(f"{LADDER}?alder=unge", headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="trappen"')
    assert "<h1" not in fragment
    assert "3 af 6 indsatser passer til dit valg." in page
    assert "3 af 6 indsatser passer til dit valg." in fragment


def test_an_empty_portal_has_an_empty_ladder(client: Client, db: None) -> None:
    assert shown(client) == []


@pytest.mark.parametrize(
    ("slug", "down", "up"),
    [
        ("raad", [], ["familie"]),
        ("familie", ["raad"], ["ungehjem"]),
        ("loeft", [], ["botilbud"]),
        ("botilbud", ["loeft"], ["fast-hjem"]),
        ("fast-hjem", ["botilbud"], []),
    ],
)
def test_neighbours_are_within_a_step_and_for_the_same_ages(
    ladder: dict[str, Service], slug: str, down: list[str], up: list[str]
) -> None:
    found = neighbours(ladder[slug], Service.objects.all())
    assert ([s.slug for s in found.down], [s.slug for s in found.up]) == (down, up)


def test_a_service_tells_its_step_groups_centre_law_figures_and_budget_lines(
    client: Client, ladder: dict[str, Service]
) -> None:
    botilbud = ladder["botilbud"]
    botilbud.centre = insert(Centre, name="Center for Midlertidige Boformer", slug="cmb", body="Driver.")
    botilbud.save()
    tie(
        botilbud.figures,
        insert(KeyFigure, title="Ophold", slug="ophold", value=766, unit="dage", explanation="Gennemsnit."),
    )
    line = insert(
        BudgetLine,
        budget=insert(Budget, year=2026, stated_total="7.8"),
        title="Botilbud til voksne",
        slug="botilbud-til-voksne",
        amount=2872,
        group="voksne",
        body="X.",
    )
    tie(line.services, botilbud)
    page = Page(client.get("/indsatser/botilbud/"))
    assert page.links >= {
        ("Trin 3: Midlertidige boformer", "/indsatstrappen/#trin-3"),
        ("Hjemloese", "/indsatstrappen/?gruppe=hjemloese"),
        ("Center for Midlertidige Boformer", "/forvaltning/#cmb"),
        ("SEL § 107: Midlertidigt", "/jura/serviceloven/#p107"),
        ("Botilbud til voksne", "/budget/?aar=2026#botilbud-til-voksne"),
        ("Loeft", "/indsatser/loeft/"),
        ("Fast-hjem", "/indsatser/fast-hjem/"),
    }
    assert "766 dage" in page.text
    assert "ca. 2.872 mio. kr. i 2026. Linjen kan rumme mere end denne indsats." in page.text


def test_an_amount_that_waits_for_the_secretariat_says_so_on_the_service(
    client: Client, ladder: dict[str, Service]
) -> None:
    line = insert(
        BudgetLine,
        budget=insert(Budget, year=2026, stated_total="7.8", is_from_figure=True),
        title="Botilbud til voksne",
        slug="botilbud-til-voksne",
        amount=2872,
        group="voksne",
        body="X.",
        confirm_note="Aflæst af et diagram.",
    )
    tie(line.services, ladder["botilbud"])
    caveat = "ca. 2.872 mio. kr. i 2026. Beløbet er aflæst af en figur i folderen. afventer sekretariatet"
    assert caveat in Page(client.get("/indsatser/botilbud/")).text


def test_the_ladder_promises_no_support_but_says_that_it_must_be_given(client: Client, db: None) -> None:
    lead = Page(client.get(LADDER)).text
    assert "prøver så vidt muligt at skabe bevægelse ned ad trappen" in lead
    assert "Den nødvendige støtte skal altid gives, uanset trin." in lead


def test_a_figure_that_has_changed_names_its_unit_once(client: Client, ladder: dict[str, Service]) -> None:
    tie(
        ladder["botilbud"].figures,
        insert(
            KeyFigure,
            title="Ophold",
            slug="ophold",
            value=766,
            previous_value=850,
            unit="dage",
            explanation="Gennemsnit.",
        ),
    )
    assert "fra 850 til 766 dage Gennemsnit." in Page(client.get("/indsatser/botilbud/")).text


def test_a_service_between_steps_says_so(client: Client, ladder: dict[str, Service]) -> None:
    page = Page(client.get("/indsatser/loeft/"))
    assert ("Mellem trin 2 og 3", "/indsatstrappen/#mellem-trin-2") in page.links
    on_the_ladder = Page(client.get(LADDER))
    assert "mellem-trin-2" in on_the_ladder.places
    assert "Folderen nævner ikke, hvor på trappen det ligger; placeringen her er portalens." in on_the_ladder.text
    assert "Under etablering" in page.text


def test_a_service_without_a_group_still_has_its_page(client: Client, steps: list[Step]) -> None:
    service(steps[0], "alene")
    assert client.get("/indsatser/alene/").status_code == 200


def test_an_unknown_service_is_not_found(client: Client, ladder: dict[str, Service]) -> None:
    assert client.get("/indsatser/findes-ikke/").status_code == 404
