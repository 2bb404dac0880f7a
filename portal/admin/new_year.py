"""The new year at the desk: what must be ready, how far it is, and who is done with what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from budget.models import Budget
from committee.models import AnnualCase, Committee, MeetingPlan, SchoolHoliday
from portal.admin import overview
from portal.content import history, publication
from portal.content.naming import NamingText, holding, texts_naming
from portal.content.records import ContentRecord, RecordPart
from portal.lib import clock
from portal.models import YearMark
from portal.text.danish import short_date

FROM_MONTH, TO_MONTH = 10, 2
"""The months in which the desk's first page leads here."""
STEPS = ("plan", "budget", "sager", "tekster", "bekraeft")
OF_A_YEAR = ("year", "plan__year", "budget__year", "meeting__plan__year")
"""Paths from a row to the year that it belongs to: the old year's own plan and budget may name it."""


@dataclass(frozen=True)
class Link:
    """A way to what does it."""

    address: str
    words: str


@dataclass
class Step:
    """Something that must be ready: its state in a word, what there is to know, and the ways on."""

    key: str
    title: str
    state: str
    lines: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    mark: YearMark | None = None


@dataclass
class TextsOfKind:
    """The texts of a kind of record that name the old year."""

    label: str
    texts: list[NamingText] = field(default_factory=list)


def year_on(day: dt.date) -> int | None:
    """Return the year that is being prepared on the day: from October to February; None in the other months."""
    if day.month >= FROM_MONTH:
        return day.year + 1
    return day.year if day.month <= TO_MONTH else None


def steps(user: Any, year: int, open_texts: int, now: dt.datetime) -> list[Step]:
    """Return the list for somebody, with the marks of all."""
    marks = {mark.item: mark for mark in YearMark.objects.filter(year=year, item__in=STEPS).select_related("done_by")}
    allowed = overview.allowed_to(user)
    waiting = sum(overview.counts([model.objects.awaiting_confirmation() for model in allowed]))
    found = [_plan(user, year), _budget(user, year, now), _cases(user, year)]
    found.append(
        Step("tekster", f"Tekster, der nævner {year - 1}", f"{open_texts} at læse" if open_texts else "alle er læst")
    )
    links = [Link(reverse("admin:unconfirmed"), "Se alle, der skal bekræftes")] if waiting else []
    found.append(Step("bekraeft", "Skal bekræftes", f"{waiting} venter" if waiting else "intet venter", links=links))
    for step in found:
        step.mark = marks.get(step.key)
    return found


def texts(user: Any, year: int) -> Iterator[NamingText]:
    """Yield the texts of records that somebody may change, and of their parts, that name the year; what belongs to that
    year itself is left out."""
    allowed = set(overview.allowed_to(user))
    rows = [_asked(model, year) for model in _kinds(allowed)]
    for found, count in zip(rows, overview.counts(rows), strict=True):
        if count:
            yield from texts_naming(year, found)


def new_year_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The list of the new year; POST marks a step or texts as done, or takes a mark back.

    Template `admin/new_year.html`; context: `year`, `steps`, `kinds` (texts that nobody has ticked off), `settled`
    (those that somebody has), `term_ends`.
    """
    now = clock.now()
    year = year_on(now.date()) or now.year + 1
    if request.method == "POST":
        _save_marks(request, year, now)
        return HttpResponseRedirect(request.path)
    found = list(texts(request.user, year - 1))
    marks = {m.item: m for m in YearMark.objects.filter(year=year).exclude(item__in=STEPS).select_related("done_by")}
    kinds: dict[str, TextsOfKind] = {}
    for text in found:
        if text.key not in marks:
            label = str(text.record._meta.verbose_name_plural)
            kinds.setdefault(label, TextsOfKind(label)).texts.append(text)
    settled = [(text, marks[text.key]) for text in found if text.key in marks]
    committee = Committee.current()
    shown = {
        "title": f"Nyt år: {year}",
        "year": year,
        "steps": steps(request.user, year, len(found) - len(settled), now),
        "kinds": list(kinds.values()),
        "settled": settled,
        "term_ends": committee.term_end if committee and committee.term_end < year else None,
    }
    return TemplateResponse(request, "admin/new_year.html", {**context, **shown})


def _plan(user: Any, year: int) -> Step:
    plan = MeetingPlan.objects.filter(year=year).first()
    before = MeetingPlan.objects.filter(year__lt=year).first()
    step = Step("plan", f"Mødeplan {year}", plan.state if plan else "findes ikke")
    if not SchoolHoliday.objects.of_year(year).exists():
        step.lines.append(f"Der er ikke skrevet skoleferier ind for {year}. Forslaget undgår dem, når de er der.")
        step.links += _may(
            user, SchoolHoliday, "change", "admin:committee_schoolholiday_changelist", "Skriv skoleferierne ind"
        )
    if plan is None:
        name, words = "admin:committee_meetingplan_next", f"Opret mødeplan {year}"
        step.links += _may(user, MeetingPlan, "add", name, words, before.pk) if before else []
        return step
    change = "admin:committee_meetingplan_change"
    if plan.is_draft:
        step.lines.append("Kun redaktionen kan se den. Når datoerne passer, skal den offentliggøres som forslag.")
        step.links += _may(user, MeetingPlan, "change", change, "Ret eller offentliggør planen", plan.pk)
        return step
    step.links += _may(user, MeetingPlan, "change", change, "Se planen", plan.pk)
    if not plan.is_adopted:
        step.lines.append("Udvalget har ikke vedtaget den endnu.")
        step.links += _may(
            user, MeetingPlan, "change", "admin:committee_meetingplan_adopt", "Godkend mødeplan", plan.pk
        )
    elif plan.adopted_on:
        step.lines.append(f"Vedtaget {short_date(plan.adopted_on)} af {plan.adopted_by or 'udvalget'}.")
    return step


def _budget(user: Any, year: int, now: dt.datetime) -> Step:
    budget = Budget.objects.filter(year=year).first()
    before = Budget.objects.filter(year__lt=year).first()
    step = Step("budget", f"Budget {year}", "findes ikke")
    if budget is None:
        name, words = "admin:budget_budget_next", "Opret næste års budget"
        is_next = before is not None and before.year == year - 1
        step.links += _may(user, Budget, "add", name, words, before.pk) if before and is_next else []
        return step
    step.state = publication.state_of(budget, now)
    drafts = budget.lines.filter(is_draft=True).count()
    if not budget.is_draft and drafts:
        step.lines.append(f"{drafts} {'linje er en kladde' if drafts == 1 else 'linjer er kladder'}.")
    step.links += _may(user, Budget, "change", "admin:budget_budget_amounts", "Beløbene i én tabel", budget.pk)
    words = "Offentliggør budgettet" if budget.is_draft else "Se budgettet"
    step.links += _may(user, Budget, "change", "admin:budget_budget_change", words, budget.pk)
    return step


def _cases(user: Any, year: int) -> Step:
    bound = AnnualCase.objects.exclude(from_year=None, to_year=None)
    ending = [case for case in bound if case.to_year == year - 1]
    beginning = [case for case in bound if case.from_year == year]
    state = "ingen sager har årstal"
    if bound:
        state = f"{len(bound)} {'sag' if len(bound) == 1 else 'sager'} med årstal"
    step = Step("sager", f"Årshjulets faste sager i {year}", state)
    step.lines += [f"Hører op med {year - 1}: {case.title}." for case in ending]
    step.lines += [f"Begynder i {year}: {case.title}." for case in beginning]
    step.links += _may(user, AnnualCase, "change", "admin:committee_annualcase_changelist", "Se de faste sager")
    return step


def _may(user: Any, model: type[models.Model], action: str, name: str, words: str, *arguments: int) -> list[Link]:
    """Return the link where the person may follow it."""
    may = user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")
    return [Link(reverse(name, args=arguments), words)] if may else []


def _kinds(allowed: set[type[ContentRecord]]) -> list[type[models.Model]]:
    parts = [
        model
        for model in apps.get_models()
        if issubclass(model, RecordPart) and model._meta.get_field(model.record_field).related_model in allowed
    ]
    return [*(model for model in apps.get_models() if model in allowed), *parts]


def _asked(model: Any, year: int) -> models.QuerySet[Any]:
    """The rows that hold the year, with all that they are called by."""
    is_record = issubclass(model, ContentRecord)
    rows = history.named(model).prefetch_related(*model.search_prefetch) if is_record else model.objects.all()
    if not is_record:
        rows = rows.select_related(model.record_field)
    for path in OF_A_YEAR:
        if _leads(model, path):
            rows = rows.exclude(**{path: year})
    return holding(year, rows)


def _leads(model: Any, path: str) -> bool:
    """Whether the path leads from the model to a year that is a number: a key figure's is a text."""
    for name in path.split("__"):
        if model is None or name not in {found.name for found in model._meta.fields}:
            return False
        found = model._meta.get_field(name)
        model = found.related_model
    return isinstance(found, models.IntegerField)


def _save_marks(request: HttpRequest, year: int, now: dt.datetime) -> None:
    known = {*STEPS, *(text.key for text in texts(request.user, year - 1))}
    done = [item for item in request.POST.getlist("done") if item in known]
    undone = YearMark.objects.filter(year=year, item__in=request.POST.getlist("undo")).delete()[0]
    made = [YearMark(year=year, item=item, done_by_id=request.user.pk, done_at=now) for item in dict.fromkeys(done)]
    YearMark.objects.bulk_create(made, ignore_conflicts=True)
    if made or undone:
        messages.success(request, "Gemt.")
    else:
        messages.warning(request, "Sæt flueben ved det, du er færdig med. Intet er ændret.")
