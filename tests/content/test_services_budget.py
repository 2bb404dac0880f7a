"""The ladder and the budget as shipped: complete, tied together, and right where it is easily got wrong."""

from __future__ import annotations

import pytest

from budget.models import Budget, BudgetLine, ProcessStep
from committee.models import Provision
from services.models import Service, Step, TargetGroup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


def service(slug: str) -> Service:
    found: Service = Service.objects.get(slug=slug)
    return found


def stage(slug: str) -> ProcessStep:
    found: ProcessStep = ProcessStep.objects.get(slug=slug)
    return found


def test_the_ladder_has_four_steps_from_least_to_most_intrusive() -> None:
    assert list(Step.objects.values_list("number", "title")) == [
        (1, "Rådgivning og tidlig indsats"),
        (2, "Forebyggelse/Indsatser i hjemmet"),
        (3, "Midlertidige boformer uden for hjemmet"),
        (4, "Længerevarende boformer"),
    ]


def test_every_step_has_services() -> None:
    assert list(Step.objects.filter(services=None)) == []


def test_only_loeft_is_being_established() -> None:
    not_running = Service.objects.exclude(status=Service.Status.RUNNING)

    assert {one.slug: one.status for one in not_running} == {
        "loeft": "under-etablering",
        "ungetilbud-rusmidler": "under-afklaring",
    }


def test_loeft_is_the_step_in_between_and_at_first_for_those_under_30() -> None:
    assert list(Service.objects.filter(in_between=True)) == [service("loeft")]
    assert "unge under 30 år" in service("loeft").status_note


@pytest.mark.parametrize(
    ("slug", "runner"),
    [
        ("lettilgaengeligt-tilbud", "Sundheds- og Omsorgsforvaltningen"),
        ("robus", "Socialforvaltningen"),
        ("rusmiddelbehandling", "Center for Rusmiddelbehandling"),
        ("plejefamilier", "Center for Børn og Unge"),
        ("midlertidige-botilbud", "Center for Midlertidige og Selvstændige Boformer"),
        ("laengerevarende-botilbud", "Center for Længerevarende Boformer"),
        ("myndighedsindsatsen", "Din Sociale Indgang"),
        ("krisecentre", "Fremgår ikke af velkomstfolderen"),
    ],
)
def test_who_runs_a_service(slug: str, runner: str) -> None:
    found = service(slug)

    assert str(found.centre or found.run_by) == runner


def test_every_service_is_run_by_a_centre_or_by_somebody_named() -> None:
    for one in Service.objects.all():
        assert bool(one.centre_id) != bool(one.run_by), one


def test_where_the_folder_does_not_say_where_or_why_the_secretariat_is_asked() -> None:
    asked = {"lavtaerskeltilbud", "myndighedsindsatsen", "loeft", "ungetilbud-rusmidler", "krisecentre"}

    assert asked <= set(Service.objects.awaiting_confirmation().values_list("slug", flat=True))


def test_the_homeless_are_not_defined_more_narrowly_than_they_are() -> None:
    homeless = TargetGroup.objects.get(slug="hjemloese")

    assert homeless.body == "Borgere i hjemløshed, som typisk har komplekse behov."
    assert "afgrænsningen" in homeless.confirm_note


def test_what_is_only_looked_into_is_not_said_to_be_undecided() -> None:
    said = [one.slug for one in Service.objects.all() if "besluttet" in f"{one.status_note} {one.body}"]

    assert said == []
    assert service("ungetilbud-rusmidler").get_status_display() == "mulighed, der undersøges"


def test_every_service_is_for_somebody_and_every_target_group_is_served() -> None:
    assert list(Service.objects.filter(groups=None)) == []
    assert list(TargetGroup.objects.filter(services=None)) == []


def test_a_service_for_children_stands_on_barnets_lov_and_never_on_serviceloven() -> None:
    children_only = [one for one in Service.objects.all() if {g.age for g in one.groups.all()} == {"boern"}]
    acts = set(Provision.objects.filter(services__in=children_only).values_list("law__slug", flat=True))

    assert acts == {"barnets-lov"}


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("loeft", ["folderen nævner ikke, hvor på trappen trinnet ligger"]),
        ("krisecentre", ["Folderen nævner ikke, hvilket trin krisecentre hører til, eller hvem der driver dem"]),
        ("plejefamilier", ["Som udgangspunkt forsøger", "afhænger dog altid af", "andre forhold omkring familien"]),
        ("rusmiddelbehandling", ["En borger og et forløb er ikke det samme"]),
        ("skaeve-boliger", ["77", "Valby", "Brønshøj", "Nordvest", "Sydhavnen", "Vestamager"]),
        ("midlertidige-botilbud", ["på sigt ventes at kunne klare sig i egen bolig, eventuelt med støtte"]),
        ("midlertidige-botilbud", ["(/guide/socialomraadet/#botilbud-og-venteliste)", "der er brug for flere"]),
        ("laengerevarende-botilbud", ["(/guide/socialomraadet/#botilbud-og-venteliste)", "eget køkken og bad"]),
        ("hjaelp-ud-af-hjemloeshed", ["272", "gældsrådgivning", "boligrådgivere", "passer bedre til"]),
        ("rusmiddelbehandling", ["over 4.500 borgere", "ca. 4.500 behandlingsforløb"]),
        ("boerne-og-ungehjem", ["ca. 20", "stadig flere", "hvis de kommer hjem til familien igen"]),
        ("soenderbro", ["varetægtssurrogat", "farlighedskriterium", "pædagogisk observation"]),
        ("myndighedsindsatsen", ["0-18/23 år", "18-30 år", "18+"]),
        ("herberger", ["(/guide/socialomraadet/#loft-for-takster)", "(/guide/socialomraadet/#refusion-for-herberg)"]),
        ("krisecentre", ["(/guide/socialomraadet/#loft-for-takster)", "(/guide/socialomraadet/#oekonomisk-pres)"]),
        ("samarbejde-med-civilsamfundet", ["primært", "På sigt", "i nogle tilfælde", "frivillige organisationer"]),
        ("lettilgaengeligt-tilbud", ["under Sundheds- og Omsorgsforvaltningen", "henviser bl.a. til"]),
        ("robus", ["ROBUS ligger i Socialforvaltningen"]),
        ("hjemmevejleder", ["bevare og eventuelt forbedre", "individuel eller foregå i gruppeforløb"]),
        ("hjemmevejleder", ["udvikle relationer og sociale kompetencer"]),
        ("ungetilbud-rusmidler", ["så forvaltningen på mulighederne", "i givet fald", "også under 18 år"]),
        ("familiebehandling", ["Kan være med til at løse familiens udfordringer, før de bliver for store"]),
        ("loeft", ["et nyt trin på indsatstrappen", "relationsopbygning"]),
        ("botilbud-komplekse-behov", ["kun i begrænset omfang", "ofte særlige pladser på det private marked"]),
    ],
)
def test_a_service_tells_its_figures_with_their_reservations(slug: str, words: list[str]) -> None:
    found = service(slug)
    text = " ".join([found.purpose, found.audience, found.status_note, found.body])

    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("slug", "figures"),
    [
        ("hjaelp-ud-af-hjemloeshed", {"hjemloese", "hjemloese-andel", "hjemloese-i-egen-bolig"}),
        ("midlertidige-botilbud", {"opholdslaengde", "botilbud-paragraf-107", "penge-til-ventelisten"}),
        ("plejefamilier", {"andel-i-familiepleje", "anbragte"}),
        ("rusmiddelbehandling", {"borgere-i-rusmiddelbehandling", "behandlingsforloeb"}),
        ("skaeve-boliger", {"skaeve-boliger"}),
    ],
)
def test_a_service_shows_its_key_figures(slug: str, figures: set[str]) -> None:
    assert set(service(slug).figures.values_list("slug", flat=True)) == figures


def test_the_budget_of_2026_has_nine_lines_in_the_folders_order() -> None:
    assert list(BudgetLine.objects.values_list("title", "amount", "group")) == [
        ("Botilbud til voksne", 2872, "voksne"),
        ("Forebyggelse, foranstaltninger og dagbehandling til børn", 1086, "boern"),
        ("Misbrugsbehandling", 356, "voksne"),
        ("Herberger og krisecentre", 341, "voksne"),
        ("Tværgående udgifter og øvrig administration", 602, "tvaergaaende"),
        ("Støtte i eget hjem, voksenområdet", 584, "voksne"),
        ("Dagtilbud til voksne", 480, "voksne"),
        ("Sagsbehandlere og børne- og ungerådgivere", 578, "tvaergaaende"),
        ("Døgntilbud og sikrede pladser til børn", 904, "boern"),
    ]


def test_the_lines_add_up_to_the_stated_total() -> None:
    budget = Budget.objects.get(year=2026)
    total = sum(line.amount for line in budget.lines.all())

    assert total == 7803
    assert round(total / 1000, 1) == float(budget.stated_total)
    assert "ca.-tal" in budget.note


def test_the_secretariat_is_asked_to_confirm_every_pairing_of_label_and_amount() -> None:
    assert [line for line in BudgetLine.objects.all() if "Parringen" not in line.confirm_note] == []


def test_a_line_pays_for_services_on_its_own_steps_and_under_its_own_laws() -> None:
    for line in BudgetLine.objects.prefetch_related("services__provisions__law", "steps", "laws"):
        services = line.services.all()
        acts = {provision.law for one in services for provision in one.provisions.all()}
        assert {one.step_id for one in services} <= {step.pk for step in line.steps.all()}, line
        assert acts <= set(line.laws.all()), line


def test_the_stages_cover_the_year_month_by_month_exactly_once() -> None:
    stages = ProcessStep.objects.filter(is_stage=True)
    by_month = [[one.slug for one in stages if one.first_month <= month <= one.last_month] for month in range(1, 13)]

    assert by_month == [
        ["indkaldelsescirkulaere"],
        *[["budgetforslag"]] * 3,
        *[["fra-forslag-til-forhandling"]] * 4,
        ["budgetforhandlinger"],
        ["endeligt-budget"],
        *[["udmoentning"]] * 2,
    ]
    assert {one.relative_year for one in stages} == {ProcessStep.RelativeYear.BEFORE}


def test_accounts_and_budget_are_adopted_by_the_city_council_after_the_committee() -> None:
    acting = ProcessStep.objects.values_list("slug", "relative_year", "first_month", "actor")

    assert [
        step for step in acting if step[0] in {"budgetforslag", "endeligt-budget", "regnskab-marts", "regnskab-maj"}
    ] == [
        ("budgetforslag", -1, 2, "udvalg"),
        ("endeligt-budget", -1, 10, "borgerrepraesentation"),
        ("regnskab-marts", 1, 3, "udvalg"),
        ("regnskab-maj", 1, 5, "borgerrepraesentation"),
    ]


def test_every_step_of_the_process_ends_after_it_begins() -> None:
    for step in ProcessStep.objects.all():
        assert 1 <= step.first_month <= step.last_month <= 12, step


@pytest.mark.parametrize(
    ("slug", "cases"),
    [
        ("budgetforslag", ["1. behandling af budget", "2. behandling af budget"]),
        ("udmoentning", ["Udmøntning af midler efter budget"]),
        ("regnskabsprognose-juni", ["1. regnskabsprognose"]),
        ("regnskabsprognose-oktober", ["2. regnskabsprognose"]),
        ("regnskab-marts", ["Godkendelse af regnskab"]),
        ("overfoerselssagen", ["Status på budgetnotater i proces til overførselssagen"]),
    ],
)
def test_a_step_of_the_process_names_the_cases_that_belong_to_it(slug: str, cases: list[str]) -> None:
    assert list(stage(slug).cases.values_list("title", flat=True)) == cases


def test_a_case_of_a_step_falls_in_a_quarter_that_the_step_touches() -> None:
    for step in ProcessStep.objects.prefetch_related("cases"):
        quarters = range((step.first_month + 2) // 3, (step.last_month + 2) // 3 + 1)
        assert {case.quarter for case in step.cases.all()} <= set(quarters), step


def test_budget_notes_can_be_ordered_also_during_the_negotiations() -> None:
    assert "også mens budgetforhandlingerne er i gang" in stage("budgetnotater").member_can
    assert "også under forhandlingerne" in stage("budgetforhandlinger").member_can


def test_amendments_are_possible_only_until_the_vote() -> None:
    said = [step.member_can for step in ProcessStep.objects.filter(member_can__contains="ændringsforslag")]

    assert len(said) == 2
    assert [text for text in said if "så længe der ikke er stemt om sagen" not in text] == []


def test_a_period_that_the_folder_does_not_give_awaits_the_secretariat() -> None:
    derived = {
        "besparelser-paa-budgetseminaret",
        "budgetnotater",
        "fra-forslag-til-forhandling",
        "udmoentning",
        "overfoerselssagen",
    }

    assert derived <= set(ProcessStep.objects.awaiting_confirmation().values_list("slug", flat=True))


def test_the_first_reading_has_no_date_and_the_step_says_so() -> None:
    body = stage("budgetforslag").body

    assert "1. behandling er i 1. kvartal, men folderen sætter ingen dato på den" in body
    assert "2. behandling er i 2. kvartal" in body


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("indkaldelsescirkulaere", ["Hvert år i januar", "Økonomiudvalget", "hvor meget hvert udvalg skal levere"]),
        ("besparelser-paa-budgetseminaret", ["kan tage udgangspunkt i", "er inviteret med"]),
        ("besparelser-paa-budgetseminaret", ["kan ikke vælge opgaven fra", "eventuelle interne udfordringer"]),
        ("besparelser-paa-budgetseminaret", ["ikke har bevilling længere", "hvis der ikke findes penge"]),
        ("besparelser-paa-budgetseminaret", ["En del af forslagene", "typisk", "investeringspulje"]),
        ("budgetforslag", ["inden maj", "målgruppeområder"]),
        ("budgetnotater", ["Fra foråret og frem til forhandlingerne i september", "ønskeforslag"]),
        ("endeligt-budget", ["Borgerrepræsentationen beslutter"]),
        ("udvalgets-ansvar", ["også selv om forudsætningerne"]),
        ("regnskabsprognose-juni", ["To gange om året", "i juni"]),
        ("regnskabsprognose-oktober", ["i oktober"]),
        ("overfoerselssagen", ["normalt", "større eller mindre overskud", "Typisk", "kun", "indeværende år"]),
    ],
)
def test_a_step_of_the_process_says_what_is_easily_got_wrong(slug: str, said: list[str]) -> None:
    assert [phrase for phrase in said if phrase not in stage(slug).body] == []


def test_no_step_of_the_process_names_a_year() -> None:
    assert [step.slug for step in ProcessStep.objects.all() if "202" in step.body + step.when + step.member_can] == []


def test_a_step_leads_to_the_guide_only_where_that_tells_more_than_the_list_of_steps() -> None:
    circular = ProcessStep.objects.filter(sections__shows="budgetproces")

    assert list(circular.values_list("slug", flat=True)) == ["indkaldelsescirkulaere"]


def test_the_committees_proposal_is_due_before_may() -> None:
    assert stage("budgetforslag").when == "inden maj"


@pytest.mark.parametrize("model", [Step, TargetGroup, Service, Budget, BudgetLine, ProcessStep])
def test_every_record_is_found_by_everyday_words(model: type) -> None:
    for record in model.objects.all():
        assert 3 <= len(record.search_words.split(",")) <= 10, record
