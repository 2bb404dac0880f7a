"""Objects for the tests to build on.

`insert`, `make_` and `add_` write rows alone, for tests of what pages show: to save a meeting with its time takes
seventy queries, its two rows take two. `save_` saves, with history, news and search terms.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

import reversion
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.test import Client

from committee.models import Committee, Contact, Meeting, MeetingPlan, MeetingSession, Membership, Person
from portal.models import Term

M = TypeVar("M", bound=Model)
Times = tuple[dt.datetime, dt.datetime]
PASSWORD = "en-lang-adgangskode"
ADOPTED = {"status": MeetingPlan.Status.ADOPTED, "adopted_on": dt.date(2026, 1, 14)}
"""The fields of a plan whose meetings members have in their calendars: `make_plan(**ADOPTED)`."""


def insert(model: type[M], **fields: Any) -> M:
    """Return a new row of the model."""
    [row] = model._base_manager.bulk_create([model(**fields)])
    return row


def tie(relation: Any, *others: Model) -> None:
    """Add rows to a relation of many to many: `tie(section.figures, figure)`."""
    ends = [{relation.source_field_name: relation.instance, relation.target_field_name: other} for other in others]
    relation.through._base_manager.bulk_create([relation.through(**end) for end in ends])


# The committee and its plan


def make_committee(**fields: Any) -> Committee:
    """Return the committee."""
    told = {
        "name": "Socialudvalget",
        "slug": "socialudvalget",
        "municipality": "Københavns Kommune",
        "administration": "Socialforvaltningen",
        "term_start": 2026,
        "term_end": 2029,
        "place": "Rådhuset",
    }
    return insert(Committee, **told | fields)


def make_plan(year: int = 2026, **fields: Any) -> MeetingPlan:
    """Return a plan of the committee, which is made where there is none."""
    committee = Committee.objects.first() or make_committee()
    return insert(MeetingPlan, committee=committee, year=year, **fields)


def add_meeting(plan: MeetingPlan, slug: str, *times: Times, kind: str = "ordinaert", **fields: Any) -> Meeting:
    """Return a meeting of the plan with a session for each pair of times."""
    fields = {"title": slug.capitalize()} | fields
    meeting = insert(Meeting, plan=plan, slug=slug, kind_id=kind, **fields)
    for start, end in times:
        insert(MeetingSession, meeting=meeting, date=start.date(), start=start.time(), end=end.time())
    return meeting


def save_meeting(plan: MeetingPlan, slug: str, *times: Times, kind: str = "ordinaert", **fields: Any) -> Meeting:
    """Return the same, saved: the meeting and its sessions are one revision of its history."""
    fields = {"title": "Ordinært møde"} | fields
    with reversion.create_revision():
        meeting = Meeting.objects.create(plan=plan, slug=slug, kind_id=kind, **fields)
        for start, end in times:
            meeting.sessions.create(date=start.date(), start=start.time(), end=end.time())
    return meeting


def evening(day: dt.date) -> Times:
    """From 16.30 to 20.00 on the day."""
    return dt.datetime.combine(day, dt.time(16, 30)), dt.datetime.combine(day, dt.time(20))


def morning(day: dt.date) -> Times:
    """From 8.30 to 12.00 on the day."""
    return dt.datetime.combine(day, dt.time(8, 30)), dt.datetime.combine(day, dt.time(12))


def save_people() -> None:
    """A member with what only this house may know, and a contact: all of the content that the fixtures lack."""
    person = Person.objects.create(name="Anna Østergård", slug="anna", phone="33 12 34 56", private_phone="20 30 40 50")
    Membership.objects.create(person=person, first_day=dt.date(2026, 1, 1), party="Bylisten")
    Contact.objects.create(subject="Husleje", slug="husleje", unit="Center for Boliger")


# Texts


def save_term(**fields: Any) -> Term:
    """Return a term of the glossary."""
    told = {"name": "Budgetnotat", "slug": "budgetnotat", "definition": "Et forslag med en pris."}
    return Term.objects.create(**told | fields)


# People


def make_user(username: str = "mette", *roles: str, **fields: Any) -> User:
    """Return a user with the roles, whose password is PASSWORD; without a role or a field, a member."""
    fields = {"password": PASSWORD, "first_name": username.capitalize(), "is_staff": bool(roles)} | fields
    user = User.objects.create_user(username, **fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def make_superuser(username: str = "mette") -> User:
    return make_user(username, is_staff=True, is_superuser=True)


def client_of(user: User) -> Client:
    """Return a client that is signed in as the user."""
    client = Client()
    client.force_login(user)
    return client
