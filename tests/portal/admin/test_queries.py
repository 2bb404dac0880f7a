"""What the desk's pages ask of the database: as much with four records of every kind as with two."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.roles import SECRETARIAT
from portal.content.records import ContentRecord, RecordPart, record_models
from portal.models import SearchMiss, Synonym
from tests.kit.factories import insert, make_user, tie

MOST = 23
"""A meeting's form: eight of every page, its times, its cases, what the members were told, and two or three for each
relation."""

OF_EVERY_KIND = ["/admin/bekraeft/", "/admin/gennemgang/", "/admin/nyt-aar/"]
"""What waits, kind by kind: a question for each that has any."""


def value(field: models.Field[Any, Any], number: int) -> Any:
    """Something that the field takes, another for every number; of records always the first."""
    if isinstance(field, models.ForeignKey):
        first = field.related_model._base_manager.order_by("pk").first()
        return None if field.related_model is field.model else first
    if field.choices:
        return next(iter(dict(field.flatchoices)))
    if isinstance(field, models.DateTimeField):
        return dt.datetime(2020, 1, number, tzinfo=dt.UTC)
    if isinstance(field, models.DateField):
        return dt.date(2026, 1, number)
    if isinstance(field, models.TimeField):
        return dt.time(number, 30 if field.name == "end" else 0)
    if isinstance(field, models.DecimalField):
        return Decimal(number)
    return number if isinstance(field, models.IntegerField) else f"{field.name[:4]}-{number}"


def needs(model: Any) -> set[Any]:
    return {f.related_model for f in model._meta.fields if f.many_to_one and not f.null} - {model}


def one_more_of_every_kind(number: int) -> None:
    """A row of every kind and of its parts, all of one parent, and all of them tied to all."""
    ours = [model for model in apps.get_models() if issubclass(model, ContentRecord | RecordPart)]
    waiting = [*ours, Synonym, SearchMiss]
    while waiting:
        model = next(model for model in waiting if not needs(model) & set(waiting))
        waiting.remove(model)
        told = [
            f
            for f in model._meta.fields
            if not f.primary_key and (not f.has_default() or f.unique or f.name in {"order", "modified_at"})
        ]
        insert(model, **{f.name: value(f, number) for f in told if f.name != "uid"})
    for model in ours:
        for relation in model._meta.many_to_many:
            for record in model._base_manager.all():
                manager = getattr(record, relation.name)
                tied = set(manager.values_list("pk", flat=True))
                tie(manager, *relation.related_model._base_manager.exclude(pk__in=tied))


def addresses() -> list[str]:
    """Every list, add and change page that the secretariat has, and its first pages."""
    found = [reverse("admin:index"), *OF_EVERY_KIND, reverse("admin:portal_searchmiss_changelist")]
    for model in [*record_models(), Synonym]:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        first = [model._base_manager.earliest("pk").pk]
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add"), reverse(f"{name}_change", args=first)]
    return found


def test_no_page_of_the_desk_asks_more_of_more_records_and_none_asks_much(client: Client, db: None) -> None:
    client.force_login(make_user("sekretariat", SECRETARIAT))
    ContentType.objects.get_for_models(*apps.get_models())  # what a process asks for once, and a session in a minute
    client.get(reverse("admin:index"))
    asked: list[dict[str, int]] = []
    for numbers in (range(1, 3), range(3, 5)):
        for number in numbers:
            one_more_of_every_kind(number)
        asked.append({})
        for address in addresses():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200, address
            asked[-1][address] = len(queries)
    few, many = asked
    assert {address: (few[address], more) for address, more in many.items() if more > few[address]} == {}
    kinds = dict.fromkeys(OF_EVERY_KIND, len(record_models()))
    assert {address: more for address, more in many.items() if more > MOST + kinds.get(address, 0)} == {}
