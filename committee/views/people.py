"""The committee's members and deputies, and whom to ask about what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from committee.models import Contact, Membership
from portal.content.records import provenance
from portal.lib import clock
from portal.pages.awaiting import awaits


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who sits in the committee on the day of reading, who is announced, and the contacts by subject.

    Template `committee/people.html`; context: `members`, `deputies`, `announced`, `contacts`, `everyone` (all of them),
    `awaiting`, `updated`, `source`.
    """
    day = clock.today()
    seats = Membership.objects.published()
    sitting, announced = seats.sitting(day).in_order(), seats.announced(day).in_order()
    contacts = list(Contact.objects.published())
    everyone = [*sitting, *announced, *contacts]
    context = {
        "members": [seat for seat in sitting if seat.role != Membership.Role.DEPUTY],
        "deputies": [seat for seat in sitting if seat.role == Membership.Role.DEPUTY],
        "announced": announced,
        "contacts": contacts,
        "everyone": everyone,
        "awaiting": awaits(*everyone),
        **provenance(*everyone),
    }
    return render(request, "committee/people.html", context)
