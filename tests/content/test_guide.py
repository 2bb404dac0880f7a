"""The guide and its dated rules as shipped: whole, tied together and right where it is easily got wrong."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from committee.models import Provision, SupervisoryBody, SupervisoryPower
from portal.content.records import ContentRecord
from portal.models import Chapter, KeyFigure, Section, Term, UpcomingChange
from portal.text import markdown
from services.models import Service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

WRITTEN: tuple[type[ContentRecord], ...] = (Chapter, Section, KeyFigure, Term, UpcomingChange)


def section(chapter: str, slug: str) -> str:
    """The section's words as they are read, no space before a stop."""
    return re.sub(r" (?=[.,:])", "", markdown.to_words(Section.objects.get(chapter__slug=chapter, slug=slug).body))


def rule(slug: str) -> UpcomingChange:
    found: UpcomingChange = UpcomingChange.objects.get(slug=slug)
    return found


def lix(text: str) -> float:
    """Björnsson's measure of how hard a text reads: words a sentence plus per cent of words over six letters."""
    plain = re.sub(r"\[([^]]+)\]\([^)]*\)|\[\[.*?\]\]|[*|#]", r"\1", text)
    found = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", plain)
    sentences = max(1, len(re.findall(r"[.!?:]+(?=\s|$)", plain)))
    return len(found) / sentences + 100 * sum(len(word) > 6 for word in found) / len(found)


# The chapters and their sections


def test_the_chapters_follow_the_folder_and_lead_to_the_page_of_their_records() -> None:
    assert list(Chapter.objects.values_list("slug", "overview")) == [
        ("velkommen", ""),
        ("socialomraadet", "budget:overview"),
        ("indsatser", "services:ladder"),
        ("raadgivning-og-myndighed", "services:ladder"),
        ("forebyggelse", "services:ladder"),
        ("midlertidige-boformer", "services:ladder"),
        ("laengerevarende-boformer", "services:ladder"),
        ("forvaltningen", "committee:administration"),
        ("din-rolle", "committee:role"),
        ("dit-foerste-aar", "committee:plan"),
        ("jura", "committee:law_index"),
        ("oekonomi", "budget:process"),
        ("tilsyn", "committee:oversight"),
        ("tal-2024", "portal:figures"),
    ]


def test_every_chapter_has_sections_in_an_order_of_their_own() -> None:
    for chapter in Chapter.objects.prefetch_related("sections"):
        orders = [one.order for one in chapter.sections.all()]
        assert orders == list(range(1, len(orders) + 1)), chapter
        assert orders, chapter


def test_a_section_reads_easily() -> None:
    hard = {str(one): lix(one.body) for one in Section.objects.all() if one.words >= 100 and lix(one.body) > 42}

    assert hard == {}


def test_every_point_of_a_list_ends_with_a_full_stop() -> None:
    points = [line for one in Section.objects.all() for line in one.body.splitlines() if re.match(r"(-|\d+\.) ", line)]

    assert [point for point in points if not point.endswith(".")] == []


def test_the_directors_welcome_is_a_summary_and_signed_by_nobody() -> None:
    text = section("velkommen", "velkommen-til-socialudvalget")

    assert "hilsen fra administrerende direktør Katrine Ring til dig" in text
    assert "portalen sammenfatter den sådan:" in text
    assert not text.endswith("direktør")
    assert "Jeg " not in text


def test_nobody_else_is_named() -> None:
    named = [one.slug for one in Section.objects.all() if "Katrine" in one.body]

    assert named == ["velkommen-til-socialudvalget"]


VISION = ["”mulighed for at leve gode og selvstændige liv”", "”hurtigt og mindst indgribende mod øget livsmestring”"]


def test_the_vision_stands_in_its_own_words() -> None:
    body = Section.objects.get(chapter__slug="indsatser", slug="vores-vision").body

    assert [quoted for quoted in VISION if quoted not in body] == []


def test_a_home_of_ones_own_is_not_to_manage_alone() -> None:
    written = [*Section.objects.all(), *Provision.objects.all()]
    alone = [one.get_absolute_url() for one in written if re.search("klare(r)? sig selv", one.body)]

    assert alone == ["/jura/serviceloven/#formaal"]  # the aim of the act


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("socialomraadet/et-omraade-i-forandring", ["Derfor står kommuner over hele landet med en række"]),
        ("socialomraadet/flere-borgere-med-komplekse-behov", ["fx fordi de har flere udfordringer"]),
        (
            "socialomraadet/hjemloese-og-mangel-paa-billige-boliger",
            ["VIVEs hjemløsetælling fra 2024", "1.387 hjemløse", "23 %", "væsentlig hindring"],
        ),
        ("socialomraadet/botilbud-og-venteliste", ["knap 800 mio. kr. i 2025-2029", "2025 og 2026", "primært"]),
        (
            "socialomraadet/botilbud-og-venteliste",
            ["i gennemsnit 1,2 mio. kr. mere pr. borger om året", "ikke er i overensstemmelse med loven"],
        ),
        ("socialomraadet/oekonomisk-pres", ["herberger, krisecentre og tilbud om alkoholbehandling"]),
        ("socialomraadet/loft-for-takster", ["september 2025", "Christiansborg", "væsentligt over de priser"]),
        ("socialomraadet/vidensgab", ["endelige rapport i april 2024", "når det er muligt for den konkrete målgruppe"]),
        ("socialomraadet/socialforvaltningens-vision", ["Autismehuset, som åbnede i 2025"]),
        ("socialomraadet/budget-for-2026", ["ca. 7,8 mia. kr.", "ni linjer", "Alle tal er ca.-tal"]),
        ("socialomraadet/budget-for-2026", ["beløb er aflæst af en figur i folderen og afventer sekretariatet"]),
        ("socialomraadet/flere-borgere-med-komplekse-behov", ["skærpet deres fokus og deres krav"]),
        (
            "indsatser/maalgrupper",
            [
                "i forskellig grad",
                "Autisme. Bevægelseshandicap. Høre- og synshandicap. En hjerneskade, som er medfødt eller erhvervet.",
                "Udviklingshæmning i forskellig grad. Flere funktionsnedsættelser på én gang (multiple).",
            ],
        ),
        ("indsatser/indsatstrappen", ["Så vidt det er muligt"]),
        ("indsatser/indsatstrappen", ["den nødvendige støtte, uanset hvilket trin"]),
        ("raadgivning-og-myndighed/psykisk-mistrivsel-blandt-unge", ["alle kommuner", "under 18 år", "typisk fra"]),
        (
            "raadgivning-og-myndighed/civilsamfund-og-partnerskabsstrategi",
            ["som Socialudvalget i perioden 2022-2025 vedtog"],
        ),
        ("raadgivning-og-myndighed/autisme-og-autismehuset", ["børn, unge og voksne", "umiddelbart godt"]),
        ("forebyggelse/familien-som-udgangspunkt", ["som varer ved, også når støtten fra forvaltningen er slut"]),
        ("forebyggelse/stoette-i-egen-bolig", ["ofte på at kunne flytte i egen bolig på sigt"]),
        ("forebyggelse/stoette-i-egen-bolig", ["Da folderen blev skrevet, var forvaltningen i gang med at etablere"]),
        ("forebyggelse/hjemloeshed-og-housing-first", ["allerede i 2022", "i kraft i 2023", "siden 2009"]),
        ("forebyggelse/hjemloeshed-og-housing-first", ["Efter forvaltningens vurdering", "en del hjemløse"]),
        ("forebyggelse/unge-og-opioider", ["Nogle af dem er under 18 år", "farligere stoffer end tidligere"]),
        ("midlertidige-boformer/bo-for-en-tid", ["kan være så stort", "som udgangspunkt kun skal vare en tid"]),
        ("midlertidige-boformer/plejefamilier", ["knap halvdelen", "pensionsalderen"]),
        (
            "midlertidige-boformer/plejefamilier",
            ["Socialforvaltningens faglige fokus er, at børn og unge som udgangspunkt altid har bedst af"],
        ),
        ("laengerevarende-boformer/laengerevarende-botilbud", ["For en del af målgrupperne"]),
        (
            "laengerevarende-boformer/eget-koekken-og-bad",
            ["ikke fysiske krav", "eget køkken og bad", "1960'erne", "ikke altid"],
        ),
        (
            "forvaltningen/organisering",
            ["fra 1. januar 2025", "Seks driftscentre", "Fem administrative centre", "kun fem centre ved navn"],
        ),
        (
            "forvaltningen/faerre-administrative-ressourcer",
            [
                "sparet på administrationen ad flere omgange, senest med knap 60 mio. kr. i 2026 og frem",
                "de administrative ressourcer",
            ],
        ),
        ("forvaltningen/raadene-som-hoeringsparter", ["to årlige budgetseminarer", "i nogle tilfælde"]),
        ("din-rolle/delegation", ["første gang den mødes i den nye samling", "udvalget på sit første møde"]),
        ("din-rolle/forretningsorden", ["Udvalget godkender den på de første møder"]),
        (
            "din-rolle/forretningsorden",
            ["Et medlem rejser den eller stiller et medlemsforslag, hvis udvalget vedtager det"],
        ),
        ("din-rolle/det-har-du-ret-til", ["før der stemmes om sagen", "skal siges til, før mødet hæves"]),
        ("din-rolle/tavshedspligt", ["kun gengive for din egen gruppe i Borgerrepræsentationen", "noget fortroligt"]),
        ("din-rolle/tavshedspligt", ["det fortrolige er en hjælp", "ansvaret er dit, også når den mangler"]),
        ("din-rolle/inhabilitet", ["har du selv ansvaret", "på mødet, før sagen behandles, også når du er i tvivl"]),
        ("din-rolle/inhabilitet", ["De øvrige medlemmer beslutter"]),
        (
            "dit-foerste-aar/moedeplan",
            ["blev sendt ud som forslag", "værelse 8, medmindre andet oplyses"],
        ),
        ("dit-foerste-aar/aarshjul", ["En del af dem kommer igen", "flere årlige statusser"]),
        ("jura/rammelovgivning", ["lader det være op til den enkelte kommune", "serviceniveau"]),
        ("jura/barnets-lov", ["i særlige tilfælde", "uden samtykke, afgør kommunens Børne- og ungeudvalg"]),
        ("jura/barnets-lov", ["Det er et andet udvalg end Børne- og Ungdomsudvalget"]),
        ("jura/andre-love", ["En række andre love", "bl.a."]),
        ("forebyggelse/forebyggelse-for-alle", ["fordi Socialforvaltningen som udgangspunkt er gæst"]),
        (
            "raadgivning-og-myndighed/din-sociale-indgang",
            ["I nogle tilfælde", "et andet af forvaltningens tilbud på indsatstrappen"],
        ),
        ("oekonomi/budgetnotater", ["frem mod budgetforhandlingerne i september, også mens de er i gang"]),
        ("oekonomi/regnskabsprognoser", ["i juni og oktober"]),
        ("tilsyn/klage-over-forvaltningen", ["klageorgan", "hver på sit område"]),
        ("tilsyn/tilsynsrapporter", ["faste oversigter", "folderen ikke nævner en fast orientering om det"]),
        ("tal-2024/borgere-paa-botilbud", ["ca. 1.900 borgere på krisecentre og herberger"]),
        ("tal-2024/borgere-paa-botilbud", ["Folderen skriver, at ca. 5.100"]),
        ("tal-2024/boern-og-unge", ["Alle tal er ca.-tal", "under 18 år"]),
    ],
)
def test_a_section_says_what_is_easily_got_wrong(place: str, said: list[str]) -> None:
    text = section(*place.split("/"))

    assert [phrase for phrase in said if phrase not in text] == []


@pytest.mark.parametrize("model", WRITTEN)
def test_no_text_is_empty(model: type[ContentRecord]) -> None:
    required = [
        one.name
        for one in model._meta.fields
        if one.get_internal_type() in {"CharField", "TextField"} and not one.blank
    ]
    for record in model.objects.all():
        assert [name for name in required if not str(getattr(record, name)).strip()] == [], record


@pytest.mark.parametrize("model", WRITTEN)
def test_every_record_is_found_by_everyday_words(model: type[ContentRecord]) -> None:
    for record in model.objects.all():
        assert 3 <= len(record.search_words.split(",")) <= 10, record


# The rules that change on a day


def test_the_rules_and_their_days() -> None:
    assert [(one.slug, one.shown_date) for one in UpcomingChange.objects.order_by("starts_on", "slug")] == [
        ("kontrol-og-raadgivningsfunktionen", "1. januar 2026"),
        ("risikobaseret-tilsyn", "1. januar 2026"),
        ("den-sociale-hjemmepleje", "1. juni 2026"),
        ("refusion-for-herberg", "april 2028"),
    ]


def test_every_rule_stands_in_a_paragraph_of_its_own_and_in_one_section_at_most() -> None:
    places: dict[str, list[str]] = {one.slug: [] for one in UpcomingChange.objects.all()}
    for model in (Section, Provision, SupervisoryBody, SupervisoryPower, Service):
        for one in model.objects.all():
            for slug in markdown.rules_in(one.body):
                assert f"\n\n[[regel:{slug}]]" in f"\n\n{one.body}\n\n", one
                places[slug].append(model.__name__)

    assert {slug: found for slug, found in places.items() if not found or found.count("Section") > 1} == {}


@pytest.mark.parametrize(
    ("slug", "last_day", "before", "after"),
    [
        ("refusion-for-herberg", dt.date(2028, 3, 31), "kan kommunen få refusion i 120 dage", "i 90 dage"),
        ("den-sociale-hjemmepleje", dt.date(2026, 5, 31), "en del af Socialforvaltningen", "en del af Sundheds- og"),
        ("risikobaseret-tilsyn", dt.date(2025, 12, 31), "Fra 1. januar 2026", "Siden 1. januar 2026"),
        ("kontrol-og-raadgivningsfunktionen", dt.date(2025, 12, 31), "Frem til 1. januar 2026", "fik Københavns"),
    ],
)
def test_a_rule_switches_its_wording_on_its_day(slug: str, last_day: dt.date, before: str, after: str) -> None:
    found = rule(slug)

    assert before in found.wording(last_day)
    assert after in found.wording(last_day + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("refusion-for-herberg", ["120", "90 dage", "april 2028"]),
        ("den-sociale-hjemmepleje", ["1. juni 2026", "Sundheds- og Omsorgsforvaltningen", "Socialforvaltningen"]),
        ("risikobaseret-tilsyn", ["1. januar 2026", "hvert tredje år, medmindre noget tyder på"]),
        ("kontrol-og-raadgivningsfunktionen", ["1. januar 2026", "Borgerrådgiver", "whistleblower", "Intern Revision"]),
    ],
)
def test_both_wordings_tell_the_whole_rule(slug: str, said: list[str]) -> None:
    for wording in (rule(slug).before, rule(slug).after):
        assert [phrase for phrase in said if phrase not in wording] == []
