"""The session ends while somebody writes: the text comes through the sign-in, and can be saved on the other side."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.accounts import unsaved
from portal.models import Term
from tests.kit.factories import PASSWORD
from tests.kit.person import Answer
from tests.kit.reading import Page, words

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
TEXT = "Et forslag,\r\nsom er regnet igennem & “citeret”."
STORED = TEXT.replace("\r\n", " ")
"""A definition stands on one line."""


@pytest.fixture
def staff(mette: User) -> Client:
    """At a browser that sends what a browser sends."""
    client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    client.force_login(mette)
    return client


def fields(response: Any) -> dict[str, str]:
    """What the browser would send back from the page's form."""
    return Answer(response.status_code, response.content.decode(), {}).fields()


def written(staff: Client, term: Term) -> tuple[str, dict[str, str]]:
    """The address of the form and what is in it, when the text has been typed and the session has ended."""
    address = reverse("admin:portal_term_change", args=[term.pk])
    sent = fields(staff.get(address)) | {"definition": TEXT, "_save": "Gem"}
    Session.objects.all().delete()
    return address, sent


def signed_in(staff: Client, door: Any, **more: str) -> Any:
    return staff.post(LOGIN, fields(door) | {"username": "mette", "password": PASSWORD} | more)


@pytest.mark.parametrize("members_only", [False, True])
def test_the_text_survives_the_sign_in_and_is_saved_after_it(
    staff: Client, term: Term, settings: Any, members_only: bool
) -> None:
    settings.MEMBERS_ONLY = members_only
    address, sent = written(staff, term)
    door = staff.post(address, sent)
    assert (door.status_code, "Din tekst er ikke gemt endnu" in door.text) == (403, True)
    again = signed_in(staff, door, password="gættet")
    assert (again.status_code, "passer ikke sammen" in again.text) == (200, True)
    inside = signed_in(staff, again)
    assert "citeret" in inside.text
    assert Term.objects.get().definition == term.definition
    assert staff.post(address, fields(inside)).status_code == 302
    assert Term.objects.get().definition == STORED


def test_the_text_survives_a_sign_in_in_two_steps(staff: Client, mette: User, term: Term) -> None:
    device = TOTPDevice.objects.create(user=mette, name="Telefon", confirmed=True)
    address = reverse("admin:portal_term_change", args=[term.pk])
    sent = {"definition": TEXT, "name": "Budgetnotat", "slug": "budgetnotat", "expected_revision": term.revision}
    Session.objects.all().delete()
    staff.get(LOGIN)
    door = staff.post(address, sent | {"csrfmiddlewaretoken": staff.cookies["csrf"].value})
    asked = signed_in(staff, door)
    assert "Kode fra din app" in asked.text
    inside = signed_in(staff, asked, code=f"{totp(device.bin_key):06}")
    assert staff.post(address, fields(inside)).status_code == 302
    assert Term.objects.get().definition == STORED


def test_saved_version_of_another_editor_is_shown_after_sign_in(staff: Client, term: Term) -> None:
    address, sent = written(staff, term)
    term.definition = "Mettes."
    term.save()
    inside = signed_in(staff, staff.post(address, sent))
    refused = staff.post(address, fields(inside))
    assert (refused.status_code, "har gemt en ny udgave" in refused.text) == (200, True)
    assert fields(refused)["definition"].split() == TEXT.split()


def test_sign_in_in_another_tab_lets_the_first_save(staff: Client, mette: User, term: Term) -> None:
    address, sent = written(staff, term)
    staff.post(LOGIN, fields(staff.get(LOGIN)) | {"username": "mette", "password": PASSWORD})
    offered = staff.post(address, sent)
    assert (offered.status_code, "citeret" in offered.text) == (403, True)
    assert staff.post(address, fields(offered)).status_code == 302
    assert Term.objects.get().definition == STORED


def test_cross_site_post_is_never_offered_for_saving(staff: Client, term: Term) -> None:
    address = reverse("admin:portal_term_change", args=[term.pk])
    answer = staff.post(address, {"definition": "Falsk."}, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, "Falsk." in answer.text) == (403, False)


def test_the_preview_says_that_the_session_has_ended_and_shows_no_sign_in(staff: Client, term: Term) -> None:
    _, sent = written(staff, term)
    headers = {"HX-Request": "true", "HX-Trigger-Name": "definition"}
    answer = staff.post(reverse("admin:preview"), sent, headers=headers)
    assert (answer.status_code, answer.content) == (401, b"")


def test_no_secret_is_carried_and_nothing_that_was_not_sealed_here(staff: Client, mette: User) -> None:
    address = reverse("admin:password_change")
    sent = fields(staff.get(address)) | {"old_password": PASSWORD, "new_password1": "hemmelig-1"}
    Session.objects.all().delete()
    door = staff.post(address, sent)
    kept = unsaved.opened(fields(door)["kept"])
    assert kept == unsaved.Unsaved(address, [], False)
    assert "hemmelig-1" not in door.text
    inside = signed_in(staff, door, kept="forfalsket")
    assert (inside.status_code, inside.headers["Location"]) == (302, address)


def test_a_draft_is_given_back_as_a_draft(staff: Client) -> None:
    address = reverse("admin:portal_term_add")
    sent = fields(staff.get(address)) | {"name": "Tal", "slug": "maaltal", "definition": TEXT, "_draft": "Gem kladde"}
    Session.objects.all().delete()
    inside = Page(signed_in(staff, staff.post(address, sent)))
    [form] = [form for form in inside.tree.iter("form") if form.get("action") == address]
    assert [words(button) for button in form.iter("button")] == ["Gem kladde"]
    again = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert staff.post(address, again).status_code == 302
    assert Term.objects.get(slug="maaltal").is_draft
