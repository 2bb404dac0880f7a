"""Two people at the same record: the second to save sees both versions and loses nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from portal import history
from portal.models import Term

pytestmark = pytest.mark.django_db


@pytest.fixture
def term() -> Term:
    return Term.objects.create(name="Budgetnotat", slug="budgetnotat", definition="Et forslag med en pris.")


@pytest.fixture
def staff(client: Client) -> Client:
    user = User.objects.create_superuser("mette", password="x", first_name="Mette")
    client.force_login(user)
    return client


def fields_of(client: Client, address: str) -> dict[str, str]:
    """What the browser would send back from the form as it is opened."""
    form = client.get(address).context["adminform"].form
    initial = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in initial.items() if value not in (None, [])}


def test_the_second_to_save_keeps_the_text_and_sees_the_other_version(staff, term):
    address = reverse("admin:portal_term_change", args=[term.pk])
    mine = fields_of(staff, address) | {"definition": "Min forklaring."}
    theirs = fields_of(staff, address) | {"definition": "Mettes forklaring."}
    assert staff.post(address, theirs).status_code == 302

    refused = staff.post(address, mine)
    page = refused.content.decode()
    assert refused.status_code == 200
    assert "Mette har gemt en ny udgave" in page
    assert "<ins>Mettes forklaring.</ins>" in page
    assert "Min forklaring." in page
    assert Term.objects.get().definition == "Mettes forklaring."

    again = mine | {"expected_revision": refused.context["adminform"].form["expected_revision"].value()}
    assert staff.post(address, again).status_code == 302
    assert Term.objects.get().definition == "Min forklaring."
    assert [e.by for e in history.entries(term)][:2] == ["Mette", "Mette"]


def test_a_form_without_its_revision_is_refused(staff, term):
    address = reverse("admin:portal_term_change", args=[term.pk])
    fields = fields_of(staff, address)
    del fields["expected_revision"]
    assert staff.post(address, fields).status_code == 200


def test_history_shows_who_changed_what_and_takes_it_back(staff, term):
    address = reverse("admin:portal_term_change", args=[term.pk])
    staff.post(address, fields_of(staff, address) | {"definition": "Forkert."})
    page = staff.get(reverse("admin:portal_term_history", args=[term.pk])).content.decode()
    assert "<ins>Forkert.</ins>" in page
    version = history.entries(term)[1].version
    restore = reverse("admin:portal_term_restore", args=[term.pk, version.pk])
    assert "<ins>Et forslag med en pris.</ins>" in staff.get(restore).content.decode()
    assert staff.post(restore, {"expected_revision": Term.objects.get().revision}).status_code == 302
    assert Term.objects.get().definition == "Et forslag med en pris."


def test_going_back_does_not_pass_over_what_another_has_saved_meanwhile(staff, term):
    term.definition = "Forkert."
    term.save()
    restore = reverse("admin:portal_term_restore", args=[term.pk, history.entries(term)[1].version.pk])
    seen = staff.get(restore).context["form"]["expected_revision"].value()
    term.definition = "Mettes forklaring."
    term.save()
    refused = staff.post(restore, {"expected_revision": seen})
    assert "En anden har gemt en ny udgave" in refused.content.decode()
    assert "<del>Mettes forklaring.</del>" in refused.content.decode()
    assert Term.objects.get().definition == "Mettes forklaring."


def test_a_version_that_no_longer_fits_is_told_in_a_sentence(staff, term):
    term.slug = "budgetnotater"
    term.save()
    Term.objects.create(name="Notat", slug="budgetnotat", definition="Har taget adressen.")
    restore = reverse("admin:portal_term_restore", args=[term.pk, history.entries(term)[1].version.pk])
    answer = staff.post(restore, {"expected_revision": term.revision}, follow=True)
    assert "Udgaven passer ikke længere til resten" in answer.content.decode()
    assert Term.objects.get(pk=term.pk).slug == "budgetnotater"
