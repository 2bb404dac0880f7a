"""The ways through a walk: a trail is the answers taken so far, as `1.2.1` in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from committee.models import WalkAnswer, WalkStep


@dataclass(frozen=True)
class Taken:
    """A question that has been answered: the answer, and the trail that led to the question."""

    step: WalkStep
    answer: WalkAnswer
    trail: str


def extend(trail: str, answer: WalkAnswer) -> str:
    """The trail with one more answer on it."""
    return f"{trail}.{answer.order}" if trail else str(answer.order)


def follow(steps: Iterable[WalkStep], trail: str, goal: WalkStep) -> list[Taken]:
    """The answers of a trail from the walk's first step to `goal`; empty when the trail does not lead there."""
    by_key = {step.pk: step for step in steps}
    here, taken, walked = next(iter(by_key.values()), None), [], ""
    for order in trail.split("."):
        answer = next((a for a in here.answers.all() if str(a.order) == order), None) if here else None
        if here is None or answer is None or len(taken) >= len(by_key):
            return []
        taken.append(Taken(here, answer, walked))
        here, walked = by_key.get(answer.leads_to_id), extend(walked, answer)
    return taken if here == goal else []
