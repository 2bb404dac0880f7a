"""The budget: amounts, shares and sums on the page are those of the records; the process says where the year stands."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from budget import stages
from budget.comparison import ComparedAmount
from budget.models import Budget, BudgetLine, ProcessStep
from budget.shares import disagreement, whole_percents
from committee.models import AnnualCase, Law, MeetingPlan
from portal.lib import clock
from portal.pages.awaiting import MARK, NOTE
from portal.text.danish import format_number
from services.models import Service, Step
from tests.kit.factories import insert, tie
from tests.kit.reading import Page, words

if TYPE_CHECKING:
    from django.test import Client

AMOUNTS = {
    "botilbud": (2872, "voksne"),
    "forebyggelse": (1086, "boern"),
    "misbrug": (356, "voksne"),
    "administration": (602, "tvaergaaende"),
    "doegntilbud": (904, "boern"),
}
TOTAL = 5820


@pytest.fixture
def budget(db: None) -> Budget:
    made = insert(Budget, year=2026, stated_total="5.8", note="Alle tal er ca.-tal.")
    for order, (slug, (amount, group)) in enumerate(AMOUNTS.items()):
        line(made, slug, amount, group, order)
    return made


def line(budget: Budget, slug: str, amount: int, group: str = "voksne", order: int = 0) -> BudgetLine:
    return insert(
        BudgetLine,
        budget=budget,
        title=slug.capitalize(),
        slug=slug,
        amount=amount,
        group=group,
        order=order,
        body="Går til.",
    )


@pytest.fixture
def year(db: None) -> list[ProcessStep]:
    """Stages that cover the year, one at a time, and two steps beside them."""
    stages_of_the_year = [
        ("rammen", 1, 1),
        ("forslag", 2, 4),
        ("oensker", 5, 8),
        ("forhandling", 9, 9),
        ("nyt", 10, 12),
    ]
    made = [step(slug, first, last, is_stage=True) for slug, first, last in stages_of_the_year]
    made.append(step("prognose", 6, 6, track="opfoelgning", relative_year=0, member_can="Læs prognosen."))
    made.append(step("regnskab", 3, 5, track="regnskab", relative_year=1))
    return made


def step(slug: str, first: int, last: int, **fields: object) -> ProcessStep:
    fields = {
        "track": "budget",
        "relative_year": -1,
        "actor": "udvalg",
        "when": f"måned {first}",
        "body": "X.",
        **fields,
    }
    return insert(ProcessStep, slug=slug, title=slug.capitalize(), first_month=first, last_month=last, **fields)


def order_on_page(client: Client, query: str = "") -> list[str]:
    return [row.line.slug for row in client.get(f"/budget/{query}").context["rows"]]


# Shares


@given(st.lists(st.integers(min_value=0, max_value=100_000), min_size=1, max_size=40))
def test_shares_are_whole_and_add_up_to_a_hundred(amounts: list[int]) -> None:
    shares = whole_percents(amounts)
    assert sum(shares) == (100 if sum(amounts) else 0)
    assert all(
        abs(share - 100 * amount / (sum(amounts) or 1)) < 1 for share, amount in zip(shares, amounts, strict=True)
    )


def test_the_largest_remainders_are_rounded_up() -> None:
    assert whole_percents([1, 1, 1]) == [34, 33, 33]
    assert whole_percents([2872, 1086, 356, 341, 602, 584, 480, 578, 904]) == [37, 14, 5, 4, 8, 7, 6, 7, 12]


@pytest.mark.parametrize(
    ("stated", "total", "agrees"),
    [
        ("7.8", 7803, True),
        ("7.8", 7750, True),
        ("7.8", 7851, False),
        ("7.8", 7749, False),
        ("8", 7803, True),
        ("0", 0, True),
    ],
)
def test_the_sum_agrees_when_it_rounds_to_the_stated_total(stated: str, total: int, agrees: bool) -> None:
    assert (disagreement(Decimal(stated), total) == "") is agrees


def test_a_disagreement_is_said_with_its_size() -> None:
    assert disagreement(Decimal("7.8"), 7900) == (
        "Linjerne giver tilsammen 7.900 mio. kr. Det passer ikke med de oplyste 7,8 mia. kr. Forskellen er 100 mio. kr."
    )


# The page


def test_the_largest_line_comes_first_unless_the_folders_order_is_asked_for(client: Client, budget: Budget) -> None:
    assert order_on_page(client) == ["botilbud", "forebyggelse", "doegntilbud", "administration", "misbrug"]
    assert order_on_page(client, "?orden=folder") == list(AMOUNTS)


def test_amounts_shares_and_sums_on_the_page_are_those_of_the_records(client: Client, budget: Budget) -> None:
    response = client.get("/budget/")
    rows = response.context["rows"]
    assert {row.line.slug: row.line.amount for row in rows} == {slug: amount for slug, (amount, _) in AMOUNTS.items()}
    assert {row.line.slug: row.share for row in rows} == dict(
        zip(AMOUNTS, whole_percents([amount for amount, _ in AMOUNTS.values()]), strict=True)
    )
    page = Page(response)
    assert "Linjerne giver tilsammen 5.820 mio. kr." in page.text
    cells = [[words(cell) for cell in row] for row in page.main.iter("tr")]
    assert cells[1:6] == [
        [row.line.title, row.line.get_group_display(), f"ca. {format_number(row.line.amount)}", f"{row.share} %"]
        for row in rows
    ]
    assert cells[-1] == ["I alt", "ca. 5.820", "100 %"]


def test_a_group_shows_its_lines_its_sum_and_its_share_of_the_whole(client: Client, budget: Budget) -> None:
    response = client.get("/budget/?gruppe=boern")
    assert [row.line.slug for row in response.context["rows"]] == ["forebyggelse", "doegntilbud"]
    share = sum(row.share for row in response.context["rows"])
    assert f"Børn: ca. 1.990 mio. kr. Det er {share}\N{NO-BREAK SPACE}% af hele budgettet." in response.content.decode()


def test_group_sums_add_up_to_the_whole(client: Client, budget: Budget) -> None:
    groups = client.get("/budget/").context["statement"].groups
    assert [(group.label, group.amount) for group in groups] == [("Voksne", 3228), ("Børn", 1990), ("Tværgående", 602)]
    assert (sum(group.amount for group in groups), sum(group.share for group in groups)) == (TOTAL, 100)


def test_a_line_opens_the_steps_services_and_laws_that_it_pays_for(client: Client, budget: Budget) -> None:
    botilbud = BudgetLine.objects.get(slug="botilbud")
    third = insert(Step, number=3, title="Boformer", slug="boformer", summary="X.", body="X.")
    service = insert(Service, name="Botilbud", slug="bo", step=third, purpose="X.", audience="X.", body="X.")
    tie(botilbud.steps, third)
    tie(botilbud.services, service)
    tie(botilbud.laws, insert(Law, title="Serviceloven", slug="serviceloven", group="saerlig", purpose="X."))
    page = Page(client.get("/budget/"))
    assert "botilbud" in page.places
    assert page.links >= {
        ("Trin 3: Boformer", "/indsatstrappen/#boformer"),
        ("Botilbud", "/indsatser/bo/"),
        ("Serviceloven", "/jura/serviceloven/"),
    }


def test_readers_see_the_stated_total_where_the_lines_come_to_another(client: Client, budget: Budget) -> None:
    line(budget, "ny", 500)
    page = Page(client.get("/budget/"))
    assert "Budgettet for 2026 er på ca. 5,8 mia. kr." in page.text
    assert "Linjerne giver tilsammen 6.320 mio. kr." in page.text
    assert "passer" not in page.text


def test_what_the_secretariat_must_confirm_is_said(client: Client, budget: Budget) -> None:
    assert MARK not in client.get("/budget/").content.decode()
    misbrug = BudgetLine.objects.get(slug="misbrug")
    misbrug.confirm_note = "Beløbet er parret efter rækkefølgen."
    misbrug.save()
    page = Page(client.get("/budget/"))
    assert [words(line) for line in page.main.iter("summary") if MARK in words(line)] == [
        f"Misbrug ca. 356 mio. kr. 6 % {MARK}"
    ]
    assert NOTE in page.text


AUTUMN = dt.datetime(2026, 11, 30, 12)


@pytest.fixture
def next_budget(budget: Budget) -> Budget:
    """Next year's: botilbud has more, misbrug less, a line is new, and one is gone."""
    made = insert(Budget, year=2027, stated_total="6.1")
    amounts = {"botilbud": 3000, "forebyggelse": 1086, "misbrug": 300, "administration": 602, "herberger": 1100}
    for order, (slug, amount) in enumerate(amounts.items()):
        line(made, slug, amount, order=order)
    return made


def test_the_budget_whose_year_has_begun_shows_and_the_others_are_a_plain_link_away(
    client: Client, next_budget: Budget
) -> None:
    line(insert(Budget, year=2025, stated_total="5"), "gammelt", 5000)
    with clock.frozen(AUTUMN):
        page = Page(client.get("/budget/"))
    assert page.headings(1) == ["Budget 2026"]
    assert page.links >= {
        ("Budget 2027, gælder fra 1. januar", "/budget/?aar=2027"),
        ("Budget 2025", "/budget/?aar=2025"),
        ("Sammenlign budget 2026 og 2027", "/budget/2027/mod/2026/"),
        ("Sammenlign budget 2025 og 2026", "/budget/2026/mod/2025/"),
    }
    with clock.frozen(dt.datetime(2027, 1, 1, 0, 1)):
        page = Page(client.get("/budget/"))
    assert page.headings(1) == ["Budget 2027"]
    assert ("Budget 2026", "/budget/?aar=2026") in page.links


def test_a_budget_that_has_not_begun_says_when_it_does(client: Client, next_budget: Budget) -> None:
    with clock.frozen(AUTUMN):
        page = Page(client.get("/budget/?aar=2027"))
    assert page.headings(1) == ["Budget 2027"]
    assert "Budgettet for 2027 gælder fra 1. januar 2027 og er på ca. 6,1 mia. kr. til socialområdet." in page.text
    assert ("Budget 2026", "/budget/") in page.links


def test_where_no_budget_has_begun_the_first_that_comes_shows_and_says_so(client: Client, db: None) -> None:
    for year_number in (2028, 2027):
        line(insert(Budget, year=year_number, stated_total="1"), "nyt", 1000)
    with clock.frozen(AUTUMN):
        page = Page(client.get("/budget/"))
    assert page.headings(1) == ["Budget 2027"]
    assert "Budgettet for 2027 gælder fra 1. januar 2027" in page.text
    assert "Portalen har ikke tallene for budgettet for 2026." in page.text
    assert ("Budget 2028, gælder fra 1. januar 2028", "/budget/?aar=2028") in page.links


@pytest.mark.parametrize(
    ("day", "missing"),
    [
        (dt.datetime(2027, 2, 1), "for 2027."),
        (dt.datetime(2027, 12, 20), "for 2027 og 2028."),
        (dt.datetime(2028, 2, 1), "for 2028."),
    ],
)
def test_this_years_budget_is_missed_until_it_comes(
    client: Client, budget: Budget, day: dt.datetime, missing: str
) -> None:
    with clock.frozen(day):
        text = Page(client.get("/budget/")).text
    assert f"Portalen har ikke tallene for budgettet {missing}" in text


def test_a_choice_of_group_keeps_the_year(client: Client, next_budget: Budget) -> None:
    with clock.frozen(AUTUMN):
        page = Page(client.get("/budget/?aar=2027&gruppe=voksne"))
    assert page.headings(1) == ["Budget 2027"]
    assert ("Vis alt igen", "?aar=2027") in page.links


def test_a_year_without_a_budget_shows_the_budget_of_the_day_and_says_so(client: Client, next_budget: Budget) -> None:
    with clock.frozen(AUTUMN):
        page = Page(client.get("/budget/?aar=1999"))
    assert page.headings(1) == ["Budget 2026"]
    assert "Valget ”1999” findes ikke." in page.text


@pytest.fixture
def hidden(next_budget: Budget) -> Budget:
    """Next year's budget while nobody shall know of it."""
    Budget.objects.filter(pk=next_budget.pk).update(is_draft=True)
    BudgetLine.objects.filter(budget=next_budget, slug="herberger").update(title="Hemmelige herberger")
    return next_budget


@pytest.mark.parametrize("address", ["/budget/", "/budget/?aar=2027", "/print/", "/budget/proces/"])
def test_a_budget_that_is_a_draft_is_on_no_page(client: Client, hidden: Budget, address: str) -> None:
    with clock.frozen(AUTUMN):
        text = client.get(address).content.decode()
    assert "Budget 2027" not in text
    assert "Hemmelige herberger" not in text


@pytest.mark.parametrize(
    "address", ["2027.csv", "2027.xlsx", "2027/mod/2026/", "2027/mod/2026.csv", "2027/mod/2026.xlsx"]
)
def test_a_budget_that_is_a_draft_has_no_download_and_no_comparison(
    client: Client, hidden: Budget, address: str
) -> None:
    assert client.get(f"/budget/{address}").status_code == 404
    Budget.objects.update(is_draft=False)
    assert client.get(f"/budget/{address}").status_code == 200


def test_the_search_finds_a_budget_and_its_lines_from_the_day_they_are_public(client: Client, db: None) -> None:
    made = Budget.objects.create(year=2027, stated_total="6.1", is_draft=True)
    fields = {"title": "Pensionatspladser", "slug": "pensionat", "amount": 5, "group": "voksne", "body": "X."}
    BudgetLine.objects.create(budget=made, **fields)
    asked = "/soeg/?q=pensionatspladser"
    assert "ca. 5 mio. kr." not in Page(client.get(asked)).text
    made.is_draft = False
    made.save()
    assert "/budget/?aar=2027" in client.get(asked).content.decode()
    made.is_draft = True
    made.save()
    assert "ca. 5 mio. kr." not in Page(client.get(asked)).text


def test_a_service_names_the_amounts_of_public_budgets_alone(client: Client, hidden: Budget) -> None:
    third = insert(Step, number=3, title="Boformer", slug="boformer", summary="X.", body="X.")
    service = insert(Service, name="Botilbud", slug="bo", step=third, purpose="X.", audience="X.", body="X.")
    for botilbud in BudgetLine.objects.filter(slug="botilbud"):
        tie(botilbud.services, service)
    assert "ca. 2.872 mio. kr. i 2026." in Page(client.get("/indsatser/bo/")).text
    assert "3.000" not in Page(client.get("/indsatser/bo/")).text
    Budget.objects.update(is_draft=False)
    assert "ca. 3.000 mio. kr. i 2027." in Page(client.get("/indsatser/bo/")).text


def test_a_line_that_is_a_draft_counts_nowhere(client: Client, budget: Budget) -> None:
    BudgetLine.objects.filter(slug="misbrug").update(is_draft=True)
    assert "misbrug" not in order_on_page(client)
    assert "Linjerne giver tilsammen 5.464 mio. kr." in Page(client.get("/budget/")).text
    assert "Misbrug" not in client.get("/budget/2026.csv").content.decode("utf-8-sig")
    assert "Misbrug" not in client.get("/print/").content.decode()


def test_without_a_budget_the_page_says_who_brings_it(client: Client, db: None) -> None:
    assert "Der er ikke lagt noget budget ind endnu" in client.get("/budget/").content.decode()


def test_a_budget_without_lines_is_not_offered(client: Client, budget: Budget) -> None:
    insert(Budget, year=2027, stated_total="7.8")
    assert "/budget/?aar=2027" not in client.get("/budget/").content.decode()
    Budget.objects.filter(year=2026).delete()
    assert "Der er ikke lagt noget budget ind endnu" in client.get("/budget/").content.decode()
    assert client.get("/budget/2027.csv").status_code == 404


# Two years side by side


def test_two_budgets_side_by_side_show_amounts_and_changes_by_line_and_in_all(
    client: Client, next_budget: Budget
) -> None:
    page = Page(client.get("/budget/2027/mod/2026/"))
    assert page.headings(1) == ["Budget 2027 mod 2026"]
    assert [[words(cell) for cell in row] for row in page.main.iter("tr")] == [
        ["Budgetlinje", "2026", "2027", "Ændring", "Ændring i procent"],
        ["Botilbud", "ca. 2.872", "ca. 3.000", "ca. +128", "ca. +4,5 %"],
        ["Forebyggelse", "ca. 1.086", "ca. 1.086", "ca. 0", "ca. 0,0 %"],
        ["Misbrug", "ca. 356", "ca. 300", "ca. −56", "ca. −15,7 %"],
        ["Administration", "ca. 602", "ca. 602", "ca. 0", "ca. 0,0 %"],
        ["Herberger Ny i 2027", "findes ikke", "ca. 1.100", "ca. +1.100", "Ny i 2027"],
        ["Doegntilbud Ikke i 2027", "ca. 904", "findes ikke", "ca. −904", "Ikke i 2027"],
        ["I alt", "ca. 5.820", "ca. 6.088", "ca. +268", "ca. +4,6 %"],
    ]
    assert "ca. 5,8 mia. kr. for 2026 og ca. 6,1 mia. kr. for 2027" in page.text
    bars = [svg for svg in page.main.iter() if str(svg.tag).endswith("svg") and svg.get("class") == "bar"]
    assert [bar.get("aria-hidden") for bar in bars] == ["true"] * 12


def test_the_earlier_year_first_in_the_address_leads_to_the_later(client: Client, next_budget: Budget) -> None:
    response = client.get("/budget/2026/mod/2027/")
    assert (response.status_code, response.headers["Location"]) == (301, "/budget/2027/mod/2026/")


@pytest.mark.parametrize("address", ["2027/mod/2027/", "2027/mod/1999/", "99999999999999999999/mod/2026/"])
def test_a_budget_is_not_put_beside_itself_or_one_that_is_not_there(
    client: Client, next_budget: Budget, address: str
) -> None:
    assert client.get(f"/budget/{address}").status_code == 404


def test_amounts_read_from_a_figure_keep_that_beside_another_year(client: Client, next_budget: Budget) -> None:
    caveat = "Beløbene for 2026 er aflæst af en figur i folderen."
    BudgetLine.objects.update(confirm_note="Parret efter rækkefølgen.")
    assert caveat not in Page(client.get("/budget/2027/mod/2026/")).text
    Budget.objects.filter(year=2026).update(is_from_figure=True)
    page = Page(client.get("/budget/2027/mod/2026/"))
    assert caveat in page.text
    assert "Beløbene for 2027" not in page.text
    assert MARK in page.text
    assert caveat in client.get("/budget/2027/mod/2026.csv").content.decode("utf-8-sig")
    assert caveat in client.get("/print/").content.decode()


def test_a_sum_that_is_not_the_stated_total_is_said_beside_another_year(client: Client, next_budget: Budget) -> None:
    line(next_budget, "ny", 2000)
    said = "Budget 2027: Linjerne giver tilsammen 8.088 mio. kr. Det passer ikke med de oplyste 6,1 mia. kr."
    for address in ("/budget/2027/mod/2026/", "/print/", "/budget/2027/mod/2026.csv"):
        assert said in client.get(address).content.decode()


def test_the_comparison_is_on_paper(client: Client, next_budget: Budget) -> None:
    page = Page(client.get("/print/"))
    assert "Budget 2027 mod 2026, mio. kr. Alle beløb og ændringer er ca.-tal." in page.text
    assert "Herberger (Ny i 2027) – ca. 1.100 ca. +1.100 –" in page.text


def test_the_comparison_as_a_spreadsheet_has_numbers_as_numbers(client: Client, next_budget: Budget) -> None:
    response = client.get("/budget/2027/mod/2026.xlsx")
    assert response.headers["Content-Disposition"] == 'attachment; filename="budget-2027-mod-2026.xlsx"'
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Budget 2027 mod 2026"]
    rows = list(book.active.values)
    assert rows[1] == ("Botilbud", "Voksne", 2872, 3000, 128, 4.5, None)
    assert rows[5] == ("Herberger", "Voksne", None, 1100, 1100, None, "Ny i 2027")
    assert rows[6] == ("Doegntilbud", "Børn", 904, None, -904, None, "Ikke i 2027")
    assert rows[7][:6] == ("I alt", None, 5820, 6088, 268, 4.6)


def test_the_comparison_as_csv_writes_decimals_as_danish_programs_read_them(
    client: Client, next_budget: Budget
) -> None:
    rows = list(
        csv.reader(io.StringIO(client.get("/budget/2027/mod/2026.csv").content.decode("utf-8-sig")), delimiter=";")
    )
    assert rows[1] == ["Botilbud", "Voksne", "2872", "3000", "128", "4,5", ""]
    assert rows[3][4:6] == ["-56", "-15,7"]


@given(st.integers(min_value=1, max_value=100_000), st.integers(min_value=0, max_value=100_000))
def test_the_change_in_per_cent_leads_from_one_amount_to_the_other(before: int, after: int) -> None:
    compared = ComparedAmount(before, after)
    assert compared.percent is not None
    assert before + compared.change == after
    assert abs(before * (1 + compared.percent / 100) - after) <= Decimal(before) / 1000


# Downloads


def test_the_csv_holds_the_table_with_its_sums(client: Client, budget: Budget) -> None:
    response = client.get("/budget/2026.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="budget-2026.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Budgetlinje", "Gruppe", "Beløb, ca. mio. kr.", "Andel i procent"]
    assert [row[2] for row in rows[1:-1]] == [str(amount) for amount, _ in AMOUNTS.values()]
    assert rows[-1] == ["I alt", "", str(TOTAL), "100"]


def test_the_spreadsheet_holds_the_same_with_numbers_as_numbers(client: Client, budget: Budget) -> None:
    book = load_workbook(io.BytesIO(client.get("/budget/2026.xlsx").content))
    assert book.sheetnames == ["Budget 2026"]
    rows = list(book.active.values)
    assert [row[2] for row in rows[1:]] == [*(amount for amount, _ in AMOUNTS.values()), TOTAL]
    assert rows[1][:2] == ("Botilbud", "Voksne")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_title_is_never_a_formula(client: Client, budget: Budget, start: str) -> None:
    BudgetLine.objects.filter(slug="botilbud").update(title=f"{start}SUM(A1)")
    csv_text = client.get("/budget/2026.csv").content.decode("utf-8-sig")
    cell = load_workbook(io.BytesIO(client.get("/budget/2026.xlsx").content)).active["A2"]
    assert f"\r\n'{start}SUM(A1);" in csv_text
    assert (cell.value, cell.data_type) == (f"'{start}SUM(A1)", "s")


@pytest.mark.parametrize("address", ["1999.csv", "1999.xlsx", "99999999999999999999.csv"])
def test_a_year_without_a_budget_has_no_download(client: Client, budget: Budget, address: str) -> None:
    assert client.get(f"/budget/{address}").status_code == 404


# The process


@pytest.mark.parametrize("year_number", [2026, 2028])
def test_every_day_of_a_year_stands_in_exactly_one_stage(year: list[ProcessStep], year_number: int) -> None:
    day, found = dt.date(year_number, 1, 1), []
    while day.year == year_number:
        running = [s.slug for s in stages.running_on(year, day) if s.is_stage]
        assert len(running) == 1
        assert stages.stage_on(year, day).slug == running[0]
        found.append(running[0])
        day += dt.timedelta(days=1)
    assert list(dict.fromkeys(found)) == ["rammen", "forslag", "oensker", "forhandling", "nyt"]


def test_without_stages_no_day_stands_anywhere() -> None:
    assert stages.stage_on([], dt.date(2026, 6, 1)) is None


def test_a_step_is_about_the_budget_of_its_own_year(year: list[ProcessStep]) -> None:
    day = dt.date(2026, 3, 1)
    assert {s.slug: stages.budget_year(s, day) for s in year if not s.is_stage} == {"prognose": 2026, "regnskab": 2025}
    assert stages.budget_year(year[1], day) == 2027


def test_the_timeline_runs_from_january_to_april_of_the_next_year(year: list[ProcessStep]) -> None:
    months = stages.window(dt.date(2026, 7, 1))
    assert [(month.year, month.name) for month in (months[0], months[-1])] == [(2026, "januar"), (2027, "april")]
    assert len(months) == 16


def test_a_step_shows_again_in_the_next_year_as_far_as_the_timeline_goes(year: list[ProcessStep]) -> None:
    regnskab = year[-1]
    assert stages.stretches(regnskab, dt.date(2026, 7, 1)) == [
        stages.Stretch(budget_year=2025, offset=2, length=3),
        stages.Stretch(budget_year=2026, offset=14, length=2),
    ]
    assert stages.stretches(year[2], dt.date(2026, 7, 1)) == [stages.Stretch(budget_year=2027, offset=4, length=4)]


@pytest.mark.parametrize(
    ("day", "place"), [(dt.date(2026, 1, 1), 0), (dt.date(2026, 1, 16), 5), (dt.date(2026, 12, 31), 120)]
)
def test_today_lies_where_the_month_is(day: dt.date, place: int) -> None:
    assert stages.position(day) == place


def test_process_page_shows_the_current_stage_and_its_actors(client: Client, year: list[ProcessStep]) -> None:
    ProcessStep.objects.filter(slug="oensker").update(member_can="Bestil et budgetnotat.")
    with clock.frozen(dt.datetime(2026, 6, 10, 12)):
        page = Page(client.get("/budget/proces/"))
    assert "Status onsdag den 10. juni 2026 Oensker" in page.text
    assert "Det gælder budget 2027." in page.text
    assert "Opgaven ligger hos Socialudvalget." in page.text
    assert "Det kan du gøre nu: Bestil et budgetnotat." in page.text
    assert "Det sker også i juni Prognose. Socialudvalget. Du kan: Læs prognosen." in page.text
    assert ("Oensker", "#oensker") in page.links


def test_the_life_of_a_budget_runs_over_three_years(client: Client, year: list[ProcessStep]) -> None:
    with clock.frozen(dt.datetime(2026, 6, 10, 12)):
        life = Page(client.get("/budget/proces/?budget=2026"))
        unknown = Page(client.get("/budget/proces/?budget=1850"))
    years = ["2025: året før budgetåret", "2026: budgetåret", "2027: året efter budgetåret"]
    assert life.headings(3)[-3:] == years
    steps = life.main.findall(".//ol[@class='timeline']")
    assert [of_year.find("li").get("id") for of_year in steps] == ["rammen", "prognose", "regnskab"]
    assert unknown.headings(3)[-3:-2] == ["2026: året før budgetåret"]
    assert "Valget ”1850” findes ikke." in unknown.text


def step_on_page(client: Client, slug: str, moment: dt.datetime, query: str = "") -> str:
    with clock.frozen(moment):
        page = Page(client.get(f"/budget/proces/{query}"))
    return words(next(item for item in page.main.iter("li") if item.get("id") == slug))


def test_a_step_names_the_meetings_of_the_year_that_it_is_taken_in(client: Client, content: None, db: None) -> None:
    autumn = dt.datetime(2026, 11, 30, 12)
    proposal = step_on_page(client, "budgetforslag", autumn, "?budget=2027")
    assert (
        "I årshjulet: 1. behandling af budget, 2. behandling af budget (Ordinært møde den 22. april, forslag). "
        "I mødeplanen for 2026: Budgetseminar og ordinært møde den 25. februar, forslag."
    ) in proposal
    wishes = step_on_page(client, "fra-forslag-til-forhandling", autumn, "?budget=2027")
    assert "I mødeplanen for 2026: Budgetseminar og ordinært møde den 21. august, forslag." in wishes
    printed = Page(client.get("/print/")).text
    assert "2. behandling af budget: Ordinært møde den 22. april (forslag)" in printed
    assert "Budgetseminar og ordinært møde den 21. august (forslag)" in printed


def test_a_year_without_a_plan_has_the_general_text_alone(client: Client, content: None, db: None) -> None:
    next_year = dt.datetime(2027, 3, 1, 12)
    for slug in ("budgetforslag", "fra-forslag-til-forhandling"):
        text = step_on_page(client, slug, next_year)
        assert "2027" in text
        assert "2026" not in text
        assert "I mødeplanen" not in text
    with clock.frozen(next_year):
        assert "den 21. august (forslag)" not in Page(client.get("/print/")).text


def test_a_meeting_of_a_plan_that_is_a_draft_stands_at_no_step(client: Client, content: None, db: None) -> None:
    MeetingPlan.objects.update(is_draft=True)
    text = step_on_page(client, "fra-forslag-til-forhandling", dt.datetime(2026, 11, 30, 12), "?budget=2027")
    assert "21. august" not in text


def test_a_step_names_the_cases_of_the_year_that_it_is_taken_in(client: Client, year: list[ProcessStep]) -> None:
    fields = {"quarter": 2, "kind": "budget", "body": "X."}
    tie(
        year[1].cases,
        insert(AnnualCase, title="Som i 2026", slug="a", to_year=2026, **fields),
        insert(AnnualCase, title="Som fra 2027", slug="b", from_year=2027, **fields),
        insert(AnnualCase, title="Hvert år", slug="c", **fields),
    )
    moment = dt.datetime(2027, 2, 1, 12)
    assert "I årshjulet: Som i 2026, Hvert år." in step_on_page(client, "forslag", moment, "?budget=2027")
    assert "I årshjulet: Som fra 2027, Hvert år." in step_on_page(client, "forslag", moment, "?budget=2028")


def test_without_steps_the_page_says_so(client: Client, db: None) -> None:
    assert "Budgettets trin er ikke lagt ind endnu" in client.get("/budget/proces/").content.decode()
