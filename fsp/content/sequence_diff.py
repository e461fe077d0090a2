"""Matches the equal elements of two sequences in order, in time that stays near linear for long ones."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

MAX_EXACT_PAIRS = 250_000
"""The size (length x length) of a stretch without unique elements that is still compared exactly."""

Pair = tuple[int, int]


def matching_pairs(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Pair]:
    """Return (index in `before`, index in `after`) of elements that stayed, in order.

    Elements that occur once in both sequences are the anchors (patience diff). Only the stretches between anchors
    are compared exactly. A long stretch without anchors counts as replaced.
    """
    pairs: list[Pair] = []
    stretches = [(0, len(before), 0, len(after))]
    while stretches:
        start, end, other_start, other_end = stretches.pop()
        while start < end and other_start < other_end and before[start] == after[other_start]:
            pairs.append((start, other_start))
            start, other_start = start + 1, other_start + 1
        while start < end and other_start < other_end and before[end - 1] == after[other_end - 1]:
            end, other_end = end - 1, other_end - 1
            pairs.append((end, other_end))
        if start == end or other_start == other_end:
            continue
        anchors = _anchors(before, after, (start, end), (other_start, other_end))
        if anchors:
            edges = [(start - 1, other_start - 1), *anchors, (end, other_end)]
            pairs += anchors
            stretches += [(low[0] + 1, high[0], low[1] + 1, high[1]) for low, high in pairwise(edges)]
        elif (end - start) * (other_end - other_start) <= MAX_EXACT_PAIRS:
            matcher = SequenceMatcher(None, before[start:end], after[other_start:other_end], autojunk=False)
            pairs += [
                (start + block.a + step, other_start + block.b + step)
                for block in matcher.get_matching_blocks()
                for step in range(block.size)
            ]
    return sorted(pairs)


def hunks(pairs: list[Pair], before_length: int, after_length: int) -> Iterator[tuple[range, range]]:
    """Yield the stretches between matching pairs, also empty ones: one before each pair, and one at the end."""
    for low, high in pairwise([(-1, -1), *pairs, (before_length, after_length)]):
        yield range(low[0] + 1, high[0]), range(low[1] + 1, high[1])


def _anchors(before: Sequence[Hashable], after: Sequence[Hashable], here: Pair, there: Pair) -> list[Pair]:
    """Return the longest rising run of elements that occur once in each stretch."""
    counts = Counter(before[here[0] : here[1]])
    other_counts = Counter(after[there[0] : there[1]])
    places = {after[index]: index for index in range(*there) if other_counts[after[index]] == 1}
    unique = [
        (index, places[before[index]])
        for index in range(*here)
        if counts[before[index]] == 1 and before[index] in places
    ]
    return _longest_rising(unique)


def _longest_rising(pairs: list[Pair]) -> list[Pair]:
    """Return the longest subsequence whose second numbers rise (patience sorting)."""
    ends: list[int] = []
    tops: list[int] = []
    previous: list[int | None] = []
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(ends, place)
        previous.append(tops[pile - 1] if pile else None)
        if pile == len(ends):
            ends.append(place)
            tops.append(index)
        else:
            ends[pile], tops[pile] = place, index
    run: list[Pair] = []
    position = tops[-1] if tops else None
    while position is not None:
        run.append(pairs[position])
        position = previous[position]
    return run[::-1]
