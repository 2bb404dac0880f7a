"""The plan as a calendar: session for session the plan, whatever happens to it, in summer time and winter time."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from committee import calendar, changes
from committee.models import Meeting, MeetingPlan, MeetingSession
from committee.plan_rules import Slot
from portal.content import history
from portal.lib import clock
from tests.kit.factories import add_meeting, evening, make_plan, save_meeting
from tests.kit.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

FEED = "/moeder/kalender.ics"
NOW = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)


def events(client: Client, query: str = "") -> dict[UUID, Any]:
    document = Calendar.from_ical(client.get(f"{FEED}{query}").content)
    return {UUID(str(event["UID"])): event for event in document.walk("VEVENT")}


@pytest.mark.usefixtures("content")
def test_the_feed_is_the_plan_session_for_session(client):
    told = {
        uid: (event.decoded("DTSTART").replace(tzinfo=None), event.decoded("DTEND").replace(tzinfo=None))
        for uid, event in events(client).items()
    }
    assert told == {session.uid: (session.starts_at, session.ends_at) for session in MeetingSession.objects.all()}
    assert len(told) == 16


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("day", "start"),
    [
        ("2026-01-28", "2026-01-28T16:30:00+01:00"),
        ("2026-06-24", "2026-06-24T16:30:00+02:00"),
        ("2026-11-04", "2026-11-04T16:30:00+01:00"),
    ],
)
def test_the_clock_on_the_wall_is_right_in_winter_and_in_summer(client, day, start):
    session = MeetingSession.objects.get(date=day)
    assert events(client)[session.uid].decoded("DTSTART").isoformat() == start


def test_the_rule_for_summer_time_is_that_of_the_tz_database():
    """Read as any calendar reads it: from the component's own rules, not from a zone that is known by its name."""
    zone = calendar.danish_time().to_tz(lookup_tzid=False)
    for day in (dt.date(1996, 11, 1) + dt.timedelta(days=n) for n in range(0, 365 * 55)):
        noon = dt.datetime.combine(day, dt.time(12))
        assert noon.replace(tzinfo=zone).utcoffset() == noon.replace(tzinfo=calendar.COPENHAGEN).utcoffset()


@pytest.mark.usefixtures("content")
def test_the_feed_holds_what_calendars_ask_for(client):
    answer = client.get(FEED)
    document = Calendar.from_ical(answer.content)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert {name: str(document[name]) for name in ("VERSION", "METHOD", "X-WR-TIMEZONE")} == {
        "VERSION": "2.0",
        "METHOD": "PUBLISH",
        "X-WR-TIMEZONE": "Europe/Copenhagen",
    }
    assert document.decoded("REFRESH-INTERVAL") == dt.timedelta(hours=1)
    assert [str(zone["TZID"]) for zone in document.walk("VTIMEZONE")] == ["Europe/Copenhagen"]
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert document.errors == []
    event = events(client)[MeetingSession.objects.get(date="2026-09-16").uid]
    assert (str(event["STATUS"]), str(event["LOCATION"])) == ("TENTATIVE", "Rådhuset, stuen, værelse 8")
    assert "Baggrund til kvartalets sager:" in str(event["DESCRIPTION"])


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("site", ["http://testserver", "https://portal.example.dk"])
@pytest.mark.parametrize("query", ["", "?art=ordinaert&art=budgetseminar"])
def test_the_feed_says_what_it_is_and_where_it_comes_from(client, settings, site, query):
    settings.SITE_URL = "" if "testserver" in site else site
    document = Calendar.from_ical(client.get(f"{FEED}{query}").content)
    names = ("NAME", "DESCRIPTION", "URL", "SOURCE", "COLOR")
    assert {name: document[name].to_ical().decode() for name in names} == {
        "NAME": "Socialudvalgets møder",
        "DESCRIPTION": calendar.ABOUT,
        "URL": f"{site}/moeder/",
        "SOURCE": f"{site}{FEED}{query}",
        "COLOR": "steelblue",
    }
    assert dict(document["SOURCE"].params) == {"VALUE": "URI"}
    older = {"X-WR-CALNAME": "NAME", "X-WR-CALDESC": "DESCRIPTION"}
    assert {name: document[name].to_ical() for name in older} == {
        name: document[older[name]].to_ical() for name in older
    }
    assert (str(document["X-APPLE-CALENDAR-COLOR"]), str(document["X-PUBLISHED-TTL"])) == ("#4A74B4", "PT1H")


def test_the_feed_of_somebody_tells_no_address_of_theirs(client):
    document = Calendar.from_ical(client.get(f"{FEED}?noegle=hemmelig").content)
    assert ("SOURCE" in document, "hemmelig" in document.to_ical().decode()) == (False, False)


@pytest.mark.usefixtures("content")
def test_a_feed_can_be_narrowed_to_a_kind_and_an_unknown_kind_is_not_found(client):
    assert len(events(client, "?art=budgetseminar")) == 3
    assert client.get(f"{FEED}?art=frokost").status_code == 404


def test_the_same_plan_gives_the_same_bytes(client):
    save_meeting(make_plan(), "moede", evening(dt.date(2026, 9, 16)))
    assert client.get(FEED).content == client.get(FEED).content


def test_an_adopted_plan_makes_every_event_certain_and_raises_its_sequence(client):
    plan = make_plan()
    uid = save_meeting(plan, "moede", evening(dt.date(2026, 9, 16))).sessions.get().uid
    before = events(client)[uid]
    plan.status, plan.adopted_on = MeetingPlan.Status.ADOPTED, dt.date(2026, 1, 14)
    plan.save()
    after = events(client)[uid]
    assert (str(before["STATUS"]), str(after["STATUS"])) == ("TENTATIVE", "CONFIRMED")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_a_session_with_a_hostile_text_is_still_one_event(client):
    meeting = save_meeting(make_plan(), "moede", evening(dt.date(2026, 9, 16)))
    meeting.title = "Møde\r\nEND:VEVENT\r\nBEGIN:VEVENT; DROP, TABLE \\ æøå 🙂"
    meeting.save()
    [event] = events(client).values()
    assert "END:VEVENT" in str(event["SUMMARY"])


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.dates(dt.date(2026, 1, 2), dt.date(2026, 12, 30))),
        st.tuples(st.just("cancel"), st.none()),
        st.tuples(st.just("reopen"), st.none()),
        st.tuples(
            st.just("rename"), st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)
        ),
        st.tuples(st.just("undo"), st.integers(1, 3)),
    ),
    min_size=1,
    max_size=12,
)


def play(meeting: Meeting, what: str, value: Any) -> None:
    """One edit, as the desk makes it."""
    meeting = Meeting.objects.get(pk=meeting.pk)
    session = meeting.sessions.get()
    if what == "move":
        changes.move(meeting, {session.pk: Slot(value, session.start, session.end)}, "Prøve.", "Mette", NOW)
    elif what == "cancel":
        changes.cancel(meeting, "Prøve.", "Mette", NOW)
    elif what == "reopen":
        changes.reopen(meeting, "Prøve.", "Mette", NOW)
    elif what == "rename":
        meeting.title = value or "Møde"
        meeting.save()
    else:
        entries = history.entries(meeting)
        history.restore(meeting, entries[min(value, len(entries) - 1)].version)


EACH_EDIT: list[tuple[str, Any]] = [
    ("move", dt.date(2026, 3, 29)),
    ("rename", "Møde; nu, med \\ og 🙂"),
    ("cancel", None),
    ("undo", 1),
    ("cancel", None),
    ("reopen", None),
    ("move", dt.date(2026, 9, 16)),
    ("undo", 3),
]


def test_each_kind_of_edit_keeps_the_uid_and_never_lowers_the_sequence(client):
    edit_for_a_year(client, EACH_EDIT)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_a_year_of_edits_keeps_the_uid_and_never_lowers_the_sequence(client, edits):
    edit_for_a_year(client, edits)


def edit_for_a_year(client: Client, edits: list[tuple[str, Any]]) -> None:
    """Make the edits; after each of them the feed tells what is so, and a calendar takes it."""
    Meeting.objects.all().delete()
    MeetingPlan.objects.all().delete()
    meeting = save_meeting(make_plan(), "moede", evening(dt.date(2026, 9, 16)))
    [(uid, event)] = events(client).items()
    seen, facts = int(event["SEQUENCE"]), _facts(event)
    for what, value in edits:
        play(meeting, what, value)
        [(same, event)] = events(client).items()
        assert same == uid
        assert int(event["SEQUENCE"]) > seen if _facts(event) != facts else int(event["SEQUENCE"]) >= seen
        seen, facts = int(event["SEQUENCE"]), _facts(event)
        session = MeetingSession.objects.get()
        assert event.decoded("DTSTART").replace(tzinfo=None) == session.starts_at
        assert (str(event["STATUS"]) == "CANCELLED") == Meeting.objects.get().is_cancelled


def _facts(event: Any) -> tuple[str, ...]:
    return tuple(event[name].to_ical().decode() for name in ("DTSTART", "DTEND", "STATUS", "SUMMARY", "LOCATION"))


def test_queries_of_plan_and_feed_do_not_grow_with_the_years(client):
    counts = []
    for years in (range(2026, 2027), range(2027, 2056)):
        add_years(years)
        with clock.frozen(dt.datetime(2026, 3, 1, 12)):
            counts.append(count_queries(client, FEED, reverse("committee:plan")))
    assert counts[0] == counts[1]
    assert client.get(FEED).content.count(b"BEGIN:VEVENT") == 20 * 30


def add_years(years):
    """Twenty meetings a year."""
    for year in years:
        plan = make_plan(year)
        for number in range(20):
            add_meeting(plan, f"moede-{year}-{number}", evening(dt.date.fromisocalendar(year, 2 * number + 5, 3)))


def test_single_meeting_is_a_calendar_file_without_updates(client):
    meeting = save_meeting(make_plan(), "moede", evening(dt.date(2026, 9, 16)))
    document = Calendar.from_ical(client.get(reverse("committee:meeting_calendar", args=[meeting.slug])).content)
    [event] = document.walk("VEVENT")
    assert str(event["SUMMARY"]) == calendar.summary(meeting, cancelled=False)
    assert set(document) == {"PRODID", "VERSION", "CALSCALE", "METHOD", "X-WR-TIMEZONE"}
