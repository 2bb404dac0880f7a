"""Another year's plan is proposed by the weekday of the month; the secretariat sees why, and what speaks against it."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from committee.days_off import easter_sunday, hindrance, holiday_name, is_in_easter_week
from committee.models import Meeting, MeetingChange, MeetingPlan, MeetingSession, SchoolHoliday
from committee.next_plan import Suggestion, make, same_weekday_of_month, suggestions, with_days
from committee.plan_rules import exists
from portal.lib import clock
from portal.models import NewsItem
from tests.kit.factories import add_meeting, evening, make_plan

pytestmark = pytest.mark.django_db

YEARS = range(2027, 2047)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.frozen(dt.datetime(2026, 11, 30, 9)):
        yield


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("mette", password="x"))
    return client


@pytest.fixture
def plan() -> MeetingPlan:
    """A seminar of two days in February, and an evening in March."""
    plan = make_plan()
    first = (dt.datetime(2026, 2, 25, 8, 30), dt.datetime(2026, 2, 25, 18, 30))
    second = (dt.datetime(2026, 2, 26, 8, 30), dt.datetime(2026, 2, 26, 12))
    add_meeting(plan, "seminar-2026", first, second, title="Budgetseminar", kind="budgetseminar")
    add_meeting(plan, "marts-2026", evening(dt.date(2026, 3, 18)), title="Marts")
    return plan


def next_page(plan: MeetingPlan) -> str:
    return reverse("admin:committee_meetingplan_next", args=[plan.pk])


def fields_of(form: Any, **changed: Any) -> dict[str, Any]:
    """What a browser sends of the form as it stands."""
    sent = {}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, False, ""):
            sent[name] = f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else value
    return {name: value for name, value in {**sent, **changed}.items() if value is not None}


def create(staff: Client, plan: MeetingPlan, **changed: Any) -> Any:
    form = staff.get(next_page(plan)).context["form"]
    return staff.post(next_page(plan), fields_of(form, **changed))


def days_of(plan: MeetingPlan, year: int) -> dict[str, list[dt.date]]:
    return {row.meeting.slug: row.days for row in suggestions(plan, year)}


# The rules


@given(st.dates(dt.date(2024, 1, 1), dt.date(2060, 12, 31)), st.integers(2024, 2060))
def test_the_same_weekday_of_the_month_is_the_same_weekday_in_the_same_month(day, year):
    found = same_weekday_of_month(day, year)
    assert (found.year, found.month, found.weekday()) == (year, day.month, day.weekday())
    assert abs((found.day - 1) // 7 - (day.day - 1) // 7) == (1 if (day.day - 1) // 7 == 4 and found.day <= 28 else 0)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2025, (4, 20)),
        (2026, (4, 5)),
        (2027, (3, 28)),
        (2028, (4, 16)),
        (2029, (4, 1)),
        (2038, (4, 25)),
        (2035, (3, 25)),
    ],
)
def test_easter_is_where_the_almanac_has_it(year, day):
    assert easter_sunday(year) == dt.date(year, *day)
    assert holiday_name(easter_sunday(year)) == "Påskedag"


@pytest.mark.parametrize("year", YEARS)
def test_the_shipped_plan_keeps_every_rule_in_twenty_years(content, year):
    SchoolHoliday.objects.create(name="Vinter", first_day=dt.date(year, 2, 8), last_day=dt.date(year, 2, 21))
    SchoolHoliday.objects.create(name="Sommer", first_day=dt.date(year, 6, 26), last_day=dt.date(year, 8, 8))
    SchoolHoliday.objects.create(name="Efterår", first_day=dt.date(year, 10, 11), last_day=dt.date(year, 10, 18))
    rows = suggestions(MeetingPlan.objects.get(year=2026), year)
    assert [row.first_day.month for row in rows] == [1, 1, 1, 2, 3, 4, 5, 6, 6, 8, 8, 9, 10, 11, 12]
    slots = sorted(slot for row in rows for slot in row.slots)
    for slot in slots:
        assert slot.date.year == year
        assert hindrance(slot.date) == ""
        assert not any(holiday.includes(slot.date) for holiday in SchoolHoliday.objects.all())
        assert exists(slot.date, slot.start)
    assert {row.days[-1].month - row.first_day.month for row in rows} == {0}
    assert all(earlier[0] < later[0] or earlier[2] <= later[1] for earlier, later in pairwise(slots))
    lines = [line for row in rows for line in row.against]
    assert [line for line in lines if not line.startswith("Samme dag: ")] == []
    months = {case: row.first_day.month for row in rows for case in row.meeting.cases.values_list("slug", flat=True)}
    assert months["godkendelse-af-regnskab-1-kvartal"] == 3
    assert months["anden-behandling-af-budget-2-kvartal"] < 5
    seminars = [row.first_day.month for row in rows if row.meeting.kind_id == "budgetseminar"]
    assert seminars == [2, 8]


def test_the_proposal_for_2027_is_this_one(content):
    rows = suggestions(MeetingPlan.objects.get(year=2026), 2027)
    assert [f"{row.first_day:%d.%m}" for row in rows] == [
        *("13.01", "13.01", "27.01", "24.02", "17.03", "28.04", "12.05", "02.06", "23.06", "20.08", "25.08"),
        *("15.09", "06.10", "03.11", "08.12"),
    ]
    assert not any(is_in_easter_week(day) for row in rows for day in row.days)
    assert rows[4].why == "3. onsdag i marts, som i 2026"


def test_a_fifth_weekday_is_the_last_where_the_month_has_four(plan):
    add_meeting(plan, "juli", evening(dt.date(2026, 7, 29)))
    row = suggestions(plan, 2027)[-1]
    assert (row.days, row.why) == ([dt.date(2027, 7, 28)], "4. onsdag i juli, for måneden har ingen femte")


def test_a_day_in_the_easter_week_or_a_school_holiday_gives_way_to_another_in_the_month(plan):
    add_meeting(plan, "marts-4", evening(dt.date(2026, 3, 25)))
    SchoolHoliday.objects.create(name="Vinterferie", first_day=dt.date(2027, 2, 22), last_day=dt.date(2027, 2, 28))
    seminar, march, fourth = suggestions(plan, 2027)
    assert seminar.days == [dt.date(2027, 2, 17), dt.date(2027, 2, 18)]
    assert seminar.why == "3. onsdag i februar, for 4. onsdag i februar er i skolernes ferie: Vinterferie"
    assert march.days == [dt.date(2027, 3, 17)]
    assert fourth.days == [dt.date(2027, 3, 31)]
    assert fourth.why == "5. onsdag i marts, for 4. onsdag i marts er i påskeugen"


def test_a_meeting_of_two_days_ends_in_the_month_that_it_was_planned_in(staff, plan):
    seminar = suggestions(plan, 2029)[0]
    assert seminar.days == [dt.date(2029, 2, 21), dt.date(2029, 2, 22)]
    assert seminar.why == "3. onsdag i februar, for 4. onsdag i februar slutter i marts"
    days = {seminar.meeting.pk: [dt.date(2029, 2, 28), dt.date(2029, 3, 1)]}
    typed = with_days(plan, 2029, suggestions(plan, 2029), days, {seminar.meeting.pk})[0]
    assert typed.against == ["Mødet begynder i februar og slutter i marts."]


def test_where_a_whole_month_is_holiday_the_day_stays_and_says_what_speaks_against_it(plan):
    SchoolHoliday.objects.create(name="Lang ferie", first_day=dt.date(2027, 3, 1), last_day=dt.date(2027, 3, 31))
    march = suggestions(plan, 2027)[1]
    assert march.days == [dt.date(2027, 3, 17)]
    assert march.against == ["17. marts 2027 er i skolernes ferie: Lang ferie."]


def test_a_cancelled_meeting_is_proposed_on_its_planned_day_and_a_moved_one_on_its_first(plan):
    meeting = Meeting.objects.get(slug="marts-2026")
    told = {"reason": "Salen.", "by": "Mette", "at": clock.now()}
    moved = "onsdag den 18. marts 2026 kl. 16.30-20.00"
    MeetingChange.objects.create(meeting=meeting, kind="flyttet", before=moved, after="torsdag", **told)
    MeetingSession.objects.filter(meeting=meeting).update(date=dt.date(2026, 4, 9))
    off = add_meeting(plan, "maj-2026", evening(dt.date(2026, 5, 13)), status="aflyst")
    rows = {row.meeting.slug: row for row in suggestions(plan, 2027)}
    assert (rows["marts-2026"].days, rows["marts-2026"].notes) == (
        [dt.date(2027, 3, 17)],
        ["flyttet i år fra onsdag den 18. marts 2026"],
    )
    assert (rows[off.slug].days, rows[off.slug].notes) == ([dt.date(2027, 5, 12)], ["aflyst i år"])


# The table at the desk


def test_the_page_says_at_once_what_it_does(staff, plan):
    text = staff.get(next_page(plan)).content.decode()
    for said in (
        "Der kommer en kladde til mødeplan 2027",
        "onsdag den 24. februar 2027",
        "3. onsdag i marts, som i 2026.",
        "Der er ikke skrevet skoleferier ind for 2027",
    ):
        assert said in text


def test_what_is_made_is_a_draft_that_nobody_sees(staff, plan):
    assert create(staff, plan).status_code == 302
    proposal = MeetingPlan.objects.get(year=2027)
    assert (proposal.state, proposal.is_published) == ("kladde", False)
    assert {meeting.slug: [s.date for s in meeting.sessions.all()] for meeting in proposal.meetings.all()} == {
        "seminar-2027": [dt.date(2027, 2, 24), dt.date(2027, 2, 25)],
        "marts-2027": [dt.date(2027, 3, 17)],
    }
    assert {meeting.is_published for meeting in proposal.meetings.all()} == {False}
    march = proposal.meetings.get(slug="marts-2027")
    assert march.confirm_note == "Foreslået ud fra 18. marts 2026. Bekræft dato og tid."


def test_a_draft_gives_no_news_and_a_published_plan_one_line(staff, plan):
    create(staff, plan)
    assert NewsItem.objects.count() == 0
    proposal = MeetingPlan.objects.get(year=2027)
    address = reverse("admin:committee_meetingplan_change", args=[proposal.pk])
    form = staff.get(address).context["adminform"].form
    staff.post(address, {name: form[name].value() or "" for name in form.fields} | {"_save": ""})
    assert [(item.title, item.text) for item in NewsItem.objects.all()] == [("Mødeplan 2027", "Er kommet til.")]
    assert "17. marts 2027" in staff.get("/moeder/marts-2027/").content.decode()


def test_a_date_is_changed_in_the_table_and_what_speaks_against_it_is_seen_first(staff, plan):
    march = plan.meetings.get(slug="marts-2026").pk
    changed = {f"day_{march}_0": "24.3.2027"}
    page = create(staff, plan, **changed)
    assert page.status_code == 200
    text = page.content.decode()
    assert "24. marts 2027 er i påskeugen." in text
    assert "Se, hvad der taler imod datoerne, som de nu er." in text
    assert not MeetingPlan.objects.filter(year=2027).exists()
    assert staff.post(next_page(plan), fields_of(page.context["form"], **changed)).status_code == 302
    assert Meeting.objects.get(slug="marts-2027").sessions.get().date == dt.date(2027, 3, 24)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("17.3.1999", "17. marts 1999 ligger ikke i mødeplanens år 2027."),
        ("29.2.2027", "Den dato findes ikke."),
        ("snart", "Skriv"),
        ("", "Dette felt er påkrævet"),
        ("24.2.2027", "falder oven i"),
    ],
)
def test_a_bad_date_is_refused_with_a_sentence_and_nothing_is_made(staff, plan, typed, error):
    march = plan.meetings.get(slug="marts-2026").pk
    page = create(staff, plan, **{f"day_{march}_0": typed})
    assert error in page.content.decode()
    assert not MeetingPlan.objects.filter(year=2027).exists()


def test_nothing_chosen_makes_nothing(staff, plan):
    none = {f"wanted_{meeting.pk}": None for meeting in plan.meetings.all()}
    assert "Vælg mindst ét møde." in create(staff, plan, **none).content.decode()
    assert not MeetingPlan.objects.filter(year=2027).exists()


def test_it_can_be_run_again_and_adds_what_is_missing(staff, plan):
    march = plan.meetings.get(slug="marts-2026")
    create(staff, plan, **{f"wanted_{march.pk}": None})
    add_meeting(plan, "juni-2026", evening(dt.date(2026, 6, 3)), title="Juni")
    text = staff.get(next_page(plan)).content.decode()
    assert "Mødeplan 2027 findes (kladde)." in text
    assert text.count("Findes allerede og springes over.") == 1
    assert create(staff, plan).status_code == 302
    made = MeetingPlan.objects.get(year=2027).meetings
    assert sorted(made.values_list("slug", flat=True)) == ["juni-2027", "marts-2027", "seminar-2027"]
    page = create(staff, plan)
    assert "Vælg mindst ét møde." in page.content.decode()
    assert made.count() == 3


def test_what_is_added_to_a_public_plan_is_a_draft_of_its_own(staff, plan):
    public = make_plan(2027, status="vedtaget", adopted_on=dt.date(2026, 11, 25))
    create(staff, plan)
    assert {meeting.is_draft for meeting in public.meetings.all()} == {True}
    public.refresh_from_db()
    assert (public.is_draft, public.status) == (False, "vedtaget")


def test_a_meeting_that_an_earlier_release_made_is_known_by_its_address(plan):
    add_meeting(make_plan(2027), "marts-2027", evening(dt.date(2027, 3, 24)))
    assert [row.made is not None for row in suggestions(plan, 2027)] == [False, True]


def test_texts_that_name_the_old_year_are_listed_and_left_out(staff, plan):
    MeetingPlan.objects.update(note="Vi mødes i 2026.")
    body = "I 2026 kommer regnskabet i marts."
    Meeting.objects.filter(slug="marts-2026").update(title="Regnskab 2026", body=body, note="med kaffe")
    text = staff.get(next_page(plan)).content.decode()
    assert "Om planen: Vi mødes i 2026." in text
    assert body in text
    create(staff, plan)
    copy = Meeting.objects.get(slug="marts-2027")
    assert (copy.title, copy.body, copy.note, copy.plan.note) == ("Regnskab 2027", "", "med kaffe", "")


def test_a_text_with_a_tick_comes_along_as_it_stands(staff, plan):
    march = Meeting.objects.get(slug="marts-2026")
    Meeting.objects.filter(pk=march.pk).update(body="Siden 2026.")
    create(staff, plan, **{f"text_{march.pk}-body": "on"})
    assert Meeting.objects.get(slug="marts-2027").body == "Siden 2026."


def test_what_comes_once_in_a_term_is_proposed_again_when_the_term_is_over(plan):
    add_meeting(plan, "start", evening(dt.date(2026, 1, 14)), kind="konstituerende")

    def chosen() -> list[bool]:
        return [row.is_yearly for row in suggestions(plan, 2027)]

    assert chosen() == [False, True, True]
    type(plan.committee).objects.update(term_end=2026)
    assert chosen() == [True, True, True]


def test_no_plan_is_proposed_for_a_year_that_none_can_have(staff, plan):
    MeetingPlan.objects.update(year=2099)
    page = staff.get(next_page(plan), follow=True)
    assert "Portalen kan ikke have en mødeplan for 2100." in page.content.decode()


def test_queries_do_not_grow_with_the_meetings(plan, django_assert_num_queries):
    for month in range(4, 12):
        add_meeting(plan, f"m{month}", evening(dt.date(2026, month, 8)))
    with django_assert_num_queries(9):
        assert len(suggestions(plan, 2027)) == 10


def chosen_rows(plan: MeetingPlan, year: int) -> list[Suggestion]:
    return [row for row in suggestions(plan, year) if row.is_yearly]


def test_the_plans_of_three_years_on_end_keep_their_weekdays(content):
    plan = MeetingPlan.objects.get(year=2026)
    for year in (2027, 2028, 2029):
        plan = make(plan, year, chosen_rows(plan, year))
    assert [f"{row.first_day:%d.%m}" for row in suggestions(plan, 2030)][:4] == ["23.01", "20.02", "20.03", "24.04"]
