"""The paths through a walk: `1.2.1` in the address names the options that were chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from committee.models import WalkAnswer, WalkStep


@dataclass(frozen=True)
class GivenAnswer:
    """A question that has been answered, the option that was chosen, and the URL back to the question."""

    step: WalkStep
    option: WalkAnswer
    url: str


@dataclass(frozen=True)
class NextOption:
    """An option to choose, and the URL of the step that it leads to."""

    option: WalkAnswer
    url: str


@dataclass(frozen=True)
class ResolvedStep:
    """A step with the answers that led to it and the options that lead on."""

    step: WalkStep
    given_answers: list[GivenAnswer]
    next_options: list[NextOption]


def resolve(steps: Iterable[WalkStep], step: WalkStep, path: str) -> ResolvedStep:
    """Return the step as the path leads to it; a path that does not lead there is ignored.

    `steps` are the walk's steps in order, the first one first, with their answers; an answer that leads to none of
    them is not there.
    """
    by_key = {candidate.pk: candidate for candidate in steps}
    first = next(iter(by_key.values()))
    given = _follow(by_key, first, step, path)
    is_reached = bool(given) or step == first
    options = []
    for option in step.answers.all():
        if option.leads_to_id not in by_key:
            continue
        onward = _extend(path if given else "", option) if is_reached else ""
        options.append(NextOption(option, _url(by_key[option.leads_to_id], onward)))
    return ResolvedStep(step, given, options)


def _follow(steps: Mapping[int, WalkStep], first: WalkStep, goal: WalkStep, path: str) -> list[GivenAnswer]:
    """Return the answers of the path from the first step to the goal; none when it does not lead there."""
    here, walked = first, ""
    given: list[GivenAnswer] = []
    for order in path.split("."):
        option = next((option for option in here.answers.all() if str(option.order) == order), None)
        if option is None or option.leads_to_id not in steps or len(given) >= len(steps):
            return []
        given.append(GivenAnswer(here, option, _url(here, walked) if walked else here.walk.get_absolute_url()))
        here, walked = steps[option.leads_to_id], _extend(walked, option)
    return given if here == goal else []


def _extend(path: str, option: WalkAnswer) -> str:
    return f"{path}.{option.order}" if path else str(option.order)


def _url(step: WalkStep, path: str) -> str:
    url = step.get_absolute_url()
    return f"{url}?{urlencode({'svar': path})}" if path else url
