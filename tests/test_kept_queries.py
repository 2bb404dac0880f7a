"""Queries whose SQL is worked out once answer as the ORM does, of each record and of what is there now."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from committee.models import Committee
from portal.kept_queries import ANY_DAY, ANY_SLUG, KeptQuery, KeptRecords, Part
from portal.models import Chapter, Section, Term

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapters() -> list[Chapter]:
    made = [Chapter.objects.create(title=f"Kapitel {n}", slug=f"kapitel-{n}", lead="Kort.", order=n) for n in (1, 2)]
    for chapter in made:
        for place in (1, 2):
            Section.objects.create(
                chapter=chapter, title=f"{chapter.title}.{place}", slug=f"s-{place}", body="Tekst.", order=place
            )
    return made


def test_one_query_is_asked_of_one_record_after_another(chapters: list[Chapter]) -> None:
    titles = KeptQuery(lambda key: Section.objects.filter(chapter=key).values_list("title"))
    assert titles.rows(chapters[0].pk) == [("Kapitel 1.1",), ("Kapitel 1.2",)]
    assert titles.rows(chapters[1].pk) == [("Kapitel 2.1",), ("Kapitel 2.2",)]
    Section.objects.filter(slug="s-1").delete()
    assert titles.rows(chapters[1].pk) == [("Kapitel 2.2",)]


def test_a_slug_and_a_day_are_keys_too(chapters: list[Chapter]) -> None:
    by_slug = KeptQuery(lambda slug: Chapter.objects.filter(slug=slug).values_list("title"), ANY_SLUG)
    assert [by_slug.rows(slug) for slug in ("kapitel-2", "findes-ikke")] == [[("Kapitel 2",)], []]
    Chapter.objects.filter(slug="kapitel-1").update(reviewed_on=dt.date(2026, 3, 1))
    reviewed = Chapter.objects.values_list("title")
    since = KeptQuery(lambda day: reviewed.filter(reviewed_on__gte=day), ANY_DAY)
    assert [since.rows(dt.date(2026, 3, day)) for day in (1, 2)] == [[("Kapitel 1",)], []]


def test_values_are_what_the_fields_hold(chapters: list[Chapter]) -> None:
    columns = ("modified_at", "reviewed_on", "order")
    kept = KeptQuery(lambda key: Chapter.objects.filter(pk=key).values_list(*columns))
    assert kept.rows(chapters[0].pk) == list(Chapter.objects.filter(pk=chapters[0].pk).values_list(*columns))


def test_a_record_is_made_once_and_what_is_missing_is_none(chapters: list[Chapter]) -> None:
    section = Section.objects.get(title="Kapitel 1.1")
    for name, of in (("Alfa", section), ("Beta", section), ("Gamma", None)):
        Term.objects.create(name=name, slug=name.lower(), definition="Et ord.", section=of)
    kept = KeptRecords(
        lambda _: Term.objects.all(),
        Part(Term, "", "name"),
        Part(Section, "section", "title"),
        Part(Chapter, "section__chapter"),
    )
    (alfa, first, chapter), (beta, second, _), (gamma, none, nothing) = kept.rows()
    assert [alfa.name, beta.name, gamma.name] == ["Alfa", "Beta", "Gamma"]
    assert first is second
    assert alfa.section is first
    assert gamma.section is None
    assert first.title == "Kapitel 1.1"
    assert chapter == chapters[0]
    assert chapter.lead == "Kort."
    assert none is None
    assert nothing is None


def test_the_committee_that_pages_name_is_the_one_of_the_newest_term() -> None:
    assert Committee.current() is None
    words = {
        "municipality": "Kommunen",
        "administration": "Forvaltningen",
        "place": "Salen",
        "secretariat": "33 66 33 66",
    }
    for name, start in (("Før", 2022), ("Nu", 2026)):
        Committee.objects.create(name=name, slug=name, term_start=start, term_end=start + 3, **words)
    now = Committee.current()
    assert now is not None
    assert now == Committee.objects.get(name="Nu")
    assert {name: getattr(now, name) for name in words} == words
    assert (now.name, now.term) == ("Nu", "2026-2029")


def test_the_guide_shows_a_chapter_that_was_added_after_it_was_read(client: Client, chapters: list[Chapter]) -> None:
    assert "Kapitel 3" not in client.get("/").content.decode()
    Chapter.objects.create(title="Kapitel 3", slug="kapitel-3", lead="Nyt.", order=3)
    assert "Kapitel 3" in client.get("/").content.decode()
