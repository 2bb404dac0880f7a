"""Two people at one record: what only one of them has changed is as she left it, so that they are asked only about the
rest. A form and its rows of parts are held against the version that the form was opened on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict

from portal.content.records import RecordPart

NOT_READ = {"confirm_note", "search_words", "slug"}
"""Texts of a record that no reader reads as its content."""
TAKEN_FROM_BOTH = "En anden har også rettet her, mens du skrev. Se de to udgaver øverst, ret til, og gem igen."


class PartFormSet(BaseInlineFormSet):
    """The parts of a record; refused once where another has changed the same part."""

    def __init__(self, *args: Any, is_conflicting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_conflicting = is_conflicting

    def clean(self) -> None:
        super().clean()
        if self.is_conflicting:
            raise ValidationError(TAKEN_FROM_BOTH, code="stale")


@dataclass
class FormsetRow:
    """A row of a formset: its key, None for a new one, and what it holds under its fields' names."""

    key: int | None
    held: dict[str, Any]


def take_theirs(form: forms.ModelForm, then: Mapping[str, Any]) -> list[str]:
    """Let the form hold what others have saved in fields that its sender has not changed since `then`. Returns the
    names of the fields that both have changed."""
    both, data = [], form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, as the form is bound
    for name, field in form.fields.items():
        stored = _field(form, name)
        if stored is None or field.disabled or stored.attname not in then:
            continue
        before, now = then[stored.attname], _value(form.instance, stored)
        sent = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        if _same(before, now):
            continue
        if not _differs(field, before, sent):
            _put(data, form.add_prefix(name), now)
        elif _differs(field, now, sent):
            both.append(name)
    form.data = data
    if not both and _confirmed(form.instance, then) and any(_changes(form, name, then) for name in form.fields):
        both.append("confirm_note")
    return both


def _confirmed(record: models.Model, then: Mapping[str, Any]) -> bool:
    """True where another has confirmed the record meanwhile: what she saw, not what is being written now."""
    return bool(then.get("confirm_note")) and not getattr(record, "confirm_note", "")


def _changes(form: forms.ModelForm, name: str, then: Mapping[str, Any]) -> bool:
    """True where the sender has changed a text of the record since `then`."""
    stored = _field(form, name)
    if not isinstance(stored, models.CharField | models.TextField) or name in NOT_READ or stored.attname not in then:
        return False
    sent = form.fields[name].widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    return _differs(form.fields[name], then[stored.attname], sent)


def merge_parts(
    data: QueryDict, prefix: str, form: type[forms.ModelForm], then: list[dict[str, Any]], now: list[RecordPart]
) -> bool:
    """Let the formset's data hold what others have made of the parts that its sender has not changed since `then`.
    Returns True where both have changed the same part."""
    fields: dict[str, forms.Field] = form.base_fields
    old = {part["id"]: part for part in then}
    theirs = {part.pk: {name: getattr(part, _attname(part, name)) for name in fields} for part in now}
    sent = list(_rows(data, prefix, fields))
    mine = {row.key: row for row in sent if row.key is not None}
    conflict = False
    kept: list[FormsetRow] = []
    new: list[FormsetRow] = []
    for key in [*theirs, *(key for key in mine if key not in theirs)]:
        row, stands, before = mine.get(key), theirs.get(key), old.get(key)
        touched = row is not None and (before is None or _touched(row, before, fields))
        if row is None and before is None and stands is not None:
            kept.append(FormsetRow(key, stands))  # they have added it
        elif row is not None and touched:
            is_theirs_too = stands is None or (before is not None and not _holds(before, stands))
            conflict |= is_theirs_too
            (kept if stands is not None else new).append(row)
        elif row is not None and stands is not None:
            kept.append(FormsetRow(key, stands))
    _write(data, prefix, fields, kept, [*new, *(row for row in sent if row.key is None)])
    return conflict


def _rows(data: QueryDict, prefix: str, fields: Iterable[str]) -> Iterator[FormsetRow]:
    """The formset's rows, the number of them bounded by what was sent."""
    number = 0
    while any(f"{prefix}-{number}-{name}" in data for name in (*fields, "id")):
        key = data.get(f"{prefix}-{number}-id", "")
        held = {name: data.get(f"{prefix}-{number}-{name}") for name in (*fields, "DELETE")}
        yield FormsetRow(int(key) if key.isdecimal() and len(key) < 19 else None, held)
        number += 1


def _touched(row: FormsetRow, before: Mapping[str, Any], fields: Mapping[str, forms.Field]) -> bool:
    if row.held.get("DELETE"):
        return True
    return any(
        _differs(field, before.get(name, before.get(f"{name}_id")), row.held[name]) for name, field in fields.items()
    )


def _holds(before: Mapping[str, Any], stands: Mapping[str, Any]) -> bool:
    """True where the part has what it had."""
    return all(_same(before.get(name, before.get(f"{name}_id")), value) for name, value in stands.items())


def _write(data: QueryDict, prefix: str, fields: Iterable[str], kept: list[FormsetRow], new: list[FormsetRow]) -> None:
    for name in [name for name in data if name.startswith(f"{prefix}-") and name.split("-")[-2].isdecimal()]:
        if not name.endswith("_FORMS"):
            del data[name]
    for number, row in enumerate([*kept, *new]):
        _put(data, f"{prefix}-{number}-id", row.key if number < len(kept) else "")
        for name in (*fields, "DELETE"):
            if (value := row.held.get(name)) not in (None, False):
                _put(data, f"{prefix}-{number}-{name}", value)
    data[f"{prefix}-INITIAL_FORMS"], data[f"{prefix}-TOTAL_FORMS"] = str(len(kept)), str(len(kept) + len(new))


def _put(data: QueryDict, name: str, value: Any) -> None:
    """Let the data hold the value as a browser would have sent it, or as its field takes it."""
    if isinstance(value, list):
        data.setlist(name, [str(one) for one in value])
    elif value is False:
        data.pop(name, None)
    else:
        data[name] = "" if value is None else value


def _field(form: forms.ModelForm, name: str) -> Any:
    fields = {field.name: field for field in (*form.instance._meta.fields, *form.instance._meta.many_to_many)}
    return fields.get(name)


def _attname(part: RecordPart, name: str) -> str:
    field: Any = part._meta.get_field(name)
    return str(field.attname)


def _value(record: models.Model, field: Any) -> Any:
    if field.many_to_many:
        return [related.pk for related in getattr(record, field.name).all()]
    return getattr(record, field.attname)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) or isinstance(other, list):
        return {str(value) for value in one or ()} == {str(value) for value in other or ()}
    return bool(one == other)


def _differs(field: forms.Field, before: Any, sent: Any) -> bool:
    """Whether what was sent says something else than the stored value; a browser ends lines with CR LF."""
    return field.has_changed(before, sent.replace("\r\n", "\n") if isinstance(sent, str) else sent)
