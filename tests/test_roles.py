"""Each role can do its tasks at the desk, and gets 403 on the others'."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from committee.models import Committee, Meeting, MeetingPlan
from portal.accounts import roles
from portal.models import Term

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def meeting() -> Meeting:
    committee = Committee.objects.create(
        name="Udvalget",
        slug="udvalget",
        municipality="K",
        administration="F",
        term_start=2026,
        term_end=2029,
        place="R",
    )
    plan = MeetingPlan.objects.create(committee=committee, year=2026)
    meeting = Meeting.objects.create(plan=plan, title="Ordinært møde", slug="moede", kind_id="ordinaert")
    meeting.sessions.create(date=dt.date(2026, 9, 16), start=dt.time(16, 30), end=dt.time(20))
    return meeting


@pytest.fixture
def term() -> Term:
    return Term.objects.create(name="Budgetnotat", slug="budgetnotat", definition="Et forslag med en pris.")


def signed_in(role: str | None) -> Client:
    user = User.objects.create_user(role or "it", password="x", is_staff=True, is_superuser=role is None)
    if role:
        user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def addresses(meeting: Meeting, term: Term) -> dict[str, str]:
    return {
        "desk": reverse("admin:index"),
        "text": reverse("admin:portal_term_change", args=[term.pk]),
        "text history": reverse("admin:portal_term_history", args=[term.pk]),
        "new text": reverse("admin:portal_term_add"),
        "meeting": reverse("admin:committee_meeting_change", args=[meeting.pk]),
        "move": reverse("admin:committee_meeting_move", args=[meeting.pk]),
        "cancel": reverse("admin:committee_meeting_cancel", args=[meeting.pk]),
        "plan": reverse("admin:committee_meetingplan_change", args=[meeting.plan_id]),
        "adopt": reverse("admin:committee_meetingplan_adopt", args=[meeting.plan_id]),
        "next plan": reverse("admin:committee_meetingplan_next", args=[meeting.plan_id]),
        "synonyms": reverse("admin:portal_synonym_changelist"),
        "misses": reverse("admin:portal_searchmiss_changelist"),
        "budget": reverse("admin:budget_budgetline_changelist"),
        "users": reverse("admin:auth_user_changelist"),
        "groups": reverse("admin:auth_group_changelist"),
    }


REFUSED = {
    roles.SECRETARIAT: {"users", "groups"},
    roles.EDITOR: {
        "new text",
        "meeting",
        "move",
        "cancel",
        "plan",
        "adopt",
        "next plan",
        "synonyms",
        "misses",
        "budget",
        "users",
        "groups",
    },
    None: set(),
}


@pytest.mark.parametrize("role", REFUSED)
def test_a_role_opens_its_own_pages_and_is_refused_the_others(role, meeting, term):
    client = signed_in(role)
    answers = {name: client.get(address).status_code for name, address in addresses(meeting, term).items()}
    assert answers == {name: 403 if name in REFUSED[role] else 200 for name in answers}


@pytest.mark.parametrize("role", REFUSED)
def test_the_desk_lists_only_what_the_role_may_open(role, meeting, term):
    page = signed_in(role).get(reverse("admin:index")).content.decode()
    shown = addresses(meeting, term)
    hidden = [n for n in ("misses", "users", "groups", "synonyms") if n in REFUSED[role]]
    assert [name for name in hidden if f'href="{shown[name]}"' in page] == []


def test_a_member_without_a_role_is_sent_to_the_sign_in(client):
    answer = client.get(reverse("admin:index"))
    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=/admin/")
