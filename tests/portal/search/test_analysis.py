"""How the search reads Danish: letters, stems, paragraphs, dates, compounds and slips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.analysis.letters import fold, unfold
from portal.search.analysis.stemming import root, stem
from portal.search.analysis.tokens import tokenize
from portal.search.index.synonyms import Synonyms
from portal.search.index.vocabulary import Vocabulary, Word
from portal.search.query.correction import corrections, distance
from portal.search.query.questions import area_weights, incidental, small_words
from portal.search.query.snippet import Piece, marked, snippet

FAMILIES = [
    "budget budgettet budgetter budgetterne budgets",
    "barn barnet børn børnene børnenes",
    "plads pladsen pladser pladserne",
    "forælder forældre forældrene",
    "møde mødet møder møderne mødets",
    "råd rådet rådene rådets",
    "tilbud tilbuddet tilbuddene tilbuddets",
    "center centret centeret centre centrene centrets",
    "regel regler reglerne",
    "borgmester borgmesteren borgmestre",
    "hjemløs hjemløse hjemløsheden",
    "indsats indsatser indsatsen",
    "anbragt anbragte anbringes anbringelse",
    "afgørelse afgøres afgjort",
    "skæv skæve skævt",
    "handicap handicappet handicappede",
    "tilsynsrapport tilsynsrapporten tilsynsrapporterne",
    "plejebarn plejebørn plejebørnene",
    "tavshedspligt tavshedspligten",
    "bolig boliger boligerne",
    "voksen voksne",
    "dagsorden dagsordenen",
    "standsningsret standsningsretten",
    "aktivitet aktiviteten aktiviteter",
    "budgetproces budgetprocessen budgetprocesser",
]


def words(text: str) -> list[str]:
    """The most exact word of each token."""
    return [token.words[0] for token in tokenize(text)]


def every(text: str) -> set[str]:
    """Every word that can be read in the text."""
    return {word for token in tokenize(text) for word in (*token.words, *token.also)}


def vocabulary(*shown: str) -> Vocabulary:
    found = []
    for pk, word in enumerate(shown):
        folded = fold(word)
        found.append(Word(pk, folded, word, stem(folded), root(stem(folded)), 1))
    return Vocabulary(found, len(found), Synonyms({}))


def test_a_foreign_keyboard_writes_the_same_words():
    assert fold("Børnelov") == fold("BOERNELOV") == "boernelov"
    assert fold("råd") == fold("raad")
    assert fold("ha\u030andicap") == fold("håndicap"), "composed or not"
    assert fold("café ö ä") == "cafe oe ae"


def test_sheep_and_father_stay_two_words():
    assert fold("får") != fold("far")
    assert stem(fold("får")) != stem(fold("far"))


@given(st.text(max_size=40))
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert fold(text).isascii()


@given(st.text(alphabet="abdefgiklmnoprstuvyæøå", min_size=1, max_size=20))
def test_a_stem_is_never_empty_and_unfolding_is_undone_by_folding(word):
    assert stem(fold(word))
    assert fold(unfold(fold(word))) == fold(word)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_forms_of_a_word_share_its_stem(family):
    assert len({stem(fold(word)) for word in family.split()}) == 1


def test_words_that_only_look_alike_keep_their_own_stems():
    pairs = [("tråd", "råd"), ("rådgiver", "giver"), ("vejleder", "vejle"), ("kommune", "komme"), ("tal", "tale")]
    assert [stem(fold(a)) == stem(fold(b)) for a, b in pairs] == [False, False, False, False, False]


@pytest.mark.parametrize(
    "apart",
    [
        "tal taler tæller",
        "bog bøg",
        "vind vinder",
        "haven havet",
        "modne modet",
        "lov lover",
        "gæld gælder",
        "nævn nævnes",
        "pres pressen",
        "far faren farlig",
        "udvalg udvalgte",
        "leve leverer",
        "lige ligger",
        "tid tidlig",
        "bil billig",
        "åbenhed åbner",
        "sag saglig",
        "pas passer",
    ],
)
def test_words_whose_endings_make_them_alike_keep_their_own_stems(apart):
    words = apart.split()
    assert len({stem(fold(word)) for word in words}) == len(words)


def test_derived_words_share_the_root():
    assert root(stem("raadgivning")) == root(stem("raadgiver"))
    assert root(stem("revisor")) == root(stem("revision"))


@pytest.mark.parametrize("text", ["§ 85 a", "§85a", "85a", "paragraf 85a", "§ 85A", "par. 85 a"])
def test_a_paragraph_is_one_word_however_it_is_written(text):
    assert words(text) == ["§85a"]


def test_a_small_word_after_a_paragraph_is_not_its_letter():
    assert words("§ 85 i loven") == ["§85", "i", "loven"]


def test_a_list_of_paragraphs_gives_each():
    assert set(tokenize("§§ 85 og 85 a")[0].words) == {"§85", "§85a"}
    assert set(tokenize("§§ 107-110")[0].words) == {"§107", "§108", "§109", "§110"}
    assert set(tokenize("§§ 105, 107 og 108")[0].words) == {"§105", "§107", "§108"}
    assert len(tokenize("§§ 1-999999")[0].words) < 3, "a range without end is no range"


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("SEL § 107", "sel"),
        ("Serviceloven § 107", "servicelov"),
        ("servicelovens § 107", "servicelov"),
        ("§ 107 i serviceloven", "servicelov"),
        ("§ 107 SEL", "sel"),
    ],
)
def test_a_paragraph_is_tied_to_the_act_beside_it(text, law):
    assert f"{law}§107" in every(text)
    assert "§107" in every(text)


@pytest.mark.parametrize(
    "text", ["21/8", "21.8.", "21.8", "21. august", "21 aug", "21. aug.", "fredag den 21. august", "d. 21/8"]
)
def test_a_day_is_one_word_however_it_is_written(text):
    assert "@0821" in every(text)


@pytest.mark.parametrize("text", ["21-08-2026", "2026-08-21", "21.8.2026", "21/8/26", "21. august 2026"])
def test_a_day_with_its_year_is_that_day_and_the_day_of_any_year(text):
    assert {"@20260821", "@0821", "august", "2026"} <= every(text)


def test_a_stretch_of_days_holds_every_day():
    assert {"@0225", "@0226", "februar"} <= every("25.-26. februar")
    assert {"@0302", "@0303", "@0304"} <= every("2. til 4. marts")


def test_times_shares_and_amounts_are_no_days():
    assert words("kl. 8.30-18.30") == ["kl", "8.30", "18.30"]
    assert words("1.387 hjemløse") == ["1387", "hjemloese"]
    assert words("7,8 mia.") == ["7,8", "mia"]
    assert "@1823" not in every("18/23 år")
    assert every("31. februar") == {"31", "februar"}


@pytest.mark.parametrize("text", ["", " ", "§", "🙂🙂", "%", '"', "…", "\0", "؟؟"])
def test_text_without_words_has_no_tokens(text):
    assert tokenize(text) == []


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_every_token_stands_where_it_says(text):
    ends = 0
    for token in tokenize(text):
        assert text[token.start : token.end] == token.shown
        assert token.start >= ends
        assert all(token.words)
        ends = token.end


@pytest.mark.parametrize(
    ("together", "apart"),
    [
        ("mødeplanen2026", "mødeplanen 2026"),
        ("sel109", "sel 109"),
        ("SEL85a", "SEL 85a"),
        ("paragraf85a", "paragraf 85a"),
        ("21.august2026", "21. august 2026"),
        ("kl16.30", "kl 16.30"),
        ("2026budget", "2026 budget"),
        ("25\u201102\u20112026", "25-02-2026"),
        ("25\u201002\u20102026", "25-02-2026"),
    ],
)
def test_joined_words_match_separate_words(together, apart):
    assert every(together) == every(apart)


def test_a_hyphen_joins_and_parts():
    assert {"ssp", "afrapportering", "sspafrapportering"} <= every("SSP-afrapportering")


def test_a_compound_is_split_over_the_words_of_the_site_with_linking_letters():
    site = vocabulary("tilsyn", "rapport", "børn", "lov", "møde", "plan", "bo", "tilbud", "sag", "behandling", "frist")
    assert site.split("tilsynsrapport") == ("tilsyn", "rapport")
    assert site.split("boernelov") == ("boerne", "lov")
    assert site.split("moedeplan") == ("moede", "plan")
    assert site.split("botilbud") == ("bo", "tilbud")
    assert site.split("sagsbehandlingsfrist") == ("sag", "behandling", "frist")
    assert site.split("tilsynsmus") == ()


def test_a_compound_is_found_by_its_parts_the_head_nearest():
    site = vocabulary("sagsbehandlingsfrister", "frist", "sagsbehandling", "fristforlængelse", "forlængelse")
    assert [(word.shown, near) for word, near in site.compounds("frister")] == [
        ("sagsbehandlingsfrister", 60),
        ("fristforlængelse", 45),
    ]


def test_more_is_coming_where_no_form_of_the_shorter_word_begins_so():
    site = vocabulary("tilsyn", "tilsynet", "tilsynsrapport", "budget", "budgettet", "budgetseminar")
    assert [text for text in ("tilsyns", "budgetse", "tilsyn", "tilsyne", "budget") if site.is_begun(text)] == [
        "tilsyns",
        "budgetse",
    ]


def test_the_next_days_are_those_of_the_same_kind():
    site = vocabulary("@0513", "@20260603", "@0603", "@0624", "@0821", "@0826")
    assert [word.word for word in site.days_after("@0514")] == ["@0603", "@0624", "@0821"]
    assert [word.word for word in site.days_after("@20260514")] == ["@20260603"]


def test_accidental_substring_is_no_part_of_a_compound():
    site = vocabulary("forråd", "råd", "behandling", "dagbehandling", "dag", "tråde")
    assert [word.shown for word, _ in site.compounds("raad")] == []
    assert [word.shown for word, _ in site.compounds("handling")] == []


@pytest.mark.parametrize(
    "typed",
    [
        "ankestyrelsn",
        "ankestyrelssen",
        "ankestryelsen",
        "amkestyrelsen",
        "ankstyrelsen",
        "ankesyrelsne",
    ],
)
def test_the_slips_of_a_keyboard_are_mended(typed):
    site = vocabulary("Ankestyrelsen", "Arbejdstilsynet", "anbringelse", "styrelsen")
    assert [correction.word.shown for correction in corrections(site, typed)] == ["Ankestyrelsen"]


def test_letters_that_a_foreign_keyboard_lacks_are_the_cheapest_slip():
    site = vocabulary("hjemløse", "hjemlose", "rådhus", "radius")
    assert corrections(vocabulary("hjemløse"), "hjemlose")[0].cost < distance("hjemlise", "hjemloese", 300)
    assert corrections(site, "radhus")[0].word.shown == "rådhus"


def test_a_word_too_far_from_all_others_is_not_mended():
    site = vocabulary("tavshedspligt", "tilsyn", "budget")
    assert corrections(site, "xqzwvk") == []
    assert corrections(site, "til") == []
    assert corrections(site, "12345") == []


def test_an_unfinished_word_is_mended_from_its_beginning():
    site = vocabulary("databeskyttelsesforordningen")
    assert corrections(site, "dataebsk") == []
    assert corrections(site, "dataebsk", most=100, prefix=True)[0].word.shown == "databeskyttelsesforordningen"


@given(st.text(alphabet="abcdefgh", max_size=9), st.text(alphabet="abcdefgh", max_size=9))
def test_a_distance_is_nought_only_to_the_word_itself(a, b):
    assert (distance(a, b, 10_000) == 0) == (a == b)


@pytest.mark.parametrize(
    ("query", "area"),
    [
        ("hvor mange børn er anbragt", "noegletal"),
        ("hvor længe bor man der", "noegletal"),
        ("hvornår er næste møde", "moeder"),
        ("mødet i august", "moeder"),
        ("må jeg sige det videre", "rolle"),
        ("hvem fører tilsyn", "tilsyn"),
        ("hvad betyder delegation", "ordbog"),
    ],
)
def test_a_question_makes_the_areas_that_answer_it_count_more(query, area):
    weights = area_weights(query)
    assert weights[area] == max(weights.values()) > 1


@pytest.mark.parametrize(
    ("query", "topic"),
    [
        ("kan i fortaelle mig hvad der staar om sygefravaer", ["sygefravaer"]),
        ("min far drikker for meget hvem hjaelper", ["drikker", "for", "meget"]),
        ("hvornaar aabner biblioteket", ["hvornaar", "biblioteket"]),
        ("maa jeg fortaelle det til min kone", ["maa", "jeg", "fortaelle", "det", "til", "min", "kone"]),
        ("min soester er part i sagen", ["min", "soester", "er", "part", "i", "sagen"]),
    ],
)
def test_what_is_said_around_a_topic_is_told_from_it(query, topic):
    words = query.split()
    beside = incidental(words)
    assert [word for place, word in enumerate(words) if place not in beside][-len(topic) :] == topic


def test_words_that_only_say_how_one_asks_are_told_apart():
    assert small_words(["hvor", "laenge", "bor", "man"]) == {1}
    assert small_words(["laengere", "ophold"]) == set()


def test_marks_stand_around_whole_words_and_nothing_is_lost():
    text = "Om botilbud og bo-støtte."
    assert marked(text, {"botilbud"}) == [
        Piece("Om ", False),
        Piece("botilbud", True),
        Piece(" og bo-støtte.", False),
    ]


@given(st.text(max_size=400), st.sets(st.sampled_from(["a", "og", "bo", "tilbud", "0"])))
def test_pieces_together_are_the_text(text, found):
    assert "".join(piece.text for piece in marked(text, found)) == text


def test_a_long_text_is_shown_around_the_words():
    text = "Ord. " * 60 + "Her står tavshedspligt nær slutningen. " + "Mere. " * 30
    shown = "".join(piece.text for piece in snippet(text, {"tavshedspligt"}))
    assert "tavshedspligt" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 260
