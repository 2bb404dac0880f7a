"""What a screen reader, a browser and a Dane need of the desk's pages, where Django's own do not give it."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree.ElementTree import Element

import pytest
import reversion
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from committee.models import Meeting
from portal.models import Synonym, Term
from tests.kit.factories import PASSWORD, add_meeting, evening, make_plan, make_user
from tests.kit.reading import Page, words

MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
"""A date, or a date and a time, as HTML takes it in `datetime`."""


@pytest.fixture
def meeting(db: None) -> Meeting:
    return add_meeting(make_plan(), "september", evening(dt.date(2026, 9, 16)))


TELLING = {"meeting", "what members see"}
"""The pages with a text that explains a word."""


def pages_of(staff: Client, meeting: Meeting) -> dict[str, Page]:
    user = User.objects.get()
    addresses = {
        "meeting": reverse("admin:committee_meeting_change", args=[meeting.pk]),
        "move": reverse("admin:committee_meeting_move", args=[meeting.pk]),
        "cancel": reverse("admin:committee_meeting_cancel", args=[meeting.pk]),
        "adopt": reverse("admin:committee_meetingplan_adopt", args=[meeting.plan_id]),
        "upload": reverse("admin:committee_meetingplan_upload", args=[meeting.plan_id]),
        "list": reverse("admin:committee_meeting_changelist"),
        "history": reverse("admin:committee_meeting_history", args=[meeting.pk]),
        "account": reverse("admin:auth_user_change", args=[user.pk]),
        "password of another": reverse("admin:auth_user_password_change", args=[user.pk]),
        "own password": reverse("admin:password_change"),
        "synonym": reverse("admin:portal_synonym_change", args=[Synonym.objects.create(word="a", means="b").pk]),
        "front": reverse("admin:index"),
        "news": reverse("portal:news"),
        "what members see": meeting.get_absolute_url(),
    }
    return {name: Page(staff.get(address)) for name, address in addresses.items()}


@pytest.fixture
def pages(admin_client: Client, meeting: Meeting) -> dict[str, Page]:
    Term.objects.create(name="delegation", slug="delegation", definition="At lade andre beslutte.")
    with reversion.create_revision():
        meeting.note = "med gæst"
        meeting.body = "Mødet handler om delegation."
        meeting.save()
    return pages_of(admin_client, meeting)


def name_of(page: Page, element: Element) -> str:
    """The accessible name that the element is given by an attribute."""
    labels = element.get("aria-labelledby", "").split()
    found = [words(place) for place in page.tree.iter() if place.get("id") in labels]
    return " ".join(found) or element.get("aria-label", "")


def test_every_group_of_fields_has_a_name_of_its_own(pages):
    for where, page in pages.items():
        names = [name_of(page, group) for group in page.tree.iter("fieldset")]
        assert "" not in names, where
        assert len(names) == len(set(names)), (where, names)


def test_the_forms_of_a_page_can_be_told_apart(pages):
    for where, page in pages.items():
        names = [name_of(page, form) for form in page.tree.iter("form") if form.get("role") != "search"]
        assert len(names) == len(set(names)), (where, names)


def test_every_label_and_description_leads_to_something(pages):
    for where, page in pages.items():
        shown = {element.get("id"): element for element in page.tree.iter() if element.get("id")}
        for label in page.tree.iter("label"):
            assert shown.get(label.get("for"), label).get("type") != "hidden", (where, words(label))
        assert where not in TELLING or "Mødet handler om delegation." in page.text
        described = " ".join(element.get("aria-describedby", "") for element in page.tree.iter()).split()
        assert set(described) <= set(shown), where


def test_every_moment_is_written_as_html_takes_it(pages):
    moments = [(where, at.get("datetime")) for where, page in pages.items() for at in page.tree.iter("time")]
    assert {where for where, _ in moments} >= {"meeting", "history", "front", "news", "what members see"}
    assert [(where, moment) for where, moment in moments if not MOMENT.fullmatch(moment or "")] == []


def test_the_history_of_changes_is_named_in_danish(admin_client, pages):
    assert ("Ændringer", "/admin/reversion/revision/") in pages["front"].links
    assert Page(admin_client.get("/admin/reversion/revision/")).headings(1) == ["Vælg ændring, der skal vises"]


@pytest.mark.parametrize(
    ("sent", "can_sign_in"),
    [
        ({"password1": "en-helt-ny-kode-7", "password2": "en-helt-ny-kode-7", "usable_password": "true"}, True),
        ({"usable_password": "false", "unset-password": "Luk"}, False),
    ],
)
def test_a_superuser_gives_an_account_a_new_password_or_takes_it_away(admin_client, client, sent, can_sign_in):
    other = make_user()
    address = reverse("admin:auth_user_password_change", args=[other.pk])
    assert "messagelist" not in Page(admin_client.get(address)).text
    assert admin_client.post(address, sent).status_code == 302
    other.refresh_from_db()
    assert (other.has_usable_password(), other.check_password(PASSWORD)) == (can_sign_in, False)


def test_a_list_is_searched_from_a_field_with_a_label(admin_client):
    Term.objects.create(name="Housing First", slug="housing-first", definition="Bolig først.")
    page = Page(admin_client.get(reverse("admin:portal_term_changelist"), {"q": "ingenting"}))
    assert "Søg i" in page.text
    assert ("vis alle", "?") in page.links


def test_permissions_of_a_group_are_danish_checkboxes(admin_client):
    group = Group.objects.get(name="Redaktør")
    address = reverse("admin:auth_group_change", args=[group.pk])
    page = Page(admin_client.get(address))
    assert f"{Term._meta.verbose_name}: rette" in page.text
    assert "Can " not in page.text
    right = Permission.objects.get(codename="add_term")
    assert admin_client.post(address, {"name": "Redaktør", "permissions": [right.pk]}).status_code == 302
    assert list(group.permissions.all()) == [right]
