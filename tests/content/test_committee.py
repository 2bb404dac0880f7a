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
from portal.models import Section

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


def test_there_are_six_rights_and_each_is_also_a_wish() -> None:
    assert MemberRight.objects.count() == 6
    assert list(MemberRight.objects.filter(wish="")) == []


@pytest.mark.parametrize(
    ("slug", "field", "words"),
    [
        ("sagsindsigt", "body", "kommunens øvrige forvaltninger"),
        ("sagsindsigt", "when", "som led i dit hverv"),
        ("spoergsmaal", "limit", "skal udvalget være enigt"),
        ("medlemsforslag", "body", "hvis udvalget vedtager det i forretningsordenen"),
        ("medlemsforslag", "rules_of_procedure", "hvordan et medlemsforslag stilles"),
        ("medlemsforslag", "limit", "eller af udvalgets praksis"),
        ("medlemsforslag", "limit", "hvert medlem i Borgerrepræsentationen har initiativret efter loven"),
        ("standsningsret", "body", "så Borgerrepræsentationen skal behandle den i stedet for Socialudvalget"),
        ("standsningsret", "body", "I de sager, hvor det er muligt"),
        ("standsningsret", "limit", "til stede under hele punktet eller en del af det"),
        ("standsningsret", "limit", "beslutninger om fremgangsmåden eller sager, som udvalget kun tager til"),
        ("aendringsforslag", "when", "På mødet, så længe der ikke er stemt"),
        ("protokolbemaerkning", "when", "På mødet, før mødet hæves, når du er uenig"),
        ("protokolbemaerkning", "when", "uddybe baggrunden for din egen"),
    ],
)
def test_each_right_has_its_condition(slug: str, field: str, words: str) -> None:
    assert words in getattr(right(slug), field)


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("standsningsret", "**Sig det på mødet, til beslutningsprotokollen, før mødet hæves.**"),
        ("aendringsforslag", "**Stil det på mødet, før der stemmes om sagen.**"),
        ("protokolbemaerkning", "**Bed om det på mødet, før mødet hæves.**"),
    ],
)
def test_duty_to_declare_at_the_meeting_stands_first(slug: str, words: str) -> None:
    one = right(slug)

    assert one.body.startswith(words)
    assert "pørg sekretariatet" not in " ".join((one.body, one.when, one.how, one.limit, one.rules_of_procedure))


def test_rules_of_procedure_hold_only_what_the_folder_says() -> None:
    assert list(MemberRight.objects.exclude(rules_of_procedure="").values_list("slug", flat=True)) == ["medlemsforslag"]
    for one in MemberRight.objects.exclude(slug="medlemsforslag"):
        assert "forretningsorden" not in " ".join((one.body, one.when, one.how, one.limit)), one.slug


@pytest.mark.parametrize("model", [MemberRight, MemberDuty])
def test_text_beyond_the_folder_has_a_paragraph_and_awaits_confirmation(model: type[MemberRight]) -> None:
    for one in model.objects.all():
        assert bool(one.legal_source) == bool(one.confirm_note), one.slug


def test_both_groups_of_duties_are_there() -> None:
    assert set(MemberDuty.objects.values_list("group", flat=True)) == {"tavshedspligt", "inhabilitet"}


def test_only_the_group_may_hear_of_a_discussion() -> None:
    secrecy = duty("tavshedspligt")

    group = "din egen gruppe i Borgerrepræsentationen"
    assert f"Fortælle {group} om en drøftelse i udvalget, også hvad andre medlemmer sagde." in secrecy.may
    assert secrecy.may.rstrip().endswith("Det gælder ikke fortrolige sager.")
    assert f"Fortælle andre end {group}, hvad andre medlemmer har sagt eller gjort" in secrecy.may_not
    assert "Partiet og partiforeningen er ikke gruppen." in secrecy.may_not


def test_secrecy_follows_from_the_information_and_not_from_the_mark() -> None:
    told = duty("tavshedspligt").body
    assert "Det er en hjælp, men ansvaret er dit, også for oplysninger, som ikke er markeret" in told
    for one in MemberDuty.objects.all():
        assert "gætte" not in one.body, one.slug


def test_the_administration_judges_when_confidentiality_may_end() -> None:
    assert "indtil forvaltningen har vurderet, at fortroligheden kan ophøre" in duty("fortrolige-sager").body


def test_breach_of_confidentiality_leads_to_the_secretariat_first() -> None:
    breach = duty("brud-paa-tavshedspligten")

    assert breach.body.startswith("**Er du kommet til at fortælle noget, så [giv sekretariatet besked med det samme]")
    assert "Brud på tavshedspligten kan være strafbart, fordi" in breach.body
    assert "den, der uberettiget videregiver fortrolige oplysninger" in breach.body
    assert "straffeloven § 152" in breach.legal_source
    assert "orvaltningsloven" not in breach.body


def test_a_citizens_data_are_shared_only_in_a_case_of_the_committee() -> None:
    data = duty("personfoelsomme-oplysninger")

    assert data.may.endswith("de medarbejdere, som arbejder med sagen, når udvalget har fået den.")
    assert "tal ikke om borgere, hvis sag ikke er i udvalget" in data.body


def test_a_confidential_case_is_discussed_with_the_employees_who_work_on_it() -> None:
    cases = duty("fortrolige-sager")

    assert "og med de medarbejdere i forvaltningen, der arbejder med den." in cases.may
    assert "medarbejdere uden del i sagen" in cases.may_not


def test_sight_of_a_case_is_part_of_the_office_before_it_needs_no_reason() -> None:
    sight = right("sagsindsigt")

    assert sight.body.startswith("**Brug kun sagsindsigt som led i dit hverv.**")
    assert "uden betydning for hvervet, fx af nysgerrighed" in sight.body
    assert sight.when.endswith("som led i dit hverv. Så skal du ikke begrunde dit ønske.")


def test_a_remark_for_the_minutes_is_worded_at_the_meeting() -> None:
    remark = right("protokolbemaerkning")

    assert "sig, hvad der skal stå, og se efter, at det sker" in remark.how
    assert "om selve teksten skal gives på mødet" in remark.confirm_note


def test_member_declares_and_the_others_decide() -> None:
    body = duty("inhabilitet").body

    assert body.startswith("**Sig det på mødet, før sagen behandles.** Det er dit eget ansvar")
    assert "De øvrige medlemmer beslutter, om du er inhabil." in body
    assert "du skal forlade lokalet" in body


# The administration


def test_only_the_five_named_centres_are_there() -> None:
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
    of_all = Section.objects.get(shows=Section.Shows.COUNCILS)
    for words in ("to årlige budgetseminarer", "høringsparter", "i nogle tilfælde", "høringssvar", "input"):
        assert words in of_all.body
    for one in councils:
        assert one.sections.filter(slug="raadene-som-hoeringsparter").exists(), one.slug


# All of it


@pytest.mark.parametrize(
    "model",
    [Committee, MeetingPlan, Meeting, AnnualCase, MemberRight, MemberDuty, Walk, Centre, AdvisoryCouncil],
)
def test_every_record_has_everyday_words_to_be_found_by(model: type[Meeting]) -> None:
    for one in model.objects.all():
        assert 3 <= len(one.search_words.split(",")) <= 10, one
