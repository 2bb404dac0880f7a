"""Two people at the same record: the second to save sees both versions and loses nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import reversion
from django.test import Client
from django.urls import reverse

from committee.models import Walk, WalkAnswer, WalkStep
from portal.accounts.roles import EDITOR
from portal.content import history
from portal.models import Synonym, Term
from tests.kit.factories import client_of, make_user
from tests.kit.person import Answer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


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


def test_a_confirmation_does_not_cover_a_text_that_was_changed_meanwhile(staff, term):
    term.confirm_note = "Er prisen altid med?"
    term.save()
    address = reverse("admin:portal_term_change", args=[term.pk])
    mine = fields_of(staff, address) | {"definition": "Et forslag uden pris."}
    confirmed = fields_of(staff, address) | {"confirm_note": ""}
    assert staff.post(address, confirmed).status_code == 302
    assert staff.post(address, mine).status_code == 200
    assert Term.objects.get().definition == "Et forslag med en pris."


@pytest.fixture
def walk() -> Walk:
    return Walk.objects.create(title="Må jeg?", slug="maa-jeg", lead="Svar.")


@pytest.fixture
def question(walk: Walk) -> WalkStep:
    """A question with two answers."""
    ends = [
        WalkStep.objects.create(walk=walk, slug=verdict, title=verdict, verdict=verdict) for verdict in ("ja", "nej")
    ]
    with reversion.create_revision():
        question = WalkStep.objects.create(walk=walk, slug="hvad", title="Hvad?", body="Tænk dig om.", order=1)
        for order, (label, end) in enumerate(zip(("Det her", "Det der"), ends, strict=True), 1):
            WalkAnswer.objects.create(step=question, label=label, leads_to=end, order=order)
    return question


def whole(client: Client, address: str, page: Any = None) -> dict[str, Any]:
    """What the browser would send back from the page's form, the rows of parts included."""
    page = page or client.get(address)
    return Answer(page.status_code, page.content.decode(), {}).fields()


def answers(question: WalkStep) -> list[str]:
    return [answer.label for answer in WalkStep.objects.get(pk=question.pk).answers.all()]


def test_edits_of_different_fields_merge_by_themselves(staff, term):
    address = reverse("admin:portal_term_change", args=[term.pk])
    mine = fields_of(staff, address) | {"definition": "Min forklaring."}
    theirs = fields_of(staff, address) | {"aliases": "ønskeseddel", "reviewed_on": "30.11.2026"}
    assert staff.post(address, theirs).status_code == 302
    assert staff.post(address, mine).status_code == 302
    saved = Term.objects.get()
    assert (saved.definition, saved.aliases, saved.reviewed_on) == (
        "Min forklaring.",
        "ønskeseddel",
        dt.date(2026, 11, 30),
    )


def test_fields_without_conflict_are_merged(staff, term):
    address = reverse("admin:portal_term_change", args=[term.pk])
    mine = fields_of(staff, address) | {"definition": "Min forklaring."}
    theirs = fields_of(staff, address) | {"definition": "Mettes forklaring.", "aliases": "ønskeseddel"}
    staff.post(address, theirs)
    refused = staff.post(address, mine)
    sent = whole(staff, address, refused)
    assert (sent["definition"], sent["aliases"]) == ("Min forklaring.", "ønskeseddel")
    assert staff.post(address, sent).status_code == 302
    assert (Term.objects.get().definition, Term.objects.get().aliases) == ("Min forklaring.", "ønskeseddel")


def test_both_versions_are_shown_until_all_is_saved(staff, term):
    address = reverse("admin:portal_term_change", args=[term.pk])
    mine = whole(staff, address) | {"definition": "Min forklaring."}
    staff.post(address, whole(staff, address) | {"definition": "Mettes forklaring."})
    page = staff.post(address, mine)
    for name in ("", "", "Budgetnotat"):
        assert "<ins>Mettes forklaring.</ins>" in page.text
        page = staff.post(address, whole(staff, address, page) | {"name": name})
    assert (page.status_code, Term.objects.get().definition) == (302, "Min forklaring.")


def test_save_by_a_third_editor_is_seen(staff, term):
    address = reverse("admin:portal_term_change", args=[term.pk])
    mine = whole(staff, address) | {"definition": "Min forklaring."}
    staff.post(address, whole(staff, address) | {"definition": "Mettes forklaring."})
    refused = staff.post(address, mine)
    staff.post(address, whole(staff, address) | {"definition": "Saras forklaring."})
    again = staff.post(address, whole(staff, address, refused))
    assert (again.status_code, "<ins>Saras forklaring.</ins>" in again.text) == (200, True)
    assert Term.objects.get().definition == "Saras forklaring."


def test_untouched_part_keeps_the_change_of_another_editor(staff, question):
    address = reverse("admin:committee_walkstep_change", args=[question.pk])
    mine = whole(staff, address) | {"title": "Hvad nu?", "answers-1-label": "Noget andet"}
    assert staff.post(address, whole(staff, address) | {"answers-0-label": "Lige det"}).status_code == 302
    assert staff.post(address, mine).status_code == 302
    assert answers(question) == ["Lige det", "Noget andet"]
    assert WalkStep.objects.get(pk=question.pk).title == "Hvad nu?"


def test_a_part_that_both_have_changed_is_asked_about_once(staff, question):
    address = reverse("admin:committee_walkstep_change", args=[question.pk])
    mine = whole(staff, address) | {"answers-0-label": "Mit svar"}
    staff.post(address, whole(staff, address) | {"answers-0-label": "Mettes svar"})
    refused = staff.post(address, mine)
    assert "En anden har også rettet her" in refused.text
    assert "Mettes svar" in refused.text
    assert answers(question) == ["Mettes svar", "Det der"]
    assert staff.post(address, whole(staff, address, refused)).status_code == 302
    assert answers(question) == ["Mit svar", "Det der"]


@pytest.mark.parametrize(
    ("mine", "kept"), [({"title": "Hvad nu?"}, ["Det der"]), ({"answers-0-label": "Mit svar"}, ["Mit svar", "Det der"])]
)
def test_removed_part_returns_only_for_an_editor_who_changed_it(staff, question, mine, kept):
    address = reverse("admin:committee_walkstep_change", args=[question.pk])
    sent = whole(staff, address) | mine
    assert staff.post(address, whole(staff, address) | {"answers-0-DELETE": "on"}).status_code == 302
    answer = staff.post(address, sent)
    if answer.status_code == 200:
        assert "En anden har også rettet her" in answer.text
        answer = staff.post(address, whole(staff, address, answer))
    assert (answer.status_code, sorted(answers(question))) == (302, sorted(kept))


def test_a_part_that_another_has_added_stays(staff, question):
    address = reverse("admin:committee_walkstep_change", args=[question.pk])
    sent = whole(staff, address)
    new = {"answers-TOTAL_FORMS": "3", "answers-2-label": "Et tredje", "answers-2-leads_to": sent["answers-0-leads_to"]}
    assert staff.post(address, sent | new | {"answers-2-order": "3"}).status_code == 302
    assert staff.post(address, sent | {"title": "Hvad nu?", "answers-1-label": "Noget andet"}).status_code == 302
    assert answers(question) == ["Det her", "Noget andet", "Et tredje"]


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


def sent_from(client: Client, address: str) -> dict[str, Any]:
    """What the browser would send back from a form without a revision."""
    form = client.get(address).context["adminform"].form
    initial = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in initial.items() if value not in (None, False, [])}


def test_two_people_at_the_same_synonym_do_not_overwrite_each_other(staff):
    synonym = Synonym.objects.create(word="ønskeseddel", means="budgetnotat")
    address = reverse("admin:portal_synonym_change", args=[synonym.pk])
    mine = sent_from(staff, address) | {"means": "måltal"}
    assert staff.post(address, sent_from(staff, address) | {"means": "bevilling"}).status_code == 302
    refused = staff.post(address, mine)
    assert "mens du skrev: ønskeseddel, bevilling." in refused.content.decode()
    assert 'value="måltal"' in refused.content.decode()
    assert Synonym.objects.get().means == "bevilling"
    assert (
        staff.post(address, mine | {"row_digest": refused.context["adminform"].form["row_digest"].value()}).status_code
        == 302
    )
    assert Synonym.objects.get().means == "måltal"


def test_two_superusers_at_the_same_account_do_not_overwrite_each_other(staff):
    account = make_user("soeren", first_name="")
    address = reverse("admin:auth_user_change", args=[account.pk])
    mine = sent_from(staff, address) | {"first_name": "Søren"}
    assert staff.post(address, sent_from(staff, address) | {"last_name": "Holm"}).status_code == 302
    refused = staff.post(address, mine)
    assert "En anden har gemt en ny udgave" in refused.content.decode()
    assert account.password not in refused.content.decode()
    account.refresh_from_db()
    assert account.get_full_name() == "Holm"


def test_text_typed_into_a_deleted_record_stays_on_screen(staff, term):
    address = reverse("admin:portal_term_change", args=[term.pk])
    mine = fields_of(staff, address) | {"definition": "Min lange forklaring."}
    term.delete()
    page = staff.post(address, mine).content.decode()
    assert "En anden har slettet indholdet, mens du skrev." in page
    assert "Min lange forklaring." in page


def test_a_record_that_another_has_deleted_already_is_told_as_deleted(staff, term):
    address = reverse("admin:portal_term_delete", args=[term.pk])
    term.delete()
    page = staff.post(address, {"post": "yes"})
    assert (page.status_code, page.templates[0].name) == (200, "admin/record_gone.html")


def test_a_deleted_record_comes_back_as_it_was_last_saved(staff, term):
    term.definition = "Sidste udgave."
    term.save()
    key, revision = term.pk, term.revision
    staff.post(reverse("admin:portal_term_delete", args=[key]), {"post": "yes"})
    address = reverse("admin:portal_term_deleted")
    page = staff.get(address)
    (version,) = page.context["versions"]
    assert staff.post(address, {"version": version.pk}).status_code == 302
    back = Term.objects.get(pk=key)
    assert (back.definition, back.revision > revision) == ("Sidste udgave.", True)
    assert history.entries(back)[0].comment == "Er kommet tilbage."
    assert "Intet er slettet." in staff.get(address).content.decode()


def test_a_deleted_record_with_parts_comes_back_with_them(staff):
    walk = Walk.objects.create(title="Må jeg?", slug="maa-jeg", lead="Svar.")
    answer = WalkStep.objects.create(walk=walk, slug="ja", title="Ja", verdict="ja", order=2)
    with reversion.create_revision():
        question = WalkStep.objects.create(walk=walk, slug="hvad", title="Hvad?", order=1)
        WalkAnswer.objects.create(step=question, label="Det her", leads_to=answer, order=1)
    question.delete()
    address = reverse("admin:committee_walkstep_deleted")
    (version,) = staff.get(address).context["versions"]
    staff.post(address, {"version": version.pk})
    assert [a.label for a in WalkStep.objects.get(slug="hvad").answers.all()] == ["Det her"]


def test_a_deleted_record_whose_address_is_taken_is_told_in_a_sentence(staff, term):
    term.delete()
    Term.objects.create(name="Notat", slug="budgetnotat", definition="Har taget adressen.")
    address = reverse("admin:portal_term_deleted")
    (version,) = staff.get(address).context["versions"]
    answer = staff.post(address, {"version": version.pk}, follow=True)
    assert "Indholdet passer ikke længere til resten" in answer.content.decode()


def test_records_are_deleted_one_at_a_time(staff, term):
    staff.post(reverse("admin:portal_term_changelist"), {"action": "delete_selected", "_selected_action": [term.pk]})
    assert Term.objects.exists()


def test_editor_without_add_permission_cannot_restore_deleted_records():
    assert client_of(make_user("rikke", EDITOR)).get(reverse("admin:portal_term_deleted")).status_code == 403
