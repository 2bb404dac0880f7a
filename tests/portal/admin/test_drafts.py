"""Drafts at the desk: what each button does, what waits while readers keep the old wording, and two editors at one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import reversion
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from committee.models import Committee, Meeting, MeetingChange, Walk, WalkAnswer, WalkStep
from portal.content import history
from portal.content.pending import PendingVersion
from portal.content.publication import publish_due
from portal.lib import clock
from portal.models import Chapter, NewsItem, Section, Term
from portal.text.danish import short_date
from portal.transfer.transfer import export_content, import_content
from tests.kit.factories import ADOPTED, add_meeting, evening, make_plan, save_meeting
from tests.kit.person import Answer
from tests.kit.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOON = dt.datetime(2026, 11, 30, 12)
NEW = {"name": "Budgetnotat", "slug": "budgetnotat", "definition": "Et forslag med en pris."}


@pytest.fixture(autouse=True)
def _at_noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("mette", password="x", first_name="Mette"))
    return client


@pytest.fixture
def sara() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("sara", password="x", first_name="Sara"))
    return client


@pytest.fixture
def term() -> Term:
    """One that members have been told of long ago."""
    term = Term.objects.create(**NEW)
    NewsItem.objects.all().delete()
    return term


def form_of(client: Client, address: str, page: Any = None) -> dict[str, Any]:
    """What the browser would send back from the page's form, no button among it."""
    page = page or client.get(address)
    fields = Answer(page.status_code, page.content.decode(), {}).fields()
    return {name: value for name, value in fields.items() if not name.startswith("_")}


def change(record: Any) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def buttons(page: Any) -> list[tuple[str, str]]:
    """Name and text of each button that saves, once, in the order that the form has them."""
    found = [(e.get("name"), e.get("value")) for e in Page(page).tree.iter("input") if e.get("type") == "submit"]
    return list(dict.fromkeys((name, text) for name, text in found if name in ("_draft", "_save", "_publish_at")))


def said(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def glossary(client: Client | None = None) -> str:
    return (client or Client()).get("/ordbog/").content.decode()


# The buttons


def test_a_new_records_buttons_say_what_they_do(staff: Client) -> None:
    page = staff.get(reverse("admin:portal_term_add"))
    expected = [("_draft", "Gem kladde"), ("_save", "Offentliggør nu"), ("_publish_at", "Offentliggør på tidspunktet")]
    assert buttons(page) == expected


def test_a_public_records_first_button_publishes_and_a_public_meetings_is_the_only_one(
    staff: Client, term: Term
) -> None:
    assert [name for name, _ in buttons(staff.get(change(term)))] == ["_save", "_draft", "_publish_at"]
    assert len(buttons(staff.get(reverse("admin:committee_meeting_add")))) == 3
    meeting = add_meeting(make_plan(), "moede", evening(dt.date(2026, 12, 16)))
    assert buttons(staff.get(change(meeting))) == [("_save", "Gem")]
    assert buttons(staff.get(change(meeting.plan))) == [("_save", "Gem")]


def test_a_public_meeting_is_never_kept_as_a_draft(staff: Client) -> None:
    meeting = save_meeting(make_plan(**ADOPTED), "moede", evening(dt.date(2026, 12, 16)))
    Meeting.objects.update(is_draft=True)
    opened = form_of(staff, change(meeting)) | {"note": "Med kage", "_draft": ""}
    Meeting.objects.update(is_draft=False)
    page = staff.post(change(meeting), opened)
    assert "Den er blevet offentlig, mens du skrev. Din tekst er ikke gemt endnu." in page.content.decode()
    assert Meeting.objects.get().note == ""
    assert buttons(page) == [("_save", "Gem")]


def test_a_draft_of_a_meeting_is_moved_and_published_without_a_word_of_a_move(staff: Client) -> None:
    meeting = save_meeting(make_plan(**ADOPTED), "moede", evening(dt.date(2026, 12, 16)), is_draft=True)
    sent = form_of(staff, change(meeting)) | {"sessions-0-date": "17.12.2026"}
    staff.post(change(meeting), sent | {"_draft": ""})
    assert (Meeting.objects.get().dates(), Meeting.objects.get().is_draft) == ("17. december 2026", True)
    sent = form_of(staff, change(meeting)) | {"sessions-0-date": "18.12.2026"}
    staff.post(change(meeting), sent | {"_save": ""})
    assert (Meeting.objects.get().dates(), Meeting.objects.get().is_published) == ("18. december 2026", True)
    assert MeetingChange.objects.count() == 0
    assert [item.text for item in NewsItem.objects.all()] == ["Er kommet til."]


def test_a_reader_at_the_desk_has_no_button(client: Client, term: Term) -> None:
    from django.contrib.auth.models import Permission

    user = User.objects.create_user("laeser", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_term"))
    client.force_login(user)
    assert buttons(client.get(change(term))) == []


def test_a_new_record_is_saved_as_a_draft_that_no_reader_sees_and_no_news_tells(staff: Client) -> None:
    page = staff.post(reverse("admin:portal_term_add"), NEW | {"_draft": ""}, follow=True)
    assert said(page) == ["”Budgetnotat” er gemt som kladde. Læserne ser den ikke."]
    assert page.request["PATH_INFO"] == change(Term.objects.get())
    assert Term.objects.get().is_draft
    assert "Budgetnotat" not in glossary()
    assert NewsItem.objects.count() == 0


def test_a_draft_is_published_with_one_line_of_news_and_both_names_in_its_history(staff: Client, sara: Client) -> None:
    staff.post(reverse("admin:portal_term_add"), NEW | {"_draft": ""})
    term = Term.objects.get()
    sara.post(change(term), form_of(sara, change(term)) | {"_save": ""})
    assert "Budgetnotat" in glossary()
    assert [(item.get_kind_display(), item.title, item.text) for item in NewsItem.objects.all()] == [
        ("Nyt", "Budgetnotat", "Er kommet til.")
    ]
    assert [(entry.by, entry.comment) for entry in history.entries(term)] == [
        ("Sara", "Offentliggjort."),
        ("Mette", ""),
    ]


def test_a_draft_waits_for_its_moment_and_is_then_public_once(staff: Client) -> None:
    sent = NEW | {"publish_on": "2027-03-01T08:00", "_publish_at": ""}
    page = staff.post(reverse("admin:portal_term_add"), sent, follow=True)
    assert said(page) == ["”Budgetnotat” bliver offentliggjort 1. marts 2027 kl. 8."]
    assert ("_publish_at", "Offentliggør 1. marts 2027 kl. 8") in buttons(page)
    assert ("_draft", "Gem kladde uden tidspunkt") in buttons(page)
    at = Term.objects.get().publish_at
    assert at is not None
    assert publish_due(at - dt.timedelta(seconds=1)) == []
    assert (publish_due(at), publish_due(at)) == (["Budgetnotat"], [])
    assert "Budgetnotat" in glossary()
    assert [item.text for item in NewsItem.objects.all()] == ["Er kommet til."]
    newest = history.entries(Term.objects.get())[0]
    assert (newest.by, newest.comment) == ("systemet", "Offentliggjort, som planlagt.")


def test_a_moment_beside_a_draft_is_not_forgotten_in_silence(staff: Client) -> None:
    sent = NEW | {"publish_on": "2027-03-01T08:00", "_draft": ""}
    page = staff.post(reverse("admin:portal_term_add"), sent, follow=True)
    assert said(page)[1] == "Den bliver ikke offentliggjort af sig selv: Tidspunktet er ikke gemt med kladden."


def test_a_draft_that_is_sent_without_a_button_stays_one(staff: Client) -> None:
    staff.post(reverse("admin:portal_term_add"), NEW | {"_draft": ""})
    term = Term.objects.get()
    staff.post(change(term), form_of(staff, change(term)) | {"definition": "Andet."})
    assert (Term.objects.get().is_draft, Term.objects.get().definition) == (True, "Andet.")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-11-30T11:59", "Tidspunktet er passeret. Vælg et senere, eller tryk ”Offentliggør nu”."),
        ("1000-01-01T08:00", "Tidspunktet er passeret. Vælg et senere, eller tryk ”Offentliggør nu”."),
        ("2030-01-01T08:00", "Perioden slutter 31. december 2029. Vælg et tidspunkt før det."),
        ("9999-12-31T23:59", "Perioden slutter 31. december 2029. Vælg et tidspunkt før det."),
        (
            "2027-03-28T02:30",
            "Klokken 2.30 findes ikke den 28. marts 2027: Uret stilles frem. Vælg et andet klokkeslæt.",
        ),
        (
            "2027-10-31T02:30",
            "Klokken 2.30 kommer to gange den 31. oktober 2027: Uret stilles tilbage. Vælg et andet klokkeslæt.",
        ),
        ("i morgen", "Skriv dag og klokkeslæt, fx 1. marts 2027 kl. 8."),
        ("2027-02-30T08:00", "Skriv dag og klokkeslæt, fx 1. marts 2027 kl. 8."),
        ("", "Skriv, hvornår det skal offentliggøres."),
    ],
)
def test_a_moment_that_cannot_be_is_answered_in_a_sentence_and_nothing_is_lost(
    staff: Client, typed: str, sentence: str
) -> None:
    names = {"name": "U", "municipality": "K", "administration": "F", "place": "S"}
    Committee.objects.create(slug="u", term_start=2026, term_end=2029, **names)
    page = staff.post(reverse("admin:portal_term_add"), NEW | {"publish_on": typed, "_publish_at": ""})
    assert page.context["adminform"].form.errors["publish_on"] == [sentence]
    kept = form_of(staff, "", page)
    assert {name: kept[name] for name in (*NEW, "publish_on")} == NEW | {"publish_on": typed}
    assert Term.objects.count() == 0


@pytest.mark.parametrize("typed", ["1. marts 2027 kl. 8", "1.3.2027 8.00", "2027-03-01T08:00"])
def test_a_moment_is_read_as_people_and_as_browsers_write_it(staff: Client, typed: str) -> None:
    staff.post(reverse("admin:portal_term_add"), NEW | {"publish_on": typed, "_publish_at": ""})
    assert Term.objects.get().publish_at == dt.datetime(2027, 3, 1, 7, tzinfo=dt.UTC)


# A waiting wording


def wait(client: Client, record: Any, **typed: str) -> Any:
    sent = form_of(client, change(record)) | {"_draft": ""} | typed
    answer = client.post(change(record), sent, follow=True)
    assert answer.redirect_chain, answer.context["adminform"].form.errors
    return answer


def test_readers_keep_the_old_wording_and_the_desk_shows_both(staff: Client, term: Term) -> None:
    before = glossary(), Term.objects.get().revision, len(history.entries(term))
    page = wait(staff, term, definition="En ny ordlyd.")
    assert said(page) == ["Ny ordlyd til ”Budgetnotat” er gemt som kladde. Læserne ser stadig den offentlige."]
    assert (glossary(), Term.objects.get().revision, len(history.entries(term))) == before
    assert NewsItem.objects.count() == 0
    shown = form_of(staff, change(term))["definition"]
    assert shown == "En ny ordlyd."
    page = staff.get(change(term)).content.decode()
    assert "<del>Et forslag med</del>" in page or "<del>" in page
    assert "skrevet af Mette" in page
    listed = staff.get(reverse("admin:portal_term_changelist")).content.decode()
    assert "offentlig · ny ordlyd venter" in listed
    assert Term.objects.get().definition == NEW["definition"]


def test_the_waiting_wording_is_published_by_a_button(staff: Client, sara: Client, term: Term) -> None:
    wait(staff, term, definition="En ny ordlyd.")
    day = short_date(localtime(PendingVersion.objects.get().at))
    sara.post(change(term), form_of(sara, change(term)) | {"_save": ""})
    assert Term.objects.get().definition == "En ny ordlyd."
    assert PendingVersion.objects.count() == 0
    newest = history.entries(term)[0]
    assert (newest.by, [c.label for c in newest.changes]) == ("Sara", ["Kort forklaring"])
    assert newest.comment == f"Offentliggjort. Skrevet {day} af Mette."
    assert [item.text for item in NewsItem.objects.all()] == ["Rettet: kort forklaring."]


def test_the_waiting_wording_is_published_at_its_moment(staff: Client, term: Term) -> None:
    wait(staff, term, definition="En ny ordlyd.")
    sent = form_of(staff, change(term)) | {"publish_on": "2026-12-01T08:00", "_publish_at": ""}
    page = staff.post(change(term), sent, follow=True)
    assert said(page) == ["Ny ordlyd til ”Budgetnotat” bliver offentliggjort 1. december kl. 8."]
    assert Term.objects.get().definition == NEW["definition"]
    pending = PendingVersion.objects.get()
    at, day = pending.publish_at, short_date(localtime(pending.at))
    assert (publish_due(at), publish_due(at)) == (["Budgetnotat"], [])
    assert Term.objects.get().definition == "En ny ordlyd."
    newest = history.entries(term)[0]
    assert newest.comment == f"Offentliggjort, som planlagt. Skrevet {day} af Mette."
    assert NewsItem.objects.count() == 1


def test_what_another_corrects_in_public_meanwhile_stays_corrected(staff: Client, term: Term) -> None:
    wait(staff, term, definition="En ny ordlyd.")
    public = Term.objects.get()
    public.aliases = "ønskeseddel"
    public.save()
    PendingVersion.objects.update(publish_at=clock.now())
    assert publish_due(clock.now()) == ["Budgetnotat"]
    assert (Term.objects.get().definition, Term.objects.get().aliases) == ("En ny ordlyd.", "ønskeseddel")


def test_a_moment_stops_where_another_has_changed_the_same_in_public_and_the_desk_says_so(
    staff: Client, term: Term
) -> None:
    wait(staff, term, definition="En ny ordlyd.")
    public = Term.objects.get()
    public.definition = "Rettet imens."
    public.save()
    PendingVersion.objects.update(publish_at=clock.now())
    assert publish_due(clock.now()) == []
    assert Term.objects.get().definition == "Rettet imens."
    why = "En anden har rettet ”Kort forklaring” i den offentlige ordlyd, siden den nye blev skrevet."
    assert why in staff.get(change(term)).content.decode()
    assert why in staff.get("/admin/").content.decode()
    staff.post(change(term), form_of(staff, change(term)) | {"_save": ""})
    assert Term.objects.get().definition == "En ny ordlyd."


def test_a_wording_that_says_nothing_new_does_not_wait(staff: Client, term: Term) -> None:
    wait(staff, term)
    assert PendingVersion.objects.count() == 0


def test_a_waiting_wording_is_thrown_away_after_a_look_at_it(staff: Client, term: Term) -> None:
    wait(staff, term, definition="En ny ordlyd.")
    address = reverse("admin:portal_term_discard", args=[term.pk])
    assert "ny" in staff.get(address).content.decode()
    staff.post(address, {"expected": "99"})
    assert PendingVersion.objects.count() == 1
    staff.post(address, {"expected": "1"})
    assert (PendingVersion.objects.count(), Term.objects.get().definition) == (0, NEW["definition"])


def test_a_waiting_wording_goes_with_its_record(staff: Client, term: Term) -> None:
    wait(staff, term, definition="En ny ordlyd.")
    term.delete()
    assert PendingVersion.objects.count() == 0


# Two editors


def test_two_at_one_draft_meet_the_lock(staff: Client, sara: Client) -> None:
    staff.post(reverse("admin:portal_term_add"), NEW | {"_draft": ""})
    term = Term.objects.get()
    mine = form_of(staff, change(term)) | {"definition": "Mettes.", "_draft": ""}
    sara.post(change(term), form_of(sara, change(term)) | {"definition": "Saras.", "_draft": ""})
    refused = staff.post(change(term), mine)
    assert "Sara har gemt en ny udgave" in refused.content.decode()
    assert Term.objects.get().definition == "Saras."
    staff.post(change(term), form_of(staff, "", refused) | {"_draft": ""})
    assert (Term.objects.get().definition, Term.objects.get().is_draft) == ("Mettes.", True)


def test_two_at_one_waiting_wording_meet_the_lock(staff: Client, sara: Client, term: Term) -> None:
    wait(staff, term, definition="Første.")
    mine = form_of(staff, change(term)) | {"definition": "Mettes.", "_draft": ""}
    wait(sara, term, definition="Saras.", aliases="ønskeseddel")
    refused = staff.post(change(term), mine)
    page = refused.content.decode()
    assert "Sara har gemt en ny udgave" in page
    assert "<ins>Saras.</ins>" in page
    again = form_of(staff, "", refused)
    assert (again["definition"], again["aliases"]) == ("Mettes.", "ønskeseddel")
    assert staff.post(change(term), again | {"_draft": ""}).status_code == 302
    pending = PendingVersion.objects.get()
    assert pending.wording().field_dict["definition"] == "Mettes."
    assert Term.objects.get().definition == NEW["definition"]


def test_edits_of_different_fields_of_a_waiting_wording_merge(staff: Client, sara: Client, term: Term) -> None:
    wait(staff, term, definition="Første.")
    mine = form_of(staff, change(term)) | {"definition": "Mettes.", "_draft": ""}
    wait(sara, term, aliases="ønskeseddel")
    assert staff.post(change(term), mine).status_code == 302
    fields = PendingVersion.objects.get().wording().field_dict
    assert (fields["definition"], fields["aliases"]) == ("Mettes.", "ønskeseddel")


def test_who_opened_the_public_wording_meets_the_one_that_waits_since(staff: Client, sara: Client, term: Term) -> None:
    mine = form_of(staff, change(term)) | {"definition": "Mettes.", "_save": ""}
    wait(sara, term, definition="Saras.")
    refused = staff.post(change(term), mine)
    assert "Sara har gemt en ny udgave" in refused.content.decode()
    assert Term.objects.get().definition == NEW["definition"]


def test_a_public_correction_is_not_lost_under_a_waiting_wording_that_was_open(staff: Client, term: Term) -> None:
    wait(staff, term, definition="Første.")
    mine = form_of(staff, change(term)) | {"definition": "Mettes.", "_save": ""}
    public = Term.objects.get()
    public.aliases = "ønskeseddel"
    public.save()
    assert staff.post(change(term), mine).status_code == 302
    assert (Term.objects.get().definition, Term.objects.get().aliases) == ("Mettes.", "ønskeseddel")


def test_who_saves_a_wording_that_is_published_meanwhile_is_asked(staff: Client, sara: Client, term: Term) -> None:
    wait(staff, term, definition="Første.")
    mine = form_of(staff, change(term)) | {"definition": "Mettes.", "_draft": ""}
    sara.post(change(term), form_of(sara, change(term)) | {"_save": ""})
    refused = staff.post(change(term), mine)
    assert refused.status_code == 200
    assert staff.post(change(term), form_of(staff, "", refused) | {"_draft": ""}).status_code == 302
    assert Term.objects.get().definition == "Første."
    assert PendingVersion.objects.get().wording().field_dict["definition"] == "Mettes."


# Parts


@pytest.fixture
def question() -> WalkStep:
    walk = Walk.objects.create(title="Må jeg?", slug="maa-jeg", lead="Svar.")
    end = WalkStep.objects.create(walk=walk, slug="ja", title="Ja", verdict="ja", order=9)
    with reversion.create_revision():
        step = WalkStep.objects.create(walk=walk, slug="hvad", title="Hvad?", order=1)
        for order, label in enumerate(("Det her", "Det der"), 1):
            WalkAnswer.objects.create(step=step, label=label, leads_to=end, order=order)
    return step


def labels(step: WalkStep) -> list[str]:
    return [answer.label for answer in WalkStep.objects.get(pk=step.pk).answers.all()]


def test_a_waiting_wording_has_parts_that_come_go_and_change(staff: Client, question: WalkStep) -> None:
    sent = form_of(staff, change(question))
    new = {"answers-TOTAL_FORMS": "3", "answers-2-label": "Et tredje", "answers-2-order": "3"}
    new |= {
        "answers-2-leads_to": sent["answers-0-leads_to"],
        "answers-0-DELETE": "on",
        "answers-1-label": "Noget andet",
    }
    wait(staff, question, **new)
    assert labels(question) == ["Det her", "Det der"]
    again = form_of(staff, change(question))
    assert [again[f"answers-{n}-label"] for n in range(2)] == ["Noget andet", "Et tredje"]
    wait(staff, question, **{"answers-1-label": "Et andet tredje"})
    assert labels(question) == ["Det her", "Det der"]
    other = WalkAnswer.objects.create(step=WalkStep.objects.get(slug="ja"), label="X", leads_to=question, order=1)
    PendingVersion.objects.update(publish_at=clock.now())
    assert len(publish_due(clock.now())) == 1
    assert labels(question) == ["Noget andet", "Et andet tredje"]
    assert WalkAnswer.objects.get(pk=other.pk).label == "X"
    assert max(WalkAnswer.objects.values_list("pk", flat=True)) < 10**6


# Back to a draft


def test_what_was_published_too_soon_is_taken_back(staff: Client, term: Term) -> None:
    address = reverse("admin:portal_term_withdraw", args=[term.pk])
    assert "Træk tilbage" in staff.get(address).content.decode()
    staff.post(address, {"expected": "99"})
    assert Term.objects.get().is_draft is False
    staff.post(address, {"expected": str(term.revision)})
    assert Term.objects.get().is_draft
    assert "Budgetnotat" not in glossary()
    assert [(item.kind, item.address) for item in NewsItem.objects.all()] == [("slettet", "")]
    staff.post(change(term), form_of(staff, change(term)) | {"_save": ""})
    assert "Budgetnotat" in glossary()


def test_taking_back_says_what_else_readers_lose(staff: Client) -> None:
    chapter = Chapter.objects.create(title="Jura", slug="jura", lead="Loven.")
    Section.objects.create(chapter=chapter, title="Rammer", slug="rammer", body="En ramme.")
    page = staff.get(reverse("admin:portal_chapter_withdraw", args=[chapter.pk])).content.decode()
    assert "afsnit: 1" in page


def test_the_first_page_lists_drafts_and_what_waits(staff: Client, term: Term) -> None:
    Term.objects.create(name="Kladden", slug="kladden", definition="K.", is_draft=True)
    at = dt.datetime(2027, 3, 1, 7, tzinfo=dt.UTC)
    Term.objects.create(name="Senere", slug="senere", definition="K.", is_draft=True, publish_at=at)
    wait(staff, term, definition="En ny ordlyd.")
    page = Page(staff.get("/admin/")).text
    for words in ("Kladden: Kladde.", "Senere: Offentlig fra 1. marts 2027 kl. 8.", "Budgetnotat: Ny ordlyd venter"):
        assert words in page


def test_a_deleted_draft_is_no_news(staff: Client) -> None:
    draft = Term.objects.create(name="Kladden", slug="kladden", definition="K.", is_draft=True)
    staff.post(reverse("admin:portal_term_delete", args=[draft.pk]), {"post": "yes"})
    assert (Term.objects.count(), NewsItem.objects.count()) == (0, 0)


def test_going_back_in_the_history_publishes_nothing_and_hides_nothing(staff: Client) -> None:
    staff.post(reverse("admin:portal_term_add"), NEW | {"_draft": ""})
    term = Term.objects.get()
    staff.post(change(term), form_of(staff, change(term)) | {"definition": "Anden.", "_save": ""})
    first = history.entries(term)[-1].version
    address = reverse("admin:portal_term_restore", args=[term.pk, first.pk])
    staff.post(address, {"expected_revision": Term.objects.get().revision})
    assert (Term.objects.get().is_draft, Term.objects.get().definition) == (False, NEW["definition"])


def test_a_draft_moves_house_as_a_draft(tmp_path: Path) -> None:
    at = dt.datetime(2027, 3, 1, 7, tzinfo=dt.UTC)
    Term.objects.create(**NEW, is_draft=True, publish_at=at)
    export_content(tmp_path)
    Term.objects.all().delete()
    import_content(tmp_path, replace=True)
    assert [(term.is_draft, term.publish_at) for term in Term.objects.all()] == [(True, at)]
