"""The committee's records, one subject a module."""

from committee.models.agenda_items import AgendaItem
from committee.models.annual_cycle import AnnualCase
from committee.models.law import Law, LawTheme, Provision
from committee.models.meeting_changes import MeetingChange
from committee.models.meeting_files import MeetingFile
from committee.models.meeting_kinds import MeetingKind
from committee.models.meetings import Meeting, MeetingPlan, MeetingSession
from committee.models.organisation import AdvisoryCouncil, Centre, Committee
from committee.models.oversight import OversightSubject, Reporting, SupervisoryBody, SupervisoryPower
from committee.models.people import Contact, Membership, Person
from committee.models.role import MemberDuty, MemberRight
from committee.models.school_holidays import SchoolHoliday
from committee.models.walks import Walk, WalkAnswer, WalkStep
from committee.models.withdrawn import WithdrawnSession

__all__ = [
    "AdvisoryCouncil",
    "AgendaItem",
    "AnnualCase",
    "Centre",
    "Committee",
    "Contact",
    "Law",
    "LawTheme",
    "Meeting",
    "MeetingChange",
    "MeetingFile",
    "MeetingKind",
    "MeetingPlan",
    "MeetingSession",
    "MemberDuty",
    "MemberRight",
    "Membership",
    "OversightSubject",
    "Person",
    "Provision",
    "Reporting",
    "SchoolHoliday",
    "SupervisoryBody",
    "SupervisoryPower",
    "Walk",
    "WalkAnswer",
    "WalkStep",
    "WithdrawnSession",
]
