"""The ways through a walk: a trail is the answers taken so far, as `1.2.1` in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from committee.models import WalkAnswer, WalkStep


@dataclass(frozen=True)
class Taken:
    """A question that has been answered; `address` leads back to it."""

    step: WalkStep
    answer: WalkAnswer
    address: str


@dataclass(frozen=True)
class Way:
    """An answer to choose, and where it leads."""

    answer: WalkAnswer
    address: str


@dataclass(frozen=True)
class Visit:
    """A step as it is met on a way: what was answered before it, and the ways on."""

    step: WalkStep
    taken: list[Taken]
    ways: list[Way]


def visit(steps: Iterable[WalkStep], step: WalkStep, trail: str) -> Visit:
    """The step as the trail leads to it; a trail that does not lead there is left out.

    `steps` are the walk's steps in order, the first one first, with their answers.
    """
    by_key = {candidate.pk: candidate for candidate in steps}
    first = next(iter(by_key.values()))
    taken = _follow(by_key, first, step, trail)
    known = bool(taken) or step == first
    ways = []
    for answer in step.answers.all():
        onward = _extend(trail if taken else "", answer) if known else ""
        ways.append(Way(answer, _address(by_key[answer.leads_to_id], onward)))
    return Visit(step, taken, ways)


def _follow(steps: Mapping[int, WalkStep], first: WalkStep, goal: WalkStep, trail: str) -> list[Taken]:
    """The answers of the trail from the first step to the goal; empty when it does not lead there."""
    here, walked = first, ""
    taken: list[Taken] = []
    for order in trail.split("."):
        answer = next((answer for answer in here.answers.all() if str(answer.order) == order), None)
        if answer is None or len(taken) >= len(steps):
            return []
        taken.append(Taken(here, answer, _address(here, walked) if walked else here.walk.get_absolute_url()))
        here, walked = steps[answer.leads_to_id], _extend(walked, answer)
    return taken if here == goal else []


def _extend(trail: str, answer: WalkAnswer) -> str:
    return f"{trail}.{answer.order}" if trail else str(answer.order)


def _address(step: WalkStep, trail: str) -> str:
    address = step.get_absolute_url()
    return f"{address}?{urlencode({'svar': trail})}" if trail else address
