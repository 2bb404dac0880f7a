"""YAML to entries: every value converted to what its field holds, every reference a natural key."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone

from portal.text.cleaning import clean_text
from portal.transfer.loading.errors import ContentError, ContentErrors

Key = tuple[str, ...]
"""A natural key, as text."""
Place = tuple[type[models.Model], Key]
"""Which record: its model and its natural key."""

FILES = {
    "committee.yaml": ("committee.Committee",),
    "figures.yaml": ("portal.KeyFigure",),
    "guide.yaml": ("portal.Chapter", "portal.Section"),
    "glossary.yaml": ("portal.Term",),
    "rules.yaml": ("portal.UpcomingChange",),
    "law.yaml": ("committee.LawTheme", "committee.Law", "committee.Provision"),
    "role.yaml": ("committee.MemberRight", "committee.MemberDuty"),
    "walks.yaml": ("committee.Walk", "committee.WalkStep", "committee.WalkAnswer"),
    "meetings.yaml": (
        *("committee.MeetingKind", "committee.MeetingPlan", "committee.Meeting", "committee.MeetingSession"),
        *("committee.AgendaItem", "committee.MeetingChange", "committee.WithdrawnSession", "committee.SchoolHoliday"),
    ),
    "annual_cycle.yaml": ("committee.AnnualCase",),
    "oversight.yaml": (
        *("committee.OversightSubject", "committee.SupervisoryBody"),
        *("committee.SupervisoryPower", "committee.Reporting"),
    ),
    "organisation.yaml": ("committee.Centre", "committee.AdvisoryCouncil"),
    "people.yaml": ("committee.Person", "committee.Membership", "committee.Contact"),
    "services.yaml": ("services.Step", "services.TargetGroup", "services.Service"),
    "budget.yaml": ("budget.Budget", "budget.BudgetLine", "budget.ProcessStep"),
    "synonyms.yaml": ("portal.Synonym",),
    "news.yaml": ("portal.NewsItem",),
}
"""The files in the order in which a person would read them, and what is written to each; records are numbered in it."""

SINCE_NAMED = "committee.MeetingKind"
"""Records that earlier releases had in the code: a folder without any has those that come with the portal."""

MANIFEST = "MANIFEST"
"""The file in which an export names its others."""


def content_models() -> dict[str, type[models.Model]]:
    """All that is content, by its name in a file; users, sessions and the search's own tables are not."""
    found = [apps.get_model(label) for labels in FILES.values() for label in labels]
    return {model._meta.label_lower: model for model in found}


@dataclass(eq=False)
class Entry:
    """One record of a file. `fields` holds what it says: a value, and of a relation the other's natural key, or a list
    of keys.

    `pk` is the primary key of the row that it is, or takes the place of.
    """

    model: type[models.Model]
    file: str
    line: int
    fields: dict[str, Any] = field(default_factory=dict)
    pk: int | None = None

    @property
    def place(self) -> Place | None:
        """The model and the key of the record; None where its kind has no key (news, notices) or a part is missing."""
        parts = [self._part(path) for path in getattr(self.model, "natural_fields", ())]
        return (self.model, tuple(map(str, parts))) if parts and all(part not in (None, "") for part in parts) else None

    def _part(self, path: str) -> Any:
        """A part of the key: a field's value, or what a reference carries (`law__slug` is in the law's own key)."""
        name, _, rest = path.partition("__")
        value = self.fields.get(name)
        if not rest:
            return value
        related: Any = self.model._meta.get_field(name).related_model
        names = related.natural_fields
        return value[names.index(rest)] if value and len(value) == len(names) else None

    @property
    def one(self) -> dict[str, Place]:
        """The places of the records that its own columns refer to, by field."""
        relations: Any = [field for field in self.model._meta.concrete_fields if field.is_relation]
        return {field.name: (field.related_model, key) for field in relations if (key := self.fields.get(field.name))}

    @property
    def many(self) -> dict[str, list[Place]]:
        """The places of the records that its many-to-many relations hold, by field."""
        relations: Any = self.model._meta.many_to_many
        return {
            field.name: [(field.related_model, key) for key in self.fields.get(field.name, ())] for field in relations
        }

    @property
    def label(self) -> str:
        names = [str(self.fields[name]) for name in ("slug", "word", "year", "number") if self.fields.get(name)]
        return f"{self.model._meta.label_lower} ”{names[0]}”" if names else self.model._meta.label_lower

    def error(self, problem: str, name: str = "") -> ContentError:
        return ContentError(self.file, problem, self.line, self.label, name)


class _Loader(yaml.CSafeLoader):
    """YAML in which only null, true and false mean something of their own: the field knows what `16:30` or `no` is."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for name, _ in node.value:
            if name.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"”{name.value}” står to gange", name.start_mark)
            seen.add(name.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


def read(folder: Path) -> list[Entry]:
    """Every record of the folder's files, in their order. ContentErrors when anything in them cannot be read."""
    errors: list[ContentError] = []
    entries: list[Entry] = []
    if not folder.is_dir():
        raise ContentErrors([ContentError(str(folder), "Mappen findes ikke.")])
    found = {path.name: path for path in sorted(folder.glob("*.y*ml"))}
    for name in sorted(_listed(folder) - found.keys()):
        errors.append(ContentError(name, f"Filen mangler i mappen: Den står i {MANIFEST}, så eksporten er ikke hel."))
    for name in found.keys() - set(FILES):
        errors.append(ContentError(name, f"Filen hører ikke til. Indhold står i {', '.join(FILES)}."))
    for name in FILES:
        if name in found:
            entries += _entries(found[name], errors)
    if not entries and not errors:
        errors.append(ContentError(str(folder), "Der er intet indhold i mappen."))
    entries += _since_named(entries, errors)
    if errors:
        raise ContentErrors(errors)
    return entries


def _since_named(entries: list[Entry], errors: list[ContentError]) -> list[Entry]:
    """The kinds of meeting that come with the portal, for a folder whose meetings name them and which has none."""
    model, meeting = apps.get_model(SINCE_NAMED), apps.get_model("committee.Meeting")
    models_here = {entry.model for entry in entries}
    if model in models_here or meeting not in models_here:
        return []
    shipped = settings.BASE_DIR / "fixtures" / "meetings.yaml"
    return [entry for entry in _entries(shipped, errors) if entry.model is model]


def _listed(folder: Path) -> set[str]:
    """The files that an export says it has; none for a folder that nobody has exported."""
    manifest = folder / MANIFEST
    return set(manifest.read_text(encoding="utf-8").split()) if manifest.exists() else set()


def _entries(path: Path, errors: list[ContentError]) -> Iterator[Entry]:
    known = content_models()
    for line, raw in _items(path, errors):
        if not isinstance(raw, dict) or set(raw) != {"model", "fields"} or not isinstance(raw["fields"], dict):
            errors.append(ContentError(path.name, "En post skal have netop ”model” og ”fields”.", line))
            continue
        model = known.get(str(raw["model"]).lower())
        if model is None:
            errors.append(ContentError(path.name, f"Modellen ”{raw['model']}” findes ikke.", line))
            continue
        entry = Entry(model, path.name, line)
        problems = []
        for name, value in raw["fields"].items():
            try:
                entry.fields[str(name)] = _converted(model, str(name), value)
            except ValidationError as error:
                problems += [(problem, str(name)) for problem in error.messages]
        errors += [entry.error(*problem) for problem in problems]
        yield entry


def _items(path: Path, errors: list[ContentError]) -> Iterator[tuple[int, Any]]:
    """The items of the file's list, each with its line."""
    try:
        loader = _Loader(clean_text(path.read_text(encoding="utf-8")))
        root = loader.get_single_node()
        if root is None:
            return
        if not isinstance(root, yaml.SequenceNode):
            errors.append(ContentError(path.name, "Filen skal være en liste af poster."))
            return
        for node in root.value:
            yield node.start_mark.line + 1, loader.construct_object(node, deep=True)
    except UnicodeDecodeError:
        errors.append(ContentError(path.name, "Filen er ikke skrevet som UTF-8."))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        errors.append(ContentError(path.name, f"Filen kan ikke læses som YAML: {error.problem}.", line))


def _converted(model: type[models.Model], name: str, value: Any) -> Any:
    """The field's value as an entry holds it. ValidationError when it is not what the field holds."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        raise ValidationError("Feltet findes ikke.") from None
    if not isinstance(field, models.Field) or field.primary_key:
        raise ValidationError("Feltet kan ikke sættes i en fil.")
    if field.many_to_many:
        if not isinstance(value, list):
            raise ValidationError("Her skal stå en liste, fx [[noegle]].")
        return [_key(item) for item in value]
    if field.is_relation:
        return None if value is None else _key(value)
    if isinstance(value, dict | list):
        raise ValidationError("Her skal stå én værdi, ikke en liste.")
    if isinstance(value, bool) and not isinstance(field, models.BooleanField):
        raise ValidationError("Sæt anførselstegn om ordet, hvis det er tekst.")
    if value is None and field.empty_strings_allowed and not field.null:
        return ""
    value = field.to_python(clean_text(value).strip() if isinstance(value, str) else value)
    return timezone.make_aware(value) if isinstance(value, dt.datetime) and timezone.is_naive(value) else value


def _key(value: Any) -> Key:
    """A natural key: `[noegle]`, `[lov, bestemmelse]`, or the word alone where the key is one word."""
    parts = [
        clean_text(part) if isinstance(part, str) else part for part in (value if isinstance(value, list) else [value])
    ]
    if not parts or not all(isinstance(part, str) and part for part in parts):
        raise ValidationError("En henvisning skrives som en nøgle, fx [noegle].")
    return tuple(parts)
