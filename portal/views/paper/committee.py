"""What the committee's own records say on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from committee.models import (
    AdvisoryCouncil,
    AnnualCase,
    Centre,
    Law,
    MemberDuty,
    MemberRight,
    Provision,
    SupervisoryBody,
)
from portal.book import Block, Entry, Points
from portal.models import KeyFigure
from portal.templatetags.portal_tags import lines
from portal.views.paper.parts import Holders, facts, figures_of, of, texts


def role(of_law: Holders[Provision]) -> Entry:
    """The member's duties, then the rights."""
    rights = [
        Entry(
            f"{right.title}: Jeg vil {right.wish}",
            right.get_absolute_url(),
            blocks=_right(right, of(of_law, right)),
            record=right,
        )
        for right in MemberRight.objects.to_read()
    ]
    duties = [
        Entry(
            f"{duty.get_group_display()}: {duty.title}",
            duty.get_absolute_url(),
            blocks=[
                *texts(duty.body),
                *[Points(title, lines(told)) for title, told in _told(duty) if told],
                *facts(("Lov", of(of_law, duty))),
            ],
            record=duty,
        )
        for duty in MemberDuty.objects.to_read()
    ]
    return Entry("Din rolle", reverse("committee:role"), entries=[*duties, *rights])


def _right(right: MemberRight, law: list[Provision]) -> list[Block]:
    return texts(right.body) + facts(
        ("Hvornår", right.when),
        ("Hvordan", right.how),
        ("Begrænsning", right.limit),
        ("Forretningsorden", right.rules_of_procedure),
        ("Kontakt", right.ask),
        ("Lov", law),
    )


def _told(duty: MemberDuty) -> list[tuple[str, str]]:
    return [("Det må du", duty.may), ("Det må du ikke", duty.may_not)]


def year(of_law: Holders[Provision]) -> Entry:
    """The cases that come back every year."""
    cases = [
        Entry(
            str(case),
            case.get_absolute_url(),
            blocks=texts(case.body)
            + facts(
                ("Slags", case.get_kind_display()),
                ("Form", case.get_form_display() if case.form else ""),
                ("Lov", of(of_law, case)),
            ),
            record=case,
        )
        for case in AnnualCase.objects.to_read()
    ]
    return Entry("Årshjul", reverse("committee:year"), entries=cases)


def oversight(of_law: Holders[Provision]) -> Entry:
    """The bodies with their powers and what the committee hears of them."""
    bodies = SupervisoryBody.objects.select_related("part_of").prefetch_related("powers", "reportings")
    entries = [
        Entry(
            body.name,
            body.get_absolute_url(),
            f"Holder øje med: {body.watches}",
            blocks=[
                *facts(("Enhed under", [body.part_of] if body.part_of else "")),
                *texts(body.body),
                *facts(
                    ("Klager", body.complaints),
                    ("Det hører udvalget", "" if body.reportings.all() else body.reports_nothing),
                    ("Lov", of(of_law, body)),
                ),
            ],
            entries=[
                *(
                    Entry(power.title, power.get_absolute_url(), blocks=texts(power.body), record=power)
                    for power in body.powers.all()
                ),
                *(_reporting(report) for report in body.reportings.all()),
            ],
            record=body,
        )
        for body in bodies
    ]
    return Entry("Tilsyn", reverse("committee:oversight"), entries=entries)


def _reporting(report: Any) -> Entry:
    days = f"{report.days_to_committee} dage" if report.days_to_committee else ""
    told = facts(("Hvor ofte", report.frequency), ("Hvordan", report.channel), ("Frist", days))
    title = f"Det hører udvalget: {report.title}"
    blocks = [*texts(report.what), *told, *texts(report.body)]
    return Entry(title, report.get_absolute_url(), blocks=blocks, record=report)


def law(laws: Iterable[Law], of_figures: Holders[KeyFigure]) -> Entry:
    """The acts with their provisions."""
    entries = [
        Entry(
            law.title,
            law.get_absolute_url(),
            law.purpose,
            [*facts(("Officiel titel", law.official_title), ("Forkortes", law.abbreviation)), *texts(law.body)],
            [
                Entry(
                    f"{provision.citation}: {provision.title}" if provision.paragraph else provision.title,
                    provision.get_absolute_url(),
                    blocks=[*texts(provision.body), *figures_of(of(of_figures, provision))],
                    record=provision,
                )
                for provision in law.provisions.all()
            ],
            record=law,
        )
        for law in laws
    ]
    return Entry("Jura", reverse("committee:law_index"), entries=entries)


def administration() -> Entry:
    """The centres, then the councils."""
    found: list[Centre | AdvisoryCouncil] = [*Centre.objects.to_read(), *AdvisoryCouncil.objects.to_read()]
    entries = [_plain(record.name, record) for record in found]
    return Entry("Råd og forvaltning", reverse("committee:administration"), entries=entries)


def _plain(title: str, record: Any) -> Entry:
    return Entry(title, record.get_absolute_url(), blocks=texts(record.body), record=record)
