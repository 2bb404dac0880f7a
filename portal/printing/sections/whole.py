"""The whole portal as one document: every record that stands on a page, in reading order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import groupby, pairwise

from django.urls import reverse

from budget.comparison import compare
from budget.models import Budget, ProcessStep
from budget.shares import shared_lines
from budget.stages import StepInYear, in_force, in_year
from committee.models import Committee, MeetingSession
from portal.models import Chapter, KeyFigure, Section, Term, UpcomingChange
from portal.pages.prose import wordings
from portal.pages.shown import PAGES
from portal.printing.document import Link, PrintDocument, PrintSection
from portal.printing.sections.committee import administration, law, oversight, people, role, year
from portal.printing.sections.parts import facts, texts
from portal.printing.sections.plan import plan_entry, plan_for
from portal.printing.sections.tables import budget_tables, comparison_entry, figure_entries, glossary_entries
from services.models import Service, Step


def build_document(day: dt.date) -> PrintDocument:
    """The document as it is on `day`."""
    rules = UpcomingChange.objects.published()
    entries = [
        *guide_sections(),
        role(),
        plan_entry(plan_for(day)),
        year(day),
        _ladder(),
        _budget(day),
        _process(day),
        oversight(),
        law(),
        people(day),
        administration(),
        _rules(rules, day),
        PrintSection(
            "Nøgletal", reverse("portal:figures"), entries=figure_entries(KeyFigure.objects.published()), is_index=True
        ),
        PrintSection(
            "Ordbog", reverse("portal:glossary"), entries=glossary_entries(Term.objects.published()), is_index=True
        ),
    ]
    return PrintDocument([entry for entry in entries if entry.blocks or entry.entries], wordings(rules, day))


def rule_wordings(day: dt.date) -> Mapping[str, str]:
    """The wording of each dated rule on `day`."""
    return wordings(UpcomingChange.objects.published(), day)


def guide_sections() -> list[PrintSection]:
    """The chapters of the guide with their sections."""
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
                            ("Se også", _topic(section)),
                            ("Nøgletal", section.figures.all()),
                        ),
                    ],
                    record=section,
                )
                for section in chapter.sections.all()
            ],
        )
        for chapter in Chapter.objects.published().with_published("sections__figures")
    ]


def _topic(section: Section) -> list[Link]:
    """The part of the same document that holds what the section shows on its page."""
    return [Link(section.get_shows_display(), reverse(PAGES[section.shows]))] if section.shows else []


def _ladder() -> PrintSection:
    committee = Committee.current()
    own = committee.administration if committee else ""
    services = Service.objects.published().select_related("step").with_published("centre", "provisions__law", "figures")
    steps = [
        PrintSection(
            str(step),
            step.get_absolute_url(),
            step.summary,
            texts(step.body),
            [_service(service, own) for service in services if service.step_id == step.pk],
            record=step,
        )
        for step in Step.objects.published()
    ]
    return PrintSection("Indsatstrappen", reverse("services:ladder"), entries=steps)


def _service(service: Service, own: str) -> PrintSection:
    """What the administration runs itself, as it does most, goes without saying."""
    between = f"Mellem trin {service.step.number} og {service.step.number + 1}" if service.in_between else ""
    known = facts(
        ("For", service.audience),
        ("Plads", between),
        ("Status", _status(service)),
        ("Center", [service.centre] if service.centre else ""),
        ("Drives af", "" if service.centre or service.run_by == own else service.run_by),
        ("Lov", service.provisions.all()),
    )
    blocks = [*known, *texts(service.body), *facts(("Nøgletal", service.figures.all()))]
    return PrintSection(service.name, service.get_absolute_url(), service.purpose, blocks, record=service)


def _status(service: Service) -> str:
    """Nothing of a service that runs, unless there is more to say of it."""
    if service.status == Service.Status.RUNNING:
        return service.status_note
    return " ".join(filter(None, [f"{service.get_status_display().capitalize()}.", service.status_note]))


def _budget(day: dt.date) -> PrintSection:
    budgets = list(Budget.objects.published().with_lines().with_published("lines"))
    budget = in_force(budgets, day)
    rows = shared_lines(budget.lines.all()) if budget else []
    entries = [
        PrintSection(
            row.line.title,
            row.line.get_absolute_url(),
            blocks=texts(row.line.body),
            record=row.line,
        )
        for row in rows
    ]
    entries += [comparison_entry(compare(earlier, later)) for later, earlier in [*pairwise(budgets)][:1]]
    blocks = [*budget_tables(rows), *texts(budget.note)] if budget else []
    return PrintSection("Budget", reverse("budget:overview"), blocks=blocks, entries=entries, record=budget)


def _process(day: dt.date) -> PrintSection:
    address, sessions = reverse("budget:process"), list(MeetingSession.objects.published().of_year(day.year))
    rows = in_year(ProcessStep.objects.published().with_published("cases"), day.year, sessions)
    years = [
        PrintSection(
            ProcessStep.RelativeYear(relative).label.capitalize(),
            f"{address}#aar-{relative + 1}",
            entries=[_step(row, day.year) for row in of_year],
        )
        for relative, of_year in groupby(rows, key=lambda row: row.step.relative_year)
    ]
    return PrintSection("Budgetprocessen", address, entries=years)


def _step(row: StepInYear, year: int) -> PrintSection:
    step = row.step
    known = facts(
        ("Hvornår", f"{step.when[:1].upper()}{step.when[1:]}"),
        ("Hvem", step.get_actor_display()),
        (f"Møder i {year}", row.meetings),
        ("Det kan du gøre", step.member_can),
    )
    return PrintSection(step.title, step.get_absolute_url(), blocks=[*known, *texts(step.body)], record=step)


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
    if day >= rule.starts_on:
        return [rule.after]
    return [f"**Frem til {rule.shown_date}:** {rule.before}", f"**Fra {rule.shown_date}:** {rule.after}"]
