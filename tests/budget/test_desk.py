"""A budget at the desk: next year's begins as a draft of this year's, and its amounts stand in one table."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from budget.models import Budget, BudgetLine
from committee.models import Law
from portal.content.pending import PendingVersion
from portal.lib import clock
from portal.models import NewsItem
from services.models import Service, Step
from tests.kit.factories import insert
from tests.kit.person import Answer
from tests.kit.queries import count_queries
from tests.kit.reading import Page, words

LINES = "/admin/budget/budgetline/"
BUTTONS = ("_save", "_draft", "_publish_at")


@pytest.fixture
def budget(db: None) -> Budget:
    made = Budget.objects.create(
        year=2026, stated_total=Decimal("4.0"), note="Budgettet for 2026 er på ca. 4,0 mia. kr.\n\nAlle tal er ca.-tal."
    )
    step = Step.objects.create(number=3, title="Boformer", slug="boformer", summary="X.", body="X.")
    service = Service.objects.create(name="Botilbud", slug="bo", step=step, purpose="X.", audience="X.", body="X.")
    law = Law.objects.create(title="Serviceloven", slug="serviceloven", group="saerlig", purpose="X.")
    fields: dict[str, Any] = {"budget": made, "group": "voksne", "search_words": "bosted"}
    botilbud = BudgetLine.objects.create(
        title="Botilbud", slug="botilbud", order=1, amount=2872, body="Går til pladser.", confirm_note="X.", **fields
    )
    botilbud.steps.add(step)
    botilbud.services.add(service)
    botilbud.laws.add(law)
    BudgetLine.objects.create(
        title="Misbrug", slug="misbrug", order=2, amount=1128, body="I 2026 er et center åbnet.", **fields
    )
    return made


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("mette", password="x"))
    return client


def begin(staff: Client, budget: Budget, **sent: Any) -> Budget:
    """Next year's budget, made as the secretariat makes it."""
    assert staff.post(reverse("admin:budget_budget_next", args=[budget.pk]), sent).status_code == 302
    return Budget.objects.get(year=budget.year + 1)


def form_of(staff: Client, address: str) -> dict[str, str]:
    """What the browser would send back from the form, no button among it."""
    page = staff.get(address)
    return Answer(page.status_code, page.content.decode(), {}).fields()


def amounts_of(budget: Budget) -> dict[str, int]:
    return dict(budget.lines.values_list("slug", "amount"))


def typed(budget: Budget, total: str = "4,0", **amounts: str) -> dict[str, str]:
    """What the table sends: every number, and what stood there when it was opened."""
    sent = {f"budget-{budget.pk}-number": total, f"budget-{budget.pk}-was": str(budget.stated_total)}
    for line in budget.lines.all():
        sent[f"budgetline-{line.pk}-number"] = amounts.get(line.slug, str(line.amount))
        sent[f"budgetline-{line.pk}-was"] = str(line.amount)
    return sent


def save(staff: Client, budget: Budget, sent: dict[str, str]) -> Page:
    return Page(staff.post(reverse("admin:budget_budget_amounts", args=[budget.pk]), sent, follow=True))


# Next year's budget


@pytest.mark.parametrize("year", ["1999", "2100", "20270"])
def test_a_budget_for_a_year_that_none_can_have_is_refused(staff: Client, db: None, year: str) -> None:
    page = staff.post(reverse("admin:budget_budget_add"), {"year": year, "stated_total": "7,8", "_draft": ""})
    assert "Skriv et år mellem 2000 og 2099." in Page(page).text
    assert not Budget.objects.exists()


def test_no_budget_follows_that_of_the_last_year(staff: Client, budget: Budget) -> None:
    Budget.objects.update(year=2099)
    page = staff.get(reverse("admin:budget_budget_next", args=[budget.pk]), follow=True)
    assert "Portalen kan ikke have et budget for 2100." in Page(page).text


def test_next_years_budget_is_a_draft_with_the_lines_their_texts_and_relations(staff: Client, budget: Budget) -> None:
    made = begin(staff, budget)
    assert (made.is_draft, made.is_from_figure, made.stated_total) == (True, False, budget.stated_total)
    old, new = (list(of.lines.order_by("order")) for of in (budget, made))
    for before, after in zip(old, new, strict=True):
        for name in ("title", "slug", "order", "amount", "group", "body", "search_words"):
            assert getattr(after, name) == getattr(before, name)
        for name in ("steps", "services", "laws"):
            assert list(getattr(after, name).all()) == list(getattr(before, name).all())
    assert not any(line.is_published for line in new)
    assert [bool(line.confirm_note) for line in new] == [True, False]
    assert [line.amount_caveat for line in new] == ["", ""]


def test_publishing_the_budget_publishes_its_lines(staff: Client, budget: Budget) -> None:
    made = begin(staff, budget)
    made.is_draft = False
    made.save()
    assert list(made.lines.published()) == list(made.lines.all())


def test_a_line_of_a_budget_that_is_a_draft_is_saved_and_waits_for_the_budget(staff: Client, budget: Budget) -> None:
    proposal = begin(staff, budget)
    line = proposal.lines.get(slug="botilbud")
    address = reverse("admin:budget_budgetline_change", args=[line.pk])
    page = Page(staff.get(address))
    assert "Bliver offentlig sammen med Budget 2027" in page.headings(2)
    assert Page(staff.get(LINES)).text.count("bliver offentlig sammen med Budget 2027") == 2
    assert {e.get("value") for e in page.tree.iter("input") if e.get("name") in BUTTONS} == {"Gem"}
    sent = form_of(staff, address) | {"body": "Går til nye pladser."}
    answer = Page(staff.post(address, sent | {"_save": "Gem"}, follow=True))
    assert "Læserne ser den først, når det, den hører til, også er offentligt." in answer.text
    address = reverse("admin:budget_budget_change", args=[proposal.pk])
    staff.post(address, form_of(staff, address) | {"_save": ""})
    assert "Går til nye pladser." in Page(Client().get("/budget/?aar=2027")).text


def test_a_line_whose_budget_became_a_draft_meanwhile_waits_for_that(staff: Client, budget: Budget) -> None:
    line = budget.lines.get(slug="botilbud")
    address = reverse("admin:budget_budgetline_change", args=[line.pk])
    sent = form_of(staff, address) | {"body": "Går til nye pladser."}
    Budget.objects.update(is_draft=True)
    page = Page(staff.post(address, sent | {"_publish_at": "", "publish_on": "1.3.2027 kl. 8"}))
    assert "Budget 2026 er blevet en kladde, mens du skrev." in page.text
    page = Page(staff.post(address, sent | {"_draft": ""}, follow=True))
    assert "er gemt som kladde. Læserne ser den ikke." in page.text
    assert (budget.lines.get(slug="botilbud").body, PendingVersion.objects.count()) == ("Går til nye pladser.", 0)


def test_what_stays_a_draft_when_its_budget_is_published_is_said(staff: Client, budget: Budget) -> None:
    proposal = begin(staff, budget)
    line = proposal.lines.get(slug="misbrug")
    withdraw = reverse("admin:budget_budgetline_withdraw", args=[line.pk])
    assert "bliver den ikke offentlig sammen med Budget 2027" in Page(staff.get(withdraw)).text
    page = Page(staff.post(withdraw, {"expected": str(line.revision)}, follow=True))
    assert "er en kladde for sig." in page.text
    address = reverse("admin:budget_budget_change", args=[proposal.pk])
    page = Page(staff.post(address, form_of(staff, address) | {"_save": ""}, follow=True))
    assert "stadig kladder, som offentliggøres hver for sig: budgetlinjer: 1." in page.text
    assert NewsItem.objects.filter(kind="slettet").count() == 0


def test_readers_do_not_see_that_next_years_budget_has_been_begun(staff: Client, budget: Budget) -> None:
    newest = NewsItem.objects.count()
    begin(staff, budget)
    readers = Client()
    with clock.frozen(dt.datetime(2027, 2, 1, 12)):
        page = Page(readers.get("/budget/"))
    assert page.headings(1) == ["Budget 2026"]
    for address in ("/budget/", "/print/", "/soeg/?q=botilbud", "/indsatser/bo/", "/nyt/", "/"):
        text = readers.get(address).content.decode()
        assert [address for word in ("Budget 2027", "?aar=2027", "budget/2027") if word in text] == []
    assert NewsItem.objects.count() == newest


def test_the_texts_that_name_the_old_year_are_listed(staff: Client, budget: Budget) -> None:
    before = Page(staff.get(reverse("admin:budget_budget_next", args=[budget.pk])))
    made = begin(staff, budget)
    after = Page(staff.get(reverse("admin:budget_budget_amounts", args=[made.pk])))
    for page in (before, after):
        assert "”Budgettet for 2026 er på ca. 4,0 mia. kr.”" in page.text
        assert "hvad pengene går til: ”I 2026 er et center åbnet.”" in page.text
    misbrug = made.lines.get(slug="misbrug")
    assert (str(misbrug), reverse("admin:budget_budgetline_change", args=[misbrug.pk])) in after.links


def test_to_begin_again_adds_only_what_is_missing_and_chosen(staff: Client, budget: Budget) -> None:
    made = begin(staff, budget)
    made.lines.filter(slug="botilbud").update(amount=3000)
    made.lines.get(slug="misbrug").delete()
    page = Page(staff.get(reverse("admin:budget_budget_next", args=[budget.pk])))
    assert [words(cell) for cell in page.main.iter("label")] == ["Misbrug"]
    begin(staff, budget, choice="1")
    assert amounts_of(made) == {"botilbud": 3000}
    begin(staff, budget, choice="1", line=budget.lines.get(slug="misbrug").pk)
    assert amounts_of(made) == {"botilbud": 3000, "misbrug": 1128}
    again = Page(staff.get(reverse("admin:budget_budget_next", args=[budget.pk])))
    assert "Budget 2027 har alle linjerne. Der er intet at lægge til." in again.text


def test_a_line_that_is_added_to_a_public_budget_is_a_draft(staff: Client, budget: Budget) -> None:
    made = begin(staff, budget, choice="1", line=budget.lines.get(slug="botilbud").pk)
    Budget.objects.filter(pk=made.pk).update(is_draft=False)
    begin(staff, budget)
    assert {line.slug: line.is_published for line in BudgetLine.objects.filter(budget__year=2027)} == {
        "botilbud": True,
        "misbrug": False,
    }


def test_only_who_may_make_budgets_begins_one(client: Client, budget: Budget) -> None:
    client.force_login(User.objects.create_user("per", password="x", is_staff=True))
    for name in ("next", "amounts"):
        assert client.post(reverse(f"admin:budget_budget_{name}", args=[budget.pk])).status_code == 403
    assert Budget.objects.count() == 1


# The amounts


def test_the_amounts_stand_in_one_table_with_last_years_and_the_sum(staff: Client, budget: Budget) -> None:
    made = begin(staff, budget)
    made.lines.filter(slug="misbrug").update(amount=2000)
    page = Page(staff.get(reverse("admin:budget_budget_amounts", args=[made.pk])))
    assert [[words(cell) for cell in row] for row in page.main.iter("tr")] == [
        ["Budgetlinje", "2026", "2027"],
        ["Botilbud", "2.872", ""],
        ["Misbrug", "1.128", ""],
        ["Linjerne i alt, mio. kr.", "", "4.872"],
        ["Oplyst i alt, mia. kr.", "", ""],
    ]
    assert "Budget 2027 er en kladde. Ingen læsere ser det." in page.text
    assert "Linjerne giver tilsammen 4.872 mio. kr. Det passer ikke med de oplyste 4 mia. kr." in page.text


def test_amounts_are_saved_as_they_are_typed_and_the_sum_is_said(staff: Client, budget: Budget) -> None:
    page = save(staff, budget, typed(budget, "4,1", botilbud="2.950"))
    budget.refresh_from_db()
    assert (amounts_of(budget), str(budget.stated_total)) == ({"botilbud": 2950, "misbrug": 1128}, "4.1")
    assert "Gemt: 2 tal er rettet." in page.text
    assert "Linjerne giver tilsammen 4.078 mio. kr. Det passer med de oplyste ca. 4,1 mia. kr." in page.text


def test_a_sum_that_is_not_the_stated_total_is_saved_with_a_warning(staff: Client, budget: Budget) -> None:
    page = save(staff, budget, typed(budget, botilbud="3500"))
    assert amounts_of(budget)["botilbud"] == 3500
    assert page.text.count("Det passer ikke med de oplyste 4 mia. kr. Forskellen er 628 mio. kr.") == 2


@pytest.mark.parametrize("text", ["", "mange", "-5", "99999999999999", "1,5"])
def test_an_amount_that_cannot_be_read_saves_nothing_and_loses_nothing(
    staff: Client, budget: Budget, text: str
) -> None:
    before = amounts_of(budget)
    sent = typed(budget, botilbud=text, misbrug="777")
    response = staff.post(reverse("admin:budget_budget_amounts", args=[budget.pk]), sent)
    page = Page(response)
    assert amounts_of(budget) == before
    assert "Intet er gemt endnu." in page.text
    assert {"777", text} <= {field.get("value", "") for field in page.main.iter("input")}


def test_what_another_has_saved_meanwhile_stays_where_nothing_was_typed(staff: Client, budget: Budget) -> None:
    sent = typed(budget, misbrug="1000")
    budget.lines.filter(slug="botilbud").update(amount=3000)
    save(staff, budget, sent)
    assert amounts_of(budget) == {"botilbud": 3000, "misbrug": 1000}


def test_two_who_type_the_same_amount_are_told_before_one_wins(staff: Client, budget: Budget) -> None:
    sent = typed(budget, botilbud="2900")
    budget.lines.filter(slug="botilbud").update(amount=3000)
    page = save(staff, budget, sent)
    assert "En anden har rettet tallet til 3.000, mens du skrev. Ret til, og gem igen." in page.text
    assert amounts_of(budget)["botilbud"] == 3000
    shown = {field.get("name"): field.get("value") for field in page.main.iter("input") if field.get("name")}
    save(staff, budget, {name: value or "" for name, value in shown.items() if name != "csrfmiddlewaretoken"})
    assert amounts_of(budget)["botilbud"] == 2900


def test_a_line_that_came_or_went_meanwhile_stops_nobody(staff: Client, budget: Budget) -> None:
    sent = typed(budget, misbrug="1000")
    budget.lines.get(slug="botilbud").delete()
    new = BudgetLine.objects.create(budget=budget, title="Ny", slug="ny", amount=7, group="voksne", body="X.")
    save(staff, budget, sent)
    assert amounts_of(budget) == {"misbrug": 1000, new.slug: 7}


def test_a_budget_without_lines_says_how_it_gets_them(staff: Client, db: None) -> None:
    empty = Budget.objects.create(year=2027, stated_total="4.0")
    page = Page(staff.get(reverse("admin:budget_budget_amounts", args=[empty.pk])))
    assert "Budgettet har ingen linjer endnu." in page.text


def test_no_page_of_a_budget_asks_more_of_more_lines(staff: Client, budget: Budget) -> None:
    begin(staff, budget)
    Budget.objects.update(is_draft=False)
    pages = ["/budget/", "/budget/2027/mod/2026/"]
    pages += [reverse(f"admin:budget_budget_{name}", args=[budget.pk]) for name in ("amounts", "next")]
    for page in pages:
        staff.get(page)  # what a process reads once
    few = count_queries(staff, *pages)
    for year in Budget.objects.all():
        for number in range(20):
            insert(BudgetLine, budget=year, title="X", slug=f"x-{number}", amount=1, group="boern", body="I 2026.")
    assert count_queries(staff, *pages) == few
