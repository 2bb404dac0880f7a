"""Hold every text that users read against the rules of docs/sprog.md: `python -m tests.language [--figures]`.

Each finding names file, line, record and field; the status is 1 where there is one. `--figures` also shows each page's
words, LIX and words a sentence.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tests.language import rules
from tests.language.texts import OPENINGS, Text, code, records, templates, words


def main(arguments: list[str]) -> int:
    of_records, of_pages = list(records()), defaultdict[str, list[Text]](list)
    for text in of_records:
        if text.page:
            of_pages[text.page].append(text)
    found = [
        *heavy_or_chopped(of_pages),
        *(finding for text in of_records for finding in [*opening(text), *short_runs(text), *unused_words(text)]),
        *(finding for text in templates() for finding in [*opening(text), *unused_words(text)]),
        *(finding for text in code() for finding in unused_words(text)),
        *double(of_records),
    ]
    if "--figures" in arguments:
        print("\n".join(figures(of_pages)))
    print("\n".join(f"{place}: {rule}: {what}" for rule, place, what in found))
    counts = Counter(rule for rule, _, _ in found)
    print(
        f"{mean(text for text in of_records if text.page):.1f} words a sentence; {len(found)} findings: {dict(counts)}"
    )
    return 1 if found else 0


Finding = tuple[str, str, str]
"""The rule, the place, and what stands there."""


def heavy_or_chopped(of_pages: dict[str, list[Text]]) -> Iterator[Finding]:
    least, most = rules.LIX
    for page, texts in of_pages.items():
        sentences = [sentence for text in texts for sentence in text.sentences]
        if sum(map(len, map(words, sentences))) >= rules.PAGE_WORDS and not least <= (value := lix(sentences)) <= most:
            files = ", ".join(sorted({text.file for text in texts}))
            yield "LIX", f"{files}: {page}", f"{value:.0f}, not {least} to {most}"


def opening(text: Text) -> Iterator[Finding]:
    """A text that begins with a place instead of its matter, or a lead that is an infinitive."""
    refused = ("Her ", "At ") if text.field in OPENINGS - {"definition"} else ("Her ",)
    if text.field in OPENINGS | {"body"} and text.body.startswith(refused):
        yield "begins with Her or At", text.place, text.body.strip()[:60]


def short_runs(text: Text) -> Iterator[Finding]:
    """Where too many short sentences follow each other; an item of a list ends the row."""
    running = [(not is_item and len(words(s)) < rules.SHORT_SENTENCE, s) for is_item, of in text.blocks for s in of]
    for is_short, row in groupby(running, key=lambda pair: pair[0]):
        sentences = [sentence for _, sentence in row]
        if is_short and len(sentences) > rules.LONGEST_RUN:
            yield "short sentences in a row", text.place, " ".join(sentences)


def unused_words(text: Text) -> Iterator[Finding]:
    for word in rules.WORDS:
        for match in word.pattern.finditer(text.body):
            around = " ".join(text.body[max(0, match.start() - 25) : match.end() + 25].split())
            if not (word.allowed and word.allowed.search(around)):
                yield "word", text.place, f"”{around}”: {word.instead}"


def double(texts: Iterable[Text]) -> Iterator[Finding]:
    """Sentences of different records that say nearly the same."""
    kept: list[tuple[Text, str, frozenset[str]]] = []
    holding: dict[str, list[int]] = defaultdict(list)
    for text in texts:
        for sentence in text.sentences if text.page else ():
            stems = frozenset(_stem(word) for word in words(sentence) if len(word) > 2)
            if len(stems) < rules.NEAR_WORDS or any(one.search(sentence) for one in rules.SAID_TWICE):
                continue
            shared = Counter(place for stem in stems for place in holding[stem])
            for place, number in shared.items():
                other, said, others = kept[place]
                near = number / (len(stems) + len(others) - number)
                if near >= _limit(text, other) and _may_not_repeat(text, other) and _same_numbers(sentence, said):
                    yield "said twice", text.place, f"”{sentence}” and {other.place}: ”{said}” ({near:.0%})"
            for stem in stems:
                holding[stem].append(len(kept))
            kept.append((text, sentence, stems))


def _may_not_repeat(one: Text, other: Text) -> bool:
    is_same = (one.model, one.record) == (other.model, other.record)
    return not is_same and not (one.model == other.model and one.model in rules.ALONE)


def _limit(one: Text, other: Text) -> float:
    return rules.NEAR_EXPLAINED if {one.model, other.model} & rules.EXPLAINING else rules.NEAR


def _same_numbers(sentence: str, other: str) -> bool:
    """False where each has a number that the other has not: § 107 and § 108 are no repetition."""
    one, two = (set(re.findall(r"\d[\d.,]*\d|\d", words)) for words in (sentence, other))
    return one <= two or two <= one


def _stem(word: str) -> str:
    """The word without its ending, near enough."""
    return (
        word.lower()[:7].removesuffix("ne").removesuffix("et").removesuffix("en").removesuffix("er").removesuffix("e")
    )


def lix(sentences: Sequence[str]) -> float:
    """Words a sentence and the share of words with more than six letters, added (Björnsson 1968)."""
    counted = [word for sentence in sentences for word in words(sentence)]
    return len(counted) / len(sentences) + 100 * sum(len(word) > 6 for word in counted) / len(counted)


def figures(of_pages: dict[str, list[Text]]) -> Iterator[str]:
    """A line a page: its address, words, LIX and words a sentence."""
    for page, texts in sorted(of_pages.items()):
        sentences = [sentence for text in texts for sentence in text.sentences]
        number = sum(map(len, map(words, sentences)))
        yield f"{page:45} {number:5} words  LIX {lix(sentences):4.1f}  {mean(texts):4.1f} words a sentence"


def mean(texts: Iterable[Text]) -> float:
    """Words a sentence, lists left out; 0 where there is nothing else."""
    lengths = [len(words(s)) for text in texts for is_item, of_block in text.blocks if not is_item for s in of_block]
    return sum(lengths) / len(lengths) if lengths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
