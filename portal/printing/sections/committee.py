"""What the committee's own records say on paper."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django.urls import reverse

from committee.models import (
    AdvisoryCouncil,
    AnnualCase,
    Centre,
    Contact,
    Law,
    MemberDuty,
    MemberRight,
    Membership,
    Provision,
    SupervisoryBody,
)
from portal.models import KeyFigure
from portal.printing.document import Block, BulletList, PrintSection
from portal.printing.sections.parts import facts, texts
from portal.templatetags.portal_tags import lines
from portal.text.danish import short_date


def role() -> PrintSection:
    """The member's duties, then the rights."""
    rights = [
        PrintSection(
            right.title,
            right.get_absolute_url(),
            blocks=_right(right),
            record=right,
        )
        for right in MemberRight.objects.published().with_published("provisions__law")
    ]
    duties = [
        PrintSection(
            duty.title,
            duty.get_absolute_url(),
            blocks=[
                *texts(duty.body),
                *[BulletList(title, lines(text)) for title, text in _may(duty) if text],
                *facts(("Lov", duty.provisions.all())),
            ],
            record=duty,
        )
        for duty in MemberDuty.objects.published().with_published("provisions__law")
    ]
    return PrintSection("Din rolle", reverse("committee:role"), entries=[*duties, *rights])


def _right(right: MemberRight) -> list[Block]:
    return texts(right.body) + facts(
        ("Hvornår", right.when),
        ("Hvordan", right.how),
        ("Begrænsning", right.limit),
        ("Forretningsorden", right.rules_of_procedure),
        ("Kontakt", right.ask),
        ("Lov", right.provisions.all()),
    )


def _may(duty: MemberDuty) -> list[tuple[str, str]]:
    return [("Det må du", duty.may), ("Det må du ikke", duty.may_not)]


def year(day: dt.date) -> PrintSection:
    """The cases of the cycle of `day`'s year, quarter by quarter."""
    address, cases = reverse("committee:year"), AnnualCase.objects.published().in_year(day.year)
    quarters = [
        PrintSection(
            AnnualCase.Quarter(quarter).label if quarter else "Årlige statusser derudover",
            f"{address}#{f'kvartal-{quarter}' if quarter else 'hele-aaret'}",
            entries=[_case(case) for case in of_quarter],
        )
        for quarter, of_quarter in groupby(cases.with_published("provisions__law"), key=lambda case: case.quarter)
    ]
    return PrintSection("Årshjul", address, entries=quarters)


def _case(case: AnnualCase) -> PrintSection:
    said = case.get_form_display() in case.title.lower()
    known = facts(("Form", case.get_form_display() if case.form and not said else ""), ("Lov", case.provisions.all()))
    title = f"{case.title} ({case.years})" if case.years else case.title
    return PrintSection(title, case.get_absolute_url(), blocks=[*texts(case.body), *known], record=case)


def oversight() -> PrintSection:
    """The bodies with their powers and what the committee hears of them."""
    bodies = SupervisoryBody.objects.published()
    entries = [
        PrintSection(
            body.name,
            body.get_absolute_url(),
            f"Ansvarsområde: {body.watches}",
            blocks=[
                *facts(("Enhed under", [body.part_of] if body.part_of else "")),
                *texts(body.body),
                *facts(
                    ("Klager", body.complaints),
                    ("Orientering af udvalget", "" if body.reportings.all() else body.reports_nothing),
                    ("Lov", body.provisions.all()),
                ),
            ],
            entries=[
                *(
                    PrintSection(power.title, power.get_absolute_url(), blocks=texts(power.body), record=power)
                    for power in body.powers.all()
                ),
                *(_reporting(report) for report in body.reportings.all()),
            ],
            record=body,
        )
        for body in bodies.with_published("part_of", "powers", "reportings", "provisions__law")
    ]
    return PrintSection("Tilsyn", reverse("committee:oversight"), entries=entries)


def _reporting(report: Any) -> PrintSection:
    days = f"{report.days_to_committee} dage" if report.days_to_committee else ""
    known = facts(("Hvor ofte", report.frequency), ("Hvordan", report.channel), ("Frist", days))
    title = f"Orientering: {report.title}"
    blocks = [*texts(report.what), *known, *texts(report.body)]
    return PrintSection(title, report.get_absolute_url(), blocks=blocks, record=report)


def law() -> PrintSection:
    """The acts with their provisions."""
    entries = [
        PrintSection(
            law.title,
            law.get_absolute_url(),
            law.purpose,
            [*facts(("Officiel titel", law.official_title), ("Forkortes", law.abbreviation)), *texts(law.body)],
            [
                PrintSection(
                    f"{provision.citation}: {provision.title}" if provision.paragraph else provision.title,
                    provision.get_absolute_url(),
                    blocks=[*texts(provision.body), *facts(("Nøgletal", _figures(provision)))],
                    record=provision,
                )
                for provision in law.provisions.all()
            ],
            record=law,
        )
        for law in Law.objects.published().with_published("provisions__figures")
    ]
    return PrintSection("Jura", reverse("committee:law_index"), entries=entries)


def _figures(provision: Provision) -> list[KeyFigure]:
    """Those of its figures that do not carry its citation in their title: a reader finds these by it."""
    return [one for one in provision.figures.all() if not provision.paragraph or provision.citation not in one.title]


def administration() -> PrintSection:
    """The centres, then the councils; the guide in the same document tells more of them."""
    found: list[Centre | AdvisoryCouncil] = [*Centre.objects.published(), *AdvisoryCouncil.objects.published()]
    entries = [
        PrintSection(record.name, record.get_absolute_url(), blocks=texts(record.body), record=record)
        for record in found
    ]
    return PrintSection("Råd og forvaltning", reverse("committee:administration"), entries=entries)


def people(day: dt.date) -> PrintSection:
    """Who sits in the committee on the day, who is announced, then the contacts by subject."""
    seats = Membership.objects.published()
    shown = [*seats.sitting(day).in_order(), *seats.announced(day).in_order()]
    entries = [*map(_seat, shown), *map(_contact, Contact.objects.published())]
    lead = f"Som udvalget er sammensat den {short_date(day)}." if entries else ""
    return PrintSection("Udvalget", reverse("committee:people"), lead, entries=entries, is_index=True)


def _seat(seat: Membership) -> PrintSection:
    known = facts(
        ("Rolle", seat.get_role_display()),
        ("Parti", seat.party),
        ("Fra", short_date(seat.first_day)),
        ("Til", short_date(seat.last_day) if seat.last_day else ""),
        ("E-mail", seat.person.public_email),
        ("Telefon", seat.person.public_phone),
    )
    return PrintSection(seat.person.name, seat.get_absolute_url(), blocks=known, record=seat)


def _contact(contact: Contact) -> PrintSection:
    known = facts(
        ("Hvem", contact.unit), ("E-mail", contact.email), ("Telefon", contact.phone), ("Bemærk", contact.note)
    )
    return PrintSection(contact.subject, contact.get_absolute_url(), blocks=known, record=contact)
