"""What awaits the secretariat is marked for readers: on page, search hit, print and PDF, until the note is cleared."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.template import Context, Template
from django.test import Client
from pypdf import PdfReader

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
    MeetingKind,
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
    WalkStep,
)
from portal.content.records import ContentRecord, record_models
from portal.lib import clock
from portal.models import Chapter, KeyFigure, Section, Term, UpcomingChange
from portal.pages.awaiting import MARK, NOTE
from portal.pages.prose import wordings
from portal.views.public import public_pages
from services.models import Service, Step, TargetGroup
from tests.kit.factories import insert, tie
from tests.kit.reading import Page, words

pytestmark = pytest.mark.django_db

JUNE = dt.datetime(2026, 6, 1, 9)
NAMES_ALONE = {LawTheme, MeetingKind, OversightSubject, Person, TargetGroup}
"""Kinds with no text of their own: names to choose by."""
NOT_SEARCHED = {Committee, WalkStep}
NOT_PRINTED = {Committee, Walk, WalkStep}
KINDS = (
    *(Chapter, Section, KeyFigure, Term, UpcomingChange),
    *(Committee, Membership, Contact, Centre, AdvisoryCouncil, MeetingPlan, Meeting, AnnualCase),
    *(MemberRight, MemberDuty, Walk, WalkStep, Law, Provision),
    *(SupervisoryBody, SupervisoryPower, Reporting, Step, Service, Budget, BudgetLine, ProcessStep),
)
ELSEWHERE = (
    *(("/", kind) for kind in (Chapter, Meeting, ProcessStep, AnnualCase, UpcomingChange)),
    *(("/guide/et/", KeyFigure), ("/indsatser/indsats/", KeyFigure), ("/jura/loven/", KeyFigure)),
    *(("/indsatser/indsats/", BudgetLine), ("/indsatstrappen/", Service), ("/guide/", Chapter), ("/jura/", Law)),
    *(("/moeder/", Meeting), ("/moeder/moede-1/", ProcessStep), ("/rolle/", Walk)),
    *(("/tilsyn/", SupervisoryBody), ("/tilsyn/", Reporting), ("/tilsyn/hele/", SupervisoryBody)),
)
"""Pages that show the words of a record that stands on another page."""


@pytest.fixture
def portal() -> dict[type[ContentRecord], Any]:
    """Two of what stands in lists, one of everything else; the first of each kind."""
    found: dict[type[ContentRecord], Any] = {}

    def add(model: type[ContentRecord], **fields: Any) -> Any:
        row = insert(model, **fields)
        found.setdefault(model, row)
        return row

    names = {"name": "Udvalget", "municipality": "Byen", "administration": "Forvaltningen", "place": "Salen"}
    committee = add(Committee, slug="u", term_start=2026, term_end=2029, **names)
    plan = add(MeetingPlan, committee=committee, year=2026, note="Om planen.")
    chapter = add(Chapter, title="Et", slug="et", lead="Kort.")
    law = add(Law, title="Loven", slug="loven", group="generel", purpose="Rammer.")
    step = add(Step, number=1, title="Første", slug="trin-1", summary="Kort.", body="Tekst.")
    budget = add(Budget, year=2026, stated_total="1", note="Om tallene.")
    whole = insert(SupervisoryBody, name="Hele", slug="hele", watches="alt", body="Tekst.")
    walk = add(Walk, title="Må jeg?", slug="maa-jeg", lead="Svar.")
    add(WalkStep, walk=walk, slug="svar", title="Svaret", verdict="ja", body="Tekst.")
    body = add(SupervisoryBody, name="Enheden", slug="enheden", watches="alt", body="Tekst.", part_of=whole)
    figure = add(KeyFigure, title="Tal", slug="tal", value=7, explanation="Så mange.")
    add(UpcomingChange, title="Regel", slug="regel", starts_on=dt.date(2026, 7, 1), before="Før.", after="Nu.")
    add(MemberDuty, title="Pligt", slug="pligt", group="tavshedspligt", body="Tekst.")
    person = insert(Person, name="Anna Østergård", slug="anna")
    add(Membership, person=person, first_day=dt.date(2026, 1, 1))
    add(Contact, subject="Husleje", slug="husleje", unit="Centret")
    for n in (1, 2):
        tie(add(Section, chapter=chapter, title=f"Afsnit {n}", slug=f"a-{n}", body="Tekst.").figures, figure)
        tie(add(Provision, law=law, title=f"Regel {n}", slug=f"r-{n}", body="Tekst.").figures, figure)
        add(Centre, name=f"Center {n}", slug=f"c-{n}", body="Tekst.")
        add(AdvisoryCouncil, name=f"Råd {n}", slug=f"raad-{n}", body="Tekst.")
        add(Term, name=f"Ord {n}", slug=f"ord-{n}", definition="Et ord.")
        add(MemberRight, title=f"Ret {n}", slug=f"ret-{n}", wish="se", body="Tekst.", when="nu", how="så", ask="os")
        add(AnnualCase, title=f"Sag {n}", slug=f"sag-{n}", quarter=2, kind="budget", body="Tekst.")
        add(SupervisoryPower, supervisory_body=body, title=f"Påbud {n}", slug=f"p-{n}", body="Tekst.")
        told = {"title": f"Rapport {n}", "slug": f"o-{n}", "what": "Tekst.", "frequency": "ofte", "channel": "brev"}
        add(Reporting, supervisory_body=body, **told)
        meeting = add(Meeting, plan=plan, title=f"Møde {n}", slug=f"moede-{n}", kind_id="ordinaert")
        insert(MeetingSession, meeting=meeting, date=dt.date(2026, 6, 9 + n), start=dt.time(16), end=dt.time(20))
        line = add(BudgetLine, budget=budget, title=f"Linje {n}", slug=f"l-{n}", amount=500, group="voksne", body="T.")
        service = add(
            *(Service,),
            name=f"Indsats {n}",
            slug="indsats" if n == 1 else "anden",
            step=step,
            purpose="P.",
            audience="A.",
        )
        tie(service.figures, figure)
        tie(line.services, service)
        months = {"first_month": 6 * n - 5, "last_month": 6 * n, "is_stage": True, "relative_year": -1}
        add(
            ProcessStep,
            title=f"Trin {n}",
            slug=f"s-{n}",
            track="budget",
            actor="udvalg",
            when="nu",
            body="T.",
            **months,
        )
    return found


def read(client: Client, address: str) -> HttpResponseBase:
    with clock.frozen(JUNE):
        return client.get(address)


def seen(client: Client, address: str) -> tuple[int, int]:
    """How many marks the page has, those in brackets in a table of words among them, and how often it says what they
    mean."""
    page = Page(read(client, address))
    assert page.text.count(NOTE) == len([place for place in page.places if place == "afventer"])
    marks = [element for element in page.main.iter() if element.get("class") == "awaiting"]
    assert {words(mark) for mark in marks} <= {MARK}
    return len(marks) + page.text.count(f"({MARK})"), page.text.count(NOTE)


def in_pdf(client: Client, address: str) -> tuple[int, int]:
    """The same of a document: the mark begins a line of its own or stands in brackets in a table."""
    pages = PdfReader(io.BytesIO(read(client, address).getvalue())).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    return text.count(MARK.capitalize()) + text.count(f"({MARK})"), text.count(NOTE)


def note(record: Any, text: str) -> None:
    """Write the note as the desk does, so that history and search hear of it."""
    record.refresh_from_db()
    record.confirm_note, record.search_words = text, "girafhus"
    record.save()


def page_of(record: Any) -> str:
    return "/om/" if isinstance(record, Committee) else str(record.get_absolute_url()).partition("#")[0]


def test_every_kind_of_record_is_tried_but_those_that_are_names_alone() -> None:
    assert set(KINDS) | NAMES_ALONE == set(record_models())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_unconfirmed_record_is_marked_on_page_hit_and_print(
    client: Client, portal: dict[type[ContentRecord], Any], kind: type[ContentRecord]
) -> None:
    record = portal[kind]
    places = [page_of(record)]
    places += [] if kind in NOT_SEARCHED else ["/soeg/?q=girafhus"]
    places += [] if kind in NOT_PRINTED else ["/print/"]
    assert [seen(client, place) for place in places] == [(0, 0)] * len(places)

    note(record, "Sekretariatet bedes bekræfte.")
    marks = [seen(client, place) for place in places]
    assert [(min(count, 1), explained) for count, explained in marks] == [(1, 1)] * len(places)
    assert "Sekretariatet bedes bekræfte." not in Page(read(client, places[0])).text

    note(record, "")
    assert [seen(client, place) for place in places] == [(0, 0)] * len(places)


@pytest.mark.parametrize("noted", [[], [Meeting], [Section, Term], KINDS], ids=len)
def test_the_pdf_has_the_marks_of_the_print(
    client: Client, portal: dict[type[ContentRecord], Any], noted: Sequence[type[ContentRecord]]
) -> None:
    for kind in noted:
        kind.objects.filter(pk=portal[kind].pk).update(confirm_note="Bekræft.")
    assert in_pdf(client, "/velkomstguide.pdf") == seen(client, "/print/")


@pytest.mark.parametrize("kind", [Meeting, MeetingPlan], ids=lambda kind: kind.__name__)
def test_the_plan_on_paper_marks_what_awaits(
    client: Client, portal: dict[type[ContentRecord], Any], kind: type[ContentRecord]
) -> None:
    kind.objects.filter(pk=portal[kind].pk).update(confirm_note="Bekræft.")
    assert in_pdf(client, "/moeder/moedeplan.pdf") == (1, 1)


@pytest.mark.parametrize(("address", "kind"), ELSEWHERE, ids=str)
def test_it_is_marked_wherever_else_its_words_are_shown(
    client: Client, portal: dict[type[ContentRecord], Any], address: str, kind: type[ContentRecord]
) -> None:
    assert seen(client, address) == (0, 0)
    kind.objects.filter(pk=portal[kind].pk).update(confirm_note="Bekræft.")
    count, explained = seen(client, address)
    assert (min(count, 1), explained) == (1, 1)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_act_behind_a_text_stands_with_it_on_page_print_and_pdf(
    client: Client, portal: dict[type[ContentRecord], Any], kind: type[ContentRecord]
) -> None:
    kind.objects.filter(pk=portal[kind].pk).update(legal_source="forvaltningsloven § 27")
    source = "Kilde: forvaltningsloven § 27"
    assert kind is Committee or source in Page(read(client, page_of(portal[kind]))).text
    assert kind in NOT_PRINTED or source in Page(read(client, "/print/")).text


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        *(("/rolle/", MemberRight), ("/forvaltning/", Centre), ("/guide/et/", Section), ("/aarshjul/", AnnualCase)),
        *(("/budget/", BudgetLine), ("/moeder/", Meeting)),
    ],
    ids=str,
)
def test_a_list_where_everything_awaits_is_marked_once(
    client: Client, portal: dict[type[ContentRecord], Any], address: str, kind: type[ContentRecord]
) -> None:
    kind.objects.update(confirm_note="Bekræft.")
    marks = seen(client, address)
    assert marks == ((2, 1) if kind is Meeting else (1, 1))  # the next meeting stands above the plan too


def test_a_list_in_a_section_where_everything_awaits_is_marked_once(
    client: Client, portal: dict[type[ContentRecord], Any]
) -> None:
    Section.objects.filter(pk=portal[Section].pk).update(shows=Section.Shows.CENTRES)
    Centre.objects.update(confirm_note="Bekræft.")
    assert seen(client, "/guide/et/") == (1, 1)


@pytest.mark.parametrize(
    ("address", "parent", "part"),
    [
        *(("/budget/", Budget, BudgetLine), ("/jura/loven/", Law, Provision), ("/moeder/", MeetingPlan, Meeting)),
        *(("/tilsyn/enheden/", SupervisoryBody, SupervisoryPower), ("/guide/et/", Chapter, Section)),
    ],
    ids=str,
)
def test_parts_of_a_marked_record_have_their_own_marks(
    client: Client,
    portal: dict[type[ContentRecord], Any],
    address: str,
    parent: type[ContentRecord],
    part: type[ContentRecord],
) -> None:
    for kind in (parent, part):
        kind.objects.filter(pk=portal[kind].pk).update(confirm_note="Bekræft.")
    assert seen(client, address) == (3 if part is Meeting else 2, 1)  # the next meeting stands above the plan too


def test_the_mark_leads_to_what_it_means(client: Client, portal: dict[type[ContentRecord], Any]) -> None:
    MemberDuty.objects.update(confirm_note="Bekræft.")
    page = Page(read(client, "/rolle/"))
    assert (MARK, "#afventer") in page.links
    assert "afventer" in page.places


def test_unconfirmed_term_and_rule_are_marked_inside_other_texts(
    client: Client, portal: dict[type[ContentRecord], Any]
) -> None:
    Section.objects.update(body="Et ord 1 og [[regel:regel]]")
    Term.objects.filter(slug="ord-1").update(confirm_note="Bekræft.")
    UpcomingChange.objects.update(confirm_note="Bekræft.")
    page = Page(read(client, "/guide/et/"))
    explained = [words(part) for part in page.tree.iter("div") if part.get("class") == "explanation"]
    assert [text.partition(" Se ordet")[0] for text in explained] == [f"Ord 1: Et ord. {MARK}"]
    assert f"Se, hvad der ændres den 1. juli 2026. ({MARK})" in page.text
    rule = UpcomingChange.objects.get()
    assert wordings([rule], dt.date(2026, 7, 1)) == {"regel": f"Nu. [({MARK})](/regler/#regel)"}


def test_a_mark_inside_of_what_can_be_opened_is_no_link() -> None:
    told = Template("{% load portal_tags %}{% awaiting term link=False %}")
    html = told.render(Context({"term": Term(confirm_note="Bekræft.")}))
    assert '<span class="awaiting">' in html
    assert "<a" not in html


@pytest.mark.usefixtures("content")
def test_exactly_the_pages_with_a_mark_explain_it(client: Client) -> None:
    addresses = [page.address for page in public_pages()]
    addresses += [step.get_absolute_url() for step in WalkStep.objects.select_related("walk")]
    wrong = {}
    for address in addresses:
        marks, explained = seen(client, address)
        if explained != min(marks, 1):
            wrong[address] = (marks, explained)
    assert wrong == {}
