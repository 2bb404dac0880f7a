"""Whatever stands in an address, the page answers kindly: 200 without it, 404 for a record that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reading import Page

if TYPE_CHECKING:
    from django.test import Client

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
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("path", CHOICES)
def test_pages_are_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
