"""The whole portal as one book: every record that stands on a page, in reading order, in 25 queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Prefetch
from django.urls import reverse

from budget.models import BudgetLine, ProcessStep
from budget.shares import shared_lines
from committee.models import AnnualCase, Law, MemberDuty, MemberRight, Provision, SupervisoryBody
from portal.book import Book, Entry
from portal.models import Chapter, KeyFigure, Section, Term, UpcomingChange
from portal.prose import wordings
from portal.views.paper.committee import administration, law, oversight, role, year
from portal.views.paper.parts import Holders, facts, figures_of, held, of, texts
from portal.views.paper.plan import plan_entry, plan_for
from portal.views.paper.tables import budget_tables, figure_entries, glossary_entries
from services.models import Service, Step


def whole(day: dt.date) -> Book:
    """The book as it is on `day`."""
    figures = list(KeyFigure.objects.to_read())
    laws = list(Law.objects.to_read().prefetch_related(Prefetch("provisions", Provision.objects.to_read())))
    rules = list(UpcomingChange.objects.to_read())
    of_figures = held(figures, Section.figures, Service.figures, Provision.figures)
    of_law = held(
        [provision for law in laws for provision in law.provisions.all()],
        *(MemberRight.provisions, MemberDuty.provisions, AnnualCase.provisions),
        *(Service.provisions, SupervisoryBody.provisions),
    )
    entries = [
        *_guide(of_figures),
        role(of_law),
        plan_entry(plan_for(day)),
        year(of_law),
        _ladder(of_law, of_figures),
        _budget(),
        _process(),
        oversight(of_law),
        law(laws, of_figures),
        administration(),
        _rules(rules, day),
        Entry("Nøgletal", reverse("portal:figures"), entries=figure_entries(figures), is_index=True),
        Entry("Ordbog", reverse("portal:glossary"), entries=glossary_entries(Term.objects.to_read()), is_index=True),
    ]
    return Book([entry for entry in entries if entry.blocks or entry.entries], wordings(rules, day))


def _guide(of_figures: Holders[KeyFigure]) -> list[Entry]:
    return [
        Entry(
            chapter.title,
            chapter.get_absolute_url(),
            chapter.lead,
            record=chapter,
            entries=[
                Entry(
                    section.title,
                    section.get_absolute_url(),
                    blocks=[*texts(section.body), *figures_of(of(of_figures, section))],
                    record=section,
                )
                for section in chapter.sections.all()
            ],
        )
        for chapter in Chapter.objects.to_read().prefetch_related(Prefetch("sections", Section.objects.to_read()))
    ]


def _ladder(of_law: Holders[Provision], of_figures: Holders[KeyFigure]) -> Entry:
    shown = Service.objects.to_read().select_related("step", "centre")
    services = list(shown.defer("step__summary", "step__body", "centre__body"))
    steps = [
        Entry(
            str(step),
            step.get_absolute_url(),
            step.summary,
            texts(step.body),
            [_service(service, of_law, of_figures) for service in services if service.step_id == step.pk],
            record=step,
        )
        for step in Step.objects.to_read()
    ]
    return Entry("Indsatstrappen", reverse("services:ladder"), entries=steps)


def _service(service: Service, of_law: Holders[Provision], of_figures: Holders[KeyFigure]) -> Entry:
    between = f"Mellem trin {service.step.number} og {service.step.number + 1}" if service.in_between else ""
    known = facts(
        ("For", service.audience),
        ("Plads", between),
        ("Status", " ".join(filter(None, [f"{service.get_status_display().capitalize()}.", service.status_note]))),
        ("Center", [service.centre] if service.centre else ""),
        ("Drives af", "" if service.centre else service.run_by),
        ("Lov", of(of_law, service)),
    )
    blocks = [*known, *texts(service.body), *figures_of(of(of_figures, service))]
    return Entry(service.name, service.get_absolute_url(), service.purpose, blocks, record=service)


def _budget() -> Entry:
    newest = list(BudgetLine.objects.to_read().select_related("budget"))
    rows = shared_lines(line for line in newest if line.budget_id == newest[0].budget_id)
    entries = [
        Entry(
            f"{row.line.title}: ca. {row.line.shown_amount}",
            row.line.get_absolute_url(),
            blocks=texts(row.line.body),
            record=row.line,
        )
        for row in rows
    ]
    budget = rows[0].line.budget if rows else None
    blocks = [*budget_tables(rows), *texts(budget.note)] if budget else []
    return Entry("Budget", reverse("budget:overview"), blocks=blocks, entries=entries, record=budget)


def _process() -> Entry:
    steps = [
        Entry(
            step.title,
            step.get_absolute_url(),
            blocks=facts(
                ("Hvornår", f"{step.when[:1].upper()}{step.when[1:]}, {step.get_relative_year_display()}"),
                ("Hvem", step.get_actor_display()),
                ("Det kan du gøre", step.member_can),
            )
            + texts(step.body),
            record=step,
        )
        for step in ProcessStep.objects.to_read()
    ]
    return Entry("Budgetprocessen", reverse("budget:process"), entries=steps)


def _rules(rules: Iterable[UpcomingChange], day: dt.date) -> Entry:
    entries = [
        Entry(
            f"{rule.title} ({rule.shown_date})",
            rule.get_absolute_url(),
            blocks=texts(*_wordings(rule, day), rule.consequence),
            record=rule,
        )
        for rule in rules
    ]
    return Entry("Regler på vej", reverse("portal:rules"), entries=entries)


def _wordings(rule: UpcomingChange, day: dt.date) -> list[str]:
    """The wording until the rule's day and the one from it; from that day on, the latter alone."""
    ahead = [f"**Frem til {rule.shown_date}:** {rule.before}"] if day < rule.starts_on else []
    return [*ahead, f"**Fra {rule.shown_date}:** {rule.after}"]
