"""The database's content as entries, as if it had been read from files."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.serializers import serialize
from django.db import models

from portal.transfer.loading.comparing import kept_here
from portal.transfer.loading.reading import FILES, Entry

PERSONAL = {"committee.MeetingChange.by": "Sekretariatet"}
"""Who did it stays in the house; what was done goes along."""


def dump(*, whole: bool = False) -> list[Entry]:
    """Every record, file by file and kind by kind, each kind in the order of its keys; `whole` with the fields that no
    file holds (`kept_here`)."""
    return [
        entry
        for file, labels in FILES.items()
        for label in labels
        for entry in _entries(file, apps.get_model(label), whole)
    ]


def _entries(file: str, model: type[models.Model], whole: bool) -> list[Entry]:
    fields: dict[str, Any] = {field.name: field for field in (*model._meta.fields, *model._meta.many_to_many)}
    related = [
        "__".join([name, *path.split("__")[:-1]])
        for name, field in fields.items()
        if field.is_relation
        for path in field.related_model.natural_fields
    ]
    rows = model._base_manager.order_by("pk").prefetch_related(*related)
    entries = [
        Entry(model, file, 0, {name: _held(fields[name], value) for name, value in row["fields"].items()}, row["pk"])
        for row in serialize("python", rows, use_natural_foreign_keys=True)
    ]
    for entry in entries if not whole else ():
        for name in kept_here(entry):
            del entry.fields[name]
    return entries


def _held(field: Any, value: Any) -> Any:
    """The serialized value as an entry holds it."""
    if field.many_to_many:
        return sorted(tuple(map(str, key)) for key in value)
    if field.is_relation:
        return value and tuple(map(str, value))
    value = field.to_python(PERSONAL.get(str(field), value))
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
