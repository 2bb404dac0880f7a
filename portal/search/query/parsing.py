"""From what was typed to groups of words: for each word typed, every word of the site that may stand for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from portal.search.analysis.stemming import stem
from portal.search.analysis.stopwords import BARE_STOPWORDS, STOPWORDS
from portal.search.analysis.tokens import Token, tokenize
from portal.search.index.vocabulary import Vocabulary
from portal.search.query import questions
from portal.search.query.correction import Correction, corrections
from portal.search.query.groups import EXACT, FORM, TermGroup, expand
from portal.search.query.guesses import guess, is_obvious

LONGEST_QUERY = 200
MOST_WORDS = 12
MOST_CORRECTED = 4

# How near it is to what was typed, in per cent.
TIED = 130  # a paragraph with its act
CORRECTED = 90  # the word without its slip
PARAGRAPH = 90  # a bare number read as a paragraph
JOINED = 80  # the beginning of what was typed apart
SYNONYM = 75
ANY_YEAR = 60  # the day, whatever its year
SAME_MONTH = 60  # where nothing happens that day
NEXT_DAYS = (90, 70, 50)  # what comes after it
EXTRA = 60  # a word of answers
PARTS = 55  # a compound's parts, apart
HALF = 50  # the known half of a compound
_COMPLETED, _COMPLETED_AT_LEAST = 85, 50
_LONGER, _LONGER_AT_LEAST = 40, 15
_BEFORE_MORE = 40  # the shorter word, where a linking s says that more is coming
_MOST_COMPLETIONS = 60
_SHORTEST_BEGINNING = 2
_SHORTEST_BEGUN = 4
"""`hand` may be a hånd or the beginning of handicap; `kø` typed `ko` is what it is."""
_LONGEST_PARAGRAPH = 3
_LONGEST_DAY = 2
_MOST_OF_A_HALF = 10
"""A half of a compound in more documents says nothing: `byggetilladelse` is not answered by `tilladelse`."""
_SHORTEST_PART_APART = 4
"""Parts of a known compound that are searched for on their own; `dag` and `orden` say little of a `dagsorden`."""


@dataclass
class ParsedQuery:
    """A query parsed into groups of terms, with what was corrected and what is unknown."""

    groups: list[TermGroup]
    corrected: list[tuple[str, str]]
    """What was typed and what was taken for it."""
    unknown: list[str]
    """What was typed that stands for nothing here."""
    absent: list[str]
    """Those of them that staff has marked as missing from the portal."""
    passed: list[str]
    """Days when nothing happens, in whose place the next days are searched for."""
    pieces: list[TermGroup]
    """Parts of compounds that nobody has written here: where nothing else is found, a title that holds one is near."""


def parse(query: str, vocabulary: Vocabulary, *, correct: bool = True, extra: Iterable[str] = ()) -> ParsedQuery:
    """Return the parsed query. `correct` lets unknown words be corrected; `extra` are words that may add to a hit."""
    return _QueryParser(query, vocabulary, correct).parse(extra)


class _QueryParser:
    def __init__(self, query: str, vocabulary: Vocabulary, correct: bool) -> None:
        self.vocabulary = vocabulary
        self.correct = correct
        text = query[:LONGEST_QUERY]
        self.tokens = tokenize(text)[:MOST_WORDS]
        self.corrected: list[tuple[str, str]] = []
        is_open = bool(self.tokens) and self.tokens[-1].end == len(text.rstrip())
        self.unfinished = len(self.tokens) - 1 if is_open else -1
        self.words = [self._intended(token, place == self.unfinished) for place, token in enumerate(self.tokens)]
        small = questions.small_words(self.words)
        meant = {place for place, word in enumerate(self.words) if word not in STOPWORDS and place not in small}
        self.groups = {p: TermGroup(t.shown) for p, t in enumerate(self.tokens) if p in meant or not meant}
        self.absent: list[str] = []
        self.passed: list[str] = []
        self.pieces: list[TermGroup] = []

    def parse(self, extra: Iterable[str]) -> ParsedQuery:
        self._read_absent()
        for place, group in self.groups.items():
            self._read_token(group, self.tokens[place], self.words[place])
        self._read_neighbours()
        self._read_laws()
        self._read_synonyms()
        self._read_unfinished()
        for place, group in self.groups.items():
            if not group.is_known:
                self._read_unknown(group, place)
            elif self.correct and group.is_doubtful:
                self._read_doubtful(group, place)
        known = [part for group in self.groups.values() if group.is_known for part in group.parts or [group]]
        beside = questions.incidental(self.words)
        topics = [group for place, group in self.groups.items() if place not in beside] or [*self.groups.values()]
        unknown = self.absent + [group.typed for group in topics if not group.is_known]
        if unknown and not any(map(_stands_somewhere, topics)):
            known = []
        if not all(group.is_guess for group in known):
            for group in known:
                group.optional = group.is_guess
            added = {group.typed for group in known if group.optional}
            self.corrected = [(typed, shown) for typed, shown in self.corrected if typed not in added]
        if any(group.is_known for group in topics):
            for place in beside & self.groups.keys():
                self.groups[place].optional |= self.groups[place] not in topics
        known += self._extra(extra) if known else []
        for group in known:
            group.count(self.vocabulary.total)
        pieces = self.pieces if len(topics) == 1 else []
        return ParsedQuery(known, self.corrected, unknown, self.absent, self.passed, pieces)

    def _add(self, group: TermGroup, word: str, share: int) -> None:
        group.add_all(expand(word, self.vocabulary), share)

    def _intended(self, token: Token, is_unfinished: bool) -> str:
        """The token's word; with its æøå where it was typed without them."""
        word = token.words[0]
        if self.correct and not is_unfinished and word not in self.vocabulary and word in BARE_STOPWORDS:
            return BARE_STOPWORDS[word]
        meant = self.vocabulary.with_danish_letters(word) if self.correct and word.isalpha() else None
        if meant is None:
            return word
        self.corrected.append((token.shown, meant.shown))
        return meant.word

    def _read_absent(self) -> None:
        """Take out the words for what the portal says nothing about, the longest phrases first."""
        synonyms = self.vocabulary.synonyms
        for size in range(min(synonyms.longest, len(self.words)), 0, -1):
            for start in range(len(self.words) - size + 1):
                places = range(start, start + size)
                typed = self.words[start : start + size]
                if not any(place in self.groups for place in places) or self._has_longer_meaning(places):
                    continue
                if synonyms.is_absent(typed):
                    meant = [place for place in places if place in self.groups]
                    self.absent.append(" ".join(self.tokens[place].shown for place in meant))
                    for place in places:
                        self.groups.pop(place, None)

    def _has_longer_meaning(self, places: range) -> bool:
        """Whether the words are part of a longer phrase that means something: `syg` in `psykisk syg`."""
        synonyms = self.vocabulary.synonyms
        return any(
            synonyms.of_phrase(self.words[start : start + size])
            for size in range(len(places) + 1, min(synonyms.longest, len(self.words)) + 1)
            for start in range(max(0, places[-1] + 1 - size), min(places[0], len(self.words) - size) + 1)
        )

    def _read_token(self, group: TermGroup, token: Token, meant: str) -> None:
        for place, word in enumerate((meant, *token.words[1:])):
            self._add(group, word, ANY_YEAR if place and token.is_dated else EXACT)
        if not group.is_known:
            for near, day in zip(NEXT_DAYS, self.vocabulary.days_after(meant) if meant[0] == "@" else (), strict=False):
                group.add([day], near)
            self.passed += [token.shown] if group.is_known else []
            for word in token.also:
                if len(word) > _LONGEST_DAY:
                    self._add(group, word, SAME_MONTH)
        word = meant
        if word.isdigit() and len(word) <= _LONGEST_PARAGRAPH:
            self._add(group, f"§{word}", PARAGRAPH)
        parts = self.vocabulary.split(word)
        if group.words and parts and min(map(len, parts)) >= _SHORTEST_PART_APART:
            group.phrases.append((PARTS, [expand(part, self.vocabulary) for part in parts]))

    def _read_neighbours(self) -> None:
        """Words typed apart that the site writes as one: `bo tilbud`, `tilsyns rapport`."""
        for size in (2, 3):
            for start in range(len(self.words) - size + 1):
                places = range(start, start + size)
                if all(self.words[place].isalpha() for place in places):
                    self._read_joined(places)

    def _read_joined(self, places: range) -> None:
        joined = "".join(self.words[place] for place in places)
        for group in self._groups_at(places):
            group.add(self.vocabulary.family(joined), EXACT)
            if places[-1] == self.unfinished:
                group.add(self.vocabulary.beginning(joined)[:_MOST_COMPLETIONS], JOINED)

    def _groups_at(self, places: Iterable[int]) -> Iterator[TermGroup]:
        return (self.groups[place] for place in places if place in self.groups)

    def _read_laws(self) -> None:
        """`SEL 107`, `serviceloven 85a`: a number beside an act is a paragraph of it."""
        for place, token in enumerate(self.tokens):
            number = token.words[-1].lstrip("§")
            for other in (place - 1, place + 1):
                if number[:1].isdigit() and place in self.groups and other in self.groups:
                    self._tie(place, other, number)

    def _tie(self, place: int, other: int, number: str) -> None:
        word = self.words[other]
        meanings = [phrase[0] for phrase in self.vocabulary.synonyms.of_phrase([word]) if len(phrase) == 1]
        for law in (word, *meanings):
            if tied := self.vocabulary.words.get(f"{stem(law)}§{number}"):
                self.groups[place].add([tied], TIED)
                self.groups[other].add([tied], EXACT)

    def _read_synonyms(self) -> None:
        for size in range(1, min(self.vocabulary.synonyms.longest, len(self.words)) + 1):
            for start in range(len(self.words) - size + 1):
                for phrase in self.vocabulary.synonyms.of_phrase(self.words[start : start + size]):
                    for group in self._groups_at(range(start, start + size)):
                        self._add_meaning(group, phrase)

    def _add_meaning(self, group: TermGroup, phrase: tuple[str, ...], share: int = SYNONYM) -> None:
        meant = [expand(word, self.vocabulary) for word in phrase if word not in STOPWORDS]
        if len(meant) == 1:
            group.add_all(meant[0], share)
        elif meant and all(meant):
            group.phrases.append((share, meant))

    def _read_unfinished(self) -> None:
        """The last word may be the beginning of one: the nearer, the less of it is missing."""
        group = self.groups.get(self.unfinished)
        begun = self.tokens[-1].words[0] if group else ""
        is_meant = begun == self.words[-1] if group else True
        if not is_meant and len(begun) < _SHORTEST_BEGUN:
            begun, is_meant = self.words[-1], True
        if group is None or len(begun) < _SHORTEST_BEGINNING or begun.isdigit() or begun.startswith("@"):
            return
        longer = self.vocabulary.beginning(begun)
        is_word = is_meant and any(near >= FORM for near in group.words.values())
        if is_word and self.vocabulary.is_begun(begun):
            is_word = False
            group.words = {word: near * _BEFORE_MORE // 100 for word, near in group.words.items() if word not in longer}
        most, least = (_LONGER, _LONGER_AT_LEAST) if is_word else (_COMPLETED, _COMPLETED_AT_LEAST)
        if len(longer) > _MOST_COMPLETIONS:
            longer = sorted(longer, key=lambda word: (-word.documents, word.word))[:_MOST_COMPLETIONS]
        for word in longer:
            group.add([word], max(least, most - len(word.word) + len(begun)))

    def _read_unknown(self, group: TermGroup, place: int) -> None:
        correct = self.correct and len(self.corrected) < MOST_CORRECTED
        found = guess(self.words[place], self.vocabulary, correct=correct, unfinished=place == self.unfinished)
        self._correct(group, self.words[place], found.meant)
        for part in found.parts if found.is_whole else ():
            piece = TermGroup(part)
            piece.add(self.vocabulary.family(part), FORM)
            piece.count(self.vocabulary.total)
            self.pieces += [piece] if piece.words else []
        if found.is_whole and found.parts:
            group.is_compound = True
            group.phrases.append((EXACT, [expand(part, self.vocabulary) for part in found.parts]))
            return
        for part in found.parts:
            half = TermGroup(part, is_guess=True)
            self._add(half, part, HALF)
            half.count(self.vocabulary.total)
            if half.documents <= _MOST_OF_A_HALF:
                group.parts.append(half)

    def _read_doubtful(self, group: TermGroup, place: int) -> None:
        """`forvaltningeen`: only the beginning of some compound, but plainly a slip of a word."""
        slips = corrections(self.vocabulary, self.words[place])
        if len(self.corrected) < MOST_CORRECTED and is_obvious(slips, self.words[place]):
            self._correct(group, self.words[place], slips)

    def _correct(self, group: TermGroup, typed: str, meant: Sequence[Correction]) -> None:
        for correction in meant:
            self._add(group, correction.word.word, CORRECTED)
            for phrase in self.vocabulary.synonyms.of_phrase([correction.word.word]):
                self._add_meaning(group, phrase, SYNONYM * CORRECTED // 100)
        if meant:
            self.corrected.append((group.typed, meant[0].word.shown))
            group.is_guess = not is_obvious(meant, typed)

    def _extra(self, words: Iterable[str]) -> list[TermGroup]:
        group = TermGroup("", optional=True)
        for word in words:
            self._add(group, word, EXTRA)
        return [group] if group.words else []


def _stands_somewhere(group: TermGroup) -> bool:
    """Whether the portal has the word itself; a number that is no paragraph, a guess or parts of a word say little."""
    is_mere_number = group.typed.isdigit() and not any("§" in word.word for word in group.words)
    is_pieced = group.parts or group.is_compound
    return group.is_known and not group.is_guess and not is_pieced and not is_mere_number
