"""A plan at the desk: a proposal is adopted with its date, and next year's is proposed from this year's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from committee.models import Committee, Meeting, MeetingPlan
from committee.next_plan import free_days, meetings_of_next
from committee.plan_rules import holiday_name
from portal.models import NewsItem


@pytest.fixture
def plan(db: None) -> MeetingPlan:
    committee = Committee.objects.create(
        name="Socialudvalget",
        slug="socialudvalget",
        municipality="Københavns Kommune",
        administration="Socialforvaltningen",
        term_start=2026,
        term_end=2029,
        place="Rådhuset",
    )
    plan = MeetingPlan.objects.create(committee=committee, year=2026)
    seminar = Meeting.objects.create(plan=plan, title="Budgetseminar", slug="seminar-2026", kind_id="budgetseminar")
    seminar.sessions.create(date=dt.date(2026, 2, 25), start=dt.time(8, 30), end=dt.time(18, 30))
    seminar.sessions.create(date=dt.date(2026, 2, 26), start=dt.time(8, 30), end=dt.time(12))
    return plan


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("mette", password="x"))
    return client


def test_an_adopted_plan_has_its_date_and_makes_the_calendar_certain(staff, plan):
    address = reverse("admin:committee_meetingplan_adopt", args=[plan.pk])
    sent = {"adopted_on": "14. januar 2026", "adopted_by": "Socialudvalget", "expected_revision": plan.revision}
    assert staff.get(address).context["unsure"] == []
    assert staff.post(address, sent).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.adopted_on, plan.adopted_by) == ("vedtaget", dt.date(2026, 1, 14), "Socialudvalget")
    feed = Calendar.from_ical(staff.get(reverse("committee:calendar")).content)
    assert {str(event["STATUS"]) for event in feed.walk("VEVENT")} == {"CONFIRMED"}


def test_a_plan_with_unconfirmed_meetings_is_adopted_only_with_open_eyes(staff, plan):
    Meeting.objects.update(confirm_note="Dato ikke sikker.")
    address = reverse("admin:committee_meetingplan_adopt", args=[plan.pk])
    sent = {"adopted_on": "14.1.2026", "adopted_by": "Udvalget", "expected_revision": plan.revision}
    page = staff.post(address, sent)
    assert "Dato ikke sikker." in page.content.decode()
    assert not MeetingPlan.objects.get().is_adopted
    assert staff.post(address, sent | {"confirmed": page.context["unsure_digest"]}).status_code == 302
    assert MeetingPlan.objects.get().is_adopted


def test_the_next_plan_keeps_week_and_weekday_and_asks_for_confirmation(staff, plan):
    assert staff.post(reverse("admin:committee_meetingplan_next", args=[plan.pk])).status_code == 302
    meeting = Meeting.objects.get(plan__year=2027)
    assert (meeting.slug, meeting.plan.status) == ("seminar-2027", "forslag")
    assert [s.date for s in meeting.sessions.all()] == [dt.date(2027, 3, 3), dt.date(2027, 3, 4)]
    assert meeting.confirm_note == "Foreslået ud fra 25. februar 2026. Bekræft dato og tid."


def test_a_second_plan_for_the_same_year_is_refused_with_a_sentence(staff, plan):
    address = reverse("admin:committee_meetingplan_next", args=[plan.pk])
    staff.post(address)
    page = staff.post(address, follow=True)
    assert "Der er allerede en mødeplan for 2027." in page.content.decode()
    assert MeetingPlan.objects.count() == 2


@given(st.dates(dt.date(2024, 1, 1), dt.date(2060, 12, 31)).filter(lambda d: d.weekday() < 5))
def test_a_proposed_day_is_always_a_working_day_of_the_next_year(day):
    [proposed] = free_days([day], day.year + 1)
    assert proposed.year == day.year + 1
    assert proposed.weekday() < 5
    assert holiday_name(proposed) == ""
    assert abs((proposed - day).days - 365) <= 21


@pytest.fixture
def constituting(plan: MeetingPlan) -> Meeting:
    meeting = Meeting.objects.create(plan=plan, title="Konstituerende møde", slug="start", kind_id="konstituerende")
    meeting.sessions.create(date=dt.date(2026, 1, 14), start=dt.time(11), end=dt.time(12, 30))
    return meeting


def test_the_next_plan_shows_its_days_first_and_leaves_out_what_is_not_chosen(staff, plan, constituting):
    address = reverse("admin:committee_meetingplan_next", args=[plan.pk])
    page = staff.get(address)
    assert "onsdag den 3. marts 2027" in page.content.decode()
    assert {row.meeting.title: row.is_yearly for row in page.context["proposed"]} == {
        "Konstituerende møde": False,
        "Budgetseminar": True,
    }
    staff.post(address, {"choice": "1", "meeting": plan.meetings.get(kind="budgetseminar").pk})
    assert [meeting.title for meeting in Meeting.objects.filter(plan__year=2027)] == ["Budgetseminar"]


def test_a_committee_constitutes_itself_again_when_its_term_is_over(plan, constituting):
    type(plan.committee).objects.update(term_end=2026)
    assert all(proposed.is_yearly for proposed in meetings_of_next(plan))


def test_a_new_plan_is_one_piece_of_news(staff, plan):
    before = NewsItem.objects.count()
    staff.post(reverse("admin:committee_meetingplan_next", args=[plan.pk]))
    assert NewsItem.objects.count() == before + 1
    assert NewsItem.objects.first().title == "Mødeplan 2027"
