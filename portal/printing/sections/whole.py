"""The whole portal as one document: every record that stands on a page, in reading order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from budget.models import Budget, ProcessStep
from budget.shares import shared_lines
from portal.models import Chapter, KeyFigure, Term, UpcomingChange
from portal.pages.prose import wordings
from portal.pages.shown import shown_records
from portal.printing.document import PrintDocument, PrintSection
from portal.printing.sections.committee import administration, law, oversight, people, role, year
from portal.printing.sections.parts import facts, texts
from portal.printing.sections.plan import plan_entry, plan_for
from portal.printing.sections.tables import budget_tables, figure_entries, glossary_entries
from services.models import Service, Step


def build_document(day: dt.date) -> PrintDocument:
    """The document as it is on `day`."""
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
        people(day),
        administration(),
        _rules(rules, day),
        PrintSection(
            "Nøgletal", reverse("portal:figures"), entries=figure_entries(KeyFigure.objects.all()), is_index=True
        ),
        PrintSection("Ordbog", reverse("portal:glossary"), entries=glossary_entries(Term.objects.all()), is_index=True),
    ]
    return PrintDocument([entry for entry in entries if entry.blocks or entry.entries], wordings(rules, day))


def _guide() -> list[PrintSection]:
    return [
        PrintSection(
            chapter.title,
            chapter.get_absolute_url(),
            chapter.lead,
            record=chapter,
            entries=[
                PrintSection(
                    section.title,
                    section.get_absolute_url(),
                    blocks=[
                        *texts(section.body),
                        *facts(
                            (section.get_shows_display(), [one.record for one in shown_records(section)]),
                            ("Nøgletal", section.figures.all()),
                        ),
                    ],
                    record=section,
                )
                for section in chapter.sections.all()
            ],
        )
        for chapter in Chapter.objects.prefetch_related("sections__figures")
    ]


def _ladder() -> PrintSection:
    services = Service.objects.select_related("step", "centre").prefetch_related("provisions__law", "figures")
    steps = [
        PrintSection(
            str(step),
            step.get_absolute_url(),
            step.summary,
            texts(step.body),
            [_service(service) for service in services if service.step_id == step.pk],
            record=step,
        )
        for step in Step.objects.all()
    ]
    return PrintSection("Indsatstrappen", reverse("services:ladder"), entries=steps)


def _service(service: Service) -> PrintSection:
    between = f"Mellem trin {service.step.number} og {service.step.number + 1}" if service.in_between else ""
    known = facts(
        ("For", service.audience),
        ("Plads", between),
        ("Status", _status(service)),
        ("Center", [service.centre] if service.centre else ""),
        ("Drives af", "" if service.centre else service.run_by),
        ("Lov", service.provisions.all()),
    )
    blocks = [*known, *texts(service.body), *facts(("Nøgletal", service.figures.all()))]
    return PrintSection(service.name, service.get_absolute_url(), service.purpose, blocks, record=service)


def _status(service: Service) -> str:
    """Nothing of a service that runs, unless there is more to say of it."""
    if service.status == Service.Status.RUNNING:
        return service.status_note
    return " ".join(filter(None, [f"{service.get_status_display().capitalize()}.", service.status_note]))


def _budget() -> PrintSection:
    budget = Budget.objects.filter(lines__isnull=False).first()
    rows = shared_lines(budget.lines.all()) if budget else []
    entries = [
        PrintSection(
            f"{row.line.title}: ca. {row.line.shown_amount}",
            row.line.get_absolute_url(),
            blocks=texts(row.line.body),
            record=row.line,
        )
        for row in rows
    ]
    blocks = [*budget_tables(rows), *texts(budget.note)] if budget else []
    return PrintSection("Budget", reverse("budget:overview"), blocks=blocks, entries=entries, record=budget)


def _process() -> PrintSection:
    steps = [
        PrintSection(
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
    return PrintSection("Budgetprocessen", reverse("budget:process"), entries=steps)


def _rules(rules: Iterable[UpcomingChange], day: dt.date) -> PrintSection:
    entries = [
        PrintSection(
            f"{rule.title} ({rule.shown_date})",
            rule.get_absolute_url(),
            blocks=texts(*_wordings(rule, day), rule.consequence),
            record=rule,
        )
        for rule in rules
    ]
    return PrintSection("Regler på vej", reverse("portal:rules"), entries=entries)


def _wordings(rule: UpcomingChange, day: dt.date) -> list[str]:
    """The wording until the rule's day and the one from it; from that day on, the latter alone."""
    ahead = [f"**Frem til {rule.shown_date}:** {rule.before}"] if day < rule.starts_on else []
    return [*ahead, f"**Fra {rule.shown_date}:** {rule.after}"]
