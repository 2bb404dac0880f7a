"""Rules that change on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.content.records import provenance
from portal.lib import clock
from portal.models import Section, UpcomingChange
from portal.pages.awaiting import awaits
from portal.text.markdown import rules_in


@dataclass(frozen=True)
class DatedRule:
    """A rule with what it is on a day, and the sections that it stands in."""

    rule: UpcomingChange
    has_begun: bool
    sections: list[Section]


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every dated rule with its wording before and after: those ahead first, then those that hold now.

    Template `portal/rules.html`; context: `ahead`, `begun`, `awaiting`, `updated`,
    `source`.
    """
    found = list(UpcomingChange.objects.published())
    dated = dated_rules(found, Section.objects.published().with_dated_rules(), clock.today())
    context = {
        "ahead": [row for row in dated if not row.has_begun],
        "begun": [row for row in reversed(dated) if row.has_begun],
        "awaiting": awaits(*found),
        **provenance(*found),
    }
    return render(request, "portal/rules.html", context)


def dated_rules(rules: Iterable[UpcomingChange], sections: Iterable[Section], day: dt.date) -> list[DatedRule]:
    """The rules in the order of their days; one holds from its day on."""
    holding = [(section, set(rules_in(section.body))) for section in sections]
    return [
        DatedRule(rule, rule.starts_on <= day, [section for section, slugs in holding if rule.slug in slugs])
        for rule in rules
    ]
