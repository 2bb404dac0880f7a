"""The ladder as a reader meets it: its rungs, the filters over them, and a service's neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from committee.models import Law
from portal.pages.filters import Filter
from services.models import Service, Step, TargetGroup

Ordered = TypeVar("Ordered", TargetGroup, Law)

AGES = {age.value: age.label for age in TargetGroup.Age if age != TargetGroup.Age.ALL}


@dataclass(frozen=True)
class Rung:
    """A step with its services, or the place between it and the next one."""

    step: Step
    services: list[Service]
    in_between: bool = False


@dataclass(frozen=True)
class Neighbours:
    """What lies one move down the ladder (less intrusive) and one move up, for the same ages."""

    down: list[Service]
    up: list[Service]


def ages_of(groups: Iterable[TargetGroup]) -> set[str]:
    """The ages that the groups cover together; a group of all ages covers each."""
    ages = {group.age for group in groups}
    return set(AGES) if TargetGroup.Age.ALL in ages else ages


def filters(services: Iterable[Service]) -> list[Filter[Service]]:
    """Target group, age, status and law: what the ladder can be narrowed by, each value held by some service."""
    services = list(services)
    groups = {service: list(service.groups.all()) for service in services}
    laws = {service: [provision.law for provision in service.provisions.all()] for service in services}
    ages = {service: ages_of(of_service) for service, of_service in groups.items()}
    return [
        Filter("gruppe", "Målgruppe", *_among(groups, "name")),
        Filter("alder", "Alder", AGES, lambda service, age: age in ages[service]),
        Filter("status", "Status", dict(Service.Status.choices), lambda service, status: service.status == status),
        Filter("lov", "Lov", *_among(laws, "title")),
    ]


def rungs(steps: Iterable[Step], services: Iterable[Service]) -> list[Rung]:
    """The ladder from its first step up; a place between two steps is there only when something stands on it."""
    ladder = []
    for step in steps:
        here = [service for service in services if service.step_id == step.pk]
        ladder.append(Rung(step, [service for service in here if not service.in_between]))
        if between := [service for service in here if service.in_between]:
            ladder.append(Rung(step, between, in_between=True))
    return ladder


def height(service: Service) -> float:
    """How far up the ladder: 2 on the second step, 2.5 between the second and the third."""
    return service.step.number + (0.5 if service.in_between else 0)


def neighbours(service: Service, services: Iterable[Service]) -> Neighbours:
    """Return those of the services within one step of this one that somebody of the same age can move to."""
    here, ages = height(service), ages_of(service.groups.all())
    near = [
        (height(other), other)
        for other in services
        if 0 < abs(height(other) - here) <= 1 and ages & ages_of(other.groups.all())
    ]
    return Neighbours(
        down=[other for place, other in near if place < here],
        up=[other for place, other in near if place > here],
    )


def _among(
    held: Mapping[Service, Sequence[Ordered]], label: str
) -> tuple[dict[str, str], Callable[[Service, str], bool]]:
    """The values of a filter over records that services hold, in the records' order, and which services hold one."""
    records = sorted({record for records in held.values() for record in records}, key=lambda r: (r.order, r.pk))
    slugs = {service: {record.slug for record in records} for service, records in held.items()}
    return {record.slug: getattr(record, label) for record in records}, lambda service, slug: slug in slugs[service]
