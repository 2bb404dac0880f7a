"""Pages that keep what they have made show what the records say now, whatever was changed, on the day that it is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import CharField, F, Model, TextField, Value
from django.db.models.functions import Concat
from django.test import Client

from budget.models import Budget, BudgetLine, ProcessStep
from committee.models import (
    AdvisoryCouncil,
    AnnualCase,
    Centre,
    Committee,
    Law,
    Meeting,
    MeetingPlan,
    MeetingSession,
    MemberDuty,
    MemberRight,
    Provision,
    Reporting,
    SupervisoryBody,
    WalkAnswer,
    WalkStep,
)
from portal import clock
from portal.content import RecordPart, record_models
from portal.kept import STORE
from portal.models import Chapter, KeyFigure, Section, Term, UpcomingChange
from services.models import Service, Step
from tests.reading import Page

pytestmark = pytest.mark.django_db

MARCH = dt.datetime(2026, 3, 2, 12)
CHOICES = ("/aarshjul/", "/moeder/", "/budget/", "/indsatstrappen/", "/jura/", "/tilsyn/")
PAGES = (
    *CHOICES,
    *("/budget/proces/", "/noegletal/", "/ordbog/", "/min-introduktion/", "/guide/", "/forvaltning/"),
    *("/tilsyn/socialtilsynet/", "/rolle/", "/rolle/maa-jeg-fortaelle-det/", "/jura/serviceloven/", "/print/"),
)


def read(client: Client, address: str) -> str:
    with clock.frozen(MARCH):
        response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.any_database  # which texts a page asks for is the same; that another text is noticed is proven below
@pytest.mark.parametrize(
    ("address", "model", "field"),
    [
        ("/aarshjul/", AnnualCase, "title"),
        ("/aarshjul/", AnnualCase, "body"),
        ("/aarshjul/", Meeting, "title"),
        ("/aarshjul/", Provision, "title"),
        ("/aarshjul/", ProcessStep, "title"),
        ("/aarshjul/", Committee, "secretariat"),
        ("/moeder/", Meeting, "title"),
        ("/moeder/", Meeting, "note"),
        ("/moeder/", MeetingSession, "note"),
        ("/moeder/", MeetingPlan, "note"),
        ("/moeder/", Committee, "place"),
        ("/budget/", BudgetLine, "title"),
        ("/budget/", BudgetLine, "body"),
        ("/budget/", Budget, "note"),
        ("/budget/", Service, "name"),
        ("/budget/", Step, "title"),
        ("/budget/proces/", ProcessStep, "body"),
        ("/budget/proces/", ProcessStep, "when"),
        ("/budget/proces/", Section, "title"),
        ("/noegletal/", KeyFigure, "title"),
        ("/noegletal/", KeyFigure, "explanation"),
        ("/noegletal/", Provision, "title"),
        ("/ordbog/", Term, "definition"),
        ("/ordbog/", Section, "title"),
        ("/indsatstrappen/", Service, "purpose"),
        ("/indsatstrappen/", Step, "body"),
        ("/indsatstrappen/", Law, "title"),
        ("/jura/", Law, "purpose"),
        ("/jura/", Provision, "title"),
        ("/min-introduktion/", Section, "title"),
        ("/guide/", Chapter, "lead"),
        ("/forvaltning/", Centre, "body"),
        ("/forvaltning/", AdvisoryCouncil, "body"),
        ("/forvaltning/", Service, "name"),
        ("/tilsyn/", SupervisoryBody, "watches"),
        ("/tilsyn/", Reporting, "what"),
        ("/tilsyn/", Reporting, "channel"),
        ("/tilsyn/socialtilsynet/", SupervisoryBody, "body"),
        ("/tilsyn/socialtilsynet/", Reporting, "what"),
        ("/rolle/", MemberRight, "how"),
        ("/rolle/", MemberDuty, "body"),
        ("/rolle/", Law, "title"),
        ("/rolle/maa-jeg-fortaelle-det/", WalkStep, "title"),
        ("/rolle/maa-jeg-fortaelle-det/", WalkAnswer, "label"),
        ("/jura/serviceloven/", Law, "purpose"),
        ("/jura/serviceloven/", Provision, "body"),
        ("/jura/serviceloven/", Service, "name"),
        ("/print/", Section, "body"),
        ("/print/", Term, "definition"),
        ("/print/", BudgetLine, "title"),
        ("/print/", MeetingSession, "note"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_the_next_reader_sees_what_a_record_says_now(
    content: None, client: Client, address: str, model: type[Model], field: str
) -> None:
    assert "Nyskrevet" not in read(client, address)
    model._default_manager.update(**{field: "Nyskrevet her."})
    assert "Nyskrevet her" in read(client, address)
    model._default_manager.update(**{field: "Skrevet om."})
    again = read(client, address)
    assert "Skrevet om" in again
    assert "Nyskrevet" not in again


@pytest.mark.parametrize(
    ("address", "model", "field", "first", "then", "words"),
    [
        ("/moeder/", MeetingSession, "start", dt.time(7, 11), dt.time(7, 12), ("7.11", "7.12")),
        ("/moeder/", MeetingSession, "date", dt.date(2026, 8, 4), dt.date(2026, 8, 5), ("2026-08-04", "2026-08-05")),
        ("/moeder/", MeetingSession, "is_cancelled", True, False, ("(aflyst)", "Næste møde:")),
        ("/aarshjul/", MeetingSession, "date", dt.date(2026, 8, 4), dt.date(2026, 8, 5), ("2026-08-04", "2026-08-05")),
        ("/aarshjul/", AnnualCase, "quarter", 2, 3, ("(2. kvartal)", "(3. kvartal)")),
        ("/budget/", BudgetLine, "amount", 4_711, 4_712, ("4.711", "4.712")),
        ("/noegletal/", KeyFigure, "value", Decimal("47.11"), Decimal("47.12"), ("47,11", "47,12")),
        ("/print/", BudgetLine, "amount", 4_711, 4_712, ("4.711", "4.712")),
    ],
    ids=str,
)
def test_the_next_reader_sees_days_times_and_amounts_as_they_are_now(
    content: None, client: Client, address: str, model: type[Model], field: str, first: Any, then: Any, words: Any
) -> None:
    read(client, address)
    model._default_manager.update(**{field: first})
    before = read(client, address)
    model._default_manager.update(**{field: then})
    after = read(client, address)
    assert before != after
    assert words[0] in before
    assert words[0] not in after
    assert words[1] in after


@pytest.mark.parametrize("address", [page for page in PAGES if page != "/print/"])  # the book takes a minute
def test_a_kept_page_is_the_page_that_is_made_anew_whatever_has_changed(
    content: None, client: Client, address: str
) -> None:
    """Every text of every kind of record that the page asks for, one kind after the other."""
    whole = read(client, address)
    asked = " ".join(question.sql for made, _ in STORE._held.values() for question, _ in made.answered)
    kinds = [*record_models(), *RecordPart.__subclasses__()]
    shown = [model for model in kinds if f'"{model._meta.db_table}"' in asked]
    assert len(shown) >= 2
    for model in shown:
        texts = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField)
            and not field.unique
            and not field.choices
            and not field.remote_field
            if field.name != "slug" and field.name != "source_page"
        ]
        model._default_manager.update(**{name: Concat(F(name), Value(" æ")) for name in texts})
        found = read(client, address)
        STORE.clear()
        assert found == read(client, address)
    assert found != whole


@pytest.mark.any_database  # they are kept apart by their addresses, in memory
@pytest.mark.parametrize("address", CHOICES)
def test_a_page_and_its_fragment_and_each_choice_are_kept_apart(content: None, client: Client, address: str) -> None:
    with clock.frozen(MARCH):
        links = [str(a.get("href")) for a in Page(client.get(address)).main.findall(".//nav//a[@data-hx-get]")]
        links = [link for link in links if link != "?"][:6]
        wanted = [(address, {}), (address, {"HX-Request": "true"}), *((address + link, {}) for link in links)]
        alone = []
        for asked, headers in wanted:
            STORE.clear()
            alone.append(client.get(asked, headers=headers).content)
        for asked, headers in wanted:
            client.get(asked, headers=headers)
        assert [client.get(asked, headers=headers).content for asked, headers in wanted] == alone
    assert len(set(alone)) == len(set(map(str, wanted)))


def test_a_page_made_on_one_day_is_not_the_page_of_the_next(content: None, client: Client) -> None:
    rule = UpcomingChange.objects.exclude(before="").first()
    assert rule is not None
    UpcomingChange.objects.filter(pk=rule.pk).update(before="Det gamle gælder.", after="Det nye gælder.")
    Centre.objects.update(body=f"[[regel:{rule.slug}]]")
    for day, words in ((rule.starts_on - dt.timedelta(days=1), "gamle"), (rule.starts_on, "nye")):
        with clock.frozen(dt.datetime.combine(day, dt.time(12))):
            assert f"Det {words} gælder." in client.get("/forvaltning/").content.decode()
