"""Which meeting is next: at every moment of a year, between a seminar's days, past cancelled ones, after the last."""

from __future__ import annotations

import datetime as dt

import pytest

from committee.agenda import State, changes_at, next_meeting, nothing_ahead, state_of, status_of
from committee.models import Meeting, MeetingPlan, MeetingSession
from committee.year_plan import planned
from tests.kit.factories import add_meeting, evening, make_plan


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute)


@pytest.fixture
def plan(db: None) -> MeetingPlan:
    return make_plan()


@pytest.fixture
def sessions(plan: MeetingPlan) -> list[MeetingSession]:
    """Two meetings on 14 January, a seminar over two days in February, and one in April."""
    add_meeting(plan, "introduktion", (at(1, 14, 9), at(1, 14, 11)))
    add_meeting(plan, "konstituerende", (at(1, 14, 11), at(1, 14, 12, 30)))
    add_meeting(plan, "seminar", (at(2, 25, 8, 30), at(2, 25, 18, 30)), (at(2, 26, 8, 30), at(2, 26, 12)))
    add_meeting(plan, "april", evening(dt.date(2026, 4, 22)))
    return list(MeetingSession.objects.of_year(2026))


def told(sessions: list[MeetingSession], moment: dt.datetime) -> tuple[str, str]:
    found = next_meeting(sessions, moment)
    return (found.meeting.slug, found.when) if found else ("", "")


@pytest.mark.parametrize(
    ("moment", "slug", "when"),
    [
        (at(1, 1), "introduktion", "Om 13 dage"),
        (at(1, 13, 23, 59), "introduktion", "I morgen"),
        (at(1, 14, 8, 59), "introduktion", "I dag"),
        (at(1, 14, 9), "introduktion", "I gang nu, til kl. 11.00"),
        (at(1, 14, 11), "konstituerende", "I gang nu, til kl. 12.30"),
        (at(1, 14, 12, 30), "seminar", "Om 42 dage"),
        (at(2, 25, 18, 30), "seminar", "Fortsætter i morgen"),
        (at(2, 26, 7), "seminar", "Fortsætter i dag"),
        (at(2, 26, 8, 30), "seminar", "I gang nu, til kl. 12.00"),
        (at(2, 26, 12), "april", "Om 55 dage"),
        (at(4, 22, 20), "", ""),
        (at(12, 31, 23, 59), "", ""),
    ],
)
def test_the_next_meeting_at_a_moment(
    sessions: list[MeetingSession], moment: dt.datetime, slug: str, when: str
) -> None:
    assert told(sessions, moment) == (slug, when)


def test_a_meeting_of_the_past_is_never_the_next(sessions: list[MeetingSession]) -> None:
    for hour in range(365 * 24):
        moment = at(1, 1) + dt.timedelta(hours=hour)
        found = next_meeting(sessions, moment)
        assert found is None or found.session.ends_at > moment
        assert (found is None) == (moment >= at(4, 22, 20))


def test_a_cancelled_meeting_is_skipped_and_told(sessions: list[MeetingSession], plan: MeetingPlan) -> None:
    Meeting.objects.filter(slug="seminar").update(status=Meeting.Status.CANCELLED)
    found = next_meeting(list(MeetingSession.objects.of_year(2026)), at(2, 25, 9))
    assert found is not None
    assert (found.meeting.slug, [session.meeting.slug for session in found.dropped]) == (
        "april",
        ["seminar", "seminar"],
    )


def test_a_cancelled_day_is_skipped_and_the_other_is_held(sessions: list[MeetingSession]) -> None:
    MeetingSession.objects.filter(date=dt.date(2026, 2, 25)).update(is_cancelled=True)
    found = next_meeting(list(MeetingSession.objects.of_year(2026)), at(2, 25, 9))
    assert found is not None
    assert (found.session.date, found.when, len(found.dropped)) == (dt.date(2026, 2, 26), "I morgen", 1)


def test_the_rest_of_a_meeting_follows_with_it(sessions: list[MeetingSession]) -> None:
    found = next_meeting(sessions, at(2, 1))
    assert found is not None
    assert [session.date for session in found.rest] == [dt.date(2026, 2, 26)]


def test_between_its_days_a_seminar_is_found_with_the_day_that_is_over(sessions: list[MeetingSession]) -> None:
    from_today = list(MeetingSession.objects.of_meetings_from(dt.date(2026, 2, 26)))
    assert told(from_today, at(2, 26, 7)) == ("seminar", "Fortsætter i dag")


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (at(2, 24), State.AHEAD),
        (at(2, 25, 8, 30), State.RUNNING),
        (at(2, 25, 18, 30), State.PAUSED),
        (at(2, 26, 12), State.PAST),
    ],
)
def test_where_a_meeting_of_two_days_stands(sessions: list[MeetingSession], moment: dt.datetime, state: State) -> None:
    seminar = [session for session in sessions if session.meeting.slug == "seminar"]
    assert state_of(seminar, moment) is state


def test_a_meeting_without_a_date_has_none(db: None) -> None:
    assert state_of([], at(1, 1)) is State.UNDATED


@pytest.mark.parametrize(
    ("moment", "turn"),
    [
        (at(1, 13, 12), None),
        (at(1, 14), at(1, 14, 9)),
        (at(1, 14, 9), at(1, 14, 11)),
        (at(1, 14, 11), at(1, 14, 12, 30)),
        (at(1, 14, 12, 30), None),
    ],
)
def test_agenda_changes_only_when_a_session_begins_or_ends(
    sessions: list[MeetingSession], moment: dt.datetime, turn: dt.datetime | None
) -> None:
    assert changes_at(sessions, moment) == turn


@pytest.mark.parametrize("day", [(1, 13), (1, 14), (2, 25), (2, 26), (4, 22)])
def test_plan_and_next_meeting_change_only_when_a_session_starts_or_ends(
    plan: MeetingPlan, sessions: list[MeetingSession], day: tuple[int, int]
) -> None:
    """A cancelled session too: it is a coming one until it would have ended."""
    MeetingSession.objects.filter(meeting__slug="konstituerende").update(is_cancelled=True)
    from_day = list(MeetingSession.objects.of_meetings_from(dt.date(2026, *day)))
    meetings = list(Meeting.objects.of_plan(plan))
    turn: dt.datetime | None = at(*day)
    for minute in range(24 * 60):
        moment = at(*day) + dt.timedelta(minutes=minute)
        shown = planned(meetings, moment), next_meeting(from_day, moment)
        if moment == turn:
            turn, since = changes_at(from_day, moment), shown
        assert shown == since
    assert turn is None


@pytest.mark.parametrize(("day", "missing"), [((2026, 12, 10), 2027), ((2027, 1, 20), 2027), ((2028, 2, 1), 2028)])
def test_no_plan_is_announced_after_the_last_meeting(
    plan: MeetingPlan, day: tuple[int, int, int], missing: int
) -> None:
    nothing = "Der er ingen kommende møder i mødeplanen for 2026."
    assert nothing_ahead(dt.date(*day), plan) == (
        f"{nothing} Portalen har ingen mødeplan for {missing}. Den står her, når sekretariatet har lagt den ind."
    )
    assert nothing_ahead(dt.date(2025, 12, 10), plan) == nothing
    plan.next_expected = "i december"
    assert nothing_ahead(dt.date(*day), plan) == f"{nothing} Næste plan ventes i december."
    assert nothing_ahead(dt.date(*day), None).startswith("Der er ikke lagt en mødeplan ind endnu.")


def test_no_plan_is_awaited_when_the_term_is_over(plan: MeetingPlan) -> None:
    over = "Perioden 2026-2029 er slut, og der er ingen kommende møder."
    assert nothing_ahead(dt.date(2030, 1, 1), plan) == over
    assert nothing_ahead(dt.date(2029, 12, 31), plan) != over


def test_a_plan_whose_days_have_passed_was_sent_out_as_a_proposal(
    sessions: list[MeetingSession], plan: MeetingPlan
) -> None:
    first, next_day = dt.date(2026, 1, 14), dt.date(2026, 1, 15)
    proposal = "Mødeplanen for 2026 er et forslag. Den gælder, når udvalget har vedtaget den."
    assert status_of(plan, sessions, first) == status_of(plan, [], next_day) == proposal
    assert status_of(plan, sessions, next_day) == (
        "Mødeplanen for 2026 blev sendt ud som forslag. Portalen har ikke fået at vide, om udvalget har vedtaget den."
    )
    plan.status, plan.adopted_on, plan.adopted_by = "vedtaget", first, "Socialudvalget"
    assert status_of(plan, sessions, next_day) == (
        "Mødeplanen for 2026 er vedtaget onsdag den 14. januar 2026 af Socialudvalget."
    )
