"""From text to tokens: words, paragraphs, dates, times and numbers, each with its place."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import pairwise

from portal.search.analysis.letters import fold
from portal.search.analysis.stemming import stem
from portal.text.danish import MONTHS

LONGEST_WORD = 60

_SHORT_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH = "|".join([*MONTHS, "sept", *_SHORT_MONTHS])
_END = r"(?![^\W\d_])"
"""No letter comes after; a figure may: `mødeplan2026` is read as if it were written apart."""
_HYPHENS = str.maketrans(dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{MINUS SIGN}", "-"))
_PATTERN = re.compile(
    rf"""
    (?P<iso>(?<!\d)(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}})(?!\d))
    |(?P<paragraph>(?:§§?|\bparagraf(?:ferne|fer|fen)?(?![^\W\d_])|\bpar\.)\s*\d{{1,3}}(?!\d)(?:\s?[a-h]\b)?)
    |(?P<lettered>(?<!\d)\d{{1,3}}\s?[a-h]\b)
    |(?P<days>(?<!\d)(?P<first>\d{{1,2}})\.?\s*(?:-|–|og|til)\s*(?P<last>\d{{1,2}})\.?\s*
        (?P<days_month>{_MONTH}){_END}\.?(?:\s*(?P<days_year>\d{{4}})\b)?)
    |(?P<day>(?<!\d)(?P<date>\d{{1,2}})\.?\s*(?P<month>{_MONTH}){_END}\.?(?:\s*(?P<year>\d{{4}})\b)?)
    |(?P<numeric>(?<![\d,.])\d{{1,2}}(?:(?P<mark>[./])\d{{1,2}}(?:(?P=mark)(?:\d{{4}}|\d{{2}}))?|-\d{{1,2}}-\d{{4}})(?![\d,]))
    |(?P<clock>(?<!\d)\d{{1,2}}:\d{{2}}(?!\d))
    |(?P<number>\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?(?!\d)|\d+(?:,\d+)?)
    |(?P<word>[^\W\d_]+)(?:['’´][^\W_]+)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MORE = re.compile(r"\s*(,|og|samt|til|-|–)\s*(\d{1,3}(?!\d)(?:\s?[a-h]\b)?)", re.IGNORECASE)
_LAW = re.compile(r"\w{3,}lov(?:en|ens|s)?", re.IGNORECASE)
_ABBREVIATION = re.compile(r"[A-ZÆØÅ]{2,4}")
_BETWEEN_LAW_AND_PARAGRAPH = 2


@dataclass(frozen=True, slots=True)
class Token:
    """A place in a text.

    `words` are the folded forms that stand for it, the most exact first; `also` what else can be read there (a date's
    month and year); `shown` is the text itself, from `start` to `end`.
    """

    words: tuple[str, ...]
    shown: str
    start: int
    end: int
    also: tuple[str, ...] = ()

    @property
    def is_dated(self) -> bool:
        """Whether the token is one day of one year, whose second word is the day in any year."""
        return len(self.words) > 1 and self.words[0][0] == "@" and self.words[1] == f"@{self.words[0][5:]}"


def tokenize(text: str) -> list[Token]:
    """The text's tokens in order; a range of days or of paragraphs is one token with a word for each."""
    tokens = []
    end = 0
    written, text = text, text.translate(_HYPHENS)
    while match := _PATTERN.search(text, end):
        start, end = match.span()
        kind = match.lastgroup or ""
        if kind == "paragraph":
            words, end = _paragraphs(text, match)
            tokens.append(Token(words, written[start:end], start, end))
        elif words := _READERS[kind](match):
            exact = tuple(word for word in words if word[0] in "@§") or words
            also = tuple(word for word in words if word not in exact)
            tokens.append(Token(exact, written[start:end], start, end, also))
    return _with_laws(_with_hyphens(tokens, text))


def _word(match: re.Match[str]) -> tuple[str, ...]:
    word = fold(match["word"])[:LONGEST_WORD]
    return (word,) if word else ()


def _number(match: re.Match[str]) -> tuple[str, ...]:
    return (match[0].replace(".", ""),)


def _lettered(match: re.Match[str]) -> tuple[str, ...]:
    return (_paragraph(match[0]),)


def _clock(match: re.Match[str]) -> tuple[str, ...]:
    return (_time(match[0].replace(":", ".")),)


def _iso(match: re.Match[str]) -> tuple[str, ...]:
    return _date(int(match["d"]), int(match["m"]), match["y"]) or (match["y"],)


def _day(match: re.Match[str]) -> tuple[str, ...]:
    number, month = int(match["date"]), _month(match["month"])
    return _date(number, month, match["year"]) or (str(number), MONTHS[month - 1])


def _days(match: re.Match[str]) -> tuple[str, ...]:
    month = _month(match["days_month"])
    days = range(int(match["first"]), min(int(match["last"]), 31) + 1)
    words = [word for day in days for word in _date(day, month, match["days_year"])]
    return tuple(dict.fromkeys(words)) or (match["last"], MONTHS[month - 1])


def _numeric(match: re.Match[str]) -> tuple[str, ...]:
    """`21/8`, `21.8.2026`, `21-08-26`: a day; `16.30`: a time; `8.10` may be both; `18/23` is neither."""
    first, second, *year = re.split(r"[./-]", match[0])
    words = _date(int(first), int(second), "".join(year))
    if match["mark"] == "." and not year and len(second) == 2 and int(first) < 25 and int(second) < 60:
        words = (*words, _time(match[0]))
    return words or (first, second)


_READERS = {
    "word": _word,
    "number": _number,
    "lettered": _lettered,
    "clock": _clock,
    "iso": _iso,
    "day": _day,
    "days": _days,
    "numeric": _numeric,
}


def _month(name: str) -> int:
    return _SHORT_MONTHS.index(name.lower()[:3]) + 1


def _time(text: str) -> str:
    return text.lstrip("0") if text[1] != "." else text


def _date(day: int, month: int, year: str | None) -> tuple[str, ...]:
    """The words of a day: with its year if that is known, without it, and its parts. () for no such day."""
    full = f"20{year}" if year and len(year) == 2 else year
    try:
        dt.date(int(full or 2024), month, day)
    except ValueError:
        return ()
    short = f"@{month:02}{day:02}"
    dated = (f"@{full}{month:02}{day:02}",) if full else ()
    return (*dated, short, str(day), MONTHS[month - 1], *([full] if full else []))


def _paragraph(text: str) -> str:
    number, letter = re.findall(r"(\d+)\s?([a-h]\b)?", text.lower())[0]
    return f"§{number}{letter}"


def _paragraphs(text: str, match: re.Match[str]) -> tuple[tuple[str, ...], int]:
    """One paragraph, or the list that `§§` opens: `§§ 85 og 85 a`, `§§ 107-110`."""
    words, end = [_paragraph(match[0])], match.end()
    several = match[0].startswith("§§") or "paragraffer" in match[0].lower()
    while several and (more := _MORE.match(text, end)):
        word = _paragraph(more[2])
        if more[1] in "-–til" and word[1:].isdigit() and words[-1][1:].isdigit():
            words += [f"§{number}" for number in range(int(words[-1][1:]) + 1, min(int(word[1:]), 999))]
        words.append(word)
        end = more.end()
    return tuple(words), end


def _with_hyphens(tokens: list[Token], text: str) -> list[Token]:
    """`SSP-afrapportering` can also be read as one word."""
    for place, (first, second) in enumerate(pairwise(tokens)):
        joined = first.words[0] + second.words[0]
        if text[first.end : second.start] == "-" and joined.isalpha():
            tokens[place] = replace(first, also=(*first.also, joined[:LONGEST_WORD]))
    return tokens


def _with_laws(tokens: list[Token]) -> list[Token]:
    """Tie each paragraph to the acts named beside it: `SEL § 107` is also the one word `sel§107`."""
    tied = []
    for place, token in enumerate(tokens):
        if token.words[0][0] == "§":
            reach = _BETWEEN_LAW_AND_PARAGRAPH
            near = tokens[max(0, place - reach) : place] + tokens[place + 1 : place + 1 + reach]
            laws = [law_key(other.words[0]) for other in near if names_a_law(other.shown)]
            words = [f"{law}{word}" for law in laws for word in token.words]
            token = replace(token, words=(*words, *token.words))
        tied.append(token)
    return tied


def names_a_law(shown: str) -> bool:
    """Whether the word is an act's name or its abbreviation in capitals."""
    return bool(_LAW.fullmatch(shown) or _ABBREVIATION.fullmatch(shown))


def law_key(word: str) -> str:
    """What a paragraph is tied to: the stem of the act's name."""
    return stem(word)
