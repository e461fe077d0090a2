"""Compares two short texts by word."""

import re
from dataclasses import dataclass
from enum import StrEnum

from fsp.content.sequence_diff import hunks, matching_pairs

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PUNCTUATION = "!-/:-@\\[-`{-~\u00a1-\u00bf\u2010-\u2027\u2030-\u205e\u3001-\u303f\uff01-\uff0f"
_TOKEN = re.compile(rf"\s+|[{_CJK}]|[{_PUNCTUATION}]|[^\s{_CJK}{_PUNCTUATION}]+")


class Change(StrEnum):
    """What happened to a paragraph or to some words. Words are never `CHANGED`."""

    EQUAL = "equal"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Words:
    """Words next to each other with the same change."""

    change: Change
    text: str


def diff_words(before: str, after: str) -> list[Words]:
    """Return the words of both texts in order: removed words stand before the words added in their place."""
    old, new = tokens_of(before), tokens_of(after)
    pairs = matching_pairs(old, new)
    # A space that stayed between two changed words is shown as part of the change, so that phrases stay whole.
    stayed = [pair for pair in pairs if not old[pair[0]].isspace()] or pairs
    equal_pairs = set(pairs)
    spans: list[Words] = []
    for index, (here, there) in enumerate(hunks(stayed, len(old), len(new))):
        if len(here) == len(there) and all(pair in equal_pairs for pair in zip(here, there, strict=True)):
            spans.append(Words(Change.EQUAL, "".join(old[place] for place in here)))
        else:
            spans += _changed("".join(old[place] for place in here), "".join(new[place] for place in there))
        if index < len(stayed):
            spans.append(Words(Change.EQUAL, old[stayed[index][0]]))
    return _joined(spans)


def tokens_of(text: str) -> list[str]:
    """Return the words, punctuation marks and spaces of a text. A Chinese or Japanese character is a word."""
    return _TOKEN.findall(text)


def _changed(removed: str, added: str) -> list[Words]:
    """Return the removed and the added words, with the space that they have in common outside."""
    start = _same(removed[: -len(removed.lstrip()) or None], added[: -len(added.lstrip()) or None])
    removed, added = removed.removeprefix(start), added.removeprefix(start)
    end = _same(removed[len(removed.rstrip()) :], added[len(added.rstrip()) :])
    return [
        Words(Change.EQUAL, start),
        Words(Change.REMOVED, removed.removesuffix(end)),
        Words(Change.ADDED, added.removesuffix(end)),
        Words(Change.EQUAL, end),
    ]


def _same(space: str, other: str) -> str:
    return space if space == other else ""


def _joined(spans: list[Words]) -> list[Words]:
    joined: list[Words] = []
    for span in spans:
        if joined and joined[-1].change == span.change:
            joined[-1] = Words(span.change, joined[-1].text + span.text)
        elif span.text:
            joined.append(span)
    return joined
