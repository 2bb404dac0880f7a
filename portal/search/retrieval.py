"""The documents worth ranking, fetched from the index: all that hold a word, or the strongest where very many do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence

from django.db import connection

from portal.search.groups import Group
from portal.search.models import SearchPosting
from portal.search.postings import WEIGHT_UNIT
from portal.search.ranking import SATURATION, Candidate, Posting, rarity
from portal.search.vocabulary import Word

MOST_ROWS = 2_500
"""How many rows are read before only a word's strongest documents are."""
STRONGEST = 400
FEWEST = 100
"""A word in more than STRONGEST documents is then read where it weighs most: in FEWEST documents, or as fits."""
MOST_RANKED = 300

Row = tuple[int, int, str, int, int, str]
_SELECT = f"SELECT word_id, document_id, area, weight, title_words, places FROM {SearchPosting._meta.db_table}"  # noqa: S608


def retrieve(groups: Sequence[Group], total: int, area: str | None = None) -> tuple[list[Candidate], bool]:
    """The candidates for ranking, and whether documents were left out because very many hold the words.

    The rarest groups are read first. When enough rows are read, the common ones are only looked up in the documents
    that the rare ones found. One query, or two.
    """
    rare, common = _plan(groups)
    if not rare:
        return [], False
    rows, is_cut = _read(rare, area)
    best = _best(rows, groups, total)
    if common:
        rows += _read_within(common, best)
    return _gathered(rows, best), is_cut or bool(common) or len(best) == MOST_RANKED


def _plan(groups: Sequence[Group]) -> tuple[list[Word], list[Word]]:
    """The words to read in full or by their strongest documents, and those to look up only in what these find."""
    rare: dict[Word, None] = {}
    common: dict[Word, None] = {}
    count = 0
    for size, _, words in sorted((_size(words := set(group.everything())), group.typed, words) for group in groups):
        if not rare or count + size <= MOST_ROWS:
            count += size
            rare.update(dict.fromkeys(words))
        else:
            common.update(dict.fromkeys(words))
    return list(rare), [word for word in common if word not in rare]


def _size(words: Iterable[Word]) -> int:
    return sum(word.documents for word in words)


def _read(words: Sequence[Word], area: str | None) -> tuple[list[Row], bool]:
    """The rows of the words; of very common ones the strongest, in the area if one is asked for."""
    is_cut = _size(words) > MOST_ROWS
    frequent = [word for word in words if word.documents > STRONGEST] if is_cut else []
    seldom = [word.pk for word in words if word not in set(frequent)]
    where, parameters = (" AND area = %s", [area]) if area else ("", [])
    parts: list[str] = []
    values: list[int | str] = []
    if seldom:
        parts.append(f"{_SELECT} WHERE word_id IN ({_marks(seldom)}){where}")
        values += [*seldom, *parameters]
    each = max(FEWEST, MOST_ROWS // max(1, len(frequent)))
    for word in frequent:
        strongest = f"{_SELECT} WHERE word_id = %s{where} ORDER BY weight DESC, document_id LIMIT {each}"
        parts.append(f"SELECT * FROM ({strongest}) AS strongest")  # noqa: S608
        values += [word.pk, *parameters]
    return _fetch(" UNION ALL ".join(parts), values), is_cut


def _read_within(words: Sequence[Word], documents: Iterable[int]) -> list[Row]:
    """The rows of the words in these documents."""
    pks, keys = [word.pk for word in words], list(documents)
    if not keys:
        return []
    sql = f"{_SELECT} WHERE document_id IN ({_marks(keys)}) AND word_id IN ({_marks(pks)})"
    return _fetch(sql, [*keys, *pks])


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _fetch(sql: str, parameters: Sequence[int | str]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _best(rows: Iterable[Row], groups: Sequence[Group], total: int) -> dict[int, int]:
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


def _gathered(rows: Iterable[Row], kept: Container[int]) -> list[Candidate]:
    found: dict[int, Candidate] = {}
    for word, document, area, weight, title_words, places in rows:
        if document in kept:
            candidate = found.get(document)
            if candidate is None:
                candidate = found[document] = Candidate(document, area, title_words)
            candidate.postings[word] = Posting(weight, places)
    return list(found.values())
