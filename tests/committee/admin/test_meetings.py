"""Moving, cancelling and editing a meeting at the desk: nothing is done before it has been seen and explained."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import parse_qs

import pytest
import reversion
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from committee.models import AnnualCase, Meeting, MeetingChange, MeetingPlan, MeetingSession, SchoolHoliday
from portal.content import history
from portal.lib import clock
from portal.models import NewsItem
from tests.kit.factories import ADOPTED, add_meeting, evening, make_plan, morning, save_meeting
from tests.kit.person import Answer
from tests.kit.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TIMES = {"date", "start", "end"}


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.frozen(dt.datetime(2026, 8, 3, 9, 0)):
        yield


@pytest.fixture
def plan() -> MeetingPlan:
    return make_plan(**ADOPTED)


@pytest.fixture
def meeting(plan: MeetingPlan) -> Meeting:
    return save_meeting(plan, "september", evening(dt.date(2026, 9, 16)))


def new_times(meeting: Meeting, **fields: str) -> dict[str, str]:
    """The move form as the browser would send it, with some fields typed anew."""
    meeting = Meeting.objects.get(pk=meeting.pk)
    sent = {"reason": "Salen er optaget.", "expected_revision": str(meeting.revision)}
    for session in meeting.sessions.all():
        sent |= {f"date_{session.pk}": f"{session.date:%d.%m.%Y}"}
        sent |= {f"start_{session.pk}": f"{session.start:%H.%M}", f"end_{session.pk}": f"{session.end:%H.%M}"}
    key = meeting.sessions.first().pk
    return sent | {f"{name}_{key}" if name in TIMES else name: value for name, value in fields.items()}


def move(staff: Client, meeting: Meeting, **fields: str) -> Any:
    return staff.post(reverse("admin:committee_meeting_move", args=[meeting.pk]), new_times(meeting, **fields))


def event(client: Client, meeting: Meeting) -> Any:
    feed = client.get(reverse("committee:calendar")).content
    uid = str(meeting.sessions.first().uid)
    return next(e for e in Calendar.from_ical(feed).walk("VEVENT") if str(e["UID"]) == uid)


def test_a_move_is_shown_before_it_is_done(staff, meeting):
    page = move(staff, meeting, date="torsdag den 17. september 2026")
    assert "<del>onsdag den 16. september 2026 kl. 16.30-20.00</del>" in page.content.decode()
    assert "<ins>torsdag den 17. september 2026 kl. 16.30-20.00</ins>" in page.content.decode()
    assert MeetingSession.objects.get().date == dt.date(2026, 9, 16)


def test_confirmed_move_keeps_the_uid_and_raises_the_sequence(staff, meeting):
    before = event(staff, meeting)
    answer = move(staff, meeting, date="17.9.2026", confirmed="ok", do="1")
    after = event(staff, meeting)
    assert answer.status_code == 302
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTART").isoformat() == "2026-09-17T16:30:00+02:00"
    notice = MeetingChange.objects.get()
    assert (notice.kind, notice.before, notice.after, notice.reason, notice.by) == (
        "flyttet",
        "onsdag den 16. september 2026 kl. 16.30-20.00",
        "torsdag den 17. september 2026 kl. 16.30-20.00",
        "Salen er optaget.",
        "Mette",
    )


def test_a_move_without_a_reason_is_not_done(staff, meeting):
    page = move(staff, meeting, date="17.9.2026", confirmed="ok", do="1", reason=" ")
    assert page.status_code == 200
    assert not MeetingChange.objects.exists()


@pytest.mark.parametrize(
    ("date", "warning"),
    [
        ("2.8.2026", "en dag, der er gået"),
        ("5.8.2026", "under 4 dage"),
        ("19.9.2026", "er en lørdag"),
        ("25.12.2026", "er en helligdag: Juledag"),
        ("31.3.2026", "31. marts 2026 er i påskeugen."),
        ("31.12.2026", "31. december 2026 er nytårsaften."),
        ("14.10.2026", "14. oktober 2026 er i skolernes ferie: Efterårsferie."),
        ("23.9.2026", "Samme dag er der også"),
        ("7.10.2026", "De 2 faste sager i 3. kvartal flytter ikke med"),
    ],
)
def test_an_unusual_day_must_be_confirmed(staff, plan, meeting, date, warning):
    add_meeting(plan, "andet", morning(dt.date(2026, 9, 23)))
    SchoolHoliday.objects.create(name="Efterårsferie", first_day=dt.date(2026, 10, 10), last_day=dt.date(2026, 10, 18))
    for number in (1, 2):
        AnnualCase.objects.create(title=f"Sag {number}", slug=f"sag-{number}", quarter=3, kind="drift", body="x")
    page = move(staff, meeting, date=date, confirmed="ok", do="1")
    assert warning in page.content.decode()
    assert not MeetingChange.objects.exists()
    confirmed = page.context["form"].warnings_digest
    assert move(staff, meeting, date=date, confirmed=confirmed, do="1").status_code == 302
    assert MeetingChange.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"start": "20.30"}, "slutter, før det begynder"),
        ({"date": "16.9.2027"}, "ligger ikke i mødeplanens år 2026"),
        ({"date": "23.9.2026", "start": "9.00"}, "falder oven i"),
        ({"date": "29.3.2026", "start": "2.30"}, "Klokken 2.30 findes ikke 29. marts 2026"),
        ({"date": "29.3.2026", "start": "1.00", "end": "2.15"}, "Klokken 2.15 findes ikke 29. marts 2026"),
        ({"date": "onsdag den 17. september 2026"}, "er en torsdag, ikke en onsdag"),
        ({"start": "halv fem"}, "Skriv klokkeslættet"),
        ({}, "Tiderne er de samme som før"),
    ],
)
def test_wrong_times_are_refused_with_a_sentence_and_kept_in_the_form(staff, plan, meeting, fields, error):
    add_meeting(plan, "andet", morning(dt.date(2026, 9, 23)))
    page = move(staff, meeting, **fields, confirmed="ok", do="1")
    assert error in page.content.decode()
    assert all(value in page.content.decode() for value in fields.values())
    assert not MeetingChange.objects.exists()


def test_two_days_of_one_meeting_stay_in_order(staff, plan):
    seminar = save_meeting(plan, "seminar", evening(dt.date(2026, 9, 9)), evening(dt.date(2026, 9, 10)))
    page = move(staff, seminar, date="11.9.2026", confirmed="ok", do="1")
    assert "står ikke i rækkefølge" in page.content.decode()


def test_the_second_to_move_a_meeting_is_told_that_it_has_moved(staff, meeting):
    late = new_times(meeting, date="18.9.2026", confirmed="ok", do="1")
    move(staff, meeting, date="17.9.2026", confirmed="ok", do="1")
    page = staff.post(reverse("admin:committee_meeting_move", args=[meeting.pk]), late)
    assert "En anden har rettet mødet" in page.content.decode()
    assert MeetingSession.objects.get().date == dt.date(2026, 9, 17)


def test_cancelled_meeting_stays_in_the_feed_and_can_be_reinstated(staff, meeting):
    for way, reason in (("cancel", "For få sager."), ("reopen", "Der kom en sag.")):
        sent = {"reason": reason, "expected_revision": Meeting.objects.get().revision}
        assert staff.post(reverse(f"admin:committee_meeting_{way}", args=[meeting.pk]), sent).status_code == 302
        found = event(staff, meeting)
        expected = {"cancel": ("CANCELLED", True), "reopen": ("CONFIRMED", False)}[way]
        assert (str(found["STATUS"]), str(found["SUMMARY"]).startswith("AFLYST: ")) == expected
    assert [c.kind for c in MeetingChange.objects.all()] == ["genoprettet", "aflyst"]


def form_fields(staff: Client, meeting: Meeting) -> dict[str, Any]:
    page = staff.get(reverse("admin:committee_meeting_change", args=[meeting.pk]))
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value not in (None, []):
                sent[bound.html_name] = bound.field.widget.format_value(value) if bound.name in TIMES else value
    return sent


def test_new_time_in_the_meeting_form_needs_a_reason(staff, meeting):
    address = reverse("admin:committee_meeting_change", args=[meeting.pk])
    sent = form_fields(staff, meeting) | {"sessions-0-start": "17.00"}
    refused = staff.post(address, sent)
    assert "hvorfor mødet flytter" in refused.content.decode()
    assert staff.post(address, sent | {"reason": "Ønske fra udvalget."}).status_code == 302
    assert MeetingChange.objects.get().after == "onsdag den 16. september 2026 kl. 17.00-20.00"


def test_a_text_saved_in_the_meetings_form_writes_no_notice(staff, meeting):
    address = reverse("admin:committee_meeting_change", args=[meeting.pk])
    assert staff.post(address, form_fields(staff, meeting) | {"note": "med gæst"}).status_code == 302
    assert (Meeting.objects.get().note, MeetingChange.objects.count()) == ("med gæst", 0)


def test_a_session_taken_out_of_the_form_is_cancelled_for_subscribers(staff, plan):
    seminar = save_meeting(plan, "seminar", evening(dt.date(2026, 9, 9)), evening(dt.date(2026, 9, 10)))
    sent = form_fields(staff, seminar) | {"sessions-1-DELETE": "on", "reason": "Én dag er nok."}
    assert staff.post(reverse("admin:committee_meeting_change", args=[seminar.pk]), sent).status_code == 302
    assert [s.is_cancelled for s in seminar.sessions.all()] == [False, True]


def undo(staff: Client, meeting: Meeting, **fields: str) -> Any:
    """Take the meeting back to its first version, as the history page offers it."""
    first = history.entries(meeting)[-1].version
    address = reverse("admin:committee_meeting_restore", args=[meeting.pk, first.pk])
    return staff.post(address, {"expected_revision": Meeting.objects.get(pk=meeting.pk).revision, **fields})


@pytest.fixture
def planned(plan: MeetingPlan) -> Meeting:
    """A meeting whose record and session were saved as one."""
    with reversion.create_revision():
        return save_meeting(plan, "oktober", evening(dt.date(2026, 10, 7)))


def test_an_undone_move_is_told_to_the_members_with_its_reason(staff, client, planned):
    move(staff, planned, date="8.10.2026", confirmed="ok", do="1")
    assert "Skriv, hvorfor mødets tider går tilbage" in undo(staff, planned).content.decode()
    assert undo(staff, planned, reason="Salen er fri igen.").status_code == 302
    page = Page(client.get(planned.get_absolute_url())).text
    assert "Før: torsdag den 8. oktober 2026 kl. 16.30-20.00. Salen er fri igen." in page
    newest = MeetingChange.objects.first()
    assert (newest.kind, newest.after) == ("flyttet", "onsdag den 7. oktober 2026 kl. 16.30-20.00")


def test_an_undone_cancellation_is_told_as_a_meeting_held_after_all(staff, planned):
    address = reverse("admin:committee_meeting_cancel", args=[planned.pk])
    staff.post(address, {"reason": "For få sager.", "expected_revision": planned_revision(planned)})
    assert undo(staff, planned, reason="Vi mødes alligevel.").status_code == 302
    assert MeetingChange.objects.first().kind == "genoprettet"


def planned_revision(meeting: Meeting) -> int:
    return Meeting.objects.get(pk=meeting.pk).revision


def test_a_move_is_not_undone_onto_times_that_another_meeting_has_taken(staff, plan, planned):
    move(staff, planned, date="8.10.2026", confirmed="ok", do="1")
    add_meeting(plan, "ekstra", evening(dt.date(2026, 10, 7)))
    assert "falder oven i" in undo(staff, planned, reason="Tilbage.").content.decode()
    assert planned.sessions.get().date == dt.date(2026, 10, 8)


def test_restoring_text_alone_needs_no_reason(staff, planned):
    planned.refresh_from_db()
    planned.note = "med kaffe"
    planned.save()
    assert undo(staff, planned).status_code == 302
    assert not MeetingChange.objects.exists()


def test_cancelled_meeting_is_not_reinstated_into_taken_times(staff, plan, planned):
    planned.refresh_from_db()
    planned.status = "aflyst"
    planned.save()
    add_meeting(plan, "ekstra", evening(dt.date(2026, 10, 7)))
    address = reverse("admin:committee_meeting_reopen", args=[planned.pk])
    page = staff.post(address, {"reason": "Alligevel.", "expected_revision": planned.revision})
    assert "falder oven i" in page.content.decode()
    assert Meeting.objects.get(pk=planned.pk).is_cancelled


def test_holding_a_meeting_on_an_unusual_day_must_be_confirmed(staff, plan):
    meeting = save_meeting(plan, "juli", evening(dt.date(2026, 8, 1)))
    meeting.refresh_from_db()
    meeting.status = "aflyst"
    meeting.save()
    address = reverse("admin:committee_meeting_reopen", args=[meeting.pk])
    fields = {"reason": "Alligevel.", "expected_revision": str(meeting.revision)}
    page = staff.post(address, fields)
    assert "1. august 2026 er en lørdag." in page.content.decode()
    confirmed = {"confirmed": page.context["form"].warnings_digest}
    assert staff.post(address, fields | confirmed).status_code == 302


def test_a_plan_with_meetings_keeps_its_year(staff, meeting):
    MeetingPlan.objects.update(status="forslag", adopted_on=None)
    address = reverse("admin:committee_meetingplan_change", args=[meeting.plan_id])
    form = staff.get(address).context["adminform"].form
    fields = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    page = staff.post(address, fields | {"year": "2031"})
    assert "Planen har et møde uden for 2031: onsdag den 16. september 2026" in page.content.decode()
    assert MeetingPlan.objects.get().year == 2026


def test_news_of_a_meeting_names_its_day(staff, meeting):
    move(staff, meeting, date="17.9.2026", confirmed="ok", do="1")
    assert NewsItem.objects.first().title == "Ordinært møde, 17. september 2026"


def test_notice_to_members_is_ready_as_a_letter(staff, meeting):
    move(staff, meeting, date="17.9.2026", confirmed="ok", do="1")
    letter = staff.get(reverse("admin:committee_meeting_change", args=[meeting.pk])).context["mailto_link"]
    sent = parse_qs(letter.removeprefix("mailto:?"))
    assert sent["subject"] == ["Socialudvalget: Ordinært møde er flyttet"]
    assert sent["body"][0].startswith("Flyttet fra onsdag den 16. september 2026 kl. 16.30-20.00 til torsdag den 17.")
    assert f"http://testserver{meeting.get_absolute_url()}" in sent["body"][0]
    assert "+" not in letter


def test_a_new_meeting_is_in_this_years_plan_and_needs_no_address_of_its_own(staff, plan):
    MeetingPlan.objects.create(committee=plan.committee, year=2027)
    address = reverse("admin:committee_meeting_add")
    assert staff.get(address).context["adminform"].form["plan"].value() == plan.pk
    sent = {"plan": plan.pk, "title": "Ekstra møde", "kind": "ordinaert", "sessions-TOTAL_FORMS": 1}
    sent |= {"sessions-INITIAL_FORMS": 0, "sessions-0-start": "16.30", "sessions-0-end": "18"}
    sent |= {"agenda_items-TOTAL_FORMS": 0, "agenda_items-INITIAL_FORMS": 0}
    for day in ("19.8.2026", "20.8.2026"):
        assert staff.post(address, sent | {"sessions-0-date": day}).status_code == 302
    assert list(Meeting.objects.order_by("pk").values_list("slug", flat=True)) == [
        "ekstra-moede-2026",
        "ekstra-moede-2026-2",
    ]


def opened(staff: Client, address: str, page: Any = None) -> dict[str, str]:
    """What the browser would send back from the form, as it is opened or as the page shows it again."""
    page = page or staff.get(address)
    return Answer(page.status_code, page.content.decode(), {}).fields()


def test_move_by_another_editor_asks_for_no_reason(staff, meeting):
    address = reverse("admin:committee_meeting_change", args=[meeting.pk])
    mine = opened(staff, address) | {"title": "Stort møde"}
    noted = opened(staff, address) | {"note": "Mit."}
    move(staff, meeting, date="17.9.2026", confirmed="ok", do="1")
    assert staff.post(address, mine).status_code == 302
    staff.post(address, opened(staff, address) | {"note": "Mettes."})
    refused = staff.post(address, noted)
    assert refused.status_code == 200
    assert staff.post(address, opened(staff, address, refused)).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.title, meeting.note) == ("Stort møde", "Mit.")
    assert meeting.sessions.get().date == dt.date(2026, 9, 17)
    assert MeetingChange.objects.count() == 1


def test_a_move_in_the_form_meets_a_move_of_anothers_and_both_are_seen(staff, meeting):
    address = reverse("admin:committee_meeting_change", args=[meeting.pk])
    mine = opened(staff, address) | {"sessions-0-date": "18.9.2026", "reason": "Gæsten kan kun fredag."}
    move(staff, meeting, date="17.9.2026", confirmed="ok", do="1")
    refused = staff.post(address, mine)
    assert "torsdag den 17. september 2026" in refused.text
    assert meeting.sessions.get().date == dt.date(2026, 9, 17)
    assert staff.post(address, opened(staff, address, refused)).status_code == 302
    assert meeting.sessions.get().date == dt.date(2026, 9, 18)
    assert [change.reason for change in meeting.changes.all()] == ["Gæsten kan kun fredag.", "Salen er optaget."]
