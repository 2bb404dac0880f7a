"""What was given up, refused or only shown leaves no trace: in news, history, search, calendar, notices or letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.db.models.signals import post_save
from django.test import Client
from django.urls import reverse
from reversion.models import Revision, Version
from reversion.signals import post_revision_commit

from committee.models import Meeting, MeetingChange, MeetingPlan, MeetingSession
from committee.sheets import writing
from portal.content import history
from portal.content.records import ContentRevision
from portal.lib import clock
from portal.models import NewsItem, Term
from portal.search.index.models import SearchDocument, SearchPosting, SearchState, SearchWord
from tests.kit.factories import evening, make_plan, save_meeting, save_term

NOW = dt.datetime(2026, 8, 3, 9, 0)
STORED = (
    *(NewsItem, Revision, Version, ContentRevision, LogEntry, MeetingPlan, Meeting, MeetingSession, MeetingChange),
    *(Term, SearchDocument, SearchPosting, SearchState, SearchWord),
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def meeting() -> Meeting:
    meeting = save_meeting(make_plan(), "september", evening(dt.date(2026, 9, 16)))
    meeting.note = "Med besøg."
    meeting.save()
    return meeting


@pytest.fixture
def term() -> Term:
    term = save_term()
    term.definition = "Et forslag, som er regnet igennem."
    term.save()
    return term


@pytest.fixture
def staff(staff: Client) -> Client:
    staff.raise_request_exception = False
    return staff


def traces(staff: Client) -> dict[str, Any]:
    """All that is stored of the content, and what readers and subscribers are told."""
    rows = {model.__name__: list(model._base_manager.order_by("pk").values()) for model in STORED}
    told = {address: Client().get(address).content for address in ("/nyt/", "/moeder/kalender.ics", "/soeg/?q=moede")}
    form = staff.get(reverse("admin:committee_meeting_change", args=[Meeting.objects.order_by("pk").first().pk]))
    return rows | told | {"letter": form.context.get("mailto_link")}


def opened(staff: Client, address: str) -> dict[str, Any]:
    """What the browser would send back from the form as it is opened."""
    context = staff.get(address).context
    sent: dict[str, Any] = {}
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    for form in (context["adminform"].form, *(part for each in formsets for part in (each.management_form, *each))):
        for field in form:
            if (value := field.value()) is not False and value not in (None, []):
                shown = field.field.widget.format_value(value)
                sent[field.html_name] = shown if isinstance(shown, str) else value
    return sent


def show_sheet(staff: Client, meeting: Meeting, day: str = "17-09-2026") -> Any:
    sheet = writing.write(meeting.plan, "csv", NOW.date()).decode("utf-8-sig")
    assert "16-09-2026" in sheet
    file = SimpleUploadedFile("plan.csv", sheet.replace("16-09-2026", day).encode())
    address = reverse("admin:committee_meetingplan_upload", args=[meeting.plan_id])
    return staff.post(address, {"sheet": file})


def keep_sheet(staff: Client, meeting: Meeting) -> Any:
    shown = show_sheet(staff, meeting).context
    address = reverse("admin:committee_meetingplan_upload", args=[meeting.plan_id])
    sent = {"rows": shown["carried"], "confirmed": shown["confirmed"], "reason": "Salen er optaget."}
    return staff.post(address, sent)


def edit(staff: Client, meeting: Meeting) -> Any:
    address = reverse("admin:committee_meeting_change", args=[meeting.pk])
    sent = opened(staff, address) | {"title": "Ekstra møde", "sessions-0-date": "17.9.2026"}
    return staff.post(address, sent | {"reason": "Salen er optaget."})


def add(staff: Client, meeting: Meeting) -> Any:
    fields = {"name": "Måltal", "slug": "maaltal", "definition": "Et tal, der styres efter."}
    return staff.post(reverse("admin:portal_term_add"), fields)


def move(staff: Client, meeting: Meeting) -> Any:
    key = meeting.sessions.get().pk
    times = {f"date_{key}": "17.9.2026", f"start_{key}": "16.30", f"end_{key}": "20.00"}
    sent = {**times, "reason": "Salen er optaget.", "expected_revision": Meeting.objects.get(pk=meeting.pk).revision}
    return staff.post(
        reverse("admin:committee_meeting_move", args=[meeting.pk]), {**sent, "do": "1", "confirmed": "ok"}
    )


def cancel(staff: Client, meeting: Meeting) -> Any:
    sent = {"reason": "Ingen sager.", "expected_revision": Meeting.objects.get(pk=meeting.pk).revision}
    return staff.post(reverse("admin:committee_meeting_cancel", args=[meeting.pk]), sent)


def restore(staff: Client, meeting: Meeting) -> Any:
    first = history.entries(meeting)[-1].version
    sent = {"reason": "Det var forkert.", "expected_revision": Meeting.objects.get(pk=meeting.pk).revision}
    return staff.post(reverse("admin:committee_meeting_restore", args=[meeting.pk, first.pk]), sent)


def adopt(staff: Client, meeting: Meeting) -> Any:
    plan = MeetingPlan.objects.get(pk=meeting.plan_id)
    sent = {"adopted_on": "14.1.2026", "adopted_by": "Udvalget", "expected_revision": plan.revision}
    return staff.post(reverse("admin:committee_meetingplan_adopt", args=[plan.pk]), sent)


def propose(staff: Client, meeting: Meeting) -> Any:
    sent = {f"wanted_{meeting.pk}": "on", f"day_{meeting.pk}_0": "15.9.2027"}
    return staff.post(reverse("admin:committee_meetingplan_next", args=[meeting.plan_id]), sent)


def review(staff: Client, meeting: Meeting) -> Any:
    sent = {"action": "mark_reviewed", "_selected_action": [meeting.pk]}
    return staff.post(reverse("admin:committee_meeting_changelist"), sent)


def bring_back(staff: Client, meeting: Meeting) -> Any:
    [gone] = Version.objects.get_deleted(Term)
    return staff.post(reverse("admin:portal_term_deleted"), {"version": gone.pk})


def delete(staff: Client, meeting: Meeting) -> Any:
    return staff.post(reverse("admin:portal_term_delete", args=[Term.objects.get().pk]), {"post": "yes"})


WAYS = [edit, add, move, cancel, restore, adopt, propose, review, keep_sheet]


@pytest.fixture
def failing() -> Iterator[None]:
    """The database fails when all has been written, news and notices included, and nothing is committed."""

    def fail(**_: Any) -> None:
        raise OperationalError("disk I/O error")

    post_revision_commit.connect(fail)
    post_save.connect(fail, sender=NewsItem)  # of a deletion, which is no version
    try:
        yield
    finally:
        post_revision_commit.disconnect(fail)
        post_save.disconnect(fail, sender=NewsItem)


@pytest.mark.parametrize("way", [*WAYS, delete], ids=lambda way: way.__name__)
def test_failure_at_the_end_leaves_no_trace(
    staff: Client, meeting: Meeting, term: Term, way: Callable[..., Any], failing: None
) -> None:
    before = traces(staff)
    assert way(staff, meeting).status_code == 503
    assert traces(staff) == before


def test_failed_undelete_leaves_no_trace(
    staff: Client, meeting: Meeting, term: Term, request: pytest.FixtureRequest
) -> None:
    term.delete()
    request.getfixturevalue("failing")
    before = traces(staff)
    assert bring_back(staff, meeting).status_code == 503
    assert traces(staff) == before


def test_a_previewed_sheet_leaves_no_trace(staff: Client, meeting: Meeting) -> None:
    before = traces(staff)
    page = show_sheet(staff, meeting)
    assert [row.what for row in page.context["found"].rows] == ["rettet"]
    assert traces(staff) == before


def test_a_sheet_whose_warnings_nobody_has_confirmed_leaves_no_trace(staff: Client, meeting: Meeting) -> None:
    page = show_sheet(staff, meeting, "19-09-2026")
    before = traces(staff)
    address = reverse("admin:committee_meetingplan_upload", args=[meeting.plan_id])
    assert staff.post(address, {"rows": page.context["carried"]}).status_code == 200
    assert traces(staff) == before


def test_refused_restore_leaves_no_trace(staff: Client, meeting: Meeting) -> None:
    meeting.slug = "efteraar"
    meeting.save()
    Meeting.objects.create(plan=meeting.plan, title="Møde", slug="september", kind_id="ordinaert")
    before = traces(staff)
    restore(staff, meeting)
    assert traces(staff) == before


def test_a_second_plan_for_a_year_leaves_no_trace_when_it_is_refused(staff: Client, meeting: Meeting) -> None:
    propose(staff, meeting)
    before = traces(staff)
    propose(staff, meeting)
    assert traces(staff) == before


@pytest.mark.parametrize("way", [*WAYS, bring_back], ids=lambda way: way.__name__)
def test_one_save_is_one_change_with_the_editors_name(
    staff: Client, meeting: Meeting, term: Term, way: Callable[..., Any]
) -> None:
    term.delete()
    known = set(Revision.objects.values_list("pk", flat=True))
    assert way(staff, meeting).status_code == 302
    [change] = Revision.objects.exclude(pk__in=known)
    assert change.user.username == "mette"


def test_a_change_holds_the_parts_of_its_record_and_the_notice_as_its_comment(staff: Client, meeting: Meeting) -> None:
    MeetingPlan.objects.update(status="vedtaget", adopted_on=NOW.date())
    edit(staff, meeting)
    change = Revision.objects.order_by("pk").last()
    assert {history.model_of(version) for version in change.version_set.all()} == {Meeting, MeetingSession}
    assert change.comment == MeetingChange.objects.get().sentence


@pytest.mark.parametrize("way", ["history", "delete", "change", "move", "cancel", "reopen"])
@pytest.mark.django_db(transaction=True)
def test_record_is_locked_inside_a_transaction(staff: Client, meeting: Meeting, way: str) -> None:
    """PostgreSQL refuses a lock outside of one."""
    assert staff.post(reverse(f"admin:committee_meeting_{way}", args=[meeting.pk])).status_code in {200, 403}
