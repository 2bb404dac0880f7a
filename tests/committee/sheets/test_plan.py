"""What a sheet does to a plan: reckoned before it is written, all or nothing, and said row by row."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from reversion.models import Version

from committee.models import Meeting, MeetingChange, MeetingPlan, MeetingSession
from committee.sheets import plan as sheet_plan
from committee.sheets.results import PlanResult
from committee.sheets.rows import rows_of
from committee.sheets.writing import write
from portal.content.records import ContentRevision
from portal.lib import clock
from portal.models import Mail, NewsItem
from portal.transfer.sheets.rows import SheetRow
from tests.kit.factories import add_meeting, evening, make_plan
from tests.kit.sheets import HEADINGS, workbook, workbook_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 1, 5)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.frozen(dt.datetime(2026, 1, 5, 9, 0)):
        yield


@pytest.fixture
def plan() -> MeetingPlan:
    plan = make_plan(status="vedtaget", adopted_on=dt.date(2025, 12, 10))
    add_meeting(plan, "september", evening(dt.date(2026, 9, 16)), title="Ordinært møde", kind="ordinaert")
    add_meeting(plan, "oktober", evening(dt.date(2026, 10, 7)), title="Ordinært møde", kind="ordinaert")
    return plan


def own(plan: MeetingPlan, kind: str = "csv") -> list[SheetRow]:
    """The rows of the plan's own sheet."""
    return rows_of(write(plan, kind, TODAY), f"plan.{kind}", plan.year).rows


def others(plan: MeetingPlan, *rows: list[Any], **options: Any) -> list[SheetRow]:
    """The rows of a sheet that the portal has not written."""
    return rows_of(workbook(*rows, **options), "plan.xlsx", plan.year).rows


def read(plan: MeetingPlan, rows: list[SheetRow], keep: bool = True) -> PlanResult:
    found = sheet_plan.read_in(plan, rows, TODAY)
    if keep and found.is_clean:
        sheet_plan.save(found, "Ny plan.", "Mette", clock.now())
    return found


def told(found: PlanResult, row: int = -1) -> list[tuple[str, str, str]]:
    return [tuple(change) for change in found.rows[row].changes]


def problems(found: PlanResult) -> list[str]:
    return [problem for result in found.rows for problem in result.problems]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_unchanged_sheet_changes_nothing(plan, kind):
    before = ContentRevision.current()
    found = read(plan, own(plan, kind))
    assert [result.what for result in found.rows] == ["uændret", "uændret"]
    assert (found.problems, found.warnings, found.changes_something) == ([], [], False)
    assert (ContentRevision.current(), MeetingChange.objects.count()) == (before, 0)


def test_a_moved_row_moves_the_meeting_and_tells_the_members(plan):
    uid = MeetingSession.objects.first().uid
    rows = own(plan)
    rows[0].texts["dato"] = "17. september"
    found = read(plan, rows)
    moved = ("", "onsdag den 16. september 2026 kl. 16.30-20.00", "torsdag den 17. september 2026 kl. 16.30-20.00")
    assert (found.rows[0].what, told(found, 0), found.moves, found.warnings) == ("rettet", [moved], True, [])
    assert MeetingSession.objects.get(uid=uid).date == dt.date(2026, 9, 17)
    assert MeetingChange.objects.get().reason == "Ny plan."


def test_a_sheet_sends_no_mail(plan, settings):
    settings.SENDS_MAIL = True
    rows = own(plan)
    rows[0].texts["dato"] = "17. september"
    assert read(plan, rows).moves
    assert not Mail.objects.exists()


def test_a_preview_writes_nothing(plan):
    before = (ContentRevision.current(), NewsItem.objects.count(), Version.objects.count())
    rows = own(plan)
    rows[0].texts["dato"] = "17.9.2026"
    rows += others(plan, HEADINGS, ["Nyt møde", None, "4-11-2026", "16.30", "20"])
    assert read(plan, rows, keep=False).changes_something
    assert (ContentRevision.current(), NewsItem.objects.count(), Version.objects.count()) == before
    assert (Meeting.objects.count(), MeetingSession.objects.first().date) == (2, dt.date(2026, 9, 16))


def test_two_meetings_can_change_days(plan):
    rows = own(plan)
    rows[0].texts["dato"], rows[1].texts["dato"] = rows[1].texts["dato"], rows[0].texts["dato"]
    found = read(plan, rows)
    assert (found.problems, problems(found)) == ([], [])
    assert Meeting.objects.get(slug="oktober").sessions.get().date == dt.date(2026, 9, 16)


def test_a_new_row_is_a_new_meeting_and_all_that_is_saved_is_told(plan):
    rows = others(
        plan,
        ["Titel", "Art", "Dato", "Tid", "Sted", "Om mødet", "Bemærkninger", "Forbehold"],
        ["Ekstra møde", "Ordinært", "4-11-2026", "16.30-20", "Eksternt", "evt. fællesmøde", "Teams", "Måske"],
    )
    found = read(plan, rows)
    assert told(found) == [
        ("", "", "onsdag den 4. november 2026 kl. 16.30-20.00"),
        ("titel", "", "Ekstra møde"),
        ("art", "", "Ordinært møde"),
        ("sted", "", "Eksternt"),
        ("om mødet", "", "evt. fællesmøde"),
        ("bemærkning", "", "Teams"),
        ("forbehold", "", "Måske"),
        ("adresse på portalen", "", "/moeder/ekstra-moede-november-2026/"),
    ]
    meeting = Meeting.objects.get(slug="ekstra-moede-november-2026")
    assert (meeting.kind_id, meeting.place, meeting.note, meeting.reservation, meeting.sessions.get().note) == (
        *("ordinaert", "Eksternt", "evt. fællesmøde", "Måske", "Teams"),
    )
    assert (found.moves, MeetingChange.objects.count()) == (False, 0)


def test_rows_without_a_key_are_known_by_their_day_and_title(plan):
    rows = [HEADINGS, ["Ordinært møde", None, "16-09-2026", "17", "20"], ["Fest", None, "7-10-2026", "16.30", "20"]]
    found = read(plan, others(plan, *rows))
    assert [result.what for result in found.rows] == ["rettet", "rettet"]
    assert told(found) == [("titel", "Ordinært møde", "Fest")]
    assert Meeting.objects.count() == 2


def test_two_days_of_a_seminar_are_one_meeting(plan):
    rows = [
        ["Budgetseminar, 1. dag", None, "25-02-2026", "8.30", "18.30"],
        ["Budgetseminar, 2. dag", None, "26-02-2026", "8.30", "12"],
    ]
    found = read(plan, others(plan, HEADINGS, *rows))
    assert [result.day for result in found.rows] == [1, 2]
    meeting = Meeting.objects.get(kind="budgetseminar")
    assert (meeting.title, meeting.slug, meeting.dates()) == (
        *("Budgetseminar", "budgetseminar-februar-2026", "25.-26. februar 2026"),
    )


def test_two_days_in_one_cell_are_two_days_of_one_meeting(plan):
    row = ["Budgetseminar", None, "torsdag-fredag den 25.-26. februar 2026", "8.30", "18.30"]
    found = read(plan, others(plan, HEADINGS, row))
    assert Meeting.objects.get(kind="budgetseminar").dates() == "25.-26. februar 2026"
    assert found.warnings[0] == (
        "Arket ”Plan”, række 2, kolonnen ”dato” (C2): ”torsdag-fredag den 25.-26. februar 2026” er læst som 2 dage, "
        "alle kl. 8.30-18.30."
    )


def test_rows_that_somebody_parts_are_two_meetings(plan):
    rows = others(plan, HEADINGS, ["Tur", None, "25-02-2026", "9", "10"], ["Tur", None, "26-02-2026", "9", "10"])
    rows[1].is_apart = True
    read(plan, rows)
    assert list(Meeting.objects.filter(title="Tur").values_list("slug", flat=True)) == [
        "tur-februar-2026",
        "tur-februar-2026-2",
    ]


def test_meetings_of_one_title_on_other_days_are_meetings_of_their_own(plan):
    rows = [["Ordinært møde", None, day, "16.30", "20"] for day in ("14-01-2026", "28-01-2026", "11-02-2026")]
    read(plan, others(plan, HEADINGS, *rows, change=lambda sheet: sheet.merge_cells("A2:A4")))
    assert Meeting.objects.count() == 5


def test_rows_of_one_number_are_one_meeting(plan):
    rows = [["seminar-a", "Tur", "25-02-2026", "9-10"], ["seminar-a", "Tur", "11-03-2026", "9-10"]]
    read(plan, others(plan, ["Møde", "Titel", "Dato", "Tid"], *rows))
    assert Meeting.objects.get(slug="seminar-a").sessions.count() == 2


@pytest.mark.parametrize(
    ("column", "where", "text", "problem"),
    [
        ("dato", "”Dato” (B3)", "31. februar 2026", "Den dato findes ikke. Skriv fx 25. februar 2026."),
        ("dato", "”Dato” (B3)", "", "Skriv datoen med dag, måned og år, fx 25. februar 2026 eller 25.2.2026."),
        ("dato", "”Dato” (B3)", "17.9.2027", "17. september 2027 ligger ikke i mødeplanens år 2026."),
        ("fra", "”Fra” (C3)", "halv fem", "Skriv klokkeslættet med timer og minutter, fx 16.30."),
        ("til", "”Til” (D3)", "8.00", "Mødet slutter, før det begynder."),
        ("nøgle", "”Nøgle” (Q3)", "x", "Nøglen hører ikke til planen. Lad feltet stå tomt i en ny række."),
        (
            *("dagsordenens adresse", "”Dagsordenens adresse” (N3)", "javascript:alert(1)"),
            "Skriv hele adressen, som den står i browseren. Den skal begynde med https://.",
        ),
        (
            *("art", "”Art” (F3)", "Fest"),
            "Arten kendes ikke. Skriv en af: Introduktion, Konstituerende møde, Ordinært møde, Budgetseminar, "
            "Ekstraordinært møde, Fællesmøde, Besøg, Studietur.",
        ),
    ],
)
def test_a_bad_cell_is_named_and_nothing_of_the_sheet_is_saved(plan, column, where, text, problem):
    rows = own(plan)
    rows[0].texts["dato"] = "17.9.2026"
    rows[1].texts[column] = text
    found = read(plan, rows)
    quoted = f"”{text}” er ikke læst. " if text else ""
    assert (problems(found), found.rows[1].what) == ([f"Række 3, kolonnen {where}: {quoted}{problem}"], "fejl")
    assert MeetingSession.objects.first().date == dt.date(2026, 9, 16)


def test_a_text_that_is_too_long_is_named(plan):
    rows = own(plan)
    rows[1].texts["bemærkning"] = "x" * 161
    (problem,) = problems(read(plan, rows))
    assert problem.startswith("Række 3, kolonnen ”Bemærkning” (I3): ”xxx")
    assert "160" in problem


def test_a_new_row_without_a_title_is_named(plan):
    found = read(plan, others(plan, ["Dato", "Fra", "Til"], ["4-11-2026", "16", "20"]))
    assert problems(found) == ["Arket ”Plan”, række 2, kolonnen titel: Skriv mødets titel."]


def test_the_sheet_is_held_against_the_plans_rules(plan):
    rows = own(plan)
    rows[0].texts["dato"] = "7.10.2026"
    found = read(plan, rows)
    assert found.problems == [
        "Række 2 (Ordinært møde): Onsdag den 7. oktober 2026 kl. 16.30-20.00 falder oven i Ordinært møde (2026): "
        "onsdag den 7. oktober 2026 kl. 16.30-20.00."
    ]
    rows[0].texts["dato"] = "19.9.2026"
    assert read(plan, rows, keep=False).warnings == ["Række 2 (Ordinært møde): 19. september 2026 er en lørdag."]


def test_the_same_meeting_on_two_sheets_is_named(plan):
    row = ["Nyt", None, "4-11-2026", "16.30", "20"]
    content = workbook_of({"Samlet": [HEADINGS, row], "Efterår": [HEADINGS, row]})
    found = read(plan, rows_of(content, "plan.xlsx", 2026).rows)
    assert [text.partition(":")[0] for text in found.problems] == [
        "Arket ”Samlet”, række 2 (Nyt)",
        "Arket ”Efterår”, række 2 (Nyt)",
    ]


def test_place_note_and_reservation_of_a_meeting_are_corrected_from_the_sheet(plan):
    rows = own(plan, "xlsx")
    rows[0].texts |= {"sted": "Valby", "om mødet": "evt. fællesmøde", "forbehold": "Måske", "titel": "Temamøde"}
    found = read(plan, rows)
    assert told(found, 0) == [
        ("titel", "Ordinært møde", "Temamøde"),
        ("sted", "", "Valby"),
        ("om mødet", "", "evt. fællesmøde"),
        ("forbehold", "", "Måske"),
    ]
    meeting = Meeting.objects.get(slug="september")
    assert (meeting.title, meeting.place, meeting.note, meeting.reservation) == (
        *("Temamøde", "Valby", "evt. fællesmøde", "Måske"),
    )
    assert found.moves
    assert [(change.before, change.after) for change in MeetingChange.objects.all()] == [("Rådhuset", "Valby")]


def test_the_sheet_of_a_proposal_moves_without_a_reason_and_a_notice(plan):
    MeetingPlan.objects.update(status="forslag", adopted_on=None)
    plan.refresh_from_db()
    rows = own(plan)
    rows[0].texts |= {"dato": "17.9.2026", "ugedag": "torsdag", "sted": "Valby"}
    with clock.frozen(dt.datetime(2026, 1, 5, 9)):
        assert not read(plan, rows).moves
    assert Meeting.objects.get(slug="september").dates() == "17. september 2026"
    assert MeetingChange.objects.count() == 0


def test_rows_of_one_meeting_that_disagree_are_named(plan):
    add_meeting(plan, "tur", evening(dt.date(2026, 3, 4)), evening(dt.date(2026, 3, 5)))
    rows = own(plan)
    rows[0].texts["sted"], rows[1].texts["sted"] = "Valby", "Vanløse"
    assert problems(read(plan, rows)) == [
        "Række 3, kolonnen ”Sted” (G3): ”Vanløse” er ikke læst. Række 2 og 3 (Tur) er ét møde, men rækkerne siger ikke "
        "det samme. Ret dem."
    ]


def test_unsupported_change_in_the_sheet_is_reported(plan):
    rows = own(plan)
    rows[0].texts["status"] = "aflyst"
    assert read(plan, rows, keep=False).warnings == [
        "Række 2, kolonnen ”Status” (K2): Feltet status rettes ikke fra arket. Brug ”Aflys møde”."
    ]


def test_missing_row_leaves_its_session_unchanged(plan):
    assert read(plan, own(plan)[:1]).warnings == [
        "1 mødetidspunkt i planen står ikke i arket. Det bliver, som det er: 7. oktober 2026. Brug ”Aflys møde”, "
        "når et møde ikke skal holdes."
    ]
    assert MeetingSession.objects.count() == 2


def test_a_copied_row_that_keeps_its_key_is_no_silent_change(plan):
    first, copy = own(plan)[0], own(plan)[0]
    copy.texts["dato"] = "4.11.2026"
    found = read(plan, [first, copy])
    assert [text.partition("læst. ")[2] for text in problems(found)] == [
        "Nøglen står i flere rækker. Lad feltet stå tomt i en ny række."
    ] * 2


def test_a_weekday_that_does_not_fit_is_doubted_and_the_other_reading_named(plan):
    rows = rows_of("titel;ugedag;dato;fra;til\nMøde;onsdag;02/04/26;16.30;20\n".encode(), "plan.csv", 2026).rows
    assert read(plan, rows, keep=False).warnings[0] == (
        "Række 2, kolonnen ”dato” (C2): ”02/04/26” er læst som torsdag den 2. april 2026, men arket siger onsdag. "
        "Med måneden først er det onsdag den 4. februar 2026."
    )


def test_rows_that_are_left_out_are_named_and_can_be_read_after_all(plan):
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True

    rows = others(plan, HEADINGS, ["UDGÅET", None, "4-11-2026", "16.30", "20"], change=hide)
    found = read(plan, rows, keep=False)
    assert found.rows[0].what == "ikke læst"
    assert found.warnings[0] == (
        "Arket ”Plan”, række 2 er skjult eller filtreret fra og er ikke læst: 4-11-2026 16.30 UDGÅET."
    )
    rows[0].left_out = ""
    found = read(plan, rows, keep=False)
    assert found.rows[0].what == "ny"
    assert (
        found.warnings[0] == "Arket ”Plan”, række 2: Mødet ser ud til at være aflyst, men bliver oprettet som planlagt."
    )


def test_the_number_of_queries_does_not_grow_with_the_rows(plan, django_assert_num_queries):
    for month in range(1, 8):
        add_meeting(plan, f"m{month}", evening(dt.date(2026, month, 14)))
    rows = own(plan)
    with django_assert_num_queries(3):  # the meetings, their sessions, the kinds
        sheet_plan.read_in(plan, rows, TODAY)


def test_revisions_of_what_a_sheet_moves_have_the_notice_as_their_comment(plan):
    rows = own(plan)
    rows[0].texts["dato"] = "17.9.2026"
    read(plan, rows)
    meetings = Version.objects.filter(content_type=ContentType.objects.get_for_model(Meeting))
    assert MeetingChange.objects.get().sentence in {version.revision.comment for version in meetings}
