"""Matches titles with the words of a search."""

from collections.abc import Callable, Sequence


def words_of(query: str) -> list[str]:
    """Return the words of a query, without regard to case."""
    return query.casefold().split()


def has_words(text: str, words: Sequence[str]) -> bool:
    """Return whether a text contains all the words."""
    folded = text.casefold()
    return all(word in folded for word in words)


def rank_by(words: Sequence[str]) -> Callable[[str], int]:
    """Return a sort key for titles: those that begin with the words, those that contain them in a row, the others."""
    phrase = " ".join(words)

    def rank(title: str) -> int:
        folded = title.casefold()
        return 0 if folded.startswith(phrase) else 1 if phrase in folded else 2

    return rank
