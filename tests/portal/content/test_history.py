"""History: every save is kept, read as a difference, and can be taken back as a new change."""

from __future__ import annotations

import datetime as dt

import pytest
import reversion
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from committee.models import Meeting, MeetingSession
from portal.content import history
from portal.content.records import ContentRevision, StaleRecordError
from portal.models import Term
from tests.kit.factories import evening, insert, make_plan, save_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def meeting() -> Meeting:
    return save_meeting(make_plan(), "moede", evening(dt.date(2026, 9, 16)))


def test_every_save_is_an_entry_with_the_fields_that_it_changed(term):
    term.definition = "Et forslag med en pris og en indsats."
    term.save()
    newest, first = history.entries(term)
    assert [(c.label, c.before, c.after) for c in newest.changes] == [
        ("Kort forklaring", "Et forslag med en pris.", "Et forslag med en pris og en indsats.")
    ]
    assert first.is_first


def test_a_difference_is_told_word_by_word():
    change = history.FieldChange("Tekst", "to gange om året", "tre gange om året")
    assert change.pieces == [("gone", "to"), ("new", "tre"), ("same", "gange om året")]


def test_restoring_is_a_new_change_so_the_revision_rises(term):
    term.definition = "Forkert."
    term.save()
    version = history.entries(term)[1].version
    before = term.revision
    history.restore(term, version)
    term.refresh_from_db()
    assert (term.definition, term.revision > before) == ("Et forslag med en pris.", True)
    then = timezone.localtime(version.revision.date_created)
    assert history.entries(term)[0].comment == f"Ført tilbage til udgaven fra {then:%d.%m.%Y kl. %H.%M}."


def test_restored_meeting_keeps_the_uid_of_its_moved_session(meeting):
    session = meeting.sessions.get()
    session.date = dt.date(2026, 9, 17)
    session.save()
    newest, planned = history.entries(meeting)
    assert [(c.label, c.before, c.after) for c in newest.changes] == [
        (
            "Mødetidspunkter",
            "onsdag den 16. september 2026 kl. 16.30-20.00",
            "torsdag den 17. september 2026 kl. 16.30-20.00",
        )
    ]
    before = Meeting.objects.get().revision
    history.restore(meeting, planned.version)
    back = MeetingSession.objects.get()
    assert (back.uid, back.date) == (session.uid, dt.date(2026, 9, 16))
    assert Meeting.objects.get().revision > before


def test_restored_meeting_cancels_a_session_added_later(meeting):
    planned = history.entries(meeting)[0].version
    meeting.sessions.create(date=dt.date(2026, 9, 18), start=dt.time(9), end=dt.time(12))
    history.restore(meeting, planned)
    assert [s.is_cancelled for s in MeetingSession.objects.order_by("date")] == [False, True]


def test_the_second_to_save_the_same_version_is_refused(term):
    mine, theirs = Term.objects.get(), Term.objects.get()
    theirs.save()
    with pytest.raises(StaleRecordError):
        mine.save()


def test_every_change_raises_the_content_revision_once(term):
    before = ContentRevision.current()
    term.save()
    assert ContentRevision.current() == before + 1
    term.delete()
    assert ContentRevision.current() == before + 2


def test_history_queries_do_not_grow_with_the_versions(meeting):
    asked = []
    for numbers in (range(3), range(3, 9)):
        for number in numbers:
            held = insert(Term, name=f"Ord {number}", slug=f"ord-{number}", definition="X.")
            with reversion.create_revision():
                meeting.terms.set([held])
                meeting.save()
        with CaptureQueriesContext(connection) as queries:
            entries = history.entries(meeting)
        asked.append(len(queries))
    assert [change.after for entry in entries for change in entry.changes if change.label == "Kend ordene"] == [
        f"Ord {number}" for number in reversed(range(9))
    ]
    assert asked[1] <= asked[0]
