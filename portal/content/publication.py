"""Publication: what was written becomes public, by somebody or at its moment, in one transaction and once.

Readers' pages never depend on a moment: at it, the record is changed, and everything follows as after any other change.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import reversion
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.dispatch import Signal
from django.utils.timezone import localtime

from portal.content.pending import ChangedMeanwhileError, PendingVersion
from portal.content.records import ContentRecord, StaleRecordError, record_models
from portal.text.danish import MONTHS, format_time, short_date

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
PUBLISHED, AS_PLANNED = "Offentliggjort.", "Offentliggjort, som planlagt."
WITHDRAWN = "Trukket tilbage til kladde."
SILENT = (PUBLISHED, AS_PLANNED, WITHDRAWN)
"""How the comments of such changes begin: they tell the desk what happened, and readers nothing."""

comes_as_planned = Signal()
"""Sent inside the change of the history by which something becomes public at its moment, before it does; `planned` is
the draft or the waiting wording."""

_log = logging.getLogger("portal.publication")


def publish(record: ContentRecord, comment: str = PUBLISHED) -> None:
    """Make the draft public; call inside a change of the history."""
    record.is_draft, record.publish_at = False, None
    record.save()
    reversion.set_comment(comment)


def withdraw(record: ContentRecord) -> None:
    """Make what is public a draft again; call inside a change of the history."""
    record.is_draft, record.publish_at = True, None
    record.save()
    reversion.set_comment(WITHDRAWN)


def publish_wording(pending: PendingVersion, comment: str = PUBLISHED, is_forced: bool = False) -> None:
    """Make the waiting wording public; call inside a change of the history. Raises as `PendingVersion.publish`."""
    written = f"Skrevet {short_date(localtime(pending.at))} af {pending.written_by}."
    pending.publish(is_forced)
    reversion.set_comment(f"{comment} {written}")


def publish_due(now: dt.datetime) -> list[str]:
    """Make public all whose moment has come, each in a transaction of its own, and return what it is called. Whoever
    else does the same at once finds it done."""
    names = [name for found in list(_due(now)) if (name := _publish_one(found, now))]
    for name in names:
        _log.info("published: %s", name)
    return names


def _due(now: dt.datetime) -> Iterator[ContentRecord | PendingVersion]:
    """What shall be public by now, wholes before what belongs to them; one query where there is nothing."""
    kinds = sorted(record_models(), key=lambda model: len(model.published_within))
    due = [model._base_manager.filter(is_draft=True, publish_at__lte=now) for model in kinds]
    asked = [
        rows.order_by().values_list(models.Value(place, models.IntegerField()), "pk")
        for place, rows in enumerate([*due, PendingVersion.objects.due(now)])
    ]
    for place, pk in sorted(asked[0].union(*asked[1:], all=True)):
        yield (due[place] if place < len(due) else PendingVersion.objects.due(now)).get(pk=pk)


def _publish_one(found: ContentRecord | PendingVersion, now: dt.datetime) -> str:
    """Publish it, if its moment is still due when it is locked; answer its name, empty where somebody else was first
    or it could not be."""
    try:
        with transaction.atomic(), reversion.create_revision():
            rows = type(found)._base_manager.select_for_update()
            locked = rows.filter(pk=found.pk, publish_at__lte=now).first()
            if locked is None or (isinstance(locked, ContentRecord) and not locked.is_draft):
                return ""
            comes_as_planned.send(type(locked), planned=locked)
            if isinstance(locked, ContentRecord):
                publish(locked, AS_PLANNED)
                return str(locked)
            name = str(locked.record)
            publish_wording(locked, AS_PLANNED)
            return name
    except ChangedMeanwhileError as error:
        fields = ", ".join(f"”{label}”" for label in error.labels)
        _stop(found, f"En anden har rettet {fields} i den offentlige ordlyd, siden den nye blev skrevet.")
    except StaleRecordError:
        pass  # somebody has saved it at the same moment: it is tried again
    except ValidationError as error:  # of a wording: a draft has been held against the rules when it was saved
        _stop(found, f"Den nye ordlyd passer ikke længere til resten: {' '.join(error.messages)}")
    except DatabaseError as error:
        _log.warning("%s is not published yet: %s", found, error)
    return ""


def _stop(found: ContentRecord | PendingVersion, why: str) -> None:
    """Let the wording wait for somebody, who sees why at the desk."""
    if not isinstance(found, PendingVersion):
        _log.error("%s is not published: %s", found, why)
        return
    PendingVersion.objects.filter(pk=found.pk, revision=found.revision).update(publish_at=None, problem=why[:500])


def moment(written: dt.datetime, now: dt.datetime, last_year: int | None) -> dt.datetime:
    """Return the wall-clock time in Denmark as a moment to publish at. Raise ValidationError with a sentence where it
    is past, after the end of the term (the year `last_year`), or an hour that does not exist or comes twice."""
    first, second = (written.replace(tzinfo=COPENHAGEN, fold=fold) for fold in (0, 1))
    clock = f"Klokken {format_time(written.time())}"
    if last_year is not None and written.year > last_year:
        raise ValidationError(f"Perioden slutter 31. december {last_year}. Vælg et tidspunkt før det.")
    if written.year < now.year:
        raise ValidationError(PAST)
    if first.utcoffset() != second.utcoffset():
        day = short_date(written.date())
        if first.astimezone(dt.UTC).astimezone(COPENHAGEN).replace(tzinfo=None) != written:
            raise ValidationError(f"{clock} findes ikke den {day}: Uret stilles frem. Vælg et andet klokkeslæt.")
        raise ValidationError(f"{clock} kommer to gange den {day}: Uret stilles tilbage. Vælg et andet klokkeslæt.")
    if first <= now:
        raise ValidationError(PAST)
    return first


PAST = "Tidspunktet er passeret. Vælg et senere, eller tryk ”Offentliggør nu”."


def spoken(moment: dt.datetime, now: dt.datetime) -> str:
    """`1. marts kl. 8`, with its year where that is not this one: `1. marts 2027 kl. 8`."""
    at = localtime(moment)
    day = f"{at.day}. {MONTHS[at.month - 1]}" if at.year == localtime(now).year else short_date(at)
    return f"{day} kl. {at.hour if not at.minute else format_time(at.time())}"


def state_of(record: ContentRecord, now: dt.datetime, pending: PendingVersion | None = None) -> str:
    """What staff read of where the record stands: `kladde`, `offentlig fra 1. marts kl. 8`, `offentlig`, what it
    becomes public with where it belongs to a draft, and whether a new wording waits."""
    if record.is_draft:
        return f"offentlig fra {spoken(record.publish_at, now)}" if record.publish_at else "kladde"
    hidden_by = record.hidden_by
    state = f"bliver offentlig sammen med {hidden_by}" if hidden_by else "offentlig"
    if pending is None:
        return state
    when = f" til {spoken(pending.publish_at, now)}" if pending.publish_at else ""
    return f"{state} · ny ordlyd venter{when}"
