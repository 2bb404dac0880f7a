"""A plan at the desk: a proposal is corrected, deleted, given another year, and adopted with its date."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from committee.models import Meeting, MeetingChange, MeetingKind, MeetingPlan, MeetingSession, SchoolHoliday
from committee.models.withdrawn import WithdrawnSession
from portal.content import history
from portal.lib import clock
from portal.models import Chapter, NewsItem, Section
from portal.search.query.engine import search
from tests.kit.factories import add_meeting, evening, insert, make_plan, save_meeting

NOVEMBER = dt.datetime(2026, 11, 30, 9)


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOVEMBER):
        yield


@pytest.fixture
def plan(db: None) -> MeetingPlan:
    plan = make_plan()
    first = (dt.datetime(2026, 2, 25, 8, 30), dt.datetime(2026, 2, 25, 18, 30))
    second = (dt.datetime(2026, 2, 26, 8, 30), dt.datetime(2026, 2, 26, 12))
    add_meeting(plan, "seminar-2026", first, second, title="Budgetseminar", kind="budgetseminar")
    return plan


def test_an_adopted_plan_has_its_date_and_makes_the_calendar_certain(staff, plan):
    address = reverse("admin:committee_meetingplan_adopt", args=[plan.pk])
    sent = {"adopted_on": "14. januar 2026", "adopted_by": "Socialudvalget", "expected_revision": plan.revision}
    assert staff.get(address).context["unsure"] == []
    assert staff.post(address, sent).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.adopted_on, plan.adopted_by) == ("vedtaget", dt.date(2026, 1, 14), "Socialudvalget")
    feed = Calendar.from_ical(staff.get(reverse("committee:calendar")).content)
    assert {str(event["STATUS"]) for event in feed.walk("VEVENT")} == {"CONFIRMED"}


def test_a_plan_with_unconfirmed_meetings_is_adopted_only_with_open_eyes(staff, plan):
    Meeting.objects.update(confirm_note="Dato ikke sikker.")
    address = reverse("admin:committee_meetingplan_adopt", args=[plan.pk])
    sent = {"adopted_on": "14.1.2026", "adopted_by": "Udvalget", "expected_revision": plan.revision}
    page = staff.post(address, sent)
    assert "Dato ikke sikker." in page.content.decode()
    assert not MeetingPlan.objects.get().is_adopted
    assert staff.post(address, sent | {"confirmed": page.context["unsure_digest"]}).status_code == 302
    assert MeetingPlan.objects.get().is_adopted


@pytest.fixture
def proposal(plan: MeetingPlan) -> MeetingPlan:
    """A public proposal of 2027 with a meeting in March."""
    proposal = MeetingPlan.objects.create(committee=plan.committee, year=2027)
    add_march(proposal)
    return proposal


def add_march(plan: MeetingPlan) -> Meeting:
    note = "Foreslået ud fra 18. marts 2026. Bekræft dato og tid."
    fields = {"title": "Zinkmøde", "slug": f"zink-{plan.year}", "kind_id": "ordinaert", "confirm_note": note}
    meeting = Meeting.objects.create(plan=plan, **fields)
    meeting.sessions.create(date=dt.date(plan.year, 3, 17), start=dt.time(16, 30), end=dt.time(20))
    return meeting


def feed(client: Client) -> dict[str, tuple[str, int, str]]:
    """The status, the sequence and the start of each event of the feed, by its UID."""
    events = Calendar.from_ical(client.get(reverse("committee:calendar")).content).walk("VEVENT")
    return {
        str(e["UID"]): (str(e["STATUS"]), int(e["SEQUENCE"]), f"{e.decoded('DTSTART'):%d.%m.%Y %H.%M}") for e in events
    }


def adopt(staff: Client, plan: MeetingPlan, **fields: str) -> str:
    address = reverse("admin:committee_meetingplan_adopt", args=[plan.pk])
    sent = {"adopted_on": "25.11.2026", "adopted_by": "Socialudvalget"}
    sent |= {"expected_revision": str(MeetingPlan.objects.get(pk=plan.pk).revision)}
    return staff.post(address, sent | fields, follow=True).content.decode()


# A proposal is corrected


def move(staff: Client, meeting: Meeting, **fields: str) -> str:
    session = meeting.sessions.get()
    sent = {f"date_{session.pk}": "18.3.2027", f"start_{session.pk}": "16.30", f"end_{session.pk}": "20"}
    sent |= {"expected_revision": str(Meeting.objects.get(pk=meeting.pk).revision), "confirmed": "ok", "do": "1"}
    sent |= {"place": ""}
    address = reverse("admin:committee_meeting_move", args=[meeting.pk])
    return staff.post(address, sent | fields, follow=True).content.decode()


def test_a_date_of_a_proposal_is_corrected_without_a_notice_and_the_calendar_follows(staff, proposal):
    meeting = proposal.meetings.get()
    news, before = list(NewsItem.objects.values_list("pk", flat=True)), feed(staff)
    assert "Forslaget er rettet." in move(staff, meeting)
    uid = str(meeting.sessions.get().uid)
    assert feed(staff)[uid][0::2] == ("TENTATIVE", "18.03.2027 16.30")
    assert feed(staff)[uid][1] > before[uid][1]
    assert MeetingChange.objects.count() == 0
    assert list(NewsItem.objects.values_list("pk", flat=True)) == news
    assert "flyttet" not in staff.get("/moeder/?aar=2027").content.decode()


def test_a_meeting_of_a_draft_says_that_nobody_sees_it_and_is_not_cancelled(staff, proposal):
    MeetingPlan.objects.filter(pk=proposal.pk).update(is_draft=True)
    meeting = proposal.meetings.get()
    page = staff.get(reverse("admin:committee_meeting_change", args=[meeting.pk])).content.decode()
    assert "Bliver offentlig sammen med Mødeplan 2027" in page
    assert "Lav et link til gennemsyn" in page
    assert "Aflys møde" not in page
    assert "bliver offentlig sammen med Mødeplan 2027" in staff.get("/admin/committee/meeting/").content.decode()
    assert "Kladden er rettet. Fortryd under Historik." in move(staff, meeting)
    page = staff.get(reverse("admin:committee_meeting_cancel", args=[meeting.pk]), follow=True).content.decode()
    assert "Mødet er en kladde, som kun redaktionen ser. Slet det i stedet." in page


def test_after_adoption_the_same_is_a_move_with_its_reason(staff, proposal):
    adopt(staff, proposal)
    meeting = proposal.meetings.get()
    assert "Dette felt er påkrævet" in move(staff, meeting)
    assert "Mødet er flyttet." in move(staff, meeting, reason="Salen er optaget.")
    assert MeetingChange.objects.get().sentence == (
        "Flyttet fra onsdag den 17. marts 2027 kl. 16.30-20.00 til torsdag den 18. marts 2027 kl. 16.30-20.00. "
        "Begrundelse: Salen er optaget."
    )


def test_a_proposal_that_has_begun_is_no_longer_corrected_in_silence(staff, proposal):
    add_march(MeetingPlan.objects.create(committee=proposal.committee, year=2028))
    meeting = proposal.meetings.get()
    with clock.frozen(dt.datetime(2027, 3, 19)):
        assert not proposal.is_being_proposed(clock.today())
        assert "Dette felt er påkrævet" in move(staff, meeting)


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("17.3.2027", "Flyttet fra Rådhuset til Valby Kulturhus."),
        (
            "18.3.2027",
            "Flyttet fra onsdag den 17. marts 2027 kl. 16.30-20.00, Rådhuset "
            "til torsdag den 18. marts 2027 kl. 16.30-20.00, Valby Kulturhus.",
        ),
    ],
)
def test_another_place_is_told_as_another_time_is(staff, proposal, date, told):
    adopt(staff, proposal)
    meeting = proposal.meetings.get()
    before = feed(staff)[str(meeting.sessions.get().uid)][1]
    where = {"place": "Valby Kulturhus", f"date_{meeting.sessions.get().pk}": date, "reason": "Rådhuset er lukket."}
    move(staff, meeting, **where)
    assert MeetingChange.objects.get().sentence == f"{told} Begrundelse: Rådhuset er lukket."
    event = Calendar.from_ical(staff.get(f"{meeting.get_absolute_url()}moede.ics").content).walk("VEVENT")[0]
    assert (str(event["LOCATION"]), int(event["SEQUENCE"]) > before) == ("Valby Kulturhus", True)
    assert "Rådhuset er lukket." in staff.get(meeting.get_absolute_url()).content.decode()


def test_another_place_in_the_meetings_own_form_asks_for_a_reason(staff, proposal):
    adopt(staff, proposal)
    meeting = proposal.meetings.get()
    address = reverse("admin:committee_meeting_change", args=[meeting.pk])
    session = meeting.sessions.get()
    sent = {
        **{"plan": proposal.pk, "title": meeting.title, "slug": meeting.slug, "kind": "ordinaert", "place": "Valby"},
        **{"expected_revision": Meeting.objects.get().revision if Meeting.objects.count() == 1 else "", "_save": "1"},
        **{"sessions-TOTAL_FORMS": 1, "sessions-INITIAL_FORMS": 1, "sessions-0-id": session.pk},
        **{"sessions-0-date": "17.3.2027", "sessions-0-start": "16.30", "sessions-0-end": "20.00"},
    }
    form = staff.get(address).context["adminform"].form
    sent |= {name: form[name].value() for name in ("expected_revision", "opened_revision") if name in form.fields}
    assert "Skriv i feltet ”Begrundelse”" in staff.post(address, sent).content.decode()
    assert staff.post(address, sent | {"reason": "Lukket."}).status_code == 302
    assert (MeetingChange.objects.get().before, MeetingChange.objects.get().after) == ("Rådhuset", "Valby")


# What was begun wrongly goes


def delete(staff: Client, record: Meeting | MeetingPlan) -> int:
    name = record._meta.model_name
    return staff.post(reverse(f"admin:committee_{name}_delete", args=[record.pk]), {"post": "yes"}).status_code


def test_a_deleted_proposal_is_cancelled_in_calendars_for_thirty_days_and_then_gone(staff, proposal):
    uid = str(proposal.meetings.get().sessions.get().uid)
    before = feed(staff)[uid]
    assert delete(staff, proposal) == 302
    assert not MeetingPlan.objects.filter(year=2027).exists()
    assert "/moeder/zink-2027/" not in [hit.document.address for hit in search("zinkmøde").hits]
    assert staff.get("/moeder/zink-2027/").status_code == 404
    assert feed(staff)[uid][0::2] == ("CANCELLED", before[2])
    assert feed(staff)[uid][1] > before[1]
    with clock.frozen(NOVEMBER + dt.timedelta(days=30)):
        assert feed(staff)[uid][0] == "CANCELLED"
    with clock.frozen(NOVEMBER + dt.timedelta(days=31)):
        assert uid not in feed(staff)


def test_a_deleted_draft_vanishes_without_a_word(staff, proposal):
    MeetingPlan.objects.filter(year=2027).update(is_draft=True)
    proposal.refresh_from_db()
    news = NewsItem.objects.count()
    assert delete(staff, proposal) == 302
    assert (WithdrawnSession.objects.count(), NewsItem.objects.count()) == (0, news)


def test_a_meeting_of_a_proposal_can_be_deleted_and_one_of_an_adopted_plan_cannot(staff, proposal):
    other = add_march(proposal.__class__.objects.create(committee=proposal.committee, year=2028))
    assert delete(staff, other) == 302
    adopt(staff, proposal)
    assert delete(staff, proposal.meetings.get()) == 403
    assert delete(staff, proposal) == 403
    assert Meeting.objects.filter(slug="zink-2027").exists()


def test_a_plan_in_use_is_not_deleted_though_nobody_has_adopted_it(staff, plan):
    assert delete(staff, plan) == 403
    assert delete(staff, plan.meetings.get()) == 403
    assert plan.meetings.count() == 1


def test_a_meeting_that_is_brought_back_is_in_the_calendar_once(staff, proposal):
    meeting = proposal.meetings.get()
    uid = str(meeting.sessions.get().uid)
    delete(staff, meeting)
    address = reverse("admin:committee_meeting_deleted")
    staff.post(address, {"version": staff.get(address).context["versions"][0].pk})
    events = Calendar.from_ical(staff.get(reverse("committee:calendar")).content).walk("VEVENT")
    found = [event for event in events if str(event["UID"]) == uid]
    assert [str(event["STATUS"]) for event in found] == ["TENTATIVE"]
    assert int(found[0]["SEQUENCE"]) > WithdrawnSession.objects.get(uid=uid).sequence


def test_a_plan_that_is_brought_back_says_that_its_meetings_are_not_with_it(staff, proposal):
    staff.post(reverse("admin:committee_meetingplan_delete", args=[proposal.pk]), {"post": "yes"})
    address = reverse("admin:committee_meetingplan_deleted")
    page = staff.post(address, {"version": staff.get(address).context["versions"][0].pk}, follow=True)
    assert "Hent det tilbage under Slettede: møder." in page.content.decode()


# Its year


def year_page(plan: MeetingPlan) -> str:
    return reverse("admin:committee_meetingplan_year", args=[plan.pk])


def test_the_year_of_a_proposal_is_changed_and_its_meetings_follow(staff, proposal):
    sent = {"year": "2028", "expected_revision": proposal.revision}
    page = staff.post(year_page(proposal), sent)
    assert "onsdag den 15. marts 2028" in page.content.decode()
    assert MeetingPlan.objects.get(pk=proposal.pk).year == 2027
    assert staff.post(year_page(proposal), sent | {"confirmed": "2028"}).status_code == 302
    assert (proposal.meetings.get().slug, proposal.meetings.get().dates()) == ("zink-2027", "15. marts 2028")
    assert MeetingPlan.objects.get(pk=proposal.pk).year == 2028


def test_titles_get_the_new_year_and_texts_that_name_the_old_one_are_listed(staff, proposal):
    Meeting.objects.filter(plan=proposal).update(title="Regnskab 2027", body="I 2027 kommer regnskabet i marts.")
    sent = {"year": "2028", "expected_revision": proposal.revision}
    page = staff.post(year_page(proposal), sent).content.decode()
    assert "Om mødet: I 2027 kommer regnskabet i marts." in page
    assert "under Nyt står, at planens år er rettet" in page
    staff.post(year_page(proposal), sent | {"confirmed": "2028"})
    assert proposal.meetings.get().title == "Regnskab 2028"


def test_a_drafts_meetings_get_addresses_with_the_new_year(staff, proposal):
    MeetingPlan.objects.filter(pk=proposal.pk).update(is_draft=True)
    staff.post(year_page(proposal), {"year": "2028", "expected_revision": proposal.revision, "confirmed": "2028"})
    assert proposal.meetings.get().slug == "zink-2028"


@pytest.mark.parametrize(
    ("year", "error"),
    [
        ("1999", "Skriv et år mellem 2000 og 2099."),
        ("99999", "Skriv et år mellem 2000 og 2099."),
        ("2026", "Der er allerede en mødeplan for 2026."),
        ("2027", "Planen er allerede for 2027."),
        ("næste", "Skriv et tal"),
        ("", "Dette felt er påkrævet."),
    ],
)
def test_a_year_that_no_plan_can_have_is_refused_with_a_sentence(staff, proposal, year, error):
    page = staff.post(year_page(proposal), {"year": year, "expected_revision": proposal.revision, "confirmed": year})
    assert error in page.content.decode()
    assert MeetingPlan.objects.get(pk=proposal.pk).year == 2027


@pytest.mark.parametrize("year", ["1999", "2100", "-5", "20270"])
def test_a_new_plan_for_such_a_year_is_refused_too(staff, plan, year):
    page = staff.post(reverse("admin:committee_meetingplan_add"), {"committee": plan.committee_id, "year": year})
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["year"]
    assert MeetingPlan.objects.count() == 1


def test_the_year_of_an_adopted_plan_stands(staff, proposal):
    adopt(staff, proposal)
    page = staff.get(year_page(proposal), follow=True)
    assert "Året kan ikke rettes." in page.content.decode()
    assert "year" not in staff.get(page.redirect_chain[-1][0]).context["adminform"].form.fields


# Adoption


@pytest.mark.parametrize(
    ("day", "error"),
    [
        ("9.12.2026", "9. december 2026 er ikke kommet endnu. Vent til den dag, udvalget har vedtaget planen."),
        ("9.12.1926", "9. december 1926 er for længe før 2027."),
        ("i går", "Skriv datoen"),
    ],
)
def test_a_plan_is_adopted_on_a_day_that_has_come(staff, proposal, day, error):
    assert error in adopt(staff, proposal, adopted_on=day)
    assert not MeetingPlan.objects.get(year=2027).is_adopted


def test_a_plan_is_adopted_today_with_the_notes_of_its_meetings(staff, proposal):
    own = Meeting.objects.create(
        plan=proposal, title="Egen", slug="egen", kind_id="besoeg", confirm_note="Hvem viser rundt?"
    )
    address = reverse("admin:committee_meetingplan_adopt", args=[proposal.pk])
    page = staff.get(address)
    assert page.context["unsure"] == ["Egen, : Hvem viser rundt?"]
    assert "1 møde er markeret ”Bekræft dato og tid”. Den markering går væk." in page.content.decode()
    adopt(staff, proposal, adopted_on="30.11.2026", confirmed=page.context["unsure_digest"])
    proposal.refresh_from_db()
    assert (proposal.is_adopted, proposal.adopted_on, proposal.adopted_by) == (True, NOVEMBER.date(), "Socialudvalget")
    assert dict(proposal.meetings.values_list("slug", "confirm_note")) == {"zink-2027": "", "egen": "Hvem viser rundt?"}
    assert own.pk


def test_a_draft_has_no_button_to_adopt_it(staff, proposal):
    pages = ["/admin/", reverse("admin:committee_meetingplan_change", args=[proposal.pk])]
    button = reverse("admin:committee_meetingplan_adopt", args=[proposal.pk])
    assert [button in staff.get(page).content.decode() for page in pages] == [True, True]
    MeetingPlan.objects.filter(pk=proposal.pk).update(is_draft=True)
    assert [button in staff.get(page).content.decode() for page in pages] == [False, False]


def test_a_draft_is_not_adopted_before_it_is_public(staff, proposal):
    MeetingPlan.objects.filter(pk=proposal.pk).update(is_draft=True)
    assert "er en kladde. Offentliggør den som forslag først." in adopt(staff, proposal)
    assert not MeetingPlan.objects.get(pk=proposal.pk).is_adopted


def test_the_texts_that_still_speak_of_a_proposal_are_listed_with_links(staff, proposal):
    chapter = insert(Chapter, title="År", slug="aar", lead="Kort.")
    body = "Intet.\n\nMødeplanen er et forslag.\n\nMere."
    section = insert(Section, chapter=chapter, title="Mødeplan", slug="moedeplan", body=body)
    insert(Section, chapter=chapter, title="Andet", slug="andet", body="Et forslag.\n\nEn mødeplan.")
    page = adopt(staff, proposal)
    assert "”Mødeplanen er et forslag.”" in page
    assert reverse("admin:portal_section_change", args=[section.pk]) in page
    assert "/guide/aar/#andet" not in page


# Kinds and school holidays


def test_kinds_are_the_secretariats_own_records(staff, proposal):
    names = [
        "Introduktion",
        "Konstituerende",
        "Ordinært",
        "Budgetseminar",
        "Ekstraordinært",
        "Fællesmøde",
        "Besøg",
        "Studietur",
    ]
    assert [kind.name.split()[0] for kind in MeetingKind.objects.all()] == names
    sent = {"name": "Temadag", "slug": "temadag", "sign": "T", "order": 9, "in_public_feed": "on"}
    assert staff.post(reverse("admin:committee_meetingkind_add"), sent).status_code == 302
    Meeting.objects.filter(slug="zink-2027").update(kind="temadag")
    page = staff.get("/moeder/?aar=2027&art=temadag").content.decode()
    assert "Zinkmøde" in page
    assert '<span class="tag">T</span> Temadag' in page
    assert staff.get(reverse("committee:calendar"), {"art": "temadag"}).content.count(b"BEGIN:VEVENT") == 1


def test_a_kind_outside_the_public_feed_is_absent_from_it_alone(staff, proposal):
    Meeting.objects.filter(slug="zink-2027").update(kind="studietur")
    uid = str(proposal.meetings.get().sessions.get().uid)
    assert uid in feed(staff)
    MeetingKind.objects.filter(slug="studietur").update(in_public_feed=False)
    assert uid not in feed(staff)
    assert uid.encode() not in staff.get(reverse("committee:calendar"), {"art": "studietur"}).content
    assert "Zinkmøde" in staff.get("/moeder/?aar=2027").content.decode()
    assert staff.get("/moeder/zink-2027/").status_code == 200
    assert uid.encode() in staff.get("/moeder/zink-2027/moede.ics").content


def test_a_kind_in_use_is_not_deleted_and_its_address_never_changes(staff, plan):
    kind = MeetingKind.objects.get(slug="budgetseminar")
    page = staff.post(reverse("admin:committee_meetingkind_delete", args=[kind.pk]), {"post": "yes"})
    assert page.status_code == 200
    assert MeetingKind.objects.filter(slug="budgetseminar").exists()
    form = staff.get(reverse("admin:committee_meetingkind_change", args=[kind.pk])).context["adminform"].form
    assert "slug" not in form.fields


def test_a_renamed_kind_is_found_by_its_new_name(staff, plan):
    kind = MeetingKind.objects.get(slug="budgetseminar")
    kind.name = "Pengedøgn"
    kind.save()
    assert [hit.document.address for hit in search("pengedøgn").hits] == ["/moeder/seminar-2026/"]


def test_the_history_of_a_meeting_names_its_kinds_and_an_older_one_comes_back(staff, plan):
    meeting = save_meeting(plan, "andet", evening(dt.date(2026, 5, 6)), kind="budgetseminar")
    meeting.refresh_from_db()
    meeting.kind = MeetingKind.objects.get(slug="faellesmoede")
    meeting.save()
    newest, *_, oldest = history.entries(meeting)
    changed = {change.label: (change.before, change.after) for change in newest.changes}
    assert changed["Art"] == ("Budgetseminar", "Fællesmøde")
    history.restore(meeting, oldest.version)
    assert plan.meetings.get(slug="andet").kind_id == "budgetseminar"


def test_school_holidays_are_entered_at_the_desk_and_none_are_shipped(content, staff):
    assert SchoolHoliday.objects.count() == 0
    address = reverse("admin:committee_schoolholiday_add")
    sent = {"name": "Efterårsferie", "first_day": "16. oktober 2027", "last_day": "24.10.2027"}
    assert staff.post(address, sent).status_code == 302
    assert str(SchoolHoliday.objects.get()) == "Efterårsferie, 16. oktober 2027 - 24. oktober 2027"
    wrong = staff.post(address, sent | {"last_day": "1.10.2027"})
    assert "Ferien slutter, før den begynder." in wrong.content.decode()
    assert MeetingSession.objects.exists()
