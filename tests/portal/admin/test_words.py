"""The words of the desk: every column, field, question and help of every page is Danish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, reverse

from tests.kit.reading import Page, words

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

SAME = {"status", "form", "budget", "synonym"}
"""What is called the same in both languages."""
ENGLISH = re.compile(
    r"\b(the|this|was|were|which|and|with|not|you|your|any|none|users?|names?|value|amount|shown|when|created|changed|"
    r"confirmed|used|objects?|relationship|history|delete|save|search|add|change|view|select(ed)?|required|field|date|"
    r"time|day|year|step|key|access|address|attempt|comment|username)\b",
    re.IGNORECASE,
)
OF_THE_PAGE = ("th", "label", "legend", "caption", "summary", "h1", "h2", "h3", "button", "title")
KINDS = [model for model in apps.get_models() if admin.site.is_registered(model)]


def addresses() -> Iterator[str]:
    """Every page of the desk: of each kind the list, the empty form, what is deleted, and all pages of one record."""
    yield reverse("admin:index")
    for model in KINDS:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        record = model._default_manager.first()
        for page, of in [
            ("changelist", None),
            ("add", None),
            ("deleted", None),
            ("change", record),
            ("history", record),
            ("delete", record),
        ]:
            if page in ("change", "history", "delete") and record is None:
                continue
            try:
                yield reverse(f"{name}_{page}", args=[of.pk] if of else [])
            except NoReverseMatch:
                continue


def test_every_column_has_a_danish_name() -> None:
    english = [
        (model.__name__, name, label)
        for model in KINDS
        for of_model in [admin.site.get_model_admin(model)]
        for name in {*of_model.list_display, *of_model.readonly_fields} - {"action_checkbox", "__str__"}
        if (label := str(label_for_field(name, model, of_model))).lower() == name.replace("_", " ") and name not in SAME
    ]
    assert english == []


def test_no_page_of_the_desk_speaks_english(admin_client: Client) -> None:
    found = {}
    for address in addresses():
        response = admin_client.get(address)
        if response.status_code == 403:
            continue
        page = Page(response)
        said = [words(element) for name in OF_THE_PAGE for element in page.tree.iter(name)]
        said += [words(element) for element in page.tree.iter() if "help" in (element.get("class") or "").split()]
        said += [
            text for element in page.tree.iter() for text in (element.get("aria-label"), element.get("title")) if text
        ]
        if english := [line for line in said if ENGLISH.search(line)]:
            found[address] = english
    assert found == {}


@pytest.mark.parametrize("kind", ["budget_budget", "committee_law", "auth_group"])
def test_deletion_page_names_no_relation_rows(admin_client: Client, kind: str) -> None:
    model = apps.get_model(kind.replace("_", ".", 1))
    if model is Group:
        Group.objects.create(name="Gruppen").permissions.set([1, 2])
    record = model._default_manager.first()
    text = Page(admin_client.get(reverse(f"admin:{kind}_delete", args=[record.pk]))).text
    assert str(record) in text
    assert re.findall("relation|object", text) == []


@pytest.mark.parametrize(
    ("kind", "wrong", "told"),
    [
        (
            "portal_section",
            {"title": "", "slug": "a b", "reviewed_on": "i går"},
            {
                "id_title": "Titel: Dette felt er påkrævet.",
                "id_slug": "Anker: Brug kun bogstaver fra a til z, cifre og bindestreger.",
                "id_reviewed_on": "Senest gennemgået: Skriv datoen med dag, måned og år, "
                "fx 25. februar 2026 eller 25.2.2026.",
            },
        ),
        ("portal_synonym", {"word": ""}, {"id_word": "Ord: Dette felt er påkrævet."}),
        ("auth_user", {"username": ""}, {"id_username": "Brugernavn: Dette felt er påkrævet."}),
    ],
)
def test_a_message_names_each_place_that_is_wrong_and_leads_there(
    admin_client: Client, kind: str, wrong: dict[str, str], told: dict[str, str]
) -> None:
    model = apps.get_model(kind.replace("_", ".", 1))
    address = reverse(f"admin:{kind}_change", args=[model._default_manager.order_by("pk")[0].pk])
    form = admin_client.get(address).context["adminform"].form
    typed = {name: value for name in form.fields if (value := form[name].value()) is not None}
    page = Page(admin_client.post(address, {**typed, **wrong}))
    [section] = [part for part in page.tree.iter("section") if part.get("class") == "error-summary"]
    lines = {line.find("a").get("href").removeprefix("#"): words(line) for line in section.iter("li")}
    assert lines == told
    assert set(told) <= {part.get("id") for part in page.tree.iter()}
