"""Situations a member may stand in, answered by the walks and the rights as shipped: none of them dangerously."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from committee.models import MemberRight, WalkStep
from tests.kit.server import ROOT
from tests.kit.walk_ends import end_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

SITUATIONS: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/data/situations.yaml").read_text("utf-8"))
WALKED, OF_A_RIGHT = [[one for one in SITUATIONS if kind in one] for kind in ("walk", "right")]


@pytest.mark.parametrize("one", WALKED, ids=lambda one: one["situation"][:60])
def test_no_answer_to_a_situation_is_dangerous(one: dict[str, Any]) -> None:
    for answers in (one["answers"], *one.get("other_answers", [])):
        assert end_of(one["walk"], *answers).verdict in one["allowed"], answers


@pytest.mark.parametrize("one", OF_A_RIGHT, ids=lambda one: one["situation"][:60])
def test_a_right_says_its_limit_first_where_a_situation_depends_on_it(one: dict[str, Any]) -> None:
    assert MemberRight.objects.get(slug=one["right"]).body.startswith(one["begins"])


def test_there_are_eighty_situations_and_each_answer_is_met_in_one() -> None:
    met = {end_of(one["walk"], *one["answers"]).pk for one in WALKED}
    ends = WalkStep.objects.exclude(verdict="")

    assert (len(WALKED), len(OF_A_RIGHT)) == (75, 5)
    assert met >= set(ends.values_list("pk", flat=True))
