"""The whole portal as one book: every record that stands on a page, in reading order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from budget.models import Budget, ProcessStep
from budget.shares import shared_lines
from portal.book import Book, Entry
from portal.models import Chapter, KeyFigure, Term, UpcomingChange
from portal.prose import wordings
from portal.views.paper.committee import administration, law, oversight, role, year
from portal.views.paper.parts import facts, figures_of, texts
from portal.views.paper.plan import plan_entry, plan_for
from portal.views.paper.tables import budget_tables, figure_entries, glossary_entries
from services.models import Service, Step


def whole(day: dt.date) -> Book:
    """The book as it is on `day`."""
    rules = UpcomingChange.objects.all()
    entries = [
        *_guide(),
        role(),
        plan_entry(plan_for(day)),
        year(),
        _ladder(),
        _budget(),
        _process(),
        oversight(),
        law(),
        administration(),
        _rules(rules, day),
        Entry("Nøgletal", reverse("portal:figures"), entries=figure_entries(KeyFigure.objects.all()), is_index=True),
        Entry("Ordbog", reverse("portal:glossary"), entries=glossary_entries(Term.objects.all()), is_index=True),
    ]
    return Book([entry for entry in entries if entry.blocks or entry.entries], wordings(rules, day))


def _guide() -> list[Entry]:
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
                    blocks=[*texts(section.body), *figures_of(section.figures.all())],
                    record=section,
                )
                for section in chapter.sections.all()
            ],
        )
        for chapter in Chapter.objects.prefetch_related("sections__figures")
    ]


def _ladder() -> Entry:
    services = Service.objects.select_related("step", "centre").prefetch_related("provisions__law", "figures")
    steps = [
        Entry(
            str(step),
            step.get_absolute_url(),
            step.summary,
            texts(step.body),
            [_service(service) for service in services if service.step_id == step.pk],
            record=step,
        )
        for step in Step.objects.all()
    ]
    return Entry("Indsatstrappen", reverse("services:ladder"), entries=steps)


def _service(service: Service) -> Entry:
    between = f"Mellem trin {service.step.number} og {service.step.number + 1}" if service.in_between else ""
    known = facts(
        ("For", service.audience),
        ("Plads", between),
        ("Status", " ".join(filter(None, [f"{service.get_status_display().capitalize()}.", service.status_note]))),
        ("Center", [service.centre] if service.centre else ""),
        ("Drives af", "" if service.centre else service.run_by),
        ("Lov", service.provisions.all()),
    )
    blocks = [*known, *texts(service.body), *figures_of(service.figures.all())]
    return Entry(service.name, service.get_absolute_url(), service.purpose, blocks, record=service)


def _budget() -> Entry:
    budget = Budget.objects.filter(lines__isnull=False).first()
    rows = shared_lines(budget.lines.all()) if budget else []
    entries = [
        Entry(
            f"{row.line.title}: ca. {row.line.shown_amount}",
            row.line.get_absolute_url(),
            blocks=texts(row.line.body),
            record=row.line,
        )
        for row in rows
    ]
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
        for step in ProcessStep.objects.all()
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
