"""Deleting a person for good, as anybody may demand (the General Data Protection Regulation, article 17)."""

from __future__ import annotations

from django.db import transaction
from reversion.errors import RevertError
from reversion.models import Version

from committee.models import Membership, Person
from portal.content import history
from portal.search import index
from portal.search.query.misses import SearchMiss, normalised


def erase(person: Person) -> None:
    """Delete the person with all seats: from the records, the history, the desk's log, the words of the search and what
    was searched for in vain.

    What somebody has written of the person in another text stays, and so do backups and exports.
    """
    with transaction.atomic():
        seats = [version for version in Version.objects.get_for_model(Membership) if _is_seat_of(version, person)]
        history.erase([*Version.objects.get_for_object(person), *seats])
        surname = normalised(person.name).rpartition(" ")[2]
        person.delete()
        index.forget_unused_words()
        sought = SearchMiss.objects.filter(words__contains=surname)
        SearchMiss.objects.filter(pk__in=[miss.pk for miss in sought if surname in miss.words.split()]).delete()


def _is_seat_of(version: Version, person: Person) -> bool:
    """True also for what an older portal has saved and this one cannot read."""
    try:
        return bool(version.field_dict["person_id"] == person.pk)
    except RevertError:
        return True
