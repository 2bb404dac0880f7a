"""The committee, the member's role and the administration as shipped: complete, with their conditions."""

from __future__ import annotations

import pytest

from committee.models import (
    AdvisoryCouncil,
    AnnualCase,
    Centre,
    Committee,
    Meeting,
    MeetingPlan,
    MemberDuty,
    MemberRight,
    Walk,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


def right(slug: str) -> MemberRight:
    found: MemberRight = MemberRight.objects.get(slug=slug)
    return found


def duty(slug: str) -> MemberDuty:
    found: MemberDuty = MemberDuty.objects.get(slug=slug)
    return found


def test_the_committee_of_the_term() -> None:
    committee = Committee.objects.get()

    assert (committee.name, committee.municipality, committee.term) == (
        "Socialudvalget",
        "Københavns Kommune",
        "2026-2029",
    )
    assert (committee.administration, committee.administration_short) == ("Socialforvaltningen", "SOF")
    assert committee.place == "Rådhuset, stuen, værelse 8"
    assert (committee.welcome_by, committee.welcome_title) == ("Katrine Ring", "Administrerende direktør")


# Rights and duties


def test_the_six_rights_as_wishes() -> None:
    assert list(MemberRight.objects.values_list("slug", "title", "wish")) == [
        ("sagsindsigt", "Sagsindsigt", "have sagsindsigt"),
        ("spoergsmaal", "Stille spørgsmål til forvaltningen", "stille spørgsmål"),
        ("medlemsforslag", "Medlemsforslag og initiativret", "stille et forslag"),
        ("standsningsret", "Standsningsret", "standse en beslutning"),
        ("aendringsforslag", "Ændringsforslag", "ændre et forslag"),
        ("protokolbemaerkning", "Protokolbemærkning", "have en protokolbemærkning"),
    ]


def test_every_right_says_when_how_what_the_limit_is_and_whom_to_ask() -> None:
    for one in MemberRight.objects.all():
        assert all((one.body, one.when, one.how, one.limit, one.rules_of_procedure, one.ask)), one.slug


@pytest.mark.parametrize(
    ("slug", "field", "words"),
    [
        ("sagsindsigt", "body", "kommunens andre forvaltninger"),
        ("spoergsmaal", "limit", "skal udvalget være enigt"),
        ("medlemsforslag", "body", "Det kræver, at I har vedtaget det i jeres forretningsorden."),
        ("medlemsforslag", "when", "på de første møder"),
        ("standsningsret", "body", "Borgerrepræsentationen, der skal behandle den"),
        ("standsningsret", "when", "Kun i de sager"),
        ("aendringsforslag", "when", "kun før der er stemt"),
        ("protokolbemaerkning", "when", "uenig"),
        ("protokolbemaerkning", "when", "forklare, hvad der ligger bag din egen beslutning"),
    ],
)
def test_each_right_has_its_condition(slug: str, field: str, words: str) -> None:
    assert words in getattr(right(slug), field)


def test_the_duties_by_group() -> None:
    assert list(MemberDuty.objects.values_list("group", "slug")) == [
        ("tavshedspligt", "tavshedspligt"),
        ("tavshedspligt", "fortrolige-sager"),
        ("tavshedspligt", "personfoelsomme-oplysninger"),
        ("tavshedspligt", "brud-paa-tavshedspligten"),
        ("inhabilitet", "inhabilitet"),
    ]


def test_the_political_group_may_hear_of_a_discussion_but_not_of_confidential_cases_or_other_members_words() -> None:
    secrecy = duty("tavshedspligt")

    assert "Fortælle din politiske gruppe, hvad udvalget har drøftet. Det gælder ikke fortrolige sager." in secrecy.may
    assert "hvad de andre medlemmer sagde eller gjorde på mødet. Heller ikke til din gruppe." in secrecy.may_not


def test_the_administration_judges_when_confidentiality_may_end() -> None:
    assert "Det er forvaltningen, der vurderer, hvornår fortroligheden kan ophøre." in duty("fortrolige-sager").body


def test_a_breach_may_be_punishable_and_passing_on_confidential_information_is() -> None:
    body = duty("brud-paa-tavshedspligten").body

    assert "Bryder du tavshedspligten, kan det være strafbart." in body
    assert "Forvaltningsloven siger desuden, at det er strafbart" in body


def test_telling_is_the_members_own_duty_and_the_others_decide() -> None:
    body = duty("inhabilitet").body

    assert body.startswith("Du har selv ansvar for at sige det til udvalget")
    assert "De øvrige medlemmer beslutter, om du er inhabil." in body


# The administration


def test_the_five_centres_that_are_named_and_no_kind_that_nobody_has_told() -> None:
    assert list(Centre.objects.values_list("name", "kind")) == [
        ("Din Sociale Indgang", ""),
        ("Center for Børn og Unge", ""),
        ("Center for Midlertidige og Selvstændige Boformer", ""),
        ("Center for Længerevarende Boformer", ""),
        ("Center for Rusmiddelbehandling", ""),
    ]
    assert Centre.objects.awaiting_confirmation().count() == 5


def test_the_five_councils_with_all_four_ways_that_a_member_meets_them() -> None:
    councils = AdvisoryCouncil.objects.all()

    assert [one.name for one in councils] == [
        "Handicaprådet",
        "Udsatterådet",
        "Rådet for frivilligt socialt arbejde (Frivilligrådet)",
        "Dialogforum på psykiatriområdet",
        "Ungepanelet",
    ]
    for one in councils:
        for words in ("to årlige budgetseminarer", "høringspart", "I nogle tilfælde", "høringssvar", "input"):
            assert words in one.body, one.slug
        assert one.sections.filter(slug="raadene-som-hoeringsparter").exists(), one.slug


# All of it


@pytest.mark.parametrize(
    "model",
    [Committee, MeetingPlan, Meeting, AnnualCase, MemberRight, MemberDuty, Walk, Centre, AdvisoryCouncil],
)
def test_every_record_has_everyday_words_to_be_found_by(model: type[Meeting]) -> None:
    for one in model.objects.all():
        assert 3 <= len(one.search_words.split(",")) <= 10, one
