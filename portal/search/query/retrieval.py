"""The documents worth ranking, fetched from the index: all that hold a word, or the strongest where very many do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence

from django.db import connection

from portal.search.index.models import SearchPosting
from portal.search.index.postings import WEIGHT_UNIT
from portal.search.query.groups import TermGroup
from portal.search.query.ranking import SATURATION, Candidate, Posting, rarity
from portal.search.query.spelling import Word

MOST_ROWS = 3_500
"""How many rows are read before the nearest words go before the rest."""
STRONGEST = 400
"""Of a word in more documents then only those where it weighs most are read."""
MOST_RANKED = 300
MOST_LOOKED_UP = 30
"""How many words of a common group, the nearest, are looked up in what the rare ones found."""

PostingRow = tuple[int, int, str, int, int, str]
_SELECT = f"SELECT word_id, document_id, area, weight, title_words, places FROM {SearchPosting._meta.db_table}"  # noqa: S608 (ours)


def retrieve(groups: Sequence[TermGroup], total: int, area: str | None = None) -> tuple[list[Candidate], bool]:
    """The candidates for ranking, and whether documents were left out because very many hold the words.

    When they do, the rarest groups are read first, their nearest words first; the common ones are only looked up in
    the documents that the rare ones found. One query, or two.
    """
    words = list({word for group in groups for word in group.everything()})
    if not words:
        return [], False
    common: list[Word] = []
    is_cut = _size(words) > MOST_ROWS
    if is_cut:
        words, common = _plan(groups)
    rows = _read(words, area, STRONGEST if is_cut else None)
    best = _best(rows, groups, total)
    if common:
        rows += _read_within(common, best)
    return _gathered(rows, best), is_cut or len(best) == MOST_RANKED


def _plan(groups: Sequence[TermGroup]) -> tuple[list[Word], list[Word]]:
    """The words to read, and those to look up only in what these find."""
    chosen: dict[Word, None] = {}
    common: dict[Word, None] = {}
    room = MOST_ROWS
    for group in sorted(groups, key=lambda group: (_size(set(group.everything())), group.typed)):
        nearest = sorted(set(group.everything()), key=lambda word: (-group.words.get(word, 0), word.word))
        if chosen and _size(nearest) > room:
            common.update(dict.fromkeys(nearest[:MOST_LOOKED_UP]))
            continue
        for word in nearest:
            if chosen and min(word.documents, STRONGEST) > room:
                break
            chosen[word] = None
            room -= min(word.documents, STRONGEST)
    return list(chosen), [word for word in common if word not in chosen]


def _size(words: Iterable[Word]) -> int:
    return sum(word.documents for word in words)


def _read(words: Sequence[Word], area: str | None, strongest: int | None) -> list[PostingRow]:
    """The rows of the words, in the area if one is asked for; of very common words the `strongest` only."""
    frequent = [word.pk for word in words if strongest and word.documents > strongest]
    seldom = [word.pk for word in words if word.pk not in set(frequent)]
    where, parameters = (" AND area = %s", [area]) if area else ("", [])
    parts: list[str] = []
    values: list[int | str] = []
    if seldom:
        parts.append(f"{_SELECT} WHERE word_id IN ({_marks(seldom)}){where}")
        values += [*seldom, *parameters]
    for word in frequent:
        one = f"{_SELECT} WHERE word_id = %s{where} ORDER BY weight DESC, document_id LIMIT {strongest}"
        parts.append(f"SELECT * FROM ({one}) AS strongest")  # noqa: S608 (marks and numbers of ours)
        values += [word, *parameters]
    return _fetch(" UNION ALL ".join(parts), values)


def _read_within(words: Sequence[Word], documents: Iterable[int]) -> list[PostingRow]:
    """The rows of the words in these documents."""
    pks, keys = [word.pk for word in words], list(documents)
    if not keys:
        return []
    sql = f"{_SELECT} WHERE document_id IN ({_marks(keys)}) AND word_id IN ({_marks(pks)})"
    return _fetch(sql, [*keys, *pks])


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _fetch(sql: str, parameters: Sequence[int | str]) -> list[PostingRow]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _best(rows: Iterable[PostingRow], groups: Sequence[TermGroup], total: int) -> dict[int, int]:
    """The documents that promise most, by a quick reckoning in whole numbers; those to rank with care."""
    value: dict[int, int] = defaultdict(int)
    for group in groups:
        weight = rarity(group.documents, total)
        for word in group.everything():
            value[word.pk] = max(value[word.pk], round(weight * group.words.get(word, 50) * 1_000))
    promise: dict[int, int] = defaultdict(int)
    half = round(SATURATION * WEIGHT_UNIT)
    for pk, document, _, weight, _, _ in rows:
        promise[document] += value[pk] * weight // (weight + half)
    best = sorted(promise.items(), key=lambda item: (-item[1], item[0]))
    return dict(best[:MOST_RANKED])


def _gathered(rows: Iterable[PostingRow], kept: Container[int]) -> list[Candidate]:
    found: dict[int, Candidate] = {}
    for word, document, area, weight, title_words, places in rows:
        if document in kept:
            candidate = found.get(document)
            if candidate is None:
                candidate = found[document] = Candidate(document, area, title_words)
            candidate.postings[word] = Posting(weight, places)
    return list(found.values())
