"""The new year at the desk, from October to February: what must be ready, how far it is, who is done with what."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from budget.models import Budget, BudgetLine
from committee.models import AnnualCase, MeetingPlan
from portal.accounts.roles import EDITOR
from portal.lib import clock
from portal.models import Chapter, Section, Term, YearMark
from portal.templatetags.desk import tick_of
from tests.kit.factories import add_meeting, evening, make_plan, make_superuser, make_user

pytestmark = pytest.mark.django_db

PAGE, UNCONFIRMED = "/admin/nyt-aar/", "/admin/bekraeft/"


def on(client: Client, day: dt.date, address: str = PAGE) -> Any:
    with clock.frozen(dt.datetime.combine(day, dt.time(9))):
        return client.get(address)


def post(client: Client, day: dt.date, address: str = PAGE, **sent: Any) -> list[str]:
    with clock.frozen(dt.datetime.combine(day, dt.time(9))):
        return [str(message) for message in client.post(address, sent, follow=True).context["messages"]]


def states(client: Client, day: dt.date) -> dict[str, str]:
    return {step.key: step.state for step in on(client, day).context["steps"]}


def ways(client: Client, day: dt.date, key: str) -> dict[str, str]:
    [step] = [step for step in on(client, day).context["steps"] if step.key == key]
    return {link.words: link.address for link in step.links}


def named(client: Client, day: dt.date) -> list[str]:
    return [str(text.record) for kind in on(client, day).context["kinds"] for text in kind.texts]


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ((2026, 9, 30), None),
        ((2026, 10, 1), 2027),
        ((2026, 12, 31), 2027),
        ((2027, 1, 1), 2027),
        ((2027, 2, 28), 2027),
        ((2028, 2, 29), 2028),
        ((2027, 3, 1), None),
    ],
)
def test_the_first_page_leads_to_it_from_october_to_february(
    staff: Client, day: tuple[int, int, int], year: int | None
) -> None:
    page = on(staff, dt.date(*day), reverse("admin:index")).content.decode()
    assert (f'<a href="{PAGE}">Gør klar til {year}</a>' in page) == (year is not None)
    assert (PAGE in page) == (year is not None)


@pytest.fixture
def autumn(mette: Any) -> MeetingPlan:
    """The portal on 1 October 2026: a plan, a budget and texts of 2026."""
    plan = make_plan(note="Planen for 2026.")
    add_meeting(plan, "moede-2026", evening(dt.date(2026, 3, 18)), title="Møde i 2026", kind="ordinaert")
    budget = Budget.objects.create(year=2026, stated_total=Decimal("7.8"), note="Aftalen for 2026.")
    fields = {"title": "Botilbud", "slug": "botilbud", "amount": 2872, "group": "voksne", "body": "Penge i 2026."}
    BudgetLine.objects.create(budget=budget, **fields)
    chapter = Chapter.objects.create(title="Et", slug="et", lead="Kort.")
    body = "I 2026 er der ét møde mere.\n\nDet gælder hvert år.\n\nNr. 120261 er ikke et år."
    Section.objects.create(chapter=chapter, title="Mødeåret", slug="moedeaaret", body=body)
    Term.objects.create(name="Zinkord", slug="zinkord", definition="Kom til i 2026.", confirm_note="Passer 2026?")
    case = {"kind": "drift", "body": "x", "quarter": 1}
    AnnualCase.objects.create(title="Status", slug="status", to_year=2026, **case)
    AnnualCase.objects.create(title="Evaluering", slug="evaluering", from_year=2027, **case)
    return plan


def test_the_year_is_prepared_from_october_to_february(staff: Client, autumn: MeetingPlan) -> None:
    # October: nothing is there, and the list says what makes it
    october = dt.date(2026, 10, 1)
    assert states(staff, october) == {
        "plan": "findes ikke",
        "budget": "findes ikke",
        "sager": "2 sager med årstal",
        "tekster": "2 at læse",
        "bekraeft": "1 venter",
    }
    [cases] = [step for step in on(staff, october).context["steps"] if step.key == "sager"]
    assert cases.lines == ["Hører op med 2026: Status.", "Begynder i 2027: Evaluering."]
    assert sorted(named(staff, october)) == ["Mødeåret", "Zinkord"]

    # The budget is begun after the agreement, and nobody sees it
    make = ways(staff, october, "budget")["Opret næste års budget"]
    assert make == reverse("admin:budget_budget_next", args=[Budget.objects.get(year=2026).pk])
    post(staff, dt.date(2026, 10, 14), make)
    assert states(staff, dt.date(2026, 10, 15))["budget"] == "kladde"

    # November: the plan is drafted from this year's
    november = dt.date(2026, 11, 3)
    assert ways(staff, november, "plan")["Opret mødeplan 2027"] == reverse(
        "admin:committee_meetingplan_next", args=[autumn.pk]
    )
    plan = MeetingPlan.objects.create(committee=autumn.committee, year=2027, is_draft=True)
    assert states(staff, november)["plan"] == "kladde"
    MeetingPlan.objects.filter(pk=plan.pk).update(is_draft=False)
    assert states(staff, november)["plan"] == "forslag"

    # Texts: the new budget's were copied and are on the list too; they and one more are corrected, one may stay
    assert sorted(named(staff, november)) == ["Botilbud: 2.872 mio. kr.", "Budget 2027", "Mødeåret", "Zinkord"]
    Section.objects.update(body="I 2027 er der ét møde mere.")
    Budget.objects.filter(year=2027).update(note="Aftalen for 2027.")
    BudgetLine.objects.filter(budget__year=2027).update(body="Penge i 2027.")
    [kind] = on(staff, november).context["kinds"]
    assert post(staff, november, done=[text.key for text in kind.texts]) == ["Gemt."]
    assert states(staff, november)["tekster"] == "alle er læst"
    [(text, mark)] = on(staff, november).context["settled"]
    assert (str(text.record), mark.done_by.username, mark.year) == ("Zinkord", "mette", 2027)

    # December: adopted; who is done with it stands beside it
    december = dt.date(2026, 12, 9)
    adopt = ways(staff, december, "plan")["Godkend mødeplan"]
    revision = MeetingPlan.objects.get(year=2027).revision
    sent = {"adopted_on": "9. december 2026", "adopted_by": "Socialudvalget", "expected_revision": revision}
    post(staff, december, adopt, **sent)
    [step] = [step for step in on(staff, december).context["steps"] if step.key == "plan"]
    assert (step.state, step.lines[-1]) == ("vedtaget", "Vedtaget 9. december 2026 af Socialudvalget.")
    assert post(staff, december, done="plan") == ["Gemt."]
    assert "Mette, 9. december 2026." in on(staff, december).content.decode()

    # January and February: the same list, the same marks; the budget becomes public; what was unsure is confirmed
    january = dt.date(2027, 1, 4)
    Budget.objects.filter(year=2027).update(is_draft=False)
    waiting = [item for kind in on(staff, january, UNCONFIRMED).context["kinds"] for item in kind.waiting]
    assert sorted(str(item.record) for item in waiting) == ["Budget 2027", "Zinkord"]
    post(staff, january, UNCONFIRMED, record=[tick_of(item.record) for item in waiting])
    assert states(staff, january) == {
        "plan": "vedtaget",
        "budget": "offentlig",
        "sager": "2 sager med årstal",
        "tekster": "alle er læst",
        "bekraeft": "intet venter",
    }
    february = dt.date(2027, 2, 26)
    assert {step.key for step in on(staff, february).context["steps"] if step.mark} == {"plan"}
    assert post(staff, february, undo="plan") == ["Gemt."]
    assert {step.key for step in on(staff, february).context["steps"] if step.mark} == set()


def test_a_text_that_is_rewritten_is_on_the_list_again(staff: Client, autumn: MeetingPlan) -> None:
    day = dt.date(2026, 11, 3)
    keys = [text.key for kind in on(staff, day).context["kinds"] for text in kind.texts]
    post(staff, day, done=keys)
    assert named(staff, day) == []
    Term.objects.update(definition="Kom til i foråret 2026.")
    assert named(staff, day) == ["Zinkord"]


def test_a_mark_can_be_taken_back_and_of_two_the_first_stays(staff: Client, autumn: MeetingPlan) -> None:
    day = dt.date(2026, 11, 3)
    post(staff, day, done="budget")
    other = Client()
    other.force_login(make_superuser("anden"))
    post(other, day, done="budget")
    assert [mark.done_by.username for mark in YearMark.objects.all()] == ["mette"]
    post(other, day, undo="budget")
    assert list(YearMark.objects.all()) == []


@pytest.mark.parametrize("item", ["", "findes-ikke", "portal.term:1:name:0000", "x" * 500])
def test_what_is_not_on_the_list_is_not_marked(staff: Client, autumn: MeetingPlan, item: str) -> None:
    told = post(staff, dt.date(2026, 11, 3), done=item)
    assert told == ["Sæt flueben ved det, du er færdig med. Intet er ændret."]
    assert list(YearMark.objects.all()) == []


def test_an_editor_sees_the_texts_and_no_way_to_what_others_do(client: Client, autumn: MeetingPlan) -> None:
    client.force_login(make_user("redaktoer", EDITOR))
    day = dt.date(2026, 11, 3)
    assert ways(client, day, "plan") == ways(client, day, "budget") == {}
    assert sorted(named(client, day)) == ["Mødeåret", "Zinkord"]


def test_the_last_autumn_of_the_term_says_that_the_portal_ends(staff: Client, autumn: MeetingPlan) -> None:
    assert on(staff, dt.date(2028, 10, 1)).context["term_ends"] is None
    assert "Perioden slutter med 2029." in on(staff, dt.date(2029, 10, 1)).content.decode()
