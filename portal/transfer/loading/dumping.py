"""The database's content as entries, as if it had been read from files."""

from __future__ import annotations

from typing import Any

from django.db import models

from portal.transfer.loading.reading import FILES, Entry, Key, content_models

PERSONAL = {("committee.meetingchange", "by"): "Sekretariatet"}
"""Who did it stays in the house; what was done goes along."""


def dump() -> list[Entry]:
    """Every record, file by file and kind by kind, each kind in the order of its keys."""
    known = content_models()
    rows = {model: {row.pk: row for row in model._base_manager.order_by("pk")} for model in known.values()}
    keys = _Keys(rows)
    return [
        entry
        for file, labels in FILES.items()
        for label in labels
        for entry in _entries(file, known[label.lower()], keys)
    ]


class _Keys:
    """Natural keys of rows that are at hand."""

    def __init__(self, rows: dict[type[models.Model], dict[int, Any]]) -> None:
        self.rows = rows
        self._known: dict[tuple[type[models.Model], int], Key] = {}
        self._pks: dict[Any, dict[Any, int]] = {}

    def of(self, model: type[models.Model], pk: int) -> Key:
        if (model, pk) not in self._known:
            fields: tuple[str, ...] = getattr(model, "natural_fields", ())
            self._known[model, pk] = tuple(self._part(self.rows[model][pk], path) for path in fields)
        return self._known[model, pk]

    def referred(self, field: Any, value: Any) -> Key:
        """Return the key of the row that a foreign key holds by the value of the field that it refers to."""
        target, model = field.target_field, field.related_model
        if target.primary_key:
            return self.of(model, value)
        if target not in self._pks:
            self._pks[target] = {getattr(row, target.attname): pk for pk, row in self.rows[model].items()}
        return self.of(model, self._pks[target][value])

    def _part(self, row: Any, path: str) -> str:
        name, _, rest = path.partition("__")
        if not rest:
            return str(getattr(row, name))
        field: Any = row._meta.get_field(name)
        key = self.of(field.related_model, getattr(row, field.attname))
        return key[field.related_model.natural_fields.index(rest)]


def _entries(file: str, model: type[models.Model], keys: _Keys) -> list[Entry]:
    made = {pk: Entry(model, file, 0, pk=pk) for pk in keys.rows[model]}
    for field in model._meta.concrete_fields:
        for pk, entry in made.items():
            value = getattr(keys.rows[model][pk], field.attname)
            if isinstance(field, models.ForeignKey):
                if value is not None:
                    entry.one[field.name] = keys.referred(field, value)
            elif not field.primary_key:
                entry.values[field.name] = _serialized(model, field.name, value)
    for relation in model._meta.many_to_many:
        for entry in made.values():
            entry.many[relation.name] = []
        through: Any = relation.remote_field.through
        other: Any = relation.related_model
        links = through._base_manager.values_list(relation.m2m_column_name(), relation.m2m_reverse_name())
        for pk, related_pk in links:
            made[pk].many[relation.name].append(keys.of(other, related_pk))
        for entry in made.values():
            entry.many[relation.name].sort()
    return list(made.values())


def _serialized(model: type[models.Model], name: str, value: Any) -> Any:
    value = PERSONAL.get((model._meta.label_lower, name), value)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
