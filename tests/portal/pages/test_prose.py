"""Texts: CommonMark without HTML, rules in the wording of the day, words explained where they stand."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template import Context, Template

from portal.models import Term, UpcomingChange
from portal.pages.prose import Prose
from portal.text import markdown
from portal.text.markdown import Glossary, GlossaryTerm

GLOSSARY = Glossary(
    [
        GlossaryTerm("botilbud", ("botilbud",), "/ordbog/#botilbud"),
        GlossaryTerm("laengerevarende-botilbud", ("længerevarende botilbud",), "/ordbog/#laengerevarende-botilbud"),
        GlossaryTerm("loeft", ("LØFT",), "/ordbog/#loeft"),
        GlossaryTerm("borgerrepraesentationen", ("Borgerrepræsentationen", "BR"), "/ordbog/#borgerrepraesentationen"),
    ]
)


def pieces(text: str) -> list[tuple[str, str]]:
    return [(piece, word.key if word else "") for piece, word in GLOSSARY.split(text, set())]


def test_html_of_the_writer_is_shown_as_text() -> None:
    assert markdown.to_html("Et <b>ord</b>") == "<p>Et &lt;b&gt;ord&lt;/b&gt;</p>\n"


@pytest.mark.parametrize("scheme", ["javascript:", "JavaScript&colon;", "vbscript:", "data:text/html,", "file:///"])
def test_dangerous_link_targets_are_no_links(scheme: str) -> None:
    for text in (f"[Læs]({scheme}alert)", f"<{scheme}alert>", f"[Læs][a]\n\n[a]: {scheme}alert"):
        assert "href" not in markdown.to_html(text)
    assert '<a href="/guide/">' in markdown.to_html("[Læs](/guide/)")


def test_the_outermost_heading_of_a_text_stands_under_its_section() -> None:
    assert markdown.to_html("# Et\n\n## To") == "<h3>Et</h3>\n<h4>To</h4>\n"
    assert markdown.to_html("#### Et", first_heading=2) == "<h2>Et</h2>\n"


def test_a_table_has_scoped_heads_and_no_style() -> None:
    html = markdown.to_html("| A |\n|--:|\n| 1 |")
    assert '<th scope="col">A</th>' in html
    assert "style" not in html


def test_the_marked_line_before_a_table_is_its_caption() -> None:
    html = markdown.to_html("Før.\n\nTabel: Borgere *fordelt*.\n\n| A |\n|---|\n| 1 |")
    assert html.startswith("<p>Før.</p>\n<table>\n<caption>Borgere <em>fordelt</em>.</caption>")


def test_another_line_before_a_table_stays_a_paragraph() -> None:
    assert markdown.to_html("Før.\n\n| A |\n|---|\n| 1 |").startswith("<p>Før.</p>\n<table>")


def test_a_word_is_explained_at_its_first_place_only() -> None:
    assert pieces("Et botilbud er et botilbud.") == [
        ("Et ", ""),
        ("botilbud", "botilbud"),
        (" er et botilbud.", ""),
    ]


@pytest.mark.parametrize("written", ["Botilbud", "botilbuddet", "botilbuddene", "botilbuds", "Botilbuddenes"])
def test_a_word_is_known_in_its_endings_and_at_the_start_of_a_sentence(written: str) -> None:
    assert pieces(f"{written} er nyt.")[0] == (written, "botilbud")


@pytest.mark.parametrize("other", ["botilbudsplan", "døgnbotilbud", "løft", "LØFTE", "BRIK"])
def test_a_part_of_another_word_is_left_alone(other: str) -> None:
    assert pieces(other) == [(other, "")]


def test_the_longer_name_wins() -> None:
    assert pieces("et længerevarende botilbud") == [
        ("et ", ""),
        ("længerevarende botilbud", "laengerevarende-botilbud"),
    ]


def test_every_term_of_many_with_one_initial_is_explained() -> None:
    names = ["åben", "åbent tilbud", "Ågården", "ADHD", "afgørelse", "Aktiv", "§ 85", "ånd"]
    glossary = Glossary([GlossaryTerm(name, (name,), "/ordbog/") for name in names])
    text = "Åbent tilbud, åben, ågården, ADHD, adhd, Afgørelsen, aktiv, ånder og nåden."
    found = [(piece, word.key) for piece, word in glossary.split(text, set()) if word]
    assert found == [
        ("Åbent tilbud", "åbent tilbud"),
        ("åben", "åben"),
        ("ågården", "Ågården"),
        ("ADHD", "ADHD"),
        ("Afgørelsen", "afgørelse"),
        ("aktiv", "Aktiv"),
        ("ånder", "ånd"),
    ]


def test_another_name_of_a_word_leads_to_the_same_explanation() -> None:
    assert pieces("BR")[0] == ("BR", "borgerrepraesentationen")


def test_headings_links_and_code_are_left_alone() -> None:
    html = markdown.to_html("# Botilbud\n\n[Botilbud](/x/) og `botilbud`.", glossary=GLOSSARY)
    assert 'class="term"' not in html


def test_a_word_is_a_link_to_its_explanation_described_by_it() -> None:
    link = '<a class="term" href="/ordbog/#botilbud" aria-describedby="ord-botilbud">botilbud</a>'
    assert markdown.to_html("Et botilbud.", glossary=GLOSSARY) == f"<p>Et {link}.</p>\n"


def test_the_search_sees_words_without_marks() -> None:
    assert markdown.to_words("**Fed** tekst. [[regel:refusion]] Slut.") == "Fed tekst. Slut."


@pytest.fixture
def refund(db: None) -> UpcomingChange:
    return UpcomingChange.objects.create(
        title="Refusion",
        slug="refusion",
        starts_on=dt.date(2028, 4, 1),
        month_only=True,
        before="Grænsen er **120** dage.",
        after="Grænsen er **90** dage.",
    )


def test_a_rule_changes_its_wording_on_its_day(refund: UpcomingChange) -> None:
    text = "Staten betaler. [[regel:refusion]]"
    link = '<a href="/regler/#refusion">Se, hvad der ændres i april 2028.</a>'
    before = f"<p>Staten betaler. Grænsen er <strong>120</strong> dage. {link}</p>\n"
    assert Prose(dt.date(2028, 3, 31)).html(text) == before
    assert Prose(dt.date(2028, 4, 1)).html(text) == "<p>Staten betaler. Grænsen er <strong>90</strong> dage.</p>\n"


def test_a_rule_that_is_gone_leaves_nothing_behind(db: None) -> None:
    assert Prose(dt.date(2026, 1, 1)).html("Før. [[regel:ukendt]]") == "<p>Før.</p>\n"


def test_page_reads_its_words_and_its_rules_once(refund: UpcomingChange, django_assert_num_queries) -> None:
    for number in range(30):
        Term.objects.create(name=f"ord{number}", slug=f"ord{number}", definition="En forklaring.")
    prose = Prose(dt.date(2026, 1, 1))
    with django_assert_num_queries(2):
        for number in range(30):
            prose.html(f"Her står ord{number}. [[regel:refusion]]")
        assert len(prose.explained()) == 30


def test_cached_text_is_not_used_after_its_words_or_rules_change(refund: UpcomingChange) -> None:
    text = "Et botilbud. [[regel:refusion]]"
    day = dt.date(2028, 4, 1)
    assert Prose(day).html(text) == "<p>Et botilbud. Grænsen er <strong>90</strong> dage.</p>\n"
    term = Term.objects.create(name="botilbud", slug="botilbud", definition="Et sted at bo.")
    refund.after = "Grænsen er 80 dage."
    refund.save()
    prose = Prose(day)
    link = '<a class="term" href="/ordbog/#botilbud" aria-describedby="ord-botilbud">botilbud</a>'
    assert prose.html(text) == f"<p>Et {link}. Grænsen er 80 dage.</p>\n"
    assert [word.meaning for word in prose.explained()] == ["Et sted at bo."]
    term.definition = "Et hjem med støtte."
    term.save()
    prose = Prose(day)
    assert prose.html(text) == f"<p>Et {link}. Grænsen er 80 dage.</p>\n"
    assert [word.meaning for word in prose.explained()] == ["Et hjem med støtte."]


def test_a_text_about_a_word_does_not_explain_it(db: None) -> None:
    Term.objects.create(name="botilbud", slug="botilbud", definition="Et sted at bo med støtte.")
    prose = Prose(dt.date(2026, 1, 1))
    assert prose.html("Et botilbud.", known="botilbud") == "<p>Et botilbud.</p>\n"
    assert prose.explained() == []


def test_a_page_ends_with_the_explanations_that_its_texts_lead_to(db: None) -> None:
    Term.objects.create(name="botilbud", slug="botilbud", definition="Et sted at bo med støtte.")
    Term.objects.create(name="herberg", slug="herberg", definition="Et sted at overnatte.")
    page = Template("{% load prose %}{% prose text %}{% explanations %}")
    html = page.render(Context({"prose": Prose(dt.date(2026, 1, 1)), "text": "Et botilbud."}))
    assert 'aria-describedby="ord-botilbud"' in html
    assert '<span id="ord-botilbud">Et sted at bo med støtte.</span>' in html
    assert "herberg" not in html


def test_an_explanation_is_handed_out_once(db: None) -> None:
    Term.objects.create(name="botilbud", slug="botilbud", definition="Et sted at bo med støtte.")
    page = Template("{% load prose %}{% prose text %}{% explanations %}{% prose text %}{% explanations %}")
    html = page.render(Context({"prose": Prose(dt.date(2026, 1, 1)), "text": "Et botilbud."}))
    assert (html.count('class="term"'), html.count('id="ord-botilbud"')) == (2, 1)
