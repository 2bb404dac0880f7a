"""The walks as shipped: every way through them ends in the answer that the folder gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from committee.models import WalkAnswer, WalkStep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

TELL, DISQUALIFIED = "maa-jeg-fortaelle-det", "er-jeg-inhabil"
UNSURE = "Det er jeg i tvivl om"
CONFIDENTIAL = "Noget, som forvaltningen har mærket fortroligt"
DISCUSSION = "Noget om en drøftelse i udvalget"
GROUP = "Min politiske gruppe"
OUTSIDERS = "Andre, fx pressen, min familie eller en borger"
OWN, CLOSE = ["Ja"], ["Nej", "Nej", "Ja"]
"""An interest of one's own, and one of somebody close."""


def end_of(walk: str, *labels: str) -> WalkStep:
    """The step that the answers lead to from the walk's first step."""
    step = WalkStep.objects.filter(walk__slug=walk).order_by("order").first()
    for label in labels:
        assert step is not None
        step = step.answers.get(label=label).leads_to
    assert step is not None
    return step


def every_path(step: WalkStep, taken: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], WalkStep]]:
    """Every way from the step to an end, as the labels taken and the step they end at."""
    assert len(taken) < 10, f"a walk in a circle: {taken}"
    answers = list(step.answers.select_related("leads_to"))
    if not answers:
        yield taken, step
    for answer in answers:
        yield from every_path(answer.leads_to, (*taken, answer.label))


def paths(walk: str) -> list[tuple[tuple[str, ...], WalkStep]]:
    return list(every_path(end_of(walk)))


@pytest.mark.parametrize("walk", [TELL, DISQUALIFIED])
def test_every_way_through_a_walk_ends_in_an_answer_with_reason_source_and_duty(walk: str) -> None:
    for taken, end in paths(walk):
        assert end.is_answer, taken
        assert all((end.body, end.source, end.duty)), end.slug


@pytest.mark.parametrize("walk", [TELL, DISQUALIFIED])
def test_only_questions_lead_on_and_every_step_is_met(walk: str) -> None:
    steps = WalkStep.objects.filter(walk__slug=walk)
    met = {end_of(walk).pk} | set(WalkAnswer.objects.filter(step__walk__slug=walk).values_list("leads_to", flat=True))

    assert met == set(steps.values_list("pk", flat=True))
    assert not steps.exclude(verdict="").filter(answers__isnull=False).exists()
    assert not steps.filter(verdict="", answers__isnull=True).exists()
    assert not WalkAnswer.objects.filter(step__walk__slug=walk).exclude(leads_to__walk__slug=walk).exists()


@pytest.mark.parametrize("walk", [TELL, DISQUALIFIED])
def test_who_is_in_doubt_is_sent_to_the_secretariat(walk: str) -> None:
    assert {end.slug for taken, end in paths(walk) if taken[-1] == UNSURE} == {"spoerg-sekretariatet"}
    assert end_of(walk, *(["Noget andet, eller jeg er i tvivl"] if walk == TELL else [UNSURE])).verdict == "spoerg"


@pytest.mark.parametrize(
    ("taken", "verdict", "slug"),
    [
        (["Hvad jeg selv har sagt", "Nej"], "ja", "ja-egne-ord"),
        (["Hvad andre medlemmer har sagt eller gjort"], "nej", "nej-andres-ord"),
        (["Noget om en sag", "Nej"], "ja", "ja-sagen"),
        (["Noget om en sag", "Ja, sagen er mærket fortrolig", "Nej", OUTSIDERS], "nej", "nej-fortrolig-sag"),
        ([DISCUSSION, GROUP, "Nej"], "ja", "ja-din-gruppe"),
        ([DISCUSSION, GROUP, "Ja, om en sag, der stadig er fortrolig"], "nej", "nej-fortroligt-til-gruppen"),
        ([DISCUSSION, GROUP, "Ja, om personfølsomme oplysninger om en borger"], "nej", "nej-om-en-borger"),
        ([DISCUSSION, "Andre", "Det, andre medlemmer sagde eller gjorde"], "nej", "nej-andres-ord"),
        ([DISCUSSION, "Andre", "Det, jeg selv sagde", "Nej"], "ja", "ja-egne-ord"),
        ([DISCUSSION, "Andre", "Selve sagen", "Nej"], "ja", "ja-sagen"),
        ([CONFIDENTIAL, "Nej", "Et andet medlem af udvalget"], "ja", "ja-inden-for-udvalget"),
        ([CONFIDENTIAL, "Nej", "Forvaltningen"], "ja", "ja-inden-for-udvalget"),
        ([CONFIDENTIAL, "Nej", GROUP], "nej", "nej-fortroligt-til-gruppen"),
        ([CONFIDENTIAL, "Nej", OUTSIDERS], "nej", "nej-fortrolig-sag"),
        ([CONFIDENTIAL, "Ja", "Nej"], "ja", "ja-fortroligheden-er-ophoert"),
        ([CONFIDENTIAL, "Ja", "Ja", "Andre, også min politiske gruppe"], "nej", "nej-om-en-borger"),
        (["Oplysninger om en bestemt borger", "Et andet medlem af udvalget"], "ja", "ja-om-en-borger"),
        (["Oplysninger om en bestemt borger", "Forvaltningen"], "ja", "ja-om-en-borger"),
        (["Oplysninger om en bestemt borger", "Andre, også min politiske gruppe"], "nej", "nej-om-en-borger"),
        (["Jeg er kommet til at fortælle noget"], "spoerg", "det-er-fortalt"),
    ],
)
def test_may_i_tell_it(taken: list[str], verdict: str, slug: str) -> None:
    end = end_of(TELL, *taken)

    assert (end.verdict, end.slug) == (verdict, slug)


def test_nothing_confidential_leaves_the_committee_and_the_administration() -> None:
    inside = {"Et andet medlem af udvalget", "Forvaltningen"}
    kept = {"fortrolig-sag": "Nej", "om-en-borger": None}
    for slug, first in kept.items():
        step = WalkStep.objects.get(walk__slug=TELL, slug=slug)
        for taken, end in every_path(step):
            if first in (None, taken[0]) and taken[-1] != UNSURE:
                assert end.verdict == ("ja" if taken[-1] in inside else "nej"), taken


def test_every_no_about_confidential_matters_says_that_passing_on_is_punishable_and_a_breach_may_be() -> None:
    refusals = WalkStep.objects.filter(walk__slug=TELL, verdict="nej").exclude(slug="nej-andres-ord")

    assert refusals.count() == 3
    for one in refusals:
        assert "er strafbart efter forvaltningsloven" in one.body, one.slug
        assert "Et brud på tavshedspligten kan være strafbart." in one.body, one.slug


@pytest.mark.parametrize(
    ("taken", "verdict", "slug"),
    [
        ([*OWN, "Nej, ikke endnu"], "sig-det", "sig-det-til-udvalget"),
        (["Nej", "Ja", "Ja", "Nej, ikke endnu"], "sig-det", "sig-det-til-udvalget"),
        (["Nej", "Ja", "Nej", "Ja", "Nej, ikke endnu"], "sig-det", "sig-det-til-udvalget"),
        ([*CLOSE, "Nej, ikke endnu"], "sig-det", "sig-det-til-udvalget"),
        (["Nej", "Nej", "Nej"], "nej", "nej-ingen-grund"),
        (["Nej", "Ja", "Nej", "Nej"], "nej", "nej-ingen-grund"),
        ([*OWN, "Ja, og de har besluttet, at jeg er inhabil"], "ja", "ja-inhabil"),
        ([*CLOSE, "Ja, og de har besluttet, at jeg ikke er inhabil"], "nej", "nej-ikke-inhabil"),
        ([*OWN, "Ja, men de øvrige medlemmer har ikke besluttet noget endnu"], "spoerg", "vent-paa-beslutningen"),
    ],
)
def test_am_i_disqualified(taken: list[str], verdict: str, slug: str) -> None:
    end = end_of(DISQUALIFIED, *taken)

    assert (end.verdict, end.slug) == (verdict, slug)


def test_nobody_is_disqualified_before_the_others_have_decided() -> None:
    said_yes = {taken[-1] for taken, end in paths(DISQUALIFIED) if end.verdict == "ja"}

    assert said_yes == {"Ja, og de har besluttet, at jeg er inhabil"}
    assert (
        "kan du ikke deltage, når sagen bliver behandlet"
        in end_of(DISQUALIFIED, "Ja", "Ja, og de har besluttet, at jeg er inhabil").body
    )


@pytest.mark.parametrize("walk", [TELL, DISQUALIFIED])
def test_each_step_has_its_own_address_that_answers(client: Client, walk: str) -> None:
    assert client.get(reverse("committee:walk", args=[walk])).status_code == 200
    for step in WalkStep.objects.filter(walk__slug=walk).select_related("walk"):
        page = client.get(step.get_absolute_url())
        assert page.status_code == 200
        assert step.title in page.content.decode()
