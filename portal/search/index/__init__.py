"""The index: written in the record's own transaction."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F

from portal.search.analysis.stemming import root, stem
from portal.search.index.document import Document
from portal.search.index.models import SearchDocument, SearchPosting, SearchState, SearchWord
from portal.search.index.postings import ANALYSIS, WEIGHT_UNIT, TermOccurrence, words_of
from portal.text.cleaning import clean_line

_LONGEST_PLACES = 400
_BATCH = 500
_ROWS = 2_000


def key_of(record: Any) -> int:
    """The record's number in the index, made of its kind and its primary key: the same in every database."""
    return zlib.crc32(record._meta.label_lower.encode()) << 31 | record.pk


def store(record: Any) -> bool:
    """Write the record's search terms again; answer whether they have changed.

    What it costs depends on the record, not on how many there are.
    """
    document = _document(record)
    if document is None:
        forget(record)
        return True
    with transaction.atomic():
        return _write(key_of(record), document)


def forget_words() -> None:
    """What words mean has changed: let every process read them again."""
    SearchState.renew()


def forget_unused_words() -> None:
    """Delete the words that no document holds any more; they are kept else, for they often come back."""
    with transaction.atomic():
        SearchState.renew()
        SearchWord.objects.filter(documents__lte=0).delete()


def forget(record: Any) -> None:
    """Take the record out of the search."""
    with transaction.atomic():
        key = key_of(record)
        if SearchDocument.objects.filter(pk=key).exists():
            SearchState.renew(documents=F("documents") - 1)
            _replace_postings(key, {})
            SearchDocument.objects.filter(pk=key).delete()


def rebuild(records: Iterable[Any]) -> int:
    """Rebuild the whole index from the records; return how many documents it holds."""
    with transaction.atomic():
        SearchState.renew()
        for model in (SearchPosting, SearchDocument, SearchWord):
            model.objects.all().delete()
        batch: list[tuple[int, Document]] = []
        known: dict[str, int] = {}
        counted: Counter[int] = Counter()
        for record in records:
            if (document := _document(record)) is not None:
                batch.append((key_of(record), document))
            if len(batch) >= _BATCH:
                _add(batch, known, counted)
                batch = []
        _add(batch, known, counted)
        _count(counted)
        documents = SearchDocument.objects.count()
        SearchState.renew(documents=documents, analysis=ANALYSIS)
        return documents


def _document(record: Any) -> Document | None:
    """Return what the record says to the search in clean text, however it was saved; None for a draft."""
    document: Document | None = record.search_document()
    if document is None or not record.is_published:
        return None
    return replace(
        document,
        title=clean_line(document.title),
        group=clean_line(document.group),
        terms=clean_line(document.terms),
        synonyms=tuple(map(clean_line, document.synonyms)),
        body=clean_line(document.body),
        shown=clean_line(document.shown),
        awaits_confirmation=record.awaits_confirmation,
    )


def _write(key: int, document: Document) -> bool:
    row = _row(key, document)
    before = SearchDocument.objects.filter(pk=key).values_list("digest", flat=True).first()
    if before == row.digest:
        return False
    SearchState.renew(documents=F("documents") + int(before is None))
    SearchDocument.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[field.name for field in SearchDocument._meta.concrete_fields if field.name != "id"],
    )
    entries, title_words = words_of(document)
    _replace_postings(key, entries, document.area, title_words)
    return True


def _row(key: int, document: Document) -> SearchDocument:
    digest = hashlib.blake2b(f"{ANALYSIS} {document!r}".encode(), digest_size=16).hexdigest()
    return SearchDocument(
        id=key,
        area=document.area,
        group=document.group,
        themes="".join(f"|{theme}|" for theme in document.themes),
        title=document.title,
        address=document.address,
        synonyms=", ".join(document.synonyms),
        text=document.body or document.shown,
        first_day=document.first_day,
        last_day=document.last_day,
        awaits_confirmation=document.awaits_confirmation,
        digest=digest,
    )


def _replace_postings(key: int, entries: dict[str, TermOccurrence], area: str = "", title_words: int = 1) -> None:
    mine = SearchPosting.objects.filter(document=key)
    before = dict(mine.values_list("word__word", "word"))
    mine.delete()
    ids = _word_ids(entries, {})
    SearchPosting.objects.bulk_create(_postings(key, entries, ids, area, title_words))
    gone = [pk for word, pk in before.items() if word not in entries]
    come = [pk for word, pk in ids.items() if word not in before]
    SearchWord.objects.filter(pk__in=come).update(documents=F("documents") + 1)
    SearchWord.objects.filter(pk__in=gone).update(documents=F("documents") - 1)


def _word_ids(entries: dict[str, TermOccurrence], known: dict[str, int]) -> dict[str, int]:
    """The keys of the words; those never seen before are added. `known` saves asking for the rest."""
    unknown = [word for word in entries if word not in known]
    known.update(SearchWord.objects.filter(word__in=unknown).values_list("word", "pk"))
    if missing := [word for word in unknown if word not in known]:
        SearchWord.objects.bulk_create([_word(word, entries[word].shown) for word in missing])
        known.update(SearchWord.objects.filter(word__in=missing).values_list("word", "pk"))
    return {word: known[word] for word in entries}


def _word(word: str, shown: str) -> SearchWord:
    stemmed = stem(word)
    shown = shown if shown.isupper() else shown.lower()
    return SearchWord(word=word, shown=shown[:130], stem=stemmed, root=root(stemmed))


def _postings(
    key: int, entries: dict[str, TermOccurrence], ids: dict[str, int], area: str, title_words: int
) -> Iterator[SearchPosting]:
    for word, entry in entries.items():
        yield SearchPosting(
            word_id=ids[word],
            document_id=key,
            area=area,
            weight=max(1, round(entry.weight * WEIGHT_UNIT)),
            title_words=title_words,
            places=_shown_places(entry.places),
        )


def _shown_places(places: list[int]) -> str:
    text = ",".join(map(str, sorted(places)))
    return text if len(text) <= _LONGEST_PLACES else text[:_LONGEST_PLACES].rpartition(",")[0]


def _add(batch: list[tuple[int, Document]], known: dict[str, int], counted: Counter[int]) -> None:
    """Write many new documents at once; `known` holds the words' keys, `counted` in how many documents each is."""
    read = [(key, document, *words_of(document)) for key, document in batch]
    SearchDocument.objects.bulk_create([_row(key, document) for key, document in batch])
    everything = {word: entry for _, _, entries, _ in reversed(read) for word, entry in entries.items()}
    ids = _word_ids(everything, known)
    postings = [
        posting
        for key, document, entries, title_words in read
        for posting in _postings(key, entries, ids, document.area, title_words)
    ]
    counted.update(posting.word_id for posting in postings)
    SearchPosting.objects.bulk_create(postings, batch_size=_ROWS)


def _count(documents: Counter[int]) -> None:
    """Write in how many documents each word stands; words as common as each other in one go."""
    alike: dict[int, list[int]] = defaultdict(list)
    for word, count in documents.items():
        alike[count].append(word)
    for count, words in alike.items():
        for start in range(0, len(words), _ROWS):
            SearchWord.objects.filter(pk__in=words[start : start + _ROWS]).update(documents=count)
