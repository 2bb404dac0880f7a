"""The law: acts by group and theme, each act with its provisions, and the search of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from committee.models import AnnualCase, Law, LawTheme, MemberDuty, MemberRight, Provision, SupervisoryBody
from portal.models import KeyFigure
from portal.search.query.misses import SearchMiss
from services.models import Service, Step, TargetGroup
from tests.kit.factories import insert, tie
from tests.kit.queries import count_queries
from tests.kit.reading import Page

if TYPE_CHECKING:
    from django.test import Client

INDEX = "/jura/"


@pytest.fixture
def themes(db: None) -> dict[str, LawTheme]:
    names = {"botilbud": "Botilbud", "tavshedspligt": "Tavshedspligt"}
    return {slug: LawTheme.objects.create(name=name, slug=slug) for slug, name in names.items()}


@pytest.fixture
def laws(themes: dict[str, LawTheme]) -> dict[str, Law]:
    """A general act on secrecy, a special one with two paragraphs, and one that is only named."""
    general = law("forvaltningsloven", "generel", title="Forvaltningsloven")
    special = law("serviceloven", "saerlig", title="Serviceloven", abbreviation="SEL", official_title="Lov om service")
    named = law("sundhedsloven", "naevnt", title="Sundhedsloven")
    provision(general, "tavshedspligt", themes["tavshedspligt"], title="Tavshedspligt i sager")
    provision(special, "paragraf-107", themes["botilbud"], title="Midlertidigt botilbud", paragraph="§ 107")
    provision(special, "formaal", title="Lovens formål")
    return {"forvaltningsloven": general, "serviceloven": special, "sundhedsloven": named}


def law(slug: str, group: str, **fields: object) -> Law:
    return Law.objects.create(
        slug=slug, group=group, order=Law.objects.count(), purpose="Loven har et formål.", **fields
    )


def provision(law: Law, slug: str, *themes: LawTheme, **fields: object) -> Provision:
    fields = {"body": "Det siger loven.", **fields}
    made = Provision.objects.create(law=law, slug=slug, order=law.provisions.count(), **fields)
    made.themes.set(themes)
    return made


def shown(client: Client, query: str = "") -> dict[str, list[str]]:
    """Act to provisions, as the page shows them."""
    groups = client.get(f"{INDEX}{query}").context["groups"]
    return {law.slug: [found.slug for found in provisions] for _, pairs in groups for law, provisions in pairs}


def test_acts_stand_in_their_groups_with_their_provisions(client: Client, laws: dict[str, Law]) -> None:
    assert shown(client) == {
        "forvaltningsloven": ["tavshedspligt"],
        "serviceloven": ["paragraf-107", "formaal"],
        "sundhedsloven": [],
    }
    page = Page(client.get(INDEX))
    assert page.headings(2) == [
        "Generelle regler",
        "Særlig lovgivning på socialområdet",
        "Andre love, der sætter rammer",
    ]
    assert ("§ 107: Midlertidigt botilbud", "/jura/serviceloven/#paragraf-107") in page.links


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?gruppe=generel", {"forvaltningsloven": ["tavshedspligt"]}),
        ("?tema=botilbud", {"serviceloven": ["paragraf-107"]}),
        ("?gruppe=saerlig&tema=botilbud", {"serviceloven": ["paragraf-107"]}),
        ("?gruppe=generel&tema=botilbud", {}),
    ],
)
def test_group_and_theme_narrow_together(
    client: Client, laws: dict[str, Law], query: str, found: dict[str, list[str]]
) -> None:
    assert shown(client, query) == found


def test_an_unknown_theme_shows_every_act_and_says_so(client: Client, laws: dict[str, Law]) -> None:
    assert len(shown(client, "?tema=magi")) == 3
    assert "Valget ”magi” findes ikke." in Page(client.get(f"{INDEX}?tema=magi")).text


def test_an_act_shows_its_provisions_with_services_and_figures(client: Client, laws: dict[str, Law]) -> None:
    paragraph = Provision.objects.get(slug="paragraf-107")
    step = Step.objects.create(number=3, title="Boformer", slug="boformer", summary="X.", body="X.")
    service = Service.objects.create(name="Botilbud", slug="bo", step=step, purpose="X.", audience="X.", body="X.")
    service.provisions.add(paragraph)
    paragraph.figures.add(
        KeyFigure.objects.create(
            title="På botilbud", slug="paa-botilbud", value=900, unit="borgere", explanation="2024."
        )
    )
    page = Page(client.get("/jura/serviceloven/"))
    assert page.places >= {"paragraf-107", "formaal"}
    assert page.headings(2)[:2] == ["SEL § 107 Midlertidigt botilbud", "Lovens formål"]
    assert "Loven hedder officielt Lov om service. Den forkortes SEL." in page.text
    assert ("Botilbud", "/indsatser/bo/") in page.links
    assert "900 borgere" in page.text


def test_provision_links_to_the_records_that_rest_on_it(client: Client, laws: dict[str, Law]) -> None:
    secrecy = Provision.objects.get(slug="tavshedspligt")
    duty = MemberDuty.objects.create(title="Tavshedspligt", slug="tavshed", group="tavshedspligt", body="X.")
    right = MemberRight.objects.create(
        title="Sagsindsigt", slug="sagsindsigt", wish="se en sag", body="X.", when="X.", how="X.", ask="X."
    )
    case = AnnualCase.objects.create(title="Status", slug="status", kind="drift", body="X.")
    body = SupervisoryBody.objects.create(name="Ombudsmanden", slug="ombudsmanden", watches="X.", body="X.")
    for record in (duty, right, case, body):
        record.provisions.add(secrecy)
    page = Page(client.get("/jura/forvaltningsloven/"))
    assert page.links >= {
        ("Tavshedspligt", "/rolle/#tavshed"),
        ("Sagsindsigt", "/rolle/#sagsindsigt"),
        ("Status", "/aarshjul/#status"),
        ("Ombudsmanden", "/tilsyn/ombudsmanden/"),
    }


def test_an_act_without_provisions_has_its_page(client: Client, laws: dict[str, Law]) -> None:
    assert Page(client.get("/jura/sundhedsloven/")).headings(1) == ["Sundhedsloven"]


def test_an_unknown_act_is_not_found(client: Client, laws: dict[str, Law]) -> None:
    assert client.get("/jura/straffeloven/").status_code == 404


# The search of its own


def hits(client: Client, query: str) -> list[str]:
    return [hit.title for hit in client.get(f"{INDEX}{query}").context["page"].results.hits]


def test_the_search_finds_provisions_and_acts_alone(client: Client, laws: dict[str, Law], themes: object) -> None:
    TargetGroup.objects.create(name="Tavse", slug="tavse", age="alle", body="Tavshedspligt.")
    assert hits(client, "?q=tavshedspligt") == ["Forvaltningsloven: Tavshedspligt i sager"]


def test_the_search_is_narrowed_by_act_and_by_theme(client: Client, laws: dict[str, Law]) -> None:
    provision(laws["forvaltningsloven"], "formaal", title="Lovens formål")
    assert "Midlertidigt botilbud" not in hits(client, "?q=formål&lov=forvaltningsloven")
    assert hits(client, "?q=formål&lov=forvaltningsloven")[:1] == ["Forvaltningsloven: Lovens formål"]
    assert hits(client, "?q=formål&tema=tavshedspligt") == []


def test_the_choices_keep_the_search(client: Client, laws: dict[str, Law]) -> None:
    addresses = {address for _, address in Page(client.get(f"{INDEX}?q=botilbud")).links}
    assert addresses >= {"?q=botilbud&lov=serviceloven", "?q=botilbud&tema=botilbud"}


def test_a_search_without_hits_says_what_to_try(client: Client, laws: dict[str, Law]) -> None:
    response = client.get(f"{INDEX}?q=rumraket")
    assert "Ingen resultater for ”rumraket”" in Page(response).text
    assert response.headers["Cache-Control"] == "no-store"


def test_an_answer_as_one_types_is_the_fragment_with_its_status(client: Client, laws: dict[str, Law]) -> None:
    response = client.get(f"{INDEX}?q=tavs", headers={"HX-Request": "true", "HX-Trigger": "lovfelt"})
    assert response.text.lstrip().startswith('<div id="love"')
    assert 'id="love-besked" data-hx-swap-oob="innerHTML"' in response.text
    assert response.headers["HX-Push-Url"] == f"{INDEX}?q=tavs"


def test_queries_do_not_grow_with_the_acts(client: Client, themes: dict[str, LawTheme]) -> None:
    step = Step.objects.create(number=1, title="T", slug="t", summary="X.", body="X.")
    service = Service.objects.create(name="S", slug="s", step=step, purpose="X.", audience="X.", body="X.")
    figure = KeyFigure.objects.create(title="T", slug="t", value=1, explanation="X.")
    counts = []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            act = law(f"lov-{number}", "generel", title=f"Lov {number}")
            for owner in {act, Law.objects.get(slug="lov-0")}:
                made = provision(owner, f"p{number}", *themes.values(), title="Regel om hjælp")
                tie(made.figures, figure)
                tie(service.provisions, made)
                rest_on(made, number)
        client.get(f"{INDEX}?q=hjælp")  # the search reads its words once for a content revision
        narrowed = f"{INDEX}?q=formål&lov=lov-0&tema=botilbud"
        urls = (INDEX, f"{INDEX}?tema=botilbud", f"{INDEX}?q=hjælp", narrowed, "/jura/lov-0/")
        counts.append(count_queries(client, *urls))
    assert counts[0] == counts[1]


def rest_on(provision: Provision, number: int) -> None:
    """A case, a right, a duty and a body that rest on the provision."""
    slug = f"{provision.law.slug}-{number}"
    for record in (
        insert(AnnualCase, title="Status", slug=slug, kind="drift", body="X."),
        insert(MemberRight, title="Sagsindsigt", slug=slug, wish="se en sag", body="X."),
        insert(MemberDuty, title="Tavshed", slug=slug, group="tavshedspligt", body="X."),
        insert(SupervisoryBody, name="Tilsyn", slug=slug, watches="X.", body="X."),
    ):
        tie(record.provisions, provision)


def test_hit_hidden_by_a_filter_is_no_search_miss(client: Client, laws: dict[str, Law]) -> None:
    client.get(f"{INDEX}?q=tavshedspligt&lov=serviceloven")
    assert not SearchMiss.objects.exists()
    client.get(f"{INDEX}?q=rumraket")
    assert SearchMiss.objects.get().words == "rumraket"
