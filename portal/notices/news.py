"""What is new, in the members' words: one line for each record that a saved change has altered.

Lines are written where the history is, in the transaction of the change. Loading content is no news.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.db.models.signals import pre_delete
from django.utils.timezone import localdate
from reversion.models import Version
from reversion.signals import post_revision_commit

from portal.content import history, publication
from portal.content.records import ContentRecord, record_models
from portal.models.news import NewsItem

QUIET = {"Søgeord", "Side i folderen", "Skal bekræftes", "Senest gennemgået", "Rækkefølge", "Kladde", "Offentliggøres"}
"""Labels of fields that only the secretariat sees: a change to them is no news."""
LOADED = "Indlæst med portalens indhold"
MOVED = "Lagt ind fra en mappe med indhold"
RELEASED = "Kom med en ny udgave af portalen"
"""The comments of a revision that loads content, of one that brings it from another portal, and of one that takes what
a release has new."""


def record_news(revision: Any, versions: list[Version], **kwargs: Any) -> None:
    """Write a line for every record that the revision gives members something new to read about."""
    if revision.comment in {LOADED, MOVED, RELEASED}:
        return
    revised = {(history.model_of(version), version.object_id) for version in versions}
    items = [item for version in versions if (item := _item(revision, version, revised)) is not None]
    NewsItem.objects.bulk_create(items)


def _item(revision: Any, version: Version, revised: set[tuple[Any, str]]) -> NewsItem | None:
    model = history.model_of(version)
    if not issubclass(model, ContentRecord) or not hasattr(model, "get_absolute_url"):
        return None
    record = model._default_manager.filter(pk=version.object_id).first()
    if record is None or not record.is_published:
        return None
    newest = history.entries(record, limit=1)
    if not newest:
        return None
    is_new = newest[0].is_first or history.publishes(newest[0])
    quiet = QUIET | record.quiet_labels(localdate(revision.date_created))
    changed = [change.label for change in newest[0].changes if change.label not in quiet]
    if not is_new and not changed:
        return None
    if is_new and _comes_with_another(record, revised):
        return None
    kind = NewsItem.Kind.NEW if is_new else NewsItem.Kind.CHANGED
    return NewsItem(
        at=revision.date_created,
        kind=getattr(record, "news_kind", kind),
        record_type=_type(model),
        title=_title(record),
        address=record.get_absolute_url()[:250],
        text=(_told(revision.comment) or _sentence(kind, changed))[:1000],
    )


def _told(comment: str) -> str:
    """The comment, where it says something to readers."""
    return "" if comment.startswith(publication.SILENT) else comment


def _comes_with_another(record: ContentRecord, revised: set[tuple[Any, str]]) -> bool:
    """Whether what the record belongs to is reported in the same revision: a new plan and its meetings are one line."""
    whole = getattr(record, record.news_within) if record.news_within else None
    return whole is not None and (type(whole), str(whole.pk)) in revised


def record_deletion(record: ContentRecord, at: dt.datetime) -> None:
    """Write that somebody has deleted the record; call in the transaction of the deletion."""
    if hasattr(record, "get_absolute_url") and record.is_published:
        NewsItem.objects.create(
            at=at,
            kind=NewsItem.Kind.DELETED,
            record_type=_type(type(record)),
            title=_title(record),
            text="Står ikke længere i portalen.",
        )


def withdraw(record: ContentRecord, at: dt.datetime) -> None:
    """Write that the record is no longer public; call in the transaction in which it becomes a draft."""
    _unlink(type(record), record)
    record_deletion(record, at)


def _unlink(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Lines about a record that goes, and about what stands on its page, lead nowhere any more."""
    if hasattr(instance, "get_absolute_url"):
        address = instance.get_absolute_url()
        gone = Q(address=address) if "#" in address else Q(address=address) | Q(address__startswith=f"{address}#")
        NewsItem.objects.filter(gone).update(address="")


def _type(model: type[ContentRecord]) -> str:
    return str(model._meta.verbose_name).capitalize()


def _title(record: ContentRecord) -> str:
    return str(getattr(record, "news_title", record))[:250]


def _sentence(kind: str, changed: list[str]) -> str:
    if kind == NewsItem.Kind.NEW:
        return "Er kommet til."
    fields = ", ".join(label.lower() for label in changed)
    return f"Rettet: {fields}."


def register_signals() -> None:
    """Connect the receivers of saved revisions and of deleted records."""
    post_revision_commit.connect(record_news, dispatch_uid="news")
    for model in record_models():
        pre_delete.connect(_unlink, sender=model, dispatch_uid="news-unlink")
