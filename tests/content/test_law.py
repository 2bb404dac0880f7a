"""The law and the oversight as shipped: complete, tied together, and right where it is easily got wrong."""

from __future__ import annotations

import datetime as dt

import pytest

from committee.models import AnnualCase, Law, LawTheme, OversightSubject, Provision, Reporting, SupervisoryBody
from portal.models import Section, UpcomingChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


def provision(law: str, slug: str) -> Provision:
    found: Provision = Provision.objects.get(law__slug=law, slug=slug)
    return found


def body(slug: str) -> SupervisoryBody:
    found: SupervisoryBody = SupervisoryBody.objects.get(slug=slug)
    return found


def test_serviceloven_and_barnets_lov_are_the_two_special_acts() -> None:
    assert set(Law.objects.filter(group="saerlig").values_list("slug", flat=True)) == {"serviceloven", "barnets-lov"}
    assert set(Law.objects.values_list("group", flat=True)) == set(Law.Group.values)


def test_every_paragraph_is_cited_by_the_act_it_stands_in() -> None:
    for one in Provision.objects.select_related("law").exclude(paragraph=""):
        assert one.law.abbreviation, one
        assert one.citation == f"{one.law.abbreviation} {one.paragraph}"


@pytest.mark.parametrize(
    ("law", "slug", "services"),
    [
        ("serviceloven", "paragraf-18", {"samarbejde-med-civilsamfundet"}),
        ("serviceloven", "paragraf-85", {"hjemmevejleder", "hjaelp-ud-af-hjemloeshed"}),
        ("serviceloven", "paragraf-85-a", {"hjaelp-ud-af-hjemloeshed"}),
        ("serviceloven", "paragraf-107", {"midlertidige-botilbud"}),
        ("serviceloven", "paragraf-108", {"laengerevarende-botilbud", "botilbud-komplekse-behov"}),
        ("serviceloven", "paragraf-109", {"krisecentre"}),
        ("serviceloven", "paragraf-110", {"herberger"}),
        ("almenboligloven", "paragraf-105", {"laengerevarende-botilbud", "botilbud-komplekse-behov"}),
    ],
)
def test_a_paragraph_is_tied_to_the_services_it_carries(law: str, slug: str, services: set[str]) -> None:
    assert set(provision(law, slug).services.values_list("slug", flat=True)) == services


def test_every_provision_has_a_theme_and_every_theme_a_provision() -> None:
    assert list(Provision.objects.filter(themes=None)) == []
    assert list(LawTheme.objects.filter(provisions=None)) == []


def test_agenda_four_days_ahead_is_for_members_of_the_city_council() -> None:
    rule = provision("styrelsesloven", "dagsorden-fire-dage")

    assert rule.title == "Dagsorden minimum fire dage før mødet i Borgerrepræsentationen"
    assert "Medlemmerne af Borgerrepræsentationen" in rule.body
    assert "Folderen nævner ikke, hvornår du får dagsordenen til et møde i Socialudvalget." in rule.body
    assert "minimum fire dage" in rule.body
    assert "forretningsorden" not in rule.body
    assert (rule.legal_source, bool(rule.confirm_note)) == (
        "styrelsesloven § 8 (kommunalbestyrelsens dagsorden) og § 20, stk. 3 (udvalgenes)",
        True,
    )


def test_unjustified_disclosure_is_punishable_by_the_penal_code() -> None:
    rule = provision("forvaltningsloven", "tavshedspligt")

    forbidden = "Det er strafbart uberettiget at videregive fortrolige oplysninger, og straffen står i straffeloven."
    assert forbidden in rule.body
    assert rule.legal_source == "forvaltningsloven § 27; straffeloven § 152"
    assert rule.confirm_note


def test_section_85_a_is_for_people_who_are_or_may_become_homeless() -> None:
    rule = provision("serviceloven", "paragraf-85-a")

    assert "Den gælder borgere, som er hjemløse eller i risiko for at blive det" in rule.body
    assert rule.legal_source.startswith("serviceloven § 85 a")
    assert "gældende ordlyd" in rule.confirm_note


def test_supporting_measure_may_begin_upon_an_inquiry() -> None:
    text = provision("barnets-lov", "stoettende-indsatser").body

    assert "Den kan sættes i gang på grundlag af en afdækning eller en børnefaglig undersøgelse" in text
    assert "skal" not in text


def test_what_the_act_asks_of_a_workplace_is_an_open_list() -> None:
    rule = provision("arbejdsmiljoeloven", "krav")

    assert (rule.title, rule.body.splitlines()[0]) == ("Krav til arbejdspladsen", "Loven stiller bl.a. krav til:")


def test_help_without_consent_is_decided_by_boerne_og_ungeudvalget() -> None:
    rule = provision("barnets-lov", "boerne-og-ungeudvalget")

    assert rule.title == "Børne- og ungeudvalget: hjælp uden samtykke"
    assert "særlige tilfælde" in rule.body
    assert "træffes af kommunens Børne- og ungeudvalg og ikke af Socialudvalget" in rule.body


def test_force_and_schools_have_different_committees() -> None:
    rule = provision("barnets-lov", "boerne-og-ungeudvalget")

    assert "Børne- og ungeudvalget er ikke det samme som Børne- og Ungdomsudvalget (BUU)." in rule.body
    assert "det afgør ikke sager om tvang" in rule.body
    assert "Børne- og Ungdomsudvalget" in rule.confirm_note
    assert "BUU" not in rule.search_words


def test_the_days_that_the_state_refunds_at_a_herberg_stand_in_the_dated_rule() -> None:
    text = provision("serviceloven", "paragraf-110").body

    assert "Staten giver kun [refusion for et vist antal dage](/guide/socialomraadet/#refusion-for-herberg)" in text
    assert "120" not in text


def test_den_sociale_hjemmepleje_moves_on_1_june_2026() -> None:
    text = provision("serviceloven", "personlig-hjaelp").body

    assert "kan få bevilget en personlig hjælper i eget hjem" in text
    assert "\n\n[[regel:den-sociale-hjemmepleje]]" in text
    assert UpcomingChange.objects.get(slug="den-sociale-hjemmepleje").starts_on == dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("paragraph", "count", "figure"),
    [
        ("§ 105", "1.400", "botilbud-paragraf-105"),
        ("§ 107", "900", "botilbud-paragraf-107"),
        ("§ 108", "900", "botilbud-paragraf-108"),
        ("§ 109", "500", "krisecenter-paragraf-109"),
        ("§ 110", "1.400", "herberg-paragraf-110"),
    ],
)
def test_a_paragraph_shows_the_figure_of_2024_that_it_is_tied_to(paragraph: str, count: str, figure: str) -> None:
    found = Provision.objects.get(paragraph=paragraph)

    assert count not in found.body
    assert [(one.slug, one.precision, one.shown_number) for one in found.figures.all()] == [(figure, "ca.", count)]


@pytest.mark.parametrize(
    ("law", "slug", "said"),
    [
        (
            "styrelsesloven",
            "styrelsesvedtaegt-og-forretningsorden",
            ["efter et valg", "beskriver bl.a. den"],
        ),
        ("offentlighedsloven", "aktindsigt", ["Som udgangspunkt kan alle", "hvordan og hvor hurtigt", "et afslag"]),
        ("offentlighedsloven", "undtagelser", ["kan afslå", "fx når", "forretningsforhold", "personfølsomme"]),
        ("forvaltningsloven", "tavshedspligt", ["ikke udtømmende", "også en umarkeret oplysning kan være fortrolig"]),
        (
            "retssikkerhedsloven",
            "medvirken-og-hurtig-behandling",
            ["så hurtigt som muligt", "at medvirke"],
        ),
        (
            "retssikkerhedsloven",
            "sagsbehandlingsfrister",
            ["For bestemte ydelser", "kan få refusion"],
        ),
        ("databeskyttelse", "saglig-og-noedvendig", ["må kun behandle", "både sagligt og nødvendigt"]),
        ("databeskyttelse", "databeskyttelsesraadgiver", ["lovpligtigt", "er det lederen af [Den Uafhængige Kontrol-"]),
        ("serviceloven", "formaal", ["udvikle sig og klare sig selv, eller", "en bedre livskvalitet"]),
        ("serviceloven", "eget-ansvar-og-individuel-vurdering", ["bruge sine evner, så langt det er muligt"]),
        (
            "serviceloven",
            "eget-ansvar-og-individuel-vurdering",
            ["konkret, individuel", "faglige og økonomiske"],
        ),
        (
            "barnets-lov",
            "formaal",
            ["de samme muligheder som andre", "- Et selvstændigt liv som voksen."],
        ),
        (
            "barnets-lov",
            "tidlig-og-helhedsorienteret",
            ["Så vidt muligt", "faglige og økonomiske hensyn"],
        ),
        ("barnets-lov", "raadgivning-og-tidlige-indsatser", ["Kommunen kan bl.a.", "Som udgangspunkt", "med familien"]),
        ("barnets-lov", "anbringelse", ["Det kræver, at der er gennemført en børnefaglig undersøgelse"]),
        ("barnets-lov", "kompensation", ["dækker udgifter", "erstatter løn", "kan forældrene få"]),
    ],
)
def test_a_provision_says_what_is_easily_got_wrong(law: str, slug: str, said: list[str]) -> None:
    text = provision(law, slug).body

    assert [phrase for phrase in said if phrase not in text] == []


def test_the_new_function_has_three_units() -> None:
    units = SupervisoryBody.objects.filter(part_of__slug="kontrol-og-raadgivningsfunktionen")

    assert {one.slug for one in units} == {"borgerraadgiveren", "whistleblowerenheden", "intern-revision"}
    assert SupervisoryBody.objects.exclude(part_of=None).count() == 3


def test_overview_of_supervision_cases_comes_twice_a_year() -> None:
    overviews = Reporting.objects.filter(slug="oversigt").values_list("supervisory_body__slug", "frequency")

    assert dict(overviews) == dict.fromkeys(
        ["socialtilsynet", "arbejdstilsynet", "styrelsen-for-patientsikkerhed"], "To gange om året"
    )


def test_a_body_that_reports_to_the_committee_does_not_say_that_it_does_not() -> None:
    for one in SupervisoryBody.objects.prefetch_related("reportings"):
        assert not (one.reportings.all() and one.reports_nothing), one


def test_three_bodies_have_nothing_to_add_to_what_the_guide_says_of_those_that_report_nothing() -> None:
    silent = SupervisoryBody.objects.filter(reportings=None, reports_nothing="")

    assert {one.slug for one in silent} == {"folketingets-ombudsmand", "borgerraadgiveren", "whistleblowerenheden"}
    assert Section.objects.get(chapter__slug="tilsyn", shows=Section.Shows.REPORTINGS).slug == "tilsynsrapporter"


def test_red_and_yellow_remarks_reach_the_committee_within_three_weeks() -> None:
    timed = Reporting.objects.get(days_to_committee__isnull=False)

    assert (timed.supervisory_body.slug, timed.days_to_committee) == ("intern-revision", 21)
    assert timed.what == (
        "Revisionsrapporter med røde og gule bemærkninger skal forelægges udvalget sammen med en handleplan til "
        "godkendelse."
    )
    assert timed.frequency == (
        "Inden for tre uger efter, at forvaltningen har modtaget den endelige rapport, under hensyn til mødeplanen"
    )
    for words in ("Er den grøn, skal der rapporteres til direktionen", "anbefalinger og henstillinger"):
        assert words in timed.body
    assert "rød eller gul rapport" not in timed.body


def test_ankestyrelsen_has_no_fixed_reporting() -> None:
    text = body("ankestyrelsen").reports_nothing

    assert "Folderen nævner ingen fast orientering" in text
    assert "to faste sager, som bygger på dens arbejde, Danmarkskortet og Handicapsagsbarometret" in text
    assert [
        AnnualCase.objects.get(slug=slug).quarter
        for slug in ("danmarkskortet-4-kvartal", "handicapsagsbarometret-4-kvartal")
    ] == [4, 4]


def test_page_says_where_the_folder_is_silent() -> None:
    silent = SupervisoryBody.objects.exclude(reports_nothing="").exclude(slug="kontrol-og-raadgivningsfunktionen")

    assert [one for one in silent if not one.reports_nothing.startswith("Folderen nævner ingen")] == []


def test_a_sanction_may_fall_on_the_member_and_the_secretariat_is_asked() -> None:
    power = body("ankestyrelsen").powers.get(slug="sanktioner")

    assert "Eventuelle sanktioner retter sig ligesom tilsynet mod Borgerrepræsentationen" in power.body
    assert "de medlemmer, der har ansvaret for det, tvangsbøder" in power.body
    assert power.legal_source
    assert power.confirm_note


@pytest.mark.parametrize("slug", ["socialtilsynet", "arbejdstilsynet"])
def test_two_authorities_have_sharpened_their_focus_and_their_demands(slug: str) -> None:
    text = body(slug).body

    assert "De seneste år" in text
    assert "både fokus" in text
    assert "krav" in text
    assert "skærpet" in text
    assert "(/guide/socialomraadet/#flere-borgere-med-komplekse-behov)" in text
    assert "strengere" not in text


def test_other_places_can_also_treat_complaints_and_nobody_counts_them() -> None:
    text = Section.objects.get(chapter__slug="tilsyn", slug="klage-over-forvaltningen").body

    assert "er [Ankestyrelsen](/tilsyn/ankestyrelsen/) klageorgan" in text
    assert "Også [Folketingets Ombudsmand](/tilsyn/folketingets-ombudsmand/)" in text
    assert "to andre" not in text
    assert "tre steder" not in text


def test_socialtilsynet_comes_every_third_year_unless_something_calls_for_more() -> None:
    power = body("socialtilsynet").powers.get(slug="risikobaseret-tilsyn")

    assert power.title == "Risikobaseret tilsyn hvert tredje år"
    assert power.body.strip() == "[[regel:risikobaseret-tilsyn]]"
    assert "medmindre" in UpcomingChange.objects.get(slug="risikobaseret-tilsyn").after


def test_forbidding_and_the_police_are_for_danger_and_for_gross_breaches() -> None:
    power = body("arbejdstilsynet").powers.get(slug="vejledning-til-forbud").body

    assert power.strip() == (
        "Mulighederne går fra vejledning til forbud og politianmeldelse. De sidste to kan bruges, hvis der er "
        "overhængende fare for de ansattes sikkerhed, eller hvis loven er groft overtrådt."
    )


def test_new_function_answers_to_its_committee_and_the_city_council() -> None:
    text = body("kontrol-og-raadgivningsfunktionen").body

    assert "ikke underlagt kommunens forvaltninger, borgmestre eller politiske udvalg" in text
    assert "refererer til Kontrol- og Rådgivningsudvalget og til Borgerrepræsentationen" in text


def test_what_is_easily_got_wrong_of_a_body_stands_on_its_page() -> None:
    reports = Reporting.objects.get(slug="tilsynsrapporter")

    assert reports.what == "Udvalget orienteres om de rapporter, som indebærer påbud og skærpet tilsyn."
    assert "ikke en samlet rapport om året om hver kommunes institutioner" in reports.body
    assert "Siden 2017" in body("styrelsen-for-patientsikkerhed").body
    assert "en plan, som Revisionsudvalget godkender" in body("intern-revision").powers.get(slug="revisionsplan").body
    assert Reporting.objects.get(slug="kategori-3").what.endswith("problemer af betydning for patientsikkerheden.")


def test_arbejdstilsynet_has_no_set_frequency() -> None:
    assert "ingen krav" in body("arbejdstilsynet").powers.get(slug="anmeldt-og-uanmeldt").body


@pytest.mark.parametrize(
    ("subject", "bodies"),
    [
        ("botilbud", ["socialtilsynet"]),
        ("arbejdsmiljoe", ["arbejdstilsynet"]),
        ("medicin", ["styrelsen-for-patientsikkerhed"]),
        ("sagsbehandling", ["ankestyrelsen", "kontrol-og-raadgivningsfunktionen", "borgerraadgiveren"]),
        ("regnskab", ["kontrol-og-raadgivningsfunktionen", "intern-revision"]),
        ("persondata", ["kontrol-og-raadgivningsfunktionen"]),
    ],
)
def test_who_watches_a_subject(subject: str, bodies: list[str]) -> None:
    watching = OversightSubject.objects.get(slug=subject).bodies.values_list("slug", flat=True)

    assert list(watching) == bodies


def test_every_subject_is_watched_and_every_body_watches_a_subject() -> None:
    assert list(OversightSubject.objects.filter(bodies=None)) == []
    assert list(SupervisoryBody.objects.filter(subjects=None)) == []


@pytest.mark.parametrize("model", [Law, Provision, LawTheme, OversightSubject, SupervisoryBody, Reporting])
def test_every_record_is_found_by_everyday_words(model: type) -> None:
    for record in model.objects.all():
        assert 3 <= len(record.search_words.split(",")) <= 10, record
