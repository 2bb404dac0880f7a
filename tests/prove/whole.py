"""Is every meeting whole? `python -m tests.prove.whole` prints what is wrong, and every note."""

from __future__ import annotations

import json

import django

django.setup()

from reversion.models import Version  # noqa: E402 (after setup)

from committee.models import Meeting, MeetingChange  # noqa: E402
from portal.content import history  # noqa: E402
from portal.content.records import ContentRevision  # noqa: E402
from portal.models import NewsItem, SearchDocument  # noqa: E402


def said(values: dict[str, str]) -> dict[str, str]:
    """The values that are not empty: a meeting without cases says nothing of them."""
    return {label: value for label, value in values.items() if value}


def wrong_with(meeting: Meeting) -> list[str]:
    """What of the meeting's history, notice and search terms does not agree with its record and sessions."""
    found = []
    newest = history.entries(meeting, limit=1)
    if not newest or said(newest[0].values) != said(history.current_values(meeting)):
        found.append(f"{meeting.slug}: history is not the record")
    document = meeting.search_document()
    stored = SearchDocument.objects.filter(address=document.address)
    if [row.title for row in stored] != [document.title]:
        found.append(f"{meeting.slug}: search is not the record")
    for change in MeetingChange.objects.filter(meeting=meeting):
        if not NewsItem.objects.filter(address=meeting.get_absolute_url(), text=change.sentence).exists():
            found.append(f"{meeting.slug}: a notice without its news")
    return found


def main() -> dict[str, object]:
    meetings = list(Meeting.objects.select_related("plan__committee").prefetch_related("sessions"))
    wrong = [text for meeting in meetings for text in wrong_with(meeting)]
    if ContentRevision.current() < max((meeting.revision for meeting in meetings), default=0):
        wrong.append("the content revision is behind the records")
    versions = {m.pk: [v.field_dict["note"] for v in Version.objects.get_for_object(m)] for m in meetings}
    notes = {meeting.pk: meeting.note for meeting in meetings}
    return {"wrong": wrong, "notes": notes, "versions": versions, "revision": ContentRevision.current()}


print(json.dumps(main()))
