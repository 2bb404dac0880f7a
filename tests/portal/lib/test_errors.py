"""What somebody reads whose request failed: what happened, what was kept, what was typed, and no secret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InterfaceError, InternalError, OperationalError
from django.test import Client
from django.urls import reverse
from reversion.signals import post_revision_commit

from portal.content.records import StaleRecordError
from portal.lib.errors import DATABASE_AWAY
from portal.models import Term

pytestmark = pytest.mark.django_db
FIELDS = {"name": "Måltal", "slug": "maaltal", "definition": "Et tal, der styres efter."}
LOCKED = "could not obtain lock on row"


@pytest.fixture
def staff(staff: Client) -> Client:
    staff.raise_request_exception = False
    return staff


@pytest.fixture
def failing(request: pytest.FixtureRequest) -> Iterator[None]:
    def fail(**_: Any) -> None:
        raise request.param

    post_revision_commit.connect(fail)
    yield
    post_revision_commit.disconnect(fail)


@pytest.mark.parametrize(
    ("failing", "status", "heading"),
    [
        (OperationalError(LOCKED), 503, "Din ændring er ikke gemt"),
        (InterfaceError("connection already closed"), 503, "Din ændring er ikke gemt"),
        (InternalError("cannot execute INSERT in a read-only transaction"), 503, "Din ændring er ikke gemt"),
        (IntegrityError("UNIQUE constraint failed: portal_term.slug"), 409, "Din ændring er ikke gemt"),
        (StaleRecordError(Term(name="Måltal")), 409, "Din ændring er ikke gemt"),
        (ValidationError("Noget andet."), 500, "Der skete en fejl i portalen"),
        (RuntimeError("noget helt andet"), 500, "Der skete en fejl i portalen"),
    ],
    indirect=["failing"],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_failed_save_returns_the_typed_text(staff: Client, failing: None, status: int, heading: str) -> None:
    answer = staff.post(reverse("admin:portal_term_add"), FIELDS | {"csrfmiddlewaretoken": "x" * 32})
    page = answer.content.decode()
    assert (answer.status_code, f"<h1>{heading}</h1>" in page) == (status, True)
    assert FIELDS["definition"] in page
    assert "csrfmiddlewaretoken" not in page
    assert not Term.objects.exists()


def test_no_secret_comes_back() -> None:
    sent = {"username": "mette", "password": "hemmelig-1", "code": "135790", "new_password1": "hemmelig-2"}
    page = Client().post("/konto/log-ind/", sent, **{DATABASE_AWAY: True}).content.decode()
    assert "mette" in page
    assert [value for name, value in sent.items() if name != "username" and value in page] == []


def test_every_secret_that_a_form_asks_for_is_known_as_one(staff: Client) -> None:
    """By its kind: what a browser shows as dots, or takes from the reader's app."""
    from portal.lib.errors import is_secret

    addresses = ("/konto/log-ind/", "/konto/adgangskode/", "/admin/totrin/", "/admin/password_change/")
    forms = [(staff.get(address).context or {}).get("form") for address in addresses]
    secret = [
        name
        for form in forms
        if form is not None
        for name, field in form.fields.items()
        if field.widget.input_type == "password" or field.widget.attrs.get("autocomplete") == "one-time-code"
    ]
    assert len(secret) >= 5
    assert [name for name in secret if not is_secret(name)] == []
