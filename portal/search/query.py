"""From what was typed to groups of words: for each word typed, every word of the site that may stand for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from portal.search import questions
from portal.search.correction import Correction, corrections
from portal.search.stemming import stem
from portal.search.stopwords import STOPWORDS
from portal.search.tokens import Token, tokenize
from portal.search.vocabulary import Vocabulary, Word

LONGEST_QUERY = 200
MOST_WORDS = 12
MOST_MENDED = 4

LAW, EXACT, FORM, CORRECTED, SYNONYM, PARTS, HALF, RELATED = 130, 100, 96, 90, 75, 55, 50, 45
OBVIOUS = 60
"""A correction that costs no more is sure enough to be preferred to reading the word as a compound."""
_WHOLE_PREFIX, _SHORT_PREFIX = 85, 40
_SHORTEST_BEGINNING = 5
_SHORTEST_HALF = 4
_MOST_CORRECTIONS = 4
_MOST_COMPLETIONS = 60
_MOST_COMPOUNDS = 120


@dataclass
class Group:
    """What may stand for one typed word: single words, or several that must all be there.

    Nearness is in per cent: 100 for the word itself. `documents` says how common the word is, for its weight.
    """

    typed: str
    words: dict[Word, int] = field(default_factory=dict)
    phrases: list[tuple[int, list[dict[Word, int]]]] = field(default_factory=list)
    parts: list[Group] = field(default_factory=list)
    """Where the word is an unknown compound: its known parts, which then stand in its place."""
    documents: int = 0
    optional: bool = False

    def add(self, words: Iterable[Word], near: int) -> None:
        for word in words:
            self.words[word] = max(near, self.words.get(word, 0))

    @cached_property
    def nearness(self) -> dict[int, int]:
        """The words' nearness by their keys; read when the group is complete."""
        return {word.pk: near for word, near in self.words.items()}

    @cached_property
    def phrase_nearness(self) -> list[tuple[int, list[dict[int, int]]]]:
        return [(near, [{w.pk: n for w, n in part.items()} for part in parts]) for near, parts in self.phrases]

    def everything(self) -> Iterator[Word]:
        """Every word that counts for the group."""
        yield from self.words
        for _, parts in self.phrases:
            for part in parts:
                yield from part

    @property
    def is_known(self) -> bool:
        return bool(self.words or self.phrases or self.parts)


@dataclass
class Reading:
    """A query as the search understands it."""

    groups: list[Group]
    corrected: list[tuple[str, str]]
    """What was typed and what was taken for it."""
    unknown: list[str]
    """What was typed that stands for nothing here."""


def read(query: str, vocabulary: Vocabulary, *, mend: bool = True, extra: Iterable[str] = ()) -> Reading:
    """The query's groups. `mend` lets unknown words be corrected; `extra` are words that may add to a hit."""
    return _Reader(query, vocabulary, mend).read(extra)


class _Reader:
    def __init__(self, query: str, vocabulary: Vocabulary, mend: bool) -> None:
        self.vocabulary = vocabulary
        self.mend = mend
        text = query[:LONGEST_QUERY]
        tokens = tokenize(text)[:MOST_WORDS]
        small = questions.small_words([token.words[0] for token in tokens])
        meant = {p for p, token in enumerate(tokens) if token.words[0] not in STOPWORDS and p not in small}
        self.tokens = tokens
        self.groups = {p: Group(t.shown) for p, t in enumerate(tokens) if p in meant or not meant}
        self.unfinished = len(tokens) - 1 if tokens and tokens[-1].end == len(text.rstrip()) else -1
        self.corrected: list[tuple[str, str]] = []

    def read(self, extra: Iterable[str]) -> Reading:
        for place, group in self.groups.items():
            self._read_token(group, self.tokens[place])
        self._read_neighbours()
        self._read_laws()
        self._read_synonyms()
        if self.unfinished in self.groups:
            self._complete(self.groups[self.unfinished], self.tokens[self.unfinished].words[0])
        for place, group in self.groups.items():
            if not group.is_known:
                self._read_unknown(group, self.tokens[place])
        known = [part for group in self.groups.values() if group.is_known for part in group.parts or [group]]
        unknown = [group.typed for group in self.groups.values() if not group.is_known]
        known += self._extra(extra) if known else []
        for group in known:
            group.documents = _documents(group, self.vocabulary.total)
        return Reading(known, self.corrected, unknown)

    def _read_token(self, group: Group, token: Token) -> None:
        exact = len(token.words) > 1 and token.words[0][0] == "@" and token.words[1] == "@" + token.words[0][5:]
        for place, word in enumerate(token.words):
            self._add_word(group, word, EXACT if not (exact and place) else 60)
        if not group.is_known:
            for word in token.also:
                self._add_word(group, word, 30 if word.isdigit() else 60)
        word = token.words[0]
        if word.isdigit() and len(word) <= 3:
            self._add_word(group, f"§{word}", 90)
        if group.words and (parts := self.vocabulary.split(word)):
            group.phrases.append((PARTS, [self._standing_for(part) for part in parts]))

    def _add_word(self, group: Group, word: str, near: int) -> None:
        """The word, its other forms, its relatives and the compounds that it is part of."""
        vocabulary = self.vocabulary
        if not word.isalpha():
            group.add(filter(None, [vocabulary.words.get(word)]), near)
            return
        group.add(self.vocabulary.relatives(word), near * RELATED // 100)
        group.add(self.vocabulary.family(word), near * FORM // 100)
        group.add(filter(None, [vocabulary.words.get(word)]), near)
        if len(word) >= 3 or word == "bo":
            for compound, nearness in vocabulary.compounds(word)[:_MOST_COMPOUNDS]:
                group.add([compound], near * nearness // 100)

    def _standing_for(self, word: str) -> dict[Word, int]:
        group = Group(word)
        self._add_word(group, word, EXACT)
        return group.words

    def _read_neighbours(self) -> None:
        """Words typed apart that the site writes as one: `bo tilbud`, `tilsyns rapport`."""
        plain = [(p, t.words[0]) for p, t in enumerate(self.tokens) if t.words[0].isalpha()]
        for size in (2, 3):
            for window in zip(*(plain[start:] for start in range(size)), strict=False):
                places = [place for place, _ in window]
                if places[-1] - places[0] != size - 1:
                    continue
                joined = "".join(word for _, word in window)
                words = dict.fromkeys(self.vocabulary.family(joined), EXACT)
                if places[-1] == self.unfinished:
                    words |= dict.fromkeys(self.vocabulary.beginning(joined)[:_MOST_COMPLETIONS], 80)
                for place in places:
                    for word, near in words.items():
                        if place in self.groups:
                            self.groups[place].add([word], near)

    def _read_laws(self) -> None:
        """`SEL 107`, `serviceloven 85a`: a number beside an act is a paragraph of it."""
        for place, token in enumerate(self.tokens):
            for other in (place - 1, place + 1):
                if place not in self.groups or other not in self.groups or not token.words[0].lstrip("§").isalnum():
                    continue
                number = token.words[-1].lstrip("§")
                for law in self._laws(self.tokens[other].words[0]) if number[:1].isdigit() else []:
                    if tied := self.vocabulary.words.get(f"{law}§{number}"):
                        self.groups[place].add([tied], LAW)
                        self.groups[other].add([tied], EXACT)

    def _laws(self, word: str) -> list[str]:
        meanings = self.vocabulary.synonyms.of_phrase([word])
        return [stem(word), *(stem(phrase[0]) for phrase in meanings if len(phrase) == 1)]

    def _read_synonyms(self) -> None:
        words = [token.words[0] for token in self.tokens]
        for size in range(1, min(self.vocabulary.synonyms.longest, len(words)) + 1):
            for start in range(len(words) - size + 1):
                places = [place for place in range(start, start + size) if place in self.groups]
                for phrase in self.vocabulary.synonyms.of_phrase(words[start : start + size]):
                    for place in places:
                        self._add_meaning(self.groups[place], phrase)

    def _add_meaning(self, group: Group, phrase: tuple[str, ...]) -> None:
        meant = [self._standing_for(word) for word in phrase if word not in STOPWORDS]
        if len(meant) == 1:
            for word, near in meant[0].items():
                group.add([word], near * SYNONYM // 100)
        elif all(meant) and meant:
            group.phrases.append((SYNONYM, meant))

    def _complete(self, group: Group, begun: str) -> None:
        """The last word may not be finished."""
        if begun[0] == "@" or begun.isdigit():
            return
        whole = any(near >= FORM for near in group.words.values())
        longer = self.vocabulary.beginning(begun)
        if len(longer) > _MOST_COMPLETIONS:
            longer = sorted(longer, key=lambda word: (-word.documents, word.word))[:_MOST_COMPLETIONS]
        for word in longer:
            left = len(word.word) - len(begun)
            group.add([word], max(15, _SHORT_PREFIX - left) if whole else max(50, _WHOLE_PREFIX - left))

    def _read_unknown(self, group: Group, token: Token) -> None:
        """An obvious slip is mended; else the word may be a compound of known ones; else a greater slip is tried."""
        word = token.words[0]
        mend = self.mend and len(self.corrected) < MOST_MENDED
        found = corrections(self.vocabulary, word) if mend else []
        if found and found[0].cost <= OBVIOUS:
            self._correct(group, found, token.shown)
        elif parts := self.vocabulary.split(word):
            group.parts = [self._part(part) for part in parts]
        elif found:
            self._correct(group, found, token.shown)
        elif mend and not self._mend_part(group, token):
            group.parts = [self._part(part, HALF) for part in self.vocabulary.halves(word)]

    def _part(self, word: str, near: int = EXACT) -> Group:
        return Group(word, {known: n * near // 100 for known, n in self._standing_for(word).items()})

    def _correct(self, group: Group, found: list[Correction], typed: str) -> None:
        for correction in found[:_MOST_CORRECTIONS]:
            self._add_word(group, correction.word.word, CORRECTED)
        self.corrected.append((typed, found[0].word.shown))

    def _mend_part(self, group: Group, token: Token) -> bool:
        """A slip in the head of a compound that the site does not hold, or in a last word that is not finished."""
        word = token.words[0]
        if found := self._correct_head(word):
            self._correct(group, found, token.shown)
            return True
        is_last = self.unfinished >= 0 and self.tokens[-1] is token
        if not is_last or len(word) < _SHORTEST_BEGINNING:
            return False
        if found := corrections(self.vocabulary, word, most=100, prefix=True):
            self._correct(group, found, token.shown)
        return bool(found)

    def _correct_head(self, word: str) -> list[Correction]:
        for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF):
            if self.vocabulary.first_part(word[:cut]) and (found := corrections(self.vocabulary, word[cut:])):
                return found
        return []

    def _extra(self, words: Iterable[str]) -> list[Group]:
        group = Group("", optional=True)
        for word in words:
            self._add_word(group, word, 60)
        return [group] if group.words else []


def _documents(group: Group, total: int) -> int:
    """In how many documents the group stands, at most; as its nearest words do."""
    near = sum(word.documents for word, nearness in group.words.items() if nearness >= 80)
    phrases = [min(sum(w.documents for w in part) for part in phrase) for _, phrase in group.phrases]
    return max(1, min(total, near or min([*phrases, sum(word.documents for word in group.words)])))
