"""What holds for every page: an edit is seen at the next request, and more rows need no more queries."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from budget.models import Budget, BudgetLine, ProcessStep
from committee.models import (
    AdvisoryCouncil,
    AnnualCase,
    Centre,
    Committee,
    Contact,
    Law,
    LawTheme,
    Meeting,
    MeetingChange,
    MeetingPlan,
    MeetingSession,
    MemberDuty,
    MemberRight,
    Membership,
    OversightSubject,
    Person,
    Provision,
    Reporting,
    SupervisoryBody,
    SupervisoryPower,
    Walk,
    WalkAnswer,
    WalkStep,
)
from portal.lib import clock
from portal.models import Chapter, KeyFigure, NewsItem, Section, Term, UpcomingChange
from services.models import Service, Step, TargetGroup
from tests.kit.factories import add_meeting, evening, insert, make_plan, tie
from tests.kit.queries import count_queries
from tests.kit.reading import Page

pytestmark = pytest.mark.django_db

MARCH = dt.datetime(2026, 3, 2, 12)
FILTERED = ("/aarshjul/", "/moeder/", "/budget/", "/indsatstrappen/", "/jura/", "/tilsyn/")
PAGES = (
    *FILTERED,
    *("/", "/guide/", "/guide/kapitel/", "/noegletal/", "/ordbog/", "/regler/", "/min-introduktion/", "/nyt/"),
    *("/moeder/moede-0/", "/budget/proces/", "/indsatser/indsats-0/", "/jura/loven/"),
    *("/tilsyn/tilsynet/", "/rolle/", "/rolle/maa-jeg/", "/rolle/maa-jeg/trin-0/", "/forvaltning/", "/udvalget/"),
    *("/print/", "/offline/sider.json", "/offline/ord.json", "/sitemap.xml", "/nyt/atom.xml"),
    *("/moeder/kalender.ics", "/budget/2026.csv", "/budget/2026.xlsx"),
)


def read(client: Client, address: str, **headers: str) -> str:
    with clock.frozen(MARCH):
        response = client.get(address, headers=headers)
    assert response.status_code == 200
    return str(response.content.decode(errors="replace"))


# An edit is seen at the next request


@pytest.mark.parametrize(
    ("address", "model", "field"),
    [
        ("/", Chapter, "lead"),
        ("/", Meeting, "title"),
        ("/", ProcessStep, "title"),
        ("/aarshjul/", AnnualCase, "title"),
        ("/aarshjul/", AnnualCase, "body"),
        ("/aarshjul/", Meeting, "title"),
        ("/aarshjul/", Provision, "title"),
        ("/aarshjul/", ProcessStep, "title"),
        ("/aarshjul/", Committee, "secretariat"),
        ("/moeder/", Meeting, "title"),
        ("/moeder/", Meeting, "note"),
        *((address, Meeting, "agenda_url") for address in ("/", "/moeder/", "/moeder/ordinaert-moede-2026-8/")),
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
        ("/indsatser/loeft/", BudgetLine, "title"),
        ("/indsatser/loeft/", Service, "body"),
        ("/jura/", Law, "purpose"),
        ("/jura/", Provision, "title"),
        ("/min-introduktion/", Section, "title"),
        ("/guide/", Chapter, "lead"),
        ("/guide/din-rolle/", Section, "body"),
        ("/guide/din-rolle/", Term, "definition"),
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
def test_edit_is_seen_at_the_next_request(
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
        ("/aarshjul/", AnnualCase, "quarter", 2, None, ("1 af 25", "")),
        ("/budget/", BudgetLine, "amount", 4_711, 4_712, ("4.711", "4.712")),
        ("/noegletal/", KeyFigure, "value", Decimal("47.11"), Decimal("47.12"), ("47,11", "47,12")),
        ("/print/", BudgetLine, "amount", 4_711, 4_712, ("4.711", "4.712")),
    ],
    ids=str,
)
def test_new_day_time_or_amount_is_seen_at_the_next_request(
    content: None, client: Client, address: str, model: type[Model], field: str, first: Any, then: Any, words: Any
) -> None:
    read(client, address)
    model._default_manager.update(**{field: first})
    before = read(client, address)
    model._default_manager.update(**{field: then})
    after = read(client, address)
    assert before != after
    if words[1]:
        assert words[0] in before
        assert words[0] not in after
        assert words[1] in after


def test_dated_rule_changes_at_midnight(content: None, client: Client) -> None:
    rule = UpcomingChange.objects.exclude(before="").first()
    assert rule is not None
    UpcomingChange.objects.filter(pk=rule.pk).update(before="Det gamle gælder.", after="Det nye gælder.")
    Centre.objects.update(body=f"[[regel:{rule.slug}]]")
    for day, words in ((rule.starts_on - dt.timedelta(days=1), "gamle"), (rule.starts_on, "nye")):
        with clock.frozen(dt.datetime.combine(day, dt.time(12))):
            assert f"Det {words} gælder." in client.get("/forvaltning/").content.decode()


@pytest.mark.parametrize("address", FILTERED)
def test_fragment_is_the_part_of_the_page_that_a_choice_replaces(content: None, client: Client, address: str) -> None:
    page = Page(client.get(address))
    links = page.main.findall(".//nav//a[@data-hx-get]")
    for link in links[:4]:
        fragment = read(client, address + link.get("data-hx-get"), **{"HX-Request": "true"})
        assert "<html" not in fragment
        assert f'id="{link.get("data-hx-target").removeprefix("#")}"' in fragment


# More rows need no more queries


class World:
    """Records that everything else hangs on; `add` gives each of them one more of every kind."""

    def __init__(self) -> None:
        self.plan: MeetingPlan = make_plan(note="Om [[regel:regel]].")
        self.chapter = insert(Chapter, title="Kapitel", slug="kapitel", lead="Kort.")
        self.law = insert(Law, title="Loven", slug="loven", group="generel", purpose="Rammer.")
        self.step = insert(Step, number=1, title="Trin", slug="trin", summary="Kort.", body="Tekst.")
        self.budget = insert(Budget, year=2026, stated_total="7.8")
        self.body = insert(SupervisoryBody, name="Tilsynet", slug="tilsynet", watches="alt", body="Tekst.")
        self.walk = insert(Walk, title="Må jeg?", slug="maa-jeg", lead="Svar.")
        self.firsts: dict[str, Any] = {}

    def first(self, name: str, record: Any) -> Any:
        """Return the first record of that name, the given one where there is none yet."""
        return self.firsts.setdefault(name, record)

    def add(self, n: int) -> None:
        text = f"Ord {n}. [[regel:regel]]"
        figure = insert(KeyFigure, title=f"Tal {n}", slug=f"tal-{n}", value=n, explanation="Så.")
        insert(KeyFigure, title="Del", slug=f"del-{n}", value=1, explanation="Så.", part_of=figure)
        section = insert(Section, chapter=self.chapter, title=f"Afsnit {n}", slug=f"afsnit-{n}", body=text)
        insert(Chapter, title=f"Kapitel {n}", slug=f"kapitel-{n}", lead="Kort.", order=n)
        insert(Term, name=f"Ord {n}", slug=f"ord-{n}", definition="Et ord.", body=text, section=section)
        slug = "regel" if n == 0 else f"regel-{n}"
        starts = dt.date(2026, 7, 1)
        insert(UpcomingChange, title=f"Regel {n}", slug=slug, starts_on=starts, before="Før.", after="Nu.")
        insert(NewsItem, at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), kind="ny", record_type="afsnit", title=f"Nyt {n}")
        self._law(n, text, figure)
        self._services_and_budget(n, text, figure, section)
        self._meetings(n, text, section)
        self._oversight(n, text)
        person = insert(Person, name=f"Anna {n}", slug=f"anna-{n}")
        insert(Membership, person=person, role=1 + n % 4, first_day=dt.date(2026, 1, 1))
        insert(Contact, subject=f"Emne {n}", slug=f"emne-{n}", unit="Centret")

    def _law(self, n: int, text: str, figure: KeyFigure) -> None:
        self.theme = insert(LawTheme, name=f"Tema {n}", slug=f"tema-{n}")
        self.other_law = insert(Law, title=f"Lov {n}", slug=f"lov-{n}", group="generel", purpose="Rammer.")
        self.provision = insert(Provision, law=self.law, slug=f"r-{n}", title=f"Regel {n}", body=text)
        tie(self.provision.themes, self.theme)
        tie(self.provision.figures, figure)
        right = insert(MemberRight, title="Ret", slug=f"ret-{n}", wish="se", body=text, when="nu", how="så")
        duty = insert(MemberDuty, title="Pligt", slug=f"pligt-{n}", group="tavshedspligt", body=text)
        self.case = insert(AnnualCase, title=f"Sag {n}", slug=f"sag-{n}", quarter=1, kind="budget", body=text)
        for holder in (right, duty, self.case):
            tie(holder.provisions, self.provision)
        step = insert(WalkStep, walk=self.walk, slug=f"trin-{n}", order=n, title="Er du?", body=text, duty=duty)
        end = insert(WalkStep, walk=self.walk, slug=f"svar-{n}", order=100 + n, title="Nej", verdict="nej", body=text)
        insert(WalkAnswer, step=self.first("walk step", step), label=f"Ja {n}", leads_to=end, order=n)

    def _services_and_budget(self, n: int, text: str, figure: KeyFigure, section: Section) -> None:
        centre = insert(Centre, name=f"Center {n}", slug=f"center-{n}", body=text)
        insert(AdvisoryCouncil, name=f"Råd {n}", slug=f"raad-{n}", body=text)
        group = insert(TargetGroup, name=f"Gruppe {n}", slug=f"gruppe-{n}", age="voksne", body="Hvem.")
        insert(Step, number=n + 2, title=f"Trin {n}", slug=f"t-{n}", summary="Kort.", body=text)
        fields = {"step": self.step, "purpose": "P.", "audience": "A.", "body": text, "centre": centre}
        service = insert(Service, name=f"Indsats {n}", slug=f"indsats-{n}", in_between=bool(n % 2), **fields)
        line = insert(BudgetLine, budget=self.budget, title="Linje", slug=f"l-{n}", amount=5, group="voksne", body=text)
        months = {"first_month": 1, "last_month": 12, "is_stage": True, "relative_year": -1, "when": "nu"}
        stage = insert(ProcessStep, title="Fase", slug=f"f-{n}", track="budget", actor="udvalg", body=text, **months)
        for one in {service, self.first("service", service)}:
            tie(one.groups, group)
            tie(one.provisions, self.provision)
            tie(one.figures, figure)
            tie(line.services, one)
        tie(line.steps, self.step)
        tie(line.laws, self.law)
        tie(stage.cases, self.case)
        tie(stage.sections, section)
        tie(section.figures, figure)

    def _meetings(self, n: int, text: str, section: Section) -> None:
        meeting = add_meeting(self.plan, f"moede-{n}", evening(dt.date(2026, 4, 1) + dt.timedelta(n)), body=text)
        at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        insert(MeetingChange, meeting=meeting, kind="flyttet", before="I går", after="I dag", reason="Fordi", at=at)
        for one in {meeting, self.first("meeting", meeting)}:
            tie(one.sections, section)
            tie(one.cases, self.case)
            tie(one.laws, self.other_law)
            tie(one.terms, Term.objects.get(slug=f"ord-{n}"))

    def _oversight(self, n: int, text: str) -> None:
        subject = insert(OversightSubject, name=f"Emne {n}", slug=f"emne-{n}")
        unit = insert(SupervisoryBody, name=f"Enhed {n}", slug=f"e-{n}", watches="alt", body=text, part_of=self.body)
        for one in (unit, self.body):
            tie(one.subjects, subject)
            tie(one.provisions, self.provision)
            insert(SupervisoryPower, supervisory_body=one, title="Påbud", slug=f"paabud-{n}", body=text)
            fields = {"what": text, "frequency": "ofte", "channel": "brev", "days_to_committee": 5}
            insert(Reporting, supervisory_body=one, title="Rapport", slug=f"rapport-{n}", **fields)


def test_thirty_rows_of_each_kind_need_as_many_queries_as_one(client: Client) -> None:
    world = World()
    world.add(0)
    with clock.frozen(MARCH):
        few = count_queries(client, *PAGES)
        for n in range(1, 30):
            world.add(n)
        assert count_queries(client, *PAGES) == few
