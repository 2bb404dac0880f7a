"""The meeting plan and the annual cycle as shipped: every day, hour, note and case where the folder has it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from budget.models import ProcessStep
from committee.models import AnnualCase, Meeting, MeetingPlan, MeetingSession
from portal.text.danish import WEEKDAYS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

BUDGET_RESERVATION = "Med forbehold for ændringer: Budgetprocessen er ikke endelig."
JOINT_RESERVATION = "Evt. fællesmøde med andre fagudvalg."


def meeting_on(month: int, day: int) -> Meeting:
    found: Meeting = Meeting.objects.get(sessions__date=dt.date(2026, month, day))
    return found


# The plan


def test_the_plan_is_a_proposal_without_a_date_for_the_next() -> None:
    plan = MeetingPlan.objects.get()

    assert (plan.year, plan.status, plan.adopted_on) == (2026, "forslag", None)
    assert "godkender en mødeplan på sit første møde" in plan.note
    assert "forbehold" in plan.note
    assert plan.next_expected == ""
    assert plan.confirm_note


def test_every_session_on_its_weekday_with_its_hours() -> None:
    sessions = MeetingSession.objects.select_related("meeting").order_by("date", "start")

    assert [
        (WEEKDAYS[one.date.weekday()], f"{one.date:%-d/%-m}", one.hours, one.meeting.title) for one in sessions
    ] == [
        ("onsdag", "14/1", "9.00-11.00", "Introduktion til socialområdet og Socialforvaltningen"),
        ("onsdag", "14/1", "11.00-12.30", "Konstituerende møde"),
        ("onsdag", "28/1", "16.30-20.00", "Ordinært møde"),
        ("onsdag", "25/2", "8.30-18.30", "Budgetseminar og ordinært møde"),
        ("torsdag", "26/2", "8.30-12.00", "Budgetseminar og ordinært møde"),
        ("onsdag", "18/3", "8.30-12.00", "Ordinært møde"),
        ("onsdag", "22/4", "16.30-20.00", "Ordinært møde"),
        ("onsdag", "13/5", "16.30-20.00", "Ordinært møde"),
        ("onsdag", "3/6", "8.30-12.00", "Ordinært møde"),
        ("onsdag", "24/6", "16.30-20.00", "Ordinært møde"),
        ("fredag", "21/8", "8.30-18.30", "Budgetseminar og ordinært møde"),
        ("onsdag", "26/8", "16.30-20.00", "Ordinært møde"),
        ("onsdag", "16/9", "16.30-20.00", "Ordinært møde"),
        ("onsdag", "7/10", "16.30-20.00", "Ordinært møde"),
        ("onsdag", "4/11", "16.30-20.00", "Ordinært møde"),
        ("onsdag", "9/12", "16.30-20.00", "Ordinært møde"),
    ]


def test_fifteen_meetings_and_only_the_february_seminar_takes_two_days() -> None:
    meetings = list(Meeting.objects.with_sessions())

    assert len(meetings) == 15
    assert [one.dates() for one in meetings if one.sessions.count() > 1] == ["25.-26. februar 2026"]


def test_the_notes_stand_at_their_meetings_and_nowhere_else() -> None:
    noted = [one for one in Meeting.objects.with_sessions() if one.note]

    assert [(one.dates(), one.note) for one in noted] == [
        ("22. april 2026", "2. behandling af budget"),
        ("24. juni 2026", "med sommerafslutning"),
        ("9. december 2026", "med juleafslutning"),
    ]


def test_what_may_change_at_a_meeting_is_its_reservation() -> None:
    with_reservation = [(one.dates(), one.reservation) for one in Meeting.objects.with_sessions() if one.reservation]

    assert with_reservation == [
        ("25.-26. februar 2026", BUDGET_RESERVATION),
        ("21. august 2026", BUDGET_RESERVATION),
        ("16. september 2026", JOINT_RESERVATION),
        ("7. oktober 2026", JOINT_RESERVATION),
        ("4. november 2026", JOINT_RESERVATION),
    ]


def test_breakfast_is_a_possibility_before_the_introduction() -> None:
    noted = MeetingSession.objects.exclude(note="").get()

    assert (noted.meeting.slug, noted.note) == ("introduktion-2026", "Mulighed for morgenmad kl. 8.30-9.00.")


def test_no_address_of_a_meeting_holds_a_date() -> None:
    months = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

    assert not [
        slug for slug in Meeting.objects.values_list("slug", flat=True) if any(month in slug for month in months)
    ]


def test_calendars_can_hold_on_to_the_keys_that_stand_in_the_files() -> None:
    assert str(Meeting.objects.get(slug="introduktion-2026").uid) == "605a6f3f-4de7-4bb8-aa0c-c38427a45e87"
    assert str(meeting_on(12, 9).sessions.get().uid) == "a9574ee4-b437-4c51-94fc-e3c94718638d"


def test_a_meeting_names_a_case_only_in_the_quarter_where_it_belongs() -> None:
    for meeting in Meeting.objects.with_sessions().prefetch_related("cases"):
        quarter = AnnualCase.Quarter.of(meeting.sessions.all()[0].date)
        assert {case.quarter for case in meeting.cases.all()} <= {quarter}, meeting.slug


def test_the_cases_whose_month_is_known_stand_at_that_months_meetings() -> None:
    known = {
        "anden-behandling-af-budget-2-kvartal": ["22. april 2026"],
        "godkendelse-af-regnskab-1-kvartal": ["18. marts 2026"],
        "foerste-regnskabsprognose-2-kvartal": ["3. juni 2026", "24. juni 2026"],
        "anden-regnskabsprognose-4-kvartal": ["7. oktober 2026"],
        "foerste-behandling-af-budget-1-kvartal": [],
    }

    assert {
        slug: [one.dates() for one in Meeting.objects.filter(cases__slug=slug).with_sessions()] for slug in known
    } == known


def test_a_meeting_that_the_folder_ties_no_case_to_tells_of_none() -> None:
    untied = Meeting.objects.filter(kind="ordinaert", cases=None)

    assert untied.count() == 6
    assert [one for one in untied if re.search("sag|behandl|forel[aæ]g|regnskab", one.body)] == []


@pytest.mark.parametrize(
    ("slug", "title"),
    [
        ("introduktion-2026", "Baggrund til mødet"),
        ("konstituerende-moede-2026", "Baggrund til mødet"),
        ("budgetseminar-2026-1", "Baggrund til kvartalets sager"),
        ("ordinaert-moede-2026-11", "Baggrund til kvartalets sager"),
    ],
)
def test_a_reading_list_is_called_what_it_is(slug: str, title: str) -> None:
    assert Meeting.objects.get(slug=slug).background_title == title


def test_every_meeting_has_something_to_read_and_words_to_know() -> None:
    for meeting in Meeting.objects.for_calendar():
        assert 3 <= meeting.sections.count() <= 9, meeting.slug
        assert 3 <= meeting.terms.count() <= 13, meeting.slug


def test_the_background_of_a_quarter_is_one_list_for_all_its_ordinary_meetings() -> None:
    lists: dict[int, set[tuple[str, ...]]] = {}
    for meeting in Meeting.objects.for_calendar().filter(kind_id="ordinaert"):
        quarter = (meeting.sessions.all()[0].date.month - 1) // 3
        read = [*meeting.sections.all(), *meeting.laws.all(), *meeting.terms.all()]
        lists.setdefault(quarter, set()).add(tuple(sorted(record.get_absolute_url() for record in read)))
    assert {quarter: len(found) for quarter, found in lists.items()} == {0: 1, 1: 1, 2: 1, 3: 1}


def test_constituting_meeting_is_prepared_by_the_members_role() -> None:
    read = Meeting.objects.get(kind="konstituerende").sections.values_list("slug", flat=True)

    assert {"tavshedspligt", "inhabilitet"} <= set(read)


def test_both_seminars_point_to_the_councils_that_are_invited() -> None:
    seminars = Meeting.objects.filter(kind="budgetseminar", sections__slug="raadene-som-hoeringsparter")

    assert seminars.count() == 2


# The annual cycle


def test_every_quarter_has_cases() -> None:
    assert set(AnnualCase.objects.values_list("quarter", flat=True)) == {None, 1, 2, 3, 4}


def test_the_first_reading_of_the_budget_has_no_date_and_the_case_says_so() -> None:
    case = AnnualCase.objects.get(slug="foerste-behandling-af-budget-1-kvartal")

    assert "Folderen sætter ingen dato på 1. behandling." in case.body
    assert "februar" not in case.body


def test_the_cases_about_appropriations_say_no_more_than_their_title() -> None:
    cases = AnnualCase.objects.filter(title__contains="bevillingsmæssige")

    assert [(case.title[0], case.confirm_note) for case in cases] == [("1", ""), ("2", ""), ("3", ""), ("4", "")]
    assert [case for case in cases if "teknisk" in case.body or "konti" in case.body] == []


def test_evaluation_and_christmas_support_claim_no_more_than_the_folder() -> None:
    evaluation = AnnualCase.objects.get(slug="evaluering-af-udvalgsbetjeningen-3-kvartal").body
    support = AnnualCase.objects.get(slug="paragraf-18-midler-og-julestoette-4-kvartal")

    assert evaluation.strip() == (
        "Sagen handler om, hvordan udvalget bliver betjent, men folderen nævner kun titlen og kvartalet."
    )
    assert "Hvem julestøtten går til, nævner folderen ikke." in support.body
    assert support.legal_source == "serviceloven § 18"


def test_a_case_that_is_neither_budget_nor_report_is_among_the_others() -> None:
    other = AnnualCase.objects.filter(kind="drift")

    assert {(case.slug, case.get_kind_display()) for case in other} == {
        ("evaluering-af-udvalgsbetjeningen-3-kvartal", "Øvrige sager"),
        ("paragraf-18-midler-og-julestoette-4-kvartal", "Øvrige sager"),
    }


def test_only_the_ssp_reports_have_a_form() -> None:
    assert list(AnnualCase.objects.exclude(form="").values_list("quarter", "form")) == [
        (2, "mundtlig"),
        (3, "skriftlig"),
        (4, "mundtlig"),
    ]


def test_an_address_of_a_case_names_its_quarter() -> None:
    quarters = dict(AnnualCase.objects.exclude(quarter=None).values_list("slug", "quarter"))

    assert {slug: int(slug.split("-")[-2]) for slug in quarters} == quarters


def test_accounts_go_to_the_committee_before_the_city_council() -> None:
    body = AnnualCase.objects.get(slug="godkendelse-af-regnskab-1-kvartal").body
    steps = ProcessStep.objects.filter(slug__in=["regnskab-marts", "regnskab-maj"]).order_by("first_month")

    assert "(/budget/proces/#regnskab-marts) for året før kommer i marts." in body
    assert [(step.when, step.get_actor_display()) for step in steps] == [
        ("marts", "Socialudvalget"),
        ("maj", "Borgerrepræsentationen"),
    ]


def test_the_ssp_report_is_spoken_in_two_quarters_and_written_in_one() -> None:
    first, written = (AnnualCase.objects.get(slug=f"ssp-afrapportering-{quarter}-kvartal").body for quarter in (2, 3))

    assert "mundtligt i 2. og 4. kvartal og skriftligt i 3. kvartal" in first
    assert "skriftlig og kommer som en B-sag" in written


def test_a_yearly_status_is_an_example_without_a_time() -> None:
    examples = AnnualCase.objects.filter(quarter=None)

    assert {one.title for one in examples} == {
        "Trivselsstrategi for Københavns børn og unge 2024-2030",
        "Handleplan mod racisme, etnisk diskrimination og hadforbrydelser",
    }
    assert [one for one in examples if "Folderen nævner" not in one.body or "kan" not in one.body] == []


def test_the_section_18_money_leads_to_its_provision() -> None:
    case = AnnualCase.objects.get(slug="paragraf-18-midler-og-julestoette-4-kvartal")

    assert [str(one) for one in case.provisions.select_related("law")] == [
        "Serviceloven § 18: Støtte til frivilligt socialt arbejde"
    ]
