"""Texts at the desk: a live preview, who changed last, dates as staff write them, and filters that make no sense."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from budget.models import Budget, BudgetLine
from portal.models import Chapter, Section, Term, UpcomingChange
from tests.kit.factories import add_meeting, evening, make_plan
from tests.kit.reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> Section:
    chapter = Chapter.objects.create(title="Jura", slug="jura", lead="Loven.")
    return Section.objects.create(chapter=chapter, title="Rammer", slug="rammer", body="En **ramme**.")


def preview(staff: Client, text: str) -> str:
    answer = staff.post(reverse("admin:preview"), {"body": text}, headers={"HX-Trigger-Name": "body"})
    return answer.content.decode()


def test_the_preview_shows_the_text_as_members_see_it(staff):
    rule = {"starts_on": dt.date(2020, 1, 1), "before": "Før.", "after": "Reglen gælder **nu**."}
    UpcomingChange.objects.create(title="Regel", slug="regel", **rule)
    assert "Reglen gælder <strong>nu</strong>." in preview(staff, "[[regel:regel]]")


def test_the_preview_never_lets_a_tag_through(staff):
    assert "&lt;script&gt;" in preview(staff, "<script>alert(1)</script>")


def test_the_form_shows_the_preview_without_javascript_and_who_changed_last(staff, section):
    response = staff.get(reverse("admin:portal_section_change", args=[section.pk]))
    assert "En <strong>ramme</strong>." in response.content.decode()
    assert "af systemet" in Page(response).text


def test_a_stranger_gets_no_preview(client):
    assert client.post(reverse("admin:preview"), {"body": "x"}).status_code == 302


def test_a_date_in_a_records_form_is_taken_as_staff_write_it(staff):
    sent = {
        "title": "Refusion",
        "slug": "refusion",
        "starts_on": "1. april 2028",
        "before": "120 dage.",
        "after": "90 dage.",
    }
    assert staff.post(reverse("admin:portal_upcomingchange_add"), sent).status_code == 302
    assert UpcomingChange.objects.get().starts_on == dt.date(2028, 4, 1)


@pytest.mark.parametrize(
    "query",
    [
        "sessions__date__year=1",
        "sessions__date__year=99999",
        "sessions__date__year=x",
        "sessions__date__month=13&sessions__date__year=2026",
        "sessions__date__day=31&sessions__date__month=2&sessions__date__year=2026",
        "plan__year=abc",
        "p=99999999999999999999",
        "o=x.y.z",
        "q=%00",
        "all=1",
        "nonsense=1",
    ],
)
def test_a_filter_that_makes_no_sense_is_never_an_error(staff, query):
    answer = staff.get(f"{reverse('admin:committee_meeting_changelist')}?{query}", follow=True)
    assert answer.status_code == 200


def test_marking_as_reviewed_dates_the_records(staff):
    Term.objects.create(name="Budgetnotat", slug="budgetnotat", definition="Et forslag.")
    keys = list(Term.objects.values_list("pk", flat=True))
    address = reverse("admin:portal_term_changelist")
    staff.post(address, {"action": "mark_reviewed", "_selected_action": keys})
    assert Term.objects.get().reviewed_on is not None


def test_first_page_of_the_desk_counts_unconfirmed_records(staff):
    plan = make_plan(confirm_note="Hvornår vedtages den?")
    for number in range(12):
        Term.objects.create(name=f"Ord {number}", slug=f"ord-{number}", definition="x", confirm_note="Passer det?")
    overview = staff.get(reverse("admin:index")).context["overview"]
    assert [str(item.record) for item in overview.unconfirmed[:2]] == [str(plan), "Ord 0"]
    assert (len(overview.unconfirmed), overview.unconfirmed_in_all) == (8, 13)


@pytest.mark.parametrize(
    ("typed", "stored"), [("2.872", 2872), ("3.000", 3000), ("7,8", None), ("ca. 3", None), ("2872", 2872)]
)
def test_an_amount_is_taken_as_staff_write_it_and_never_a_thousandth_of_it(staff, typed, stored):
    budget = Budget.objects.create(year=2026, stated_total=Decimal("7.8"))
    line = BudgetLine.objects.create(
        budget=budget, title="Botilbud", slug="botilbud", amount=1, group="voksne", body="x"
    )
    address = reverse("admin:budget_budgetline_change", args=[line.pk])
    form = staff.get(address).context["adminform"].form
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: value for name, value in sent.items() if value not in (None, [])}
    assert staff.post(address, sent | {"amount": typed}).status_code == (302 if stored else 200)
    line.refresh_from_db()
    assert line.amount == (stored or 1)


def test_a_total_with_a_decimal_comma_is_shown_and_taken(staff):
    budget = Budget.objects.create(year=2026, stated_total=Decimal("7.8"))
    address = reverse("admin:budget_budget_change", args=[budget.pk])
    assert 'name="stated_total" value="7,8"' in staff.get(address).content.decode()
    assert 'name="year" value="2026"' in staff.get(address).content.decode()
    staff.post(address, {"year": "2026", "stated_total": "8,4", "expected_revision": budget.revision})
    budget.refresh_from_db()
    assert budget.stated_total == Decimal("8.4")


def test_meetings_that_await_confirmation_are_told_apart_by_their_day(staff):
    plan = make_plan()
    for day in (16, 23):
        add_meeting(plan, f"moede-{day}", evening(dt.date(2026, 9, day)), title="Møde", confirm_note="Bekræft dato.")
    page = staff.get(reverse("admin:index")).content.decode()
    assert "Møde, 16. september 2026</a>: Bekræft dato." in page
    assert "Møde, 23. september 2026</a>: Bekræft dato." in page
    [kind] = staff.get(reverse("admin:unconfirmed")).context["kinds"]
    assert [item.record.news_title for item in kind.waiting] == ["Møde, 16. september 2026", "Møde, 23. september 2026"]


def test_meetings_are_marked_as_reviewed_from_their_list(staff):
    meeting = add_meeting(make_plan(), "moede", evening(dt.date(2026, 9, 16)))
    address = reverse("admin:committee_meeting_changelist")
    assert staff.post(address, {"action": "mark_reviewed", "_selected_action": [meeting.pk]}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.reviewed_on is not None
