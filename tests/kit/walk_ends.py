"""Where the ways through a shipped walk end."""

from __future__ import annotations

from collections.abc import Iterator

from committee.models import WalkStep


def end_of(walk: str, *labels: str) -> WalkStep:
    """The step that the answers, or the beginnings of them, lead to from the walk's first step."""
    step = WalkStep.objects.filter(walk__slug=walk).order_by("order")[0]
    for label in labels:
        choices = step.answers.all()
        [answer] = choices.filter(label=label) or choices.filter(label__startswith=label)
        step = answer.leads_to
    return step


def every_path(step: WalkStep, taken: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], WalkStep]]:
    """Every way from the step to an end, as the labels taken and the step they end at."""
    assert len(taken) < 15, f"a walk in a circle: {taken}"
    answers = list(step.answers.select_related("leads_to"))
    if not answers:
        yield taken, step
    for answer in answers:
        yield from every_path(answer.leads_to, (*taken, answer.label))


def paths(walk: str) -> list[tuple[tuple[str, ...], WalkStep]]:
    return list(every_path(end_of(walk)))
