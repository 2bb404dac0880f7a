"""What is new, in the members' words: one line for each record that a saved change has altered.

Lines are written where the history is, in the transaction of the change. Loading content is no news.
"""

from __future__ import annotations

import datetime as dt
import re
from difflib import SequenceMatcher
from typing import Any

import reversion
from django.db.models import Q
from django.db.models.signals import pre_delete
from django.utils.timezone import localdate
from reversion.models import Version
from reversion.signals import post_revision_commit

from portal.content import history, publication
from portal.content.pending import PendingVersion
from portal.content.records import ContentRecord, record_models
from portal.models.mail import NewsChoice
from portal.models.news import NewsItem

QUIET = {"Søgeord", "Side i folderen", "Skal bekræftes", "Senest gennemgået", "Rækkefølge", "Kladde", "Offentliggøres"}
"""Labels of fields that only the secretariat sees: a change to them is no news."""
ALMOST = 0.75
"""How alike two words are (difflib's ratio) where one is the other, spelled anew."""
LOADED = "Indlæst med portalens indhold"
MOVED = "Lagt ind fra en mappe med indhold"
RELEASED = "Kom med en ny udgave af portalen"
"""The comments of a revision that loads content, of one that brings it from another portal, and of one that takes what
a release has new."""


def record_news(revision: Any, versions: list[Version], **kwargs: Any) -> None:
    """Write a line for every record that the revision gives members something new to read about."""
    if revision.comment in {LOADED, MOVED, RELEASED}:
        return
    choice = NewsChoice.objects.filter(revision=revision).first()
    if choice and choice.is_news is None and any(map(_is_seen, versions)):
        choice.is_news = not all(_is_small(version) for version in versions)
        choice.save()
    if choice and not choice.is_news and not _told(revision.comment):  # a comment tells of more than the texts
        return
    revised = {(history.model_of(version), version.object_id) for version in versions}
    told = choice.sentence if choice else ""
    items = [item for version in versions if (item := _item(revision, version, revised, told)) is not None]
    NewsItem.objects.bulk_create(items)


def _item(revision: Any, version: Version, revised: set[tuple[Any, str]], told: str) -> NewsItem | None:
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
        text=(_told(revision.comment) or told or _sentence(kind, changed))[:1000],
    )


def _is_small(version: Version) -> bool:
    """True where nothing but spelling differs from the version before, of what members see."""
    record = history.model_of(version)._default_manager.filter(pk=version.object_id).first()
    if not isinstance(record, ContentRecord):
        return True  # a part, which its record's version tells of
    newest = history.entries(record, limit=1)
    if not newest or newest[0].is_first or history.publishes(newest[0]):
        return False
    changes = [change for change in newest[0].changes if change.label not in QUIET]
    return all(is_spelling(change.before, change.after) for change in changes)


def is_spelling(before: str, after: str) -> bool:
    """True where the texts differ in spelling alone: as many words, each of them the same or almost, and the same
    numbers. A word that comes or goes can turn the meaning, be it ever so small."""
    old, new = before.casefold().split(), after.casefold().split()
    return len(old) == len(new) and all(map(_is_same_word, old, new))


def _is_same_word(old: str, new: str) -> bool:
    old, new = (re.sub(r"[^\w]+", "", word) for word in (old, new))
    if old == new:
        return True
    is_number = any(sign.isdigit() for sign in old + new)
    return not is_number and SequenceMatcher(None, old, new, autojunk=False).ratio() >= ALMOST


def _is_seen(version: Version) -> bool:
    """Whether readers see what the version is of; a part of a record stands in its record's version."""
    record = history.model_of(version)._base_manager.filter(pk=version.object_id).first()
    return isinstance(record, ContentRecord) and record.is_published


def planned_choice(planned: ContentRecord | PendingVersion) -> NewsChoice | None:
    """What was answered to whether members shall know, when the draft or the waiting wording was given its moment; None
    where it has none."""
    if planned.publish_at is None:
        return None
    if isinstance(planned, PendingVersion):
        return NewsChoice(is_news=planned.is_news, sentence=planned.news_sentence)
    newest = Version.objects.get_for_object(planned).first()
    return NewsChoice.objects.filter(revision=newest.revision_id).first() if newest else None


def _keep_planned(sender: Any, planned: ContentRecord | PendingVersion, **kwargs: Any) -> None:
    if choice := planned_choice(planned):
        reversion.add_meta(NewsChoice, is_news=choice.is_news, sentence=choice.sentence)


def with_choices(entries: list[history.HistoryEntry]) -> list[history.HistoryEntry]:
    """The entries of a history with what their editors answered to whether members shall know."""
    revisions = [entry.version.revision_id for entry in entries]
    choices = {choice.revision_id: choice for choice in NewsChoice.objects.filter(revision__in=revisions)}
    for entry in entries:
        entry.news_choice = choices.get(entry.version.revision_id)
    return entries


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
    """Connect the receivers of saved revisions, of what comes at its moment, and of deleted records."""
    post_revision_commit.connect(record_news, dispatch_uid="news")
    publication.comes_as_planned.connect(_keep_planned, dispatch_uid="news-planned")
    for model in record_models():
        pre_delete.connect(_unlink, sender=model, dispatch_uid="news-unlink")
