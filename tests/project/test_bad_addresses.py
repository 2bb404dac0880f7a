"""Whatever stands in an address, the page answers kindly: 200 without it, 404 for a record that is not there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from committee.models import MeetingPlan
from portal.models import Term
from tests.kit.factories import make_superuser
from tests.kit.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

CHOICES = {
    "/indsatstrappen/": ("gruppe", "alder", "status", "lov"),
    "/budget/": ("aar", "gruppe", "orden"),
    "/budget/proces/": ("budget",),
    "/tilsyn/": ("emne", "modtaget"),
    "/jura/": ("gruppe", "tema", "lov", "q"),
    "/rolle/maa-jeg-fortaelle-det/": ("svar",),
}
NASTY = [
    "\0",
    "æøå",
    "x" * 5000,
    "<script>alert(1)</script>",
    "-1",
    "1e9",
    "²",
    "%",
    "../",
    "'",
    "2026-13-45",
    "9" * 30,
    "9" * 5000,
]


@pytest.mark.parametrize("path", CHOICES)
def test_no_value_of_a_choice_breaks_a_page(client: Client, path: str) -> None:
    for name in CHOICES[path]:
        for value in NASTY:
            for headers in ({}, {"HX-Request": "true"}):
                response = client.get(path, {name: value}, headers=headers)
                assert response.status_code == 200, (name, value)
                assert "<script>alert" not in response.text


@pytest.mark.parametrize("path", CHOICES)
def test_a_choice_that_a_page_does_not_know_changes_nothing(client: Client, path: str) -> None:
    assert Page(client.get(path, {"noget": "andet"})).text == Page(client.get(path)).text


@pytest.mark.parametrize(
    "address",
    [
        "/indsatser/x/",
        "/tilsyn/x/",
        "/jura/x/",
        "/rolle/x/",
        "/budget/1.csv",
        "/budget/0.xlsx",
    ],
)
def test_missing_record_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("path", CHOICES)
def test_pages_are_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "PROPFIND", "REPORT", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/moeder/", "/moeder/kalender.ics", "/admin/"])
def test_writing_methods_get_405_with_the_allowed_ones(path: str, method: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("digits", ["9" * 30, "9" * 5000, "²", "\u0663"])
def test_no_number_that_the_desk_is_sent_breaks_it(client: Client, digits: str) -> None:
    client.force_login(make_superuser())
    plan = MeetingPlan.objects.get(year=2026)
    upload, adopt = (reverse(f"admin:committee_meetingplan_{way}", args=[plan.pk]) for way in ("upload", "adopt"))
    term, meeting = Term.objects.order_by("pk").first(), plan.meetings.first()
    days = {f"wanted_{meeting.pk}": "on", f"day_{meeting.pk}_0": digits, "seen": digits}
    sent = {
        reverse("admin:portal_term_deleted"): ({"version": digits}, {404}),
        reverse("admin:committee_meetingplan_next", args=[plan.pk]): (days, {200}),
        reverse("admin:portal_term_changelist"): ({"action": "mark_reviewed", "_selected_action": digits}, {200, 302}),
        reverse("admin:portal_term_change", args=[term.pk]): ({"expected_revision": digits}, {200}),
        reverse("admin:committee_meeting_add"): ({"sessions-TOTAL_FORMS": digits, "plan": digits}, {200}),
        adopt: ({"expected_revision": digits}, {200}),
        upload: ({"rows": digits}, {302}),
    }
    told = {address: client.post(address, fields).status_code for address, (fields, _) in sent.items()}
    assert {address: status for address, status in told.items() if status not in sent[address][1]} == {}
