"""When and where a meeting is held, at one moment: what a change is told beside."""

from __future__ import annotations

from typing import NamedTuple

from committee.models import Meeting, MeetingSession
from committee.plan_rules import Slot, slot_of


class Timetable(NamedTuple):
    """When and where a meeting is held, as its members were notified."""

    cancelled: bool
    slots: tuple[Slot, ...]
    place: str

    def __str__(self) -> str:
        return " og ".join(map(str, self.slots))

    def beside(self, other: Timetable) -> str:
        """Return what is to be told beside `other`: the times, the place where it differs, or the place alone."""
        if self.place == other.place:
            return str(self)
        return self.place if self.slots == other.slots else f"{self}, {self.place}"


def timetable(meeting: Meeting) -> Timetable:
    """The meeting's times and place in the database now."""
    meeting = Meeting.objects.select_related("plan__committee").get(pk=meeting.pk)
    sessions = MeetingSession.objects.filter(meeting=meeting, is_cancelled=False)
    return Timetable(meeting.is_cancelled, tuple(slot_of(session) for session in sessions), meeting.shown_place)
