"""Confirming at the desk: in the list, and on one page of all kinds. To review is something else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import EDITOR
from portal.content import history
from portal.lib import clock
from portal.models import NewsItem, Term
from portal.templatetags.desk import tick_of
from tests.kit.factories import make_plan, make_user, save_term

pytestmark = pytest.mark.django_db

PAGE = "/admin/bekraeft/"


@pytest.fixture
def unsure(db: None) -> Term:
    return save_term(name="Zinkord", slug="zinkord", confirm_note="Passer det?")


def said(client: Client, address: str, **sent: object) -> list[str]:
    return [str(message) for message in client.post(address, sent, follow=True).context["messages"]]


def test_the_list_confirms_in_bulk_and_the_history_says_who(staff: Client, unsure: Term) -> None:
    other = save_term(name="Ord", slug="ord")
    news = NewsItem.objects.count()
    sent = {"action": "confirm", "_selected_action": [unsure.pk, other.pk]}
    assert said(staff, reverse("admin:portal_term_changelist"), **sent) == [
        "Bekræftet: 1. Mærket ”afventer sekretariatet” er væk. 1 var bekræftet i forvejen."
    ]
    unsure.refresh_from_db()
    assert (unsure.confirm_note, unsure.reviewed_on) == ("", None)
    [entry, _] = history.entries(unsure)
    assert entry.by == "Mette"
    assert [(change.label, change.before, change.after) for change in entry.changes] == [
        ("Skal bekræftes", "Passer det?", "")
    ]
    other.refresh_from_db()
    assert (other.revision, NewsItem.objects.count()) == (1, news)
    assert "afventer sekretariatet" not in staff.get("/ordbog/").content.decode()


def test_a_review_leaves_the_note_and_says_so(staff: Client, unsure: Term) -> None:
    sent = {"action": "mark_reviewed", "_selected_action": [unsure.pk]}
    assert said(staff, reverse("admin:portal_term_changelist"), **sent) == [
        "Gennemgået i dag: 1. Det, der skal bekræftes, skal det stadig."
    ]
    unsure.refresh_from_db()
    assert (unsure.confirm_note, unsure.reviewed_on) == ("Passer det?", clock.today())


def test_the_list_tells_confirmed_and_reviewed_apart_and_is_narrowed_to_what_awaits(
    staff: Client, unsure: Term
) -> None:
    Term.objects.update(reviewed_on=dt.date(2026, 11, 2))
    save_term(name="Ord", slug="ord")
    page = staff.get(reverse("admin:portal_term_changelist"))
    assert [name for name in page.context["cl"].list_display if name in {"awaits_confirmation", "reviewed"}] == [
        "awaits_confirmation",
        "reviewed",
    ]
    assert "2. november 2026" in page.content.decode()
    assert "ikke gennemgået" in page.content.decode()
    for choice, names in (("nej", ["Zinkord"]), ("ja", ["Ord"]), ("x", ["Ord", "Zinkord"])):
        found = staff.get(reverse("admin:portal_term_changelist"), {"bekraeftet": choice}).context["cl"].result_list
        assert [term.name for term in found] == names


def test_the_page_groups_by_kind_and_confirms_what_is_ticked_alone(staff: Client, unsure: Term) -> None:
    plan = make_plan(confirm_note="Bekræft planen.")
    other = save_term(name="Ord", slug="ord", confirm_note="Og det?")
    kinds = staff.get(PAGE).context["kinds"]
    assert [(kind.label, len(kind.waiting)) for kind in kinds] == [("mødeplaner", 1), ("ordbog", 2)]
    assert said(staff, PAGE, record=[tick_of(unsure), tick_of(plan)]) == [
        "Bekræftet: 2. Mærket ”afventer sekretariatet” er væk."
    ]
    for record, note in ((unsure, ""), (plan, ""), (other, "Og det?")):
        record.refresh_from_db()
        assert record.confirm_note == note


def test_what_was_changed_meanwhile_is_not_confirmed_and_is_named(staff: Client, unsure: Term) -> None:
    tick = tick_of(unsure)
    unsure.definition = "Noget helt andet."
    unsure.save()
    assert said(staff, PAGE, record=tick) == [
        "Intet blev bekræftet.",
        "”Zinkord” er ændret, siden du åbnede siden, og er ikke bekræftet. Læs den igen.",
    ]
    unsure.refresh_from_db()
    assert unsure.confirm_note == "Passer det?"


@pytest.mark.parametrize("tick", ["", "portal.term", "portal.term:x:1", "auth.user:1:1", "portal.term:999999:1", ":::"])
def test_a_tick_of_nothing_changes_nothing(staff: Client, unsure: Term, tick: str) -> None:
    [told] = said(staff, PAGE, record=tick)
    assert told in {"Sæt flueben ved det, du vil bekræfte. Intet er ændret.", "Intet blev bekræftet."}
    assert Term.objects.get().confirm_note == "Passer det?"


def test_an_editor_confirms_no_plan(client: Client, unsure: Term) -> None:
    plan = make_plan(confirm_note="Bekræft planen.")
    client.force_login(make_user("redaktoer", EDITOR))
    assert [kind.label for kind in client.get(PAGE).context["kinds"]] == ["ordbog"]
    said(client, PAGE, record=[tick_of(plan), tick_of(unsure)])
    plan.refresh_from_db()
    unsure.refresh_from_db()
    assert (plan.confirm_note, unsure.confirm_note) == ("Bekræft planen.", "")
