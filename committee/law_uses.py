"""Where else the portal speaks of an act's provisions: the year's cases, the oversight, the member's role."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model, QuerySet, Value

from committee.models import AnnualCase, Law, MemberDuty, MemberRight, SupervisoryBody
from portal.addresses import address
from portal.kept_queries import KeptQuery

CASE, BODY, ROLE = "aarshjul", "tilsyn", "rolle"


@dataclass(frozen=True)
class Use:
    """A record that rests on a provision."""

    kind: str
    title: str
    slug: str

    @property
    def address(self) -> str:
        if self.kind == BODY:
            return address("committee:body", self.slug)
        page = address("committee:year" if self.kind == CASE else "committee:role")
        return f"{page}#{self.slug}"


def uses_of(law: Law) -> dict[int, list[Use]]:
    """The uses of the act's provisions, by the provision's key: one query."""
    found: dict[int, list[Use]] = {}
    for provision, kind, title, slug in sorted(_USES.rows(law.pk)):
        found.setdefault(provision, []).append(Use(kind, title, slug))
    return found


def _uses(law: int) -> QuerySet:
    """The uses of the provisions of the act with that key."""
    cases = _rows(AnnualCase.provisions.through, law, CASE, "annualcase__title", "annualcase__slug")
    bodies = _rows(SupervisoryBody.provisions.through, law, BODY, "supervisorybody__name", "supervisorybody__slug")
    rights = _rows(MemberRight.provisions.through, law, ROLE, "memberright__title", "memberright__slug")
    duties = _rows(MemberDuty.provisions.through, law, ROLE, "memberduty__title", "memberduty__slug")
    return cases.union(bodies, rights, duties)


def _rows(joined: type[Model], law: int, kind: str, title: str, slug: str) -> QuerySet:
    pairs = joined._default_manager.filter(provision__law=law)
    return pairs.values_list("provision_id", Value(kind), title, slug)


_USES = KeptQuery(_uses)
