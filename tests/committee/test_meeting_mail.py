"""What members are told by mail of a meeting that moves, is cancelled or is held after all, and the week's letter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from lxml import html
from reversion.models import Version

from committee import calendar, changes, meeting_mail, withdrawal
from committee.admin.session_forms import digest
from committee.models import Meeting, MeetingPlan
from committee.plan_rules import Slot
from committee.timetable import timetable
from portal.lib import clock
from portal.management.background import send_mail
from portal.models import Mail, NewsItem, Subscription
from portal.notices import sending
from tests.kit import mail as kit
from tests.kit.factories import evening, make_plan, save_meeting
from tests.kit.mail import MailServer
from tests.kit.person import Answer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = dt.datetime(2026, 8, 3, 9, 0, tzinfo=calendar.COPENHAGEN)
MINUTE = dt.timedelta(minutes=1)
FIRST, SECOND, THIRD = (Slot(dt.date(2026, 9, day), dt.time(16, 30), dt.time(20)) for day in (16, 23, 30))
BEFORE, AFTER = "onsdag den 16. september 2026 kl. 16.30-20.00", "onsdag den 23. september 2026 kl. 16.30-20.00"


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as found, clock.frozen(NOW):
        kit.use(settings, found)
        Subscription.objects.create(address="mette@example.dk", moves=True, letter=True)
        yield found


@pytest.fixture
def plan() -> MeetingPlan:
    return make_plan(status="vedtaget", adopted_on=dt.date(2025, 12, 1))


@pytest.fixture
def meeting(plan: MeetingPlan) -> Meeting:
    return save_meeting(plan, "september", evening(FIRST.date))


def move(meeting: Meeting, slot: Slot, at: dt.datetime = NOW, reason: str = "Salen er optaget.") -> None:
    changes.move(meeting, {meeting.sessions.get().pk: slot}, reason, "Mette", at)


def test_all_that_a_member_needs_to_know_of_a_moved_meeting_stands_in_the_text(server, meeting):
    move(meeting, SECOND)
    sending.send_due(NOW + 10 * MINUTE)
    [mail] = server.received
    assert (mail["From"], mail["To"]) == (kit.SENDER, "mette@example.dk")
    assert kit.subject_of(mail) == "FLYTTET: Ordinært møde 16. sept. → 23. sept."
    stop = f"{kit.SITE}/besked/stop/?noegle={Subscription.objects.get().key}"
    assert [line for line in kit.text_of(mail).splitlines() if line] == [
        "Ordinært møde i Socialudvalget er flyttet.",
        "Før:",
        BEFORE,
        "Nu:",
        AFTER,
        "Sted: Rådhuset",
        "Begrundelse: Salen er optaget.",
        f"Mødets side: {kit.SITE}/moeder/september/",
        "Abonnerer du på mødeplanen, følger din kalender selv med, men det kan tage et døgn eller mere. Ellers kan du "
        "åbne den vedhæftede kalenderfil.",
        "Du får mailen, fordi du har bedt om besked om udvalgets møder.",
        f"Stop mailene: {stop}",
    ]


def test_the_calendar_file_moves_the_meeting_that_the_calendar_has(server, meeting):
    session, sequence = meeting.sessions.get(), calendar.sequence(meeting)
    move(meeting, SECOND)
    sending.send_due(NOW + 10 * MINUTE)
    event = kit.event_of(server.received[0])
    assert (str(event["UID"]), event.decoded("DTSTART").date()) == (str(session.uid), SECOND.date)
    assert event["SEQUENCE"] > sequence


def test_a_mail_links_to_no_other_host(server, meeting):
    meeting.title = "Ordinært møde om kk.dk og http://ond.example"
    meeting.save()
    move(meeting, SECOND, reason="Se www.ond.example")
    sending.send_due(NOW + 10 * MINUTE)
    tree = html.document_fromstring(kit.html_of(server.received[0]))
    assert {re.sub(r"(//[^/]+).*", r"\1", link[2]) for link in tree.iterlinks()} == {kit.SITE}


def test_two_moves_make_one_mail_from_what_the_members_know(server, meeting):
    move(meeting, SECOND)
    move(meeting, THIRD, NOW + 5 * MINUTE)
    assert sending.send_due(NOW + 14 * MINUTE) == 0
    assert sending.send_due(NOW + 15 * MINUTE) == 1
    assert kit.subject_of(server.received[0]) == "FLYTTET: Ordinært møde 16. sept. → 30. sept."


def test_what_is_undone_before_it_is_sent_makes_no_mail(server, meeting):
    move(meeting, SECOND)
    move(meeting, FIRST, NOW + 5 * MINUTE)
    assert not Mail.objects.exists()


def test_what_is_undone_after_it_is_sent_is_told_too(server, meeting):
    move(meeting, SECOND)
    sending.send_due(NOW + 10 * MINUTE)
    move(meeting, FIRST, NOW + 11 * MINUTE)
    sending.send_due(NOW + 30 * MINUTE)
    assert [kit.subject_of(mail) for mail in server.received] == [
        "FLYTTET: Ordinært møde 16. sept. → 23. sept.",
        "FLYTTET: Ordinært møde 23. sept. → 16. sept.",
    ]


def test_a_meeting_that_is_moved_and_then_cancelled_is_told_as_cancelled(server, meeting):
    move(meeting, SECOND)
    changes.cancel(meeting, "Ingen sager.", "Mette", NOW + 5 * MINUTE)
    sending.send_due(NOW + 30 * MINUTE)
    [mail] = server.received
    assert kit.subject_of(mail) == "AFLYST: Ordinært møde 16. sept."
    assert str(kit.event_of(mail)["STATUS"]) == "CANCELLED"


def test_a_cancelled_meeting_that_is_held_after_all_is_told(server, meeting):
    changes.cancel(meeting, "Ingen sager.", "Mette", NOW)
    sending.send_due(NOW + 10 * MINUTE)
    changes.reopen(meeting, "Der kom en sag.", "Mette", NOW + 11 * MINUTE)
    sending.send_due(NOW + 30 * MINUTE)
    assert kit.subject_of(server.received[1]) == "HOLDES ALLIGEVEL: Ordinært møde 16. sept."
    assert str(kit.event_of(server.received[1])["STATUS"]) == "CONFIRMED"


def test_a_meeting_within_a_day_is_told_of_at_once(server, plan):
    meeting = save_meeting(plan, "snart", evening(NOW.date()))
    changes.cancel(meeting, "Snestorm.", "Mette", NOW)
    assert sending.send_due(NOW) == 1


def test_a_proposal_gives_no_mail(server):
    meeting = save_meeting(make_plan(2027), "forslag", evening(dt.date(2027, 3, 3)))
    changes.cancel(meeting, "Ingen sager.", "Mette", NOW)
    assert not Mail.objects.exists()


def test_a_draft_gives_no_mail(server, plan, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(is_draft=True)
    meeting.refresh_from_db()
    move(meeting, SECOND)
    assert not Mail.objects.exists()


def test_a_meeting_that_is_over_gives_no_mail(server, plan):
    meeting = save_meeting(plan, "holdt", evening(dt.date(2026, 6, 3)))
    move(meeting, Slot(dt.date(2026, 6, 10), dt.time(16, 30), dt.time(20)))
    assert not Mail.objects.exists()


def test_a_change_that_is_rolled_back_leaves_no_mail(server, meeting):
    with transaction.atomic():
        move(meeting, SECOND)
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_without_a_mail_server_nothing_is_written(settings, meeting):
    settings.SENDS_MAIL = False
    with clock.frozen(NOW):
        move(meeting, SECOND)
    assert not Mail.objects.exists()


# At the desk


@pytest.fixture
def address(meeting: Meeting) -> str:
    return reverse("admin:committee_meeting_move", args=[meeting.pk])


def sent_form(meeting: Meeting, **fields: str) -> dict[str, str]:
    session = meeting.sessions.get()
    return {
        "reason": "Salen er optaget.",
        "expected_revision": str(meeting.revision),
        f"date_{session.pk}": "23.09.2026",
        f"start_{session.pk}": "16.30",
        f"end_{session.pk}": "20.00",
    } | fields


def test_subject_text_and_number_of_recipients_are_shown_before(server, meeting, address, staff):
    page = staff.post(address, sent_form(meeting)).content.decode()
    assert "FLYTTET: Ordinært møde 16. sept. → 23. sept." in page
    assert "Den går til 1 modtager" in page
    assert re.search(r'value="vent" checked', page)


def test_the_secretary_may_send_at_once(server, meeting, address, staff):
    staff.post(address, sent_form(meeting, do="1", confirmed="ok", send="nu"))
    assert sending.send_due(NOW) == 1


def test_what_waits_is_sent_at_once_or_withheld_from_the_outbox(server, meeting, staff):
    move(meeting, SECOND)
    mail = Mail.objects.get()
    page = staff.get(reverse("admin:portal_mail_change", args=[mail.pk])).content.decode()
    assert "Den går til 1 modtager" in page
    staff.post(reverse("admin:portal_mail_send", args=[mail.pk]))
    assert sending.send_due(NOW) == 1
    move(meeting, THIRD)
    staff.post(reverse("admin:portal_mail_stop", args=[Mail.objects.first().pk]))
    assert sending.send_due(NOW + 60 * MINUTE) == 0


def test_what_has_gone_and_what_failed_stand_in_the_list(server, meeting, staff):
    Subscription.objects.create(address="findes-ikke@example.dk", moves=True)
    server.refused["findes-ikke@example.dk"] = "550 unknown"
    move(meeting, SECOND)
    sending.send_due(NOW + 10 * MINUTE)
    page = staff.get(reverse("admin:portal_mail_changelist")).content.decode()
    assert "sendt til 1, 1 kunne ikke sendes" in page
    page = staff.get(reverse("admin:portal_mail_change", args=[Mail.objects.get().pk])).content.decode()
    assert "f…@example.dk" in page
    assert "findes-ikke@" not in page
    assert "Mailserveren afviste modtageren (550 unknown)." in page


def test_without_a_mail_server_the_desk_says_that_nothing_was_sent(settings, meeting, staff, django_user_model):
    settings.SENDS_MAIL = False
    django_user_model.objects.create_user("karen", "karen@example.dk")
    with clock.frozen(NOW):
        move(meeting, SECOND)
        page = staff.get(reverse("admin:committee_meeting_change", args=[meeting.pk])).content.decode()
    assert "Portalen har ikke sendt nogen mail." in page
    assert "mailto:?bcc=karen@example.dk&amp;subject=" in page
    assert "har fået at vide" not in page
    assert staff.get(reverse("admin:portal_mail_changelist")).status_code == 403


# Papers


def test_whoever_asked_for_papers_is_told_that_they_are_there(server, meeting):
    Subscription.objects.update(papers=True)
    meeting_mail.announce_papers(meeting, "dagsorden", NOW)
    meeting_mail.announce_papers(meeting, "dagsorden", NOW + MINUTE)
    assert sending.send_due(NOW + 11 * MINUTE) == 1
    [mail] = server.received
    assert kit.subject_of(mail) == "Dagsorden: Ordinært møde 16. sept."
    assert f"Mødets side: {kit.SITE}/moeder/september/" in kit.text_of(mail)


def give_agenda(staff: Any, meeting: Meeting) -> None:
    pdf = SimpleUploadedFile("dagsorden.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    fields = {"paper": "agenda_url", "file": pdf, "expected_revision": str(meeting.revision)}
    staff.post(reverse("admin:committee_meeting_file", args=[meeting.pk]), fields)


def test_an_agenda_that_is_taken_back_in_the_history_before_it_is_sent_makes_no_mail(server, meeting, staff):
    earlier = Version.objects.get_for_object(meeting)[0]
    give_agenda(staff, meeting)
    assert [mail.subject for mail in Mail.objects.all()] == ["Dagsorden: Ordinært møde 16. sept."]
    fields = {"expected_revision": str(Meeting.objects.get().revision), "confirmed": digest([])}
    staff.post(reverse("admin:committee_meeting_restore", args=[meeting.pk, earlier.pk]), fields)
    assert (Meeting.objects.get().agenda_url, Mail.objects.count()) == ("", 0)


def test_an_agenda_that_is_taken_away_as_a_small_correction_makes_no_mail(server, meeting, staff):
    give_agenda(staff, meeting)
    address = reverse("admin:committee_meeting_change", args=[meeting.pk])
    form = Answer(200, staff.get(address).content.decode(), {})
    staff.post(address, form.fields() | {"agenda_url": "", "news_choice": "nej"})
    assert (Meeting.objects.get().agenda_url, Mail.objects.count()) == ("", 0)


def test_a_meeting_that_is_deleted_takes_the_mails_that_wait_about_it(server, meeting, plan):
    plan.status, plan.adopted_on = MeetingPlan.Status.PROPOSAL, None
    plan.save()
    meeting_mail.announce_papers(meeting, "dagsorden", NOW)
    withdrawal.withdraw([meeting], NOW)
    assert not Mail.objects.exists()


def test_an_import_mends_the_mail_that_waits_and_writes_none_of_its_own(server, meeting):
    def imported(slot: Slot) -> None:
        before, session = timetable(meeting), meeting.sessions.get()
        session.date = slot.date
        session.save()
        changes.publish_notice(meeting, before, "Salen er optaget.", "Mette", NOW, by_mail=False)

    imported(SECOND)
    assert not Mail.objects.exists()
    move(meeting, FIRST)
    imported(THIRD)
    assert [mail.subject for mail in Mail.objects.all()] == ["FLYTTET: Ordinært møde 23. sept. → 30. sept."]


# The week's letter

MONDAY = dt.datetime(2026, 8, 10, 8, 0, tzinfo=calendar.COPENHAGEN)


def test_the_letter_goes_on_monday_at_eight_and_once(server, meeting):
    move(meeting, SECOND)
    Mail.objects.all().delete()
    NewsItem.objects.update(at=NOW)
    assert send_mail(MONDAY - MINUTE) == 0
    assert send_mail(MONDAY) == 1
    assert send_mail(MONDAY + 60 * MINUTE) == 0
    [mail] = server.received
    text = kit.text_of(mail)
    assert kit.subject_of(mail) == "Socialudvalget: ugens nyt mandag den 10. august 2026"
    assert f"Flyttet fra {BEFORE} til {AFTER}. Begrundelse: Salen er optaget." in text
    assert f"Næste møde: Ordinært møde\n{AFTER}\nSted: Rådhuset" in text


def test_without_news_there_is_no_letter(server, meeting):
    NewsItem.objects.all().delete()
    assert send_mail(MONDAY) == 0
    assert not Mail.objects.exists()


def test_a_letter_that_was_missed_is_written_when_the_portal_runs_again(server, meeting):
    NewsItem.objects.update(at=NOW)
    assert send_mail(MONDAY + 26 * 60 * MINUTE) == 1


def test_whoever_did_not_ask_for_the_letter_gets_none(server, meeting):
    NewsItem.objects.update(at=NOW)
    Subscription.objects.update(letter=False)
    assert send_mail(MONDAY) == 0
