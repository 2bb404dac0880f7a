"""How long a text takes to read."""

from __future__ import annotations

from functools import lru_cache

from portal.text import markdown

WORDS_PER_MINUTE = 200


@lru_cache(maxsize=1_000)
def count_words(text: str) -> int:
    """The words of a Markdown text, as a reader meets them."""
    return len(markdown.to_words(text).split())


def minutes(words: int) -> int:
    """Whole minutes for the words: 0 for none, else at least one."""
    return max(1, round(words / WORDS_PER_MINUTE)) if words else 0


def shown(words: int) -> str:
    """`½ min.` for less than three quarters of a minute, else `1 min.`, `4 min.`; empty for no words."""
    if not words:
        return ""
    return "½ min." if words < WORDS_PER_MINUTE * 3 / 4 else f"{minutes(words)} min."
