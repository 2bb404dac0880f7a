"""Entries to the database: all or nothing, with history and search terms, as one change of the content."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import reversion
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import translation
from django.utils.timezone import make_aware

from portal.content.folder import WRITTEN
from portal.content.records import ContentRecord, ContentRevision, records
from portal.notices.news import LOADED
from portal.search import index
from portal.transfer.loading.errors import ContentError, ContentErrors
from portal.transfer.loading.reading import Entry, content_models, read
from portal.transfer.loading.references import Directory, directory, in_order


def load(folder: Path) -> int:
    """Load every file of the folder; answer how many records. ContentErrors leaves the database as it was."""
    with translation.override("da"):
        entries = read(folder)
        known = directory(entries)
        with transaction.atomic():
            date_by_folder(entries)
            empty()
            made = write(entries, known)
            remember(made.values(), LOADED)
            index.rebuild(records())
            ContentRevision.bump()
    return len(entries)


def empty() -> None:
    """Delete every row of content, without a signal: nothing outside the content refers to it, and search and history
    are written with the rows that come. A portal that has never had any content has the kinds of meeting that a
    migration has named."""
    tables = []
    for model in content_models().values():
        relations: Any = model._meta.many_to_many
        tables += [*(relation.m2m_db_table() for relation in relations), model._meta.db_table]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 (our own tables)


def date_by_folder(entries: Iterable[Entry]) -> None:
    """Date the records that their file gives no time: by their last review, else by the folder that they come from.
    To load them changes nothing of what they say."""
    for entry in entries:
        if issubclass(entry.model, ContentRecord) and "modified_at" not in entry.fields:
            reviewed = entry.fields.get("reviewed_on")
            at = make_aware(dt.datetime.combine(reviewed, dt.time(12))) if reviewed else WRITTEN
            entry.fields["modified_at"] = at


def write(entries: list[Entry], known: Directory) -> dict[Entry, models.Model]:
    """Insert the entries' rows and relations. ContentErrors when any of them is wrong."""
    made = _rows(in_order(entries, known), known)
    _relate(entries, made, known)
    return made


def remember(rows: Iterable[models.Model], comment: str) -> None:
    """Write the rows' history, as one change."""
    known = [row for row in rows if reversion.is_registered(type(row))]
    alike: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for row in known:
        alike[type(row)].append(row)
    for model, of_model in alike.items():
        models.prefetch_related_objects(of_model, *(relation.name for relation in model._meta.many_to_many))
    with reversion.create_revision():
        reversion.set_comment(comment)
        for row in known:
            reversion.add_to_revision(row)


def _rows(entries: list[Entry], known: Directory) -> dict[Entry, models.Model]:
    """Insert the rows in order. One that is wrong is reported, and those that need it are passed over."""
    made: dict[Entry, models.Model] = {}
    errors: list[ContentError] = []
    for entry in entries:
        needed = {name: known[place] for name, place in entry.one.items()}
        if any(other not in made for other in needed.values()):
            continue
        values = {name: value for name, value in entry.fields.items() if name not in entry.many}
        row = entry.model(pk=entry.pk, **values | {name: made[other] for name, other in needed.items()})
        wrong = _errors(entry, row)
        errors += wrong
        if wrong:
            continue
        try:
            row.save_base(raw=True, force_insert=True)
        except IntegrityError as error:
            raise ContentErrors([*errors, entry.error(f"Databasen afviser posten: {error}.")]) from error
        made[entry] = row
    if errors:
        raise ContentErrors(errors)
    return made


def _errors(entry: Entry, row: models.Model) -> list[ContentError]:
    """What the model's own rules say of the row."""
    errors = [
        entry.error("Feltet skal udfyldes.", relation.name)
        for relation in entry.model._meta.many_to_many
        if not relation.blank and not entry.fields.get(relation.name)
    ]
    try:
        row.full_clean(exclude={row._meta.pk.name})  # its key is new, or that of the row whose place it takes
    except ValidationError as error:
        for name, problems in error.update_error_dict({}).items():
            field = "" if name == NON_FIELD_ERRORS else name
            errors += [entry.error(text, field) for problem in problems for text in problem.messages]
    return errors


def _relate(entries: list[Entry], made: dict[Entry, models.Model], known: Directory) -> None:
    """Write the many-to-many rows, one insert a relation."""
    rows: dict[type[models.Model], list[Any]] = {}
    for entry in entries:
        for name, places in entry.many.items():
            relation: Any = entry.model._meta.get_field(name)
            through = relation.remote_field.through
            for place in dict.fromkeys(places):
                other = made[known[place]]
                link = {relation.m2m_field_name(): made[entry], relation.m2m_reverse_field_name(): other}
                rows.setdefault(through, []).append(through(**link))
    for through, links in rows.items():
        through._base_manager.bulk_create(links, batch_size=500)
