"""The check of the language: what it finds in a text, and what it lets stand."""

from __future__ import annotations

from tests.language.__main__ import double, heavy_or_chopped, lix, mean, opening, short_runs, unused_words
from tests.language.texts import Text, records, sentences, template_texts


def text(body: str, record: str = "one", field: str = "body", model: str = "portal.section") -> Text:
    return Text("fixtures/guide.yaml", 7, model, record, field, body, "/guide/en/")


def test_sentence_ends_at_its_stop_and_not_at_an_abbreviation() -> None:
    assert sentences(
        "Budgettet er på ca. 7,8 mia. kr. Det er fra 2026. Se styrelsesloven § 13, stk. 2, og 1. behandling."
    ) == [
        "Budgettet er på ca. 7,8 mia. kr.",
        "Det er fra 2026.",
        "Se styrelsesloven § 13, stk. 2, og 1. behandling.",
    ]


def test_mean_leaves_lists_and_names_of_paragraphs_out() -> None:
    assert mean([text("**Hvor:** Mødet er på Rådhuset.\n\n- Et punkt.\n- To.\n\nDet begynder klokken ni.")]) == 4


def test_lix_of_a_known_text() -> None:
    assert lix(["Udvalget behandler sagen.", "Sagen er kort."]) == 3 + 100 * 2 / 6


def test_chopped_page_is_found_with_its_files() -> None:
    page = {"/guide/en/": [text("Jeg er her nu. Du er der. " * 20)]}

    assert list(heavy_or_chopped(page)) == [("LIX", "fixtures/guide.yaml: /guide/en/", "4, not 30 to 42")]


def test_lead_that_begins_with_her_or_is_an_infinitive_is_found() -> None:
    assert list(opening(text("Her ser du møderne.", field="lead"))) == [
        ("begins with Her or At", "fixtures/guide.yaml:7: portal.section one, lead", "Her ser du møderne.")
    ]
    assert [place for _, place, _ in opening(text("At støtte familien.", field="purpose"))] == [
        "fixtures/guide.yaml:7: portal.section one, purpose"
    ]
    assert list(opening(text("Herberger er på tredje trin.", field="lead"))) == []


def test_four_short_sentences_are_found_and_three_or_a_list_are_not() -> None:
    row = "Det er kort. Det er det. Det bliver det. Det er nok."

    assert [what for _, _, what in short_runs(text(row))] == [row]
    assert list(short_runs(text("Det er kort. Det er det. Det bliver det."))) == []
    assert list(short_runs(text("- Det er kort.\n- Det er det.\n- Det bliver det.\n- Det er nok."))) == []


def test_unused_word_is_found_except_where_it_is_right() -> None:
    assert [what for _, _, what in unused_words(text("Loven siger, hvem der bestemmer."))] == [
        "”Loven siger, hvem der bestemmer.”: fastsætter, regulerer, afgør; om folderen: nævner, oplyser"
    ]
    assert list(unused_words(text("Mange har lave indkomster."))) == []


def test_statement_in_two_records_is_found_once() -> None:
    said = "Møderne i udvalget er lukkede, og derfor har medlemmerne tavshedspligt."
    again = "Fordi møderne i udvalget er lukkede, har medlemmerne tavshedspligt."
    found = list(double([text(said), text(again, "two")]))

    assert [(rule, place) for rule, place, _ in found] == [
        ("said twice", "fixtures/guide.yaml:7: portal.section two, body")
    ]
    assert list(double([text(said), text(again)])) == []


def test_sentences_with_other_numbers_are_no_repetition() -> None:
    one = "I 2024 boede ca. 900 borgere på et midlertidigt botilbud efter § 107."
    other = "I 2024 boede ca. 900 borgere på et midlertidigt botilbud efter § 108."

    assert list(double([text(one), text(other, "two")])) == []


def test_answers_of_a_guided_question_may_repeat_each_other() -> None:
    said = "Møderne i udvalget er lukkede, og derfor har medlemmerne tavshedspligt."
    steps = [text(said, record, model="committee.walkstep") for record in ("one", "two")]

    assert list(double(steps)) == []


def test_words_of_a_template_are_read_without_its_tags() -> None:
    source = (
        '{# note #}\n<p class="lead">Her er {{ n }} ord.</p>\n'
        '<a title="Se alt" href="/x/">{% if a > b %}Mere{% endif %}</a>'
    )

    assert [(one.line, one.field, one.body) for one in template_texts("x.html", source)] == [
        (3, "attribute", "Se alt"),
        (2, "lead", "Her er … ord."),
        (3, "", "Mere"),
    ]


def test_every_record_is_named_by_its_line_and_keys() -> None:
    found = next(one for one in records() if one.record == "din-rolle/tavshedspligt" and one.field == "body")

    assert (found.file, found.model, found.page) == ("fixtures/guide.yaml", "portal.section", "/guide/din-rolle/")
