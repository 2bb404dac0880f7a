"""Parts of the whole document on their own: a meeting with all that is read for it, and a chapter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse

from committee.models import Meeting, MeetingSession, MemberRight
from committee.reading import reading_list, with_links
from portal.models import Chapter
from portal.printing.document import Block, Link, PrintDocument, PrintSection, walk
from portal.printing.sections.parts import facts, texts
from portal.printing.sections.whole import build_document, guide_sections, rule_wordings
from portal.text.danish import format_date


def chapter_document(chapter: Chapter, day: dt.date) -> PrintDocument:
    """The chapter as it is on `day`."""
    address = chapter.get_absolute_url()
    return PrintDocument([entry for entry in guide_sections() if entry.address == address], rule_wordings(day))


def meeting_pack(meeting: Meeting, day: dt.date) -> PrintDocument:
    """What a member takes to the meeting: when and where, the cases, all that is to be read in full, and her rights."""
    agenda = with_links(meeting)
    cases = [
        PrintSection(
            str(item), blocks=[*texts(item.summary), *facts(("Læs", [Link(one.title, one.address) for one in links]))]
        )
        for item, links in agenda
    ]
    agenda_part = [PrintSection("Sager på dagsordenen", entries=cases)] if cases else []
    whole = build_document(day)
    for_cases = [link.address for _, links in agenda for link in links]
    background = [reading.url for group in reading_list(meeting) for reading in group.readings]
    reading = _in_full(whole, dict.fromkeys([*for_cases, *background]))
    entries = [
        PrintSection("Mødet", meeting.get_absolute_url(), blocks=_about(meeting), entries=agenda_part, record=meeting),
        PrintSection("Læs før mødet", entries=reading),
        PrintSection("Dine rettigheder", entries=_rights(), is_index=True),
    ]
    return PrintDocument([entry for entry in entries if entry.blocks or entry.entries], whole.wordings)


def _about(meeting: Meeting) -> list[Block]:
    papers = (("Dagsorden", meeting.agenda_url), ("Referat", meeting.minutes_url))
    if meeting.public_online_url:
        online: list[Link] | str = [Link(meeting.public_online_url, meeting.public_online_url)]
    elif meeting.online_url:
        online = [Link("Kun for medlemmer: log ind på portalen", reverse("committee:online", args=[meeting.slug]))]
    else:
        online = ""
    known = facts(
        ("Status", "Mødet er aflyst." if meeting.is_cancelled else ""),
        *((format_date(session.date).capitalize(), _hours(session)) for session in meeting.sessions.all()),
        ("Sted", meeting.shown_place),
        ("Online", online),
        *((name, [Link(url, url)]) for name, url in papers if url),
        ("Dagsorden og referat", "" if meeting.has_papers else f"{meeting.papers.capitalize()}."),
        ("Bemærkning", meeting.note),
        ("Forbehold", meeting.reservation),
        ("Mødets side", [Link("på portalen", f"{meeting.get_absolute_url()}#papirer")]),
    )
    return [*known, *texts(meeting.body)]


def _hours(session: MeetingSession) -> str:
    note = f". {session.note}" if session.note else ""
    return f"kl. {session.hours}{note}{' (aflyst)' if session.is_cancelled else ''}"


def _in_full(whole: PrintDocument, wanted: Iterable[str]) -> list[PrintSection]:
    """Return the sections with these addresses, each once: what stands under one that is wanted too stands there."""
    above = {entry.address: upper for upper in walk(whole.entries) for entry in upper.entries}
    known = {entry.address: entry for entry in walk(whole.entries) if entry.address}
    found = [known[address] for address in wanted if address in known]
    inside = {below.address for entry in found for below in walk(entry.entries)}
    return [
        replace(entry, title=f"{above[entry.address].title}: {entry.title}") if entry.address in above else entry
        for entry in found
        if entry.address not in inside
    ]


def _rights() -> list[PrintSection]:
    """The rights in short, for one page: what the member can do, when and how."""
    return [
        PrintSection(
            f"{right.title}: Jeg vil {right.wish}",
            blocks=texts(" ".join(filter(None, [right.body.partition("\n\n")[0], right.when, right.how]))),
            record=right,
        )
        for right in MemberRight.objects.published()
    ]
