"""The walks as shipped: every way through them ends in an answer that the folder or a named paragraph carries."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from committee.models import Committee, WalkAnswer, WalkStep
from tests.kit.reading import Page
from tests.kit.walk_ends import end_of, paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

TELL, DISQUALIFIED = "maa-jeg-fortaelle-det", "er-jeg-inhabil"
WALKS = [TELL, DISQUALIFIED]
MEMBER, EMPLOYEE = "Et andet medlem af Socialudvalget", "En medarbejder i Socialforvaltningen, som arbejder med sagen"
GROUP = "Min egen gruppe i Borgerrepræsentationen (ikke partiet eller partiforeningen)"
OTHERS = "Andre: partiet, partiforeningen"
DISCUSSION = "Noget om en drøftelse eller en sag, også hvad andre medlemmer sagde"
OPEN, LIFTED = "Nej, hverken markeret eller sagt", "Det har været fortroligt, men forvaltningen har sagt"
NONE_OF_IT = "Nej, det handler ikke om noget af det"
CITIZEN, LISTED = "Ja, om personfølsomme oplysninger om en borger", "Ja, om noget andet på listen"
GROUNDS = 8
"""The questions about grounds for disqualification, one after the other."""
PERHAPS = "Ja, eller måske"


@pytest.mark.parametrize("walk", WALKS)
def test_every_way_through_a_walk_ends_in_an_answer_with_reason_source_and_duty(walk: str) -> None:
    for taken, end in paths(walk):
        assert end.is_answer, taken
        assert all((end.body, end.source or end.legal_source, end.duty)), end.slug


@pytest.mark.parametrize("walk", WALKS)
def test_only_questions_lead_on_every_step_is_met_and_no_two_answers_are_alike(walk: str) -> None:
    steps = WalkStep.objects.filter(walk__slug=walk)
    answers = WalkAnswer.objects.filter(step__walk__slug=walk)
    labels = list(answers.values_list("step", "label"))

    met = {end_of(walk).pk, *answers.values_list("leads_to", flat=True)}

    assert met == set(steps.values_list("pk", flat=True))
    assert not steps.exclude(verdict="").filter(answers__isnull=False).exists()
    assert not steps.filter(verdict="", answers__isnull=True).exists()
    assert not answers.exclude(leads_to__walk__slug=walk).exists()
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("walk", WALKS)
def test_a_yes_or_a_no_stands_only_where_the_folder_alone_carries_it(walk: str) -> None:
    for taken, end in paths(walk):
        if end.verdict in ("ja", "nej"):
            assert end.source.startswith("Velkomstfolderen, "), taken
            assert (end.legal_source, end.confirm_note) == ("", ""), taken
        else:
            assert end.legal_source, taken
            assert "Sekretariatet bedes bekræfte" in end.confirm_note, taken


@pytest.mark.parametrize("walk", WALKS)
def test_every_other_answer_says_whom_to_turn_to(client: Client, walk: str) -> None:
    unknown = "Spørg det sekretariat, der sender dig dagsorden og bilag."
    for step in WalkStep.objects.filter(walk__slug=walk).select_related("walk"):
        shown = unknown in Page(client.get(step.get_absolute_url())).text
        assert shown == (step.is_answer and step.verdict not in ("ja", "nej")), step.slug


def test_the_contact_is_the_secretariats_own_once_it_is_known(client: Client) -> None:
    committee = Committee.objects.get()
    committee.secretariat_email, committee.secretariat_phone = "udvalg@example.dk", "33 00 00 00"
    committee.save()
    page = Page(client.get(end_of(TELL, "Jeg er kommet til").get_absolute_url()))

    assert "Spørg sekretariatet: udvalg@example.dk, telefon 33 00 00 00." in page.text
    assert ("33 00 00 00", "tel:+4533000000") in page.links
    assert "Portalen har ikke fået" not in page.text


@pytest.mark.parametrize(
    ("walk", "taken", "words"),
    [
        (TELL, ["En anden i kommunen"], "så lad være med at sige det, til du har fået svar"),
        (TELL, ["Jeg er kommet til"], "Er sekretariatet lukket, så skriv til det nu"),
        (DISQUALIFIED, [PERHAPS, "Nej, ikke endnu"], "så vent ikke på svar: Sig det på mødet"),
        (DISQUALIFIED, ["Nej"] * GROUNDS, "Er du i tvivl, og får du ikke fat i sekretariatet inden mødet, så sig det"),
    ],
)
def test_an_answer_says_what_to_do_until_the_secretariat_can_be_reached(
    client: Client, walk: str, taken: list[str], words: str
) -> None:
    assert words in Page(client.get(end_of(walk, *taken).get_absolute_url())).text


@pytest.mark.parametrize("walk", WALKS)
def test_question_beyond_the_folder_has_a_paragraph_and_awaits_confirmation(walk: str) -> None:
    for step in WalkStep.objects.filter(walk__slug=walk):
        assert bool(step.legal_source) == bool(step.confirm_note), step.slug


@pytest.mark.parametrize("walk", WALKS)
def test_no_text_says_more_than_the_law(walk: str) -> None:
    for step in WalkStep.objects.filter(walk__slug=walk):
        told = f"{step.title} {step.body}".lower()
        assert "gætte" not in told, step.slug
        assert not ("strafbar" in told and "forvaltningsloven" in told), step.slug
        assert "står i jeres forretningsorden" not in told, step.slug


# Må jeg fortælle det?


def test_the_first_question_is_whom_one_wants_to_tell() -> None:
    first = end_of(TELL)

    assert first.title == "Hvem vil du fortælle det til?"
    assert [answer.label for answer in first.answers.filter(label__contains="Borgerrepræsentationen")] == [GROUP]


@pytest.mark.parametrize(
    ("taken", "verdict", "slug"),
    [
        ([MEMBER, "En sag, som udvalget har fået"], "ja", "ja-inden-for-udvalget"),
        ([EMPLOYEE, "En sag, som udvalget har fået"], "ja", "ja-inden-for-udvalget"),
        ([MEMBER, "En borger, en sag"], "spoerg", "spoerg-ikke-i-udvalget"),
        ([EMPLOYEE, "En borger, en sag"], "spoerg", "spoerg-ikke-i-udvalget"),
        ([MEMBER, "En sag, som den anden er inhabil i"], "spoerg", "spoerg-ikke-med"),
        ([GROUP, DISCUSSION, OPEN, NONE_OF_IT], "ja", "ja-din-gruppe"),
        ([GROUP, DISCUSSION, LIFTED, NONE_OF_IT], "ja", "ja-din-gruppe"),
        ([GROUP, DISCUSSION, OPEN, LISTED], "spoerg", "spoerg-om-oplysningen"),
        ([GROUP, DISCUSSION, LIFTED, LISTED], "spoerg", "spoerg-om-oplysningen"),
        ([GROUP, DISCUSSION, "Ja"], "nej", "nej-fortroligt-til-gruppen"),
        ([GROUP, DISCUSSION, OPEN, CITIZEN], "nej", "nej-om-en-borger"),
        ([GROUP, "Hvad medarbejdere eller gæster sagde"], "spoerg", "spoerg-andre-paa-moedet"),
        ([OTHERS, "Hvad jeg selv sagde på mødet", OPEN, NONE_OF_IT], "ja", "ja-uden-for-udvalget"),
        ([OTHERS, "Noget om en sag", OPEN, NONE_OF_IT], "ja", "ja-uden-for-udvalget"),
        ([OTHERS, "Noget om en sag", LIFTED, NONE_OF_IT], "ja", "ja-uden-for-udvalget"),
        ([OTHERS, "Noget om en sag", OPEN, LISTED], "spoerg", "spoerg-om-oplysningen"),
        ([OTHERS, "Noget om en sag", LIFTED, LISTED], "spoerg", "spoerg-om-oplysningen"),
        ([OTHERS, "Noget om en sag", "Ja"], "nej", "nej-fortrolig-sag"),
        ([OTHERS, "Hvad andre medlemmer sagde"], "nej", "nej-andres-ord"),
        ([OTHERS, "Hvad medarbejdere eller gæster sagde"], "spoerg", "spoerg-andre-paa-moedet"),
        ([OTHERS, "Hvordan der blev stemt"], "spoerg", "spoerg-afstemningen"),
        ([OTHERS, "Personfølsomme"], "nej", "nej-om-en-borger"),
        (["En anden i kommunen"], "spoerg", "spoerg-andre-i-kommunen"),
        (["Den, som sagen handler om"], "spoerg", "spoerg-den-sagen-handler-om"),
        (["Jeg er kommet til at fortælle noget"], "handl", "det-er-fortalt"),
    ],
)
def test_may_i_tell_it(taken: list[str], verdict: str, slug: str) -> None:
    end = end_of(TELL, *taken)

    assert (end.verdict, end.slug) == (verdict, slug)


def test_who_is_in_doubt_about_telling_asks_first() -> None:
    assert {end.verdict for taken, end in paths(TELL) if "tvivl" in taken[-1]} == {"spoerg"}


def test_confidential_case_stays_with_committee_and_administration() -> None:
    for taken, end in paths(TELL):
        if taken[0].startswith((GROUP, OTHERS)) and "Ja" in taken:
            assert end.verdict == "nej", taken


def test_the_group_hears_what_others_said_and_the_party_does_not() -> None:
    assert "også, hvad de andre medlemmer sagde" in end_of(TELL, GROUP, DISCUSSION, OPEN, NONE_OF_IT).body
    assert "Partiet, partiforeningen og andre" in end_of(TELL, GROUP, DISCUSSION, OPEN, NONE_OF_IT).body
    assert end_of(TELL, OTHERS, "Hvad andre medlemmer").verdict == "nej"


def test_the_group_is_threatened_with_no_punishment() -> None:
    for taken, end in paths(TELL):
        if taken[0] == GROUP:
            assert "straf" not in end.body, taken


def test_answer_on_a_confidential_case_says_that_disclosure_may_be_punishable() -> None:
    said = {end.slug: re.findall(r"[^.]*straf[^.]*\.", end.body) for _, end in paths(TELL) if "straf" in end.body}

    assert said == {"nej-fortrolig-sag": ["\n\nBrud på tavshedspligten kan være strafbart."]}


@pytest.mark.parametrize("who", ["gruppen", "andre"])
def test_no_yes_passes_by_the_question_about_the_information_itself(who: str) -> None:
    question = WalkStep.objects.get(walk__slug=TELL, slug=f"oplysningen-{who}")
    yes = WalkStep.objects.get(slug="ja-din-gruppe" if who == "gruppen" else "ja-uden-for-udvalget")

    assert set(yes.arrivals.values_list("step", "label")) == {(question.pk, NONE_OF_IT)}
    for named in (
        *("helbred", "misbrug", "sociale problemer", "strafbare forhold", "Ansatte", "forretningsforhold", "priser"),
        *("forhandling", "udbud", "indstilling til Borgerrepræsentationen", "endnu ikke har fået besked"),
        *("det, du har læst, og det, du har hørt", "Markeringen er en hjælp; ansvaret er dit."),
    ):
        assert named in question.body, named


def test_what_has_been_told_leads_to_an_action_first() -> None:
    end = end_of(TELL, "Jeg er kommet til at fortælle noget")

    assert end.title == "Giv sekretariatet besked med det samme"
    for words in ("Ring eller skriv til sekretariatet nu", "til hvem, hvornår og hvordan", "ikke at videregive det"):
        assert words in end.body
    assert "72 timer" in end.body
    assert "straf" not in end.body


def test_own_words_are_not_confidential_because_the_meeting_was_closed() -> None:
    question = WalkStep.objects.get(walk__slug=TELL, slug="oplysningen-andre")

    assert "Dine egne ord og sagens indhold er ikke fortrolige, blot fordi mødet var lukket." in question.body
    assert "En indstilling til Borgerrepræsentationen, som kommunen ikke selv har offentliggjort." in question.body
    assert "eller andet, som kommunen" not in question.body


def test_what_others_did_and_how_they_voted_are_not_the_same_answer() -> None:
    labels = end_of(TELL, OTHERS).answers.values_list("label", flat=True)

    assert "Hvad andre medlemmer sagde eller gjorde på mødet ud over at stemme" in labels
    assert "Hvordan der blev stemt, og hvem der stemte for eller imod" in labels
    assert "Hvad jeg selv sagde på mødet, uden at gengive andre" in labels


@pytest.mark.parametrize("who", [GROUP, OTHERS])
def test_the_mark_and_the_information_are_asked_for_apart(who: str) -> None:
    question = end_of(TELL, who, "Noget om en")

    assert question.title == "Har forvaltningen markeret eller sagt, at sagen eller oplysningen er fortrolig?"
    assert "Bagefter bliver du spurgt om selve oplysningen, også når du kun har hørt den." in question.body


def test_the_others_are_private_people_too() -> None:
    [label] = end_of(TELL).answers.filter(label__startswith=OTHERS).values_list("label", flat=True)

    for named in ("andre gruppers medlemmer", "tidligere medlemmer", "familie", "venner", "bekendte", "pressen"):
        assert named in label


def test_the_badge_and_the_heading_say_the_same() -> None:
    asks = WalkStep.objects.filter(walk__slug=TELL, verdict="spoerg")

    assert asks[0].get_verdict_display() == "sig det ikke, før du har spurgt"
    apart = [step.slug for step in asks if " ikke" not in step.title or not step.title.endswith("før du har fået svar")]
    assert apart == ["spoerg-den-sagen-handler-om"]
    assert WalkStep.objects.get(slug=apart[0]).title.startswith("Lad forvaltningen svare")


def test_the_first_question_leads_to_the_right_to_see_a_case(client: Client) -> None:
    page = Page(client.get(reverse("committee:walk", args=[TELL])))

    assert "Må jeg se en sag?" in page.text
    assert ("sagsindsigt", "/rolle/#sagsindsigt") in page.links


# Er jeg inhabil?


@pytest.mark.parametrize("ground", range(GROUNDS))
def test_each_ground_leads_to_telling_the_committee(ground: int) -> None:
    end = end_of(DISQUALIFIED, *["Nej"] * ground, PERHAPS, "Nej, ikke endnu")

    assert (end.verdict, end.slug) == ("sig-det", "sig-det-til-udvalget")


@pytest.mark.parametrize(
    "words",
    [
        "personlig eller økonomisk interesse",
        "et selskab eller en forening",
        "ansat et sted",
        "hjulpet, rådgivet eller repræsenteret nogen i sagen",
        "hos en anden myndighed",
        "nærtstående",
        "nær ven eller uven",
        "tvivle på, at du er upartisk",
    ],
)
def test_the_grounds_of_the_law_have_their_question(words: str) -> None:
    questions = WalkStep.objects.filter(walk__slug=DISQUALIFIED, verdict="", title__contains=words)

    assert questions.count() == 1


def test_what_does_not_count_is_said() -> None:
    told = " ".join(WalkStep.objects.filter(walk__slug=DISQUALIFIED).values_list("body", flat=True))

    assert "Dine politiske holdninger og mærkesager tæller ikke i sig selv" in told
    assert "medlem af et andet kommunalt råd, gør dig normalt ikke inhabil" in told
    assert "er i almindelighed ikke inhabil af den grund" in told


def test_family_and_friends_are_asked_about_right_after_oneself() -> None:
    second, third = end_of(DISQUALIFIED, "Nej"), end_of(DISQUALIFIED, "Nej", "Nej")

    assert (second.slug, third.slug) == ("naertstaaende", "ven-uven-eller-strid")
    assert "deres hjem, økonomi, arbejdsplads eller virksomhed" in second.body
    assert "men om det sted, som personen ejer, leder eller arbejder på, eller om penge til det" in third.body
    assert "også når den handler om noget andet" in third.body


def test_decided_case_and_appointment_come_before_broader_answers() -> None:
    told = [answer.label for answer in end_of(DISQUALIFIED, PERHAPS).answers.all()]
    seat = [answer.label for answer in end_of(DISQUALIFIED, "Nej", "Nej", "Nej").answers.all()]

    assert told == [
        "Sagen er allerede afgjort, og udvalget har ikke taget stilling til, om jeg er inhabil",
        "Nej, ikke endnu, og sagen er ikke afgjort",
        "Ja, men de øvrige medlemmer har ikke besluttet noget, og sagen er ikke afgjort",
        "Ja, og de har besluttet, at jeg er inhabil",
        "Ja, jeg har fortalt det hele, og de har besluttet, at jeg ikke er inhabil",
    ]
    assert seat == ["Ja, og Borgerrepræsentationen har udpeget mig til posten", PERHAPS, "Nej"]


def test_who_stands_for_election_hears_what_to_do_at_the_meeting() -> None:
    end = end_of(DISQUALIFIED, "Kun den, at")

    assert "Gå derfor ikke ud af dig selv" in end.body
    assert "Beslutter de, at du er inhabil, så forlad lokalet, og stem ikke." in end.body
    assert "sekretariatet" not in end.body
    assert end.legal_source == "forvaltningsloven § 4, stk. 3"


def test_what_must_be_told_is_told_although_the_item_has_begun() -> None:
    assert "Er punktet allerede begyndt, så sig det med det samme." in end_of(DISQUALIFIED, PERHAPS, "Nej, ikke").body


def test_no_answer_about_disqualification_is_a_yes_or_a_no() -> None:
    assert {end.verdict for _, end in paths(DISQUALIFIED)} == {"sig-det", "tvivl", "afgjort", "handl"}


def test_answer_without_any_ground_names_other_grounds() -> None:
    end = end_of(DISQUALIFIED, *["Nej"] * GROUNDS)

    assert (end.verdict, end.title) == ("tvivl", "Dine svar peger ikke på inhabilitet, men der kan være andre grunde")
    assert "sig det på mødet, før sagen behandles" in end.body


def test_member_without_any_ground_for_disqualification_takes_part() -> None:
    end = end_of(DISQUALIFIED, *["Nej"] * GROUNDS)

    assert end.get_verdict_display() == "deltag, men sig det, hvis du er i tvivl"
    assert end.body.startswith("Er der ikke andet, der kan få en udenforstående til at tvivle på, at du er upartisk, ")
    assert "Dine politiske holdninger og mærkesager tæller ikke i sig selv" in end.body


def test_what_must_be_said_at_the_meeting_stands_first() -> None:
    for _, end in paths(DISQUALIFIED):
        if end.verdict == "sig-det":
            assert "på mødet, før" in end.title, end.slug
            assert end.body.startswith("**På mødet, før punktet begynder:**"), end.slug


def test_a_disqualified_member_leaves_and_is_promised_no_stand_in() -> None:
    end = end_of(DISQUALIFIED, PERHAPS, "Ja, og de har besluttet, at jeg er inhabil")

    assert "skal forlade lokalet" in end.title
    assert "Om en stedfortræder kan deltage for dig, må du spørge sekretariatet om." in end.body


def test_the_others_decide_and_a_decision_covers_what_was_told() -> None:
    end = end_of(DISQUALIFIED, PERHAPS, "Ja, jeg har fortalt det hele")

    assert end.verdict == "afgjort"
    assert "De øvrige medlemmer har besluttet, at du ikke er inhabil." in end.body
    assert "Beslutningen gælder denne sag og det, du har fortalt." in end.body


# Both


@pytest.mark.parametrize("walk", WALKS)
def test_each_step_has_its_own_address_that_answers(client: Client, walk: str) -> None:
    assert client.get(reverse("committee:walk", args=[walk])).status_code == 200
    for step in WalkStep.objects.filter(walk__slug=walk).select_related("walk"):
        page = client.get(step.get_absolute_url())
        assert page.status_code == 200
        assert step.title in page.content.decode()


@pytest.mark.parametrize("old", [f"{TELL}/ja-om-en-borger", f"{TELL}/egne-ord", f"{DISQUALIFIED}/nej-ingen-grund"])
def test_a_step_that_is_gone_leads_to_the_first_question(client: Client, old: str) -> None:
    answer = client.get(f"/rolle/{old}/?svar=1.1")

    assert (answer.status_code, answer["Location"]) == (302, f"/rolle/{old.split('/')[0]}/")
