"""The search: what is found, in which order, and that the index follows every change."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from committee.models import Law, LawTheme, MemberRight, Provision
from portal.content.records import ContentRevision
from portal.management.setup import renew_search
from portal.models import Chapter, KeyFigure, Section, Synonym, Term
from portal.search import index
from portal.search.index import vocabulary
from portal.search.index.models import SearchDocument, SearchPosting, SearchState, SearchWord
from portal.search.index.postings import ANALYSIS
from portal.search.query.engine import near_words, search

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def term(name: str, definition: str = "Et ord.", **fields: str) -> Term:
    slug = f"ord-{Term.objects.count() + 1}"
    return Term.objects.create(name=name, slug=slug, definition=definition, **fields)


def titles(query: str, **narrowed: Any) -> list[str]:
    return [hit.title for hit in search(query, **narrowed).hits]


def first(query: str) -> str:
    return (titles(query) or [""])[0]


def whole_index() -> dict[str, set[tuple[str, int, str]]]:
    """Every document with its words, what they weigh and where they stand."""
    rows = SearchPosting.objects.values_list("document__title", "word__word", "weight", "places")
    found: dict[str, set[tuple[str, int, str]]] = {title: set() for title in documents()}
    for title, word, weight, places in rows:
        found[title].add((word, weight, places))
    return found


def documents() -> list[str]:
    return list(SearchDocument.objects.values_list("title", flat=True))


@pytest.fixture
def law(db: None) -> Law:
    act = Law.objects.create(title="Serviceloven", slug="sel", abbreviation="SEL", group="saerlig", purpose="Hjælp.")
    for number, title in [("85", "Støtte"), ("85 a", "Forebyggende støtte"), ("107", "Midlertidigt botilbud")]:
        slug = f"p{number.replace(' ', '')}"
        Provision.objects.create(law=act, slug=slug, paragraph=f"§ {number}", title=title, body="Bestemmelsen.")
    other = Law.objects.create(title="Almenboligloven", slug="alb", abbreviation="ALB", group="naevnt", purpose="Hus.")
    Provision.objects.create(law=other, slug="p107", paragraph="§ 107", title="Noget andet", body="Bestemmelsen.")
    return act


def test_a_word_in_the_title_counts_more_than_in_the_text():
    term("Herberg", "Et sted at sove.")
    term("Refusion", "Staten betaler for dage på et herberg.")
    assert titles("herberg") == ["Herberg", "Refusion"]


def test_every_form_finds_every_form():
    term("Forældre", "Dem, der har et barn.")
    term("Budgettet", "Penge.")
    assert first("forælder") == "Forældre"
    assert first("børnene") == "Forældre"
    assert first("budget") == first("budgetterne") == "Budgettet"


def test_a_compound_is_found_by_its_head_and_its_first_part():
    term("Sagsbehandlingsfrister", "Hvor længe det tager.")
    term("Sagsbehandling", "Arbejdet.")
    term("Tilsynsrapport", "Et papir.")
    term("Tilsyn", "Et besøg.")
    assert titles("frister") == ["Sagsbehandlingsfrister"]
    assert titles("tilsyn") == ["Tilsyn", "Tilsynsrapport"]


def test_compounds_apart_and_together_find_the_same():
    term("Botilbud", "Et hjem.")
    term("Rapporten fra tilsynet", "Et papir.")
    term("Tilbud", "Noget, man får.")
    assert first("bo tilbud") == "Botilbud"
    assert first("tilsynsrapport") == "Rapporten fra tilsynet"


def test_the_last_word_may_be_unfinished_and_only_the_last():
    term("Databeskyttelse", "Om oplysninger.")
    term("Budget", "Penge.")
    assert first("databesk") == "Databeskyttelse"
    assert titles("budget data") == ["Budget", "Databeskyttelse"]
    assert titles("data budget") == ["Budget"]


def test_an_unknown_word_is_mended_and_said():
    term("Ankestyrelsen", "Behandler klager.")
    found = search("ankestyrelsn")
    assert [hit.title for hit in found.hits] == ["Ankestyrelsen"]
    assert found.corrected == [("ankestyrelsn", "ankestyrelsen")]


def test_a_known_word_is_never_mended():
    term("Råd", "En kreds.")
    term("Råb", "En lyd.")
    assert titles("råb") == ["Råb"]
    assert search("råb").corrected == []


def test_words_are_taken_as_typed_on_request():
    term("Ankestyrelsen", "Behandler klager.")
    assert search("ankestyrelsn", verbatim=True).hits == []


def test_a_slip_in_the_head_of_a_compound_is_mended():
    term("Frist", "Et tidspunkt.")
    term("Botilbud", "Et hjem.")
    assert first("botilbudsfrits") == "Frist"


def test_a_paragraph_is_found_with_or_without_its_act(law):
    assert first("85a") == "Serviceloven (SEL) § 85 a: Forebyggende støtte"
    assert first("§ 85") == "Serviceloven (SEL) § 85: Støtte"
    assert first("SEL 107") == first("servicelovens § 107") == "Serviceloven (SEL) § 107: Midlertidigt botilbud"
    assert first("ALB 107") == first("§ 107 almenboligloven") == "Almenboligloven (ALB) § 107: Noget andet"


def test_another_name_of_a_record_is_a_synonym_everywhere():
    term("Budgetnotat", "Et forslag med en pris.", aliases="ønskeforslag, budgetønske")
    term("Forhandlinger", "Her tages budgetnotater op.")
    assert titles("ønskeforslag") == ["Budgetnotat", "Forhandlinger"]


def test_a_synonym_works_at_once_and_goes_at_once():
    term("Databeskyttelse", "Om oplysninger.")
    assert titles("GDPR") == []
    synonym = Synonym.objects.create(word="GDPR", means="persondata, databeskyttelse")
    assert titles("gdpr") == ["Databeskyttelse"]
    Synonym.objects.filter(pk=synonym.pk).delete()
    assert titles("GDPR") == []


def test_a_synonym_of_several_words_is_read_as_one():
    term("Tavshedspligt", "Sig det ikke.")
    term("Stille", "Uden lyd.")
    Synonym.objects.create(word="tie stille", means="tavshedspligt")
    assert first("tie stille") == "Tavshedspligt"


def test_a_changed_synonym_raises_the_content_revision():
    before = ContentRevision.current()
    Synonym.objects.create(word="GDPR", means="databeskyttelse")
    assert ContentRevision.current() == before + 1


def test_a_question_finds_the_record_that_holds_the_answer(law):
    chapter = Chapter.objects.create(title="Tal", slug="tal", lead="Om tal.")
    text = "Der er mange børn, og nogle er anbragt. Børn, der er anbragt, får hjælp."
    Section.objects.create(chapter=chapter, slug="a", title="Børn, der er anbragt", body=text)
    KeyFigure.objects.create(title="Børn og unge anbragt", slug="b", value=900, unit="børn", explanation="I 2024.")
    MemberRight.objects.create(title="Ret til at spørge", slug="c", wish="Jeg vil spørge", body="Du må spørge om børn.")
    assert first("hvor mange børn er anbragt") == "Børn og unge anbragt: 900 børn"
    assert first("børn anbragt") == "Børn, der er anbragt"
    assert first("må jeg spørge om børn") == "Ret til at spørge"


def test_words_beside_each_other_count_more_than_apart():
    term("Apart", "Her er et tilsyn, og det bliver af og til ret skærpet.")
    term("Sammen", "Her er et skærpet tilsyn, og det bliver af og til ret.")
    assert titles("skærpet tilsyn") == ["Sammen", "Apart"]


def test_more_of_the_words_counts_more():
    term("Aktindsigt", "Man kan se sagen.")
    term("Afslag", "Nej til aktindsigt i oplysninger om forretning.")
    assert first("afslag på aktindsigt") == "Afslag"


def test_equal_hits_stand_in_a_fixed_order():
    terms = [term(f"Møde {letter}", "Ens.") for letter in "cab"]
    assert titles("møde") == [record.name for record in terms]


def test_areas_are_counted_and_narrow(law):
    term("Støtte", "Hjælp.")
    found = search("støtte")
    assert found.areas == {"ordbog": 1, "jura": 2}
    assert {hit.area for hit in search("støtte", "jura").hits} == {"jura"}
    assert search("støtte", "jura").areas == found.areas


def test_a_search_is_narrowed_to_a_law_and_a_theme(law):
    theme = LawTheme.objects.create(name="Botilbud", slug="botilbud")
    provision = Provision.objects.get(law=law, slug="p107")
    provision.themes.add(theme)
    assert len(titles("§ 107")) == 2
    assert titles("§ 107", group="Almenboligloven") == ["Almenboligloven (ALB) § 107: Noget andet"]
    assert titles("bestemmelsen", area="jura", theme="botilbud") == ["Serviceloven (SEL) § 107: Midlertidigt botilbud"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "%",
        '"',
        "'); DROP TABLE portal_term;--",
        "\0",
        "🙂🙂",
        "x" * 500,
        "ord " * 3000,
        "§" * 300,
        "(((",
        "--",
    ],
)
def test_bad_input_finds_nothing_and_harms_nothing(query):
    term("Herberg", "Et sted at sove.")
    assert titles(query) == []
    assert titles("herberg") == ["Herberg"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=250))
def test_any_query_is_answered(query):
    assert search(query).total >= 0
    near_words(query)


def test_near_words_are_offered_for_what_is_not_found():
    term("Tavshedspligt", "Sig det ikke.")
    assert near_words("tavshjedsplikkt") == ["tavshedspligt"]


def test_a_saved_record_is_found_at_once_and_a_deleted_one_is_gone():
    record = term("Herberg", "Et sted.")
    record.name = "Forsorgshjem"
    record.save()
    assert (titles("herberg"), titles("forsorgshjem")) == ([], ["Forsorgshjem"])
    record.delete()
    assert (titles("forsorgshjem"), documents()) == ([], [])
    assert set(SearchWord.objects.values_list("documents", flat=True)) == {0}


def test_rolled_back_record_is_not_found():
    term("Herberg", "Et sted.")
    with transaction.atomic():
        term("Krisecenter", "Et andet sted.")
        assert first("krisecenter") == "Krisecenter"
        transaction.set_rollback(True)
    assert titles("krisecenter") == []


def test_saving_without_change_leaves_the_index_as_it_is():
    record = term("Herberg", "Et sted.")
    before = SearchState.current()
    record.save()
    assert SearchState.current() == before


def test_records_follow_what_they_say_of_another(law):
    law.title = "Lov om social service"
    law.save()
    assert first("§ 85 a") == "Lov om social service (SEL) § 85 a: Forebyggende støtte"


def test_start_rebuilds_the_index_once_when_the_analysis_has_changed(law):
    new = whole_index()
    SearchState.renew(analysis=ANALYSIS - 1)
    SearchPosting.objects.update(weight=1)  # as another analysis left them
    said: list[str] = []
    renew_search(said.append)
    renew_search(said.append)
    assert (whole_index(), said) == (new, ["Skriver søgeindekset forfra ..."])


def test_rebuilding_writes_the_same_index_as_saving(law):
    term("Budgetnotat", "Et forslag med en pris.", aliases="ønskeforslag")
    saved, counted = whole_index(), dict(SearchWord.objects.filter(documents__gt=0).values_list("word", "documents"))
    call_command("rebuild_search", verbosity=0)
    assert whole_index() == saved
    assert dict(SearchWord.objects.values_list("word", "documents")) == counted
    assert SearchState.current()[1] == len(saved)


def test_every_kind_of_record_has_keys_of_its_own():
    from portal.content.records import record_models

    kinds = [index.key_of(model(**{"pk": 1})) for model in record_models()]
    assert len(set(kinds)) == len(kinds)


@pytest.mark.parametrize("records", [1, 30])
def test_a_search_costs_three_queries_however_many_records(records, django_assert_num_queries):
    for number in range(records):
        term(f"Botilbud {number}", "Et hjem for en tid.")
    vocabulary.current()
    with django_assert_num_queries(3):
        search("midlertidigt botilbud til hjem")


@pytest.mark.parametrize("records", [1, 30])
def test_saving_costs_as_many_queries_however_many_records(records, django_assert_max_num_queries):
    for number in range(records):
        term(f"Botilbud {number}", "Et hjem for en tid.")
    record = term("Herberg", "Et sted.")
    record.definition = "Et sted at sove en nat."
    with django_assert_max_num_queries(12):
        index.store(record)


def test_words_in_very_many_documents_still_give_the_best_first():
    batch = [Term(pk=n, name=f"Møde {n}", slug=f"m{n}", definition="Et møde i udvalget.") for n in range(1, 3001)]
    batch.append(Term(pk=4000, name="Møde om herberger", slug="x", definition="Et møde."))
    index.rebuild(batch)
    found = search("møde om herberg i udvalget")
    assert found.hits[0].title == "Møde om herberger"
    assert found.is_more
    assert search("møde", "ordbog").hits[0].title == "Møde 1"


def test_a_slip_in_a_long_word_is_mended_rather_than_read_as_a_compound():
    term("Styrelseslov")
    term("Styrelse")
    term("Oven")
    assert search("styrelseslvo").corrected == [("styrelseslvo", "styrelseslov")]
    assert first("styrelsesov") == "Styrelseslov"


def test_a_guess_at_one_word_never_outweighs_the_words_that_are_known():
    term("Ungepanel", "Unge giver råd.")
    term("Køkken", "Det er slidt.")
    results = search("unge skidt")
    assert [hit.title for hit in results.hits][:1] == ["Ungepanel"]
    assert results.corrected == []


def test_the_ending_of_a_word_is_no_part_of_a_compound():
    term("Etablering", "Vurdering og evaluering.")
    assert titles("parkering") == []


def test_a_mere_number_or_parts_of_a_word_beside_unknown_words_say_nothing(law):
    term("1. behandling", "Der er åbning og tid.")
    assert titles("select 1") == []
    assert titles("svømmehal åbningstid") == []
    assert first("åbningstid") == "1. behandling"
    assert first("1") == "1. behandling"
    assert "§ 107" in first("select 107")


def test_a_word_that_is_like_a_small_word_does_not_find_it():
    term("Brug for mere")
    term("Forretningsorden")
    assert titles("forr") == ["Forretningsorden"]


def test_powers_of_a_body_are_found_by_its_name(law):
    Provision.objects.create(law=law, slug="part", title="Hvem er part?", body="Bestemmelsen.")
    assert first("part") == "Serviceloven: Hvem er part?"
    assert first("§ 85") == "Serviceloven (SEL) § 85: Støtte"


def test_records_of_one_name_come_after_the_best_of_each_other_name():
    chapter = Chapter.objects.create(title="Kapitel", slug="kapitel", lead="Om noget.")
    Section.objects.create(chapter=chapter, title="Herberg", slug="herberg", body="Et sted for natten.")
    term("Herberg", "Et sted for natten.")
    term("Loft for herberg", "Et loft.")
    assert titles("herberg")[:2] == ["Herberg", "Loft for herberg"]
