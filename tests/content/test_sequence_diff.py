"""The matching of sequences."""

import itertools
import random

from fsp.content.sequence_diff import hunks, matching_pairs


def test_matching_pairs_rise_and_are_equal() -> None:
    random.seed(7)

    for _ in range(300):
        before = random.choices("abcdefgh", k=random.randrange(30))
        after = random.choices("abcdefgh", k=random.randrange(30))
        pairs = matching_pairs(before, after)

        assert all(before[here] == after[there] for here, there in pairs)
        assert all(low[0] < high[0] and low[1] < high[1] for low, high in itertools.pairwise(pairs))


def test_an_element_added_in_the_middle_moves_nothing_else() -> None:
    assert matching_pairs("abcd", "abxcd") == [(0, 0), (1, 1), (2, 3), (3, 4)]


def test_repeated_elements_are_compared_exactly() -> None:
    assert len(matching_pairs("aabbaabb", "abab")) == 4


def test_hunks_cover_what_the_pairs_leave() -> None:
    stretches = [(list(here), list(there)) for here, there in hunks([(1, 0)], 3, 2)]

    assert stretches == [([0], []), ([2], [1])]
