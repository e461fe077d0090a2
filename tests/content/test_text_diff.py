"""The difference of two texts, by paragraph and word."""

import random

from fsp.content.text_diff import diff_texts, merge, word_counts
from fsp.content.word_diff import Change

BEFORE = "# Title\n\nThe first paragraph says a lot of things.\n\nThis one goes.\n\nLast.\n"
AFTER = "# Title\n\nThe first paragraph says many things.\n\nLast.\n\nEntirely new words here.\n"


def test_paragraphs_are_equal_changed_removed_or_added() -> None:
    kinds = [(block.change, block.before.strip()[:5]) for block in diff_texts(BEFORE, AFTER)]

    assert kinds == [
        (Change.EQUAL, "# Tit"),
        (Change.CHANGED, "The f"),
        (Change.REMOVED, "This "),
        (Change.EQUAL, "Last."),
        (Change.ADDED, ""),
    ]


def test_a_changed_paragraph_shows_its_words() -> None:
    changed = diff_texts(BEFORE, AFTER)[1]

    assert [(span.change, span.text) for span in changed.words] == [
        (Change.EQUAL, "The first paragraph says "),
        (Change.REMOVED, "a lot of"),
        (Change.ADDED, "many"),
        (Change.EQUAL, " things."),
    ]


def test_the_blocks_hold_both_texts_whole() -> None:
    random.seed(3)

    for _ in range(200):
        before, after = (_random_text(), _random_text())
        blocks = diff_texts(before, after)

        assert "".join(block.before for block in blocks) == before
        assert "".join(block.after for block in blocks) == after
        assert merge(blocks, lambda number: True) == after
        if any(block.change != Change.EQUAL for block in blocks):
            assert merge(blocks, lambda number: False) == before


def test_accepting_one_change_keeps_the_older_text_elsewhere() -> None:
    blocks = diff_texts(BEFORE, AFTER)

    assert merge(blocks, lambda number: number == 4) == (
        "# Title\n\nThe first paragraph says a lot of things.\n\nThis one goes.\n\nLast.\n\nEntirely new words here.\n"
    )


def test_a_paragraph_accepted_before_the_last_one_does_not_join_it() -> None:
    blocks = diff_texts("A\n\nC", "A\n\nB")

    assert merge(diff_texts("Alpha\n", "Alpha\n\nBeta\n\nGamma\n"), lambda number: number == 2) == "Alpha\n\nGamma\n"
    assert [block.change for block in blocks] == [Change.EQUAL, Change.REMOVED, Change.ADDED]


def test_words_are_counted() -> None:
    assert word_counts(diff_texts(BEFORE, AFTER)) == (5, 6)


def test_words_are_counted_as_in_the_editor() -> None:
    assert word_counts(diff_texts("", "See [the list](https://a.example/list) - 庭の手入れ <br> 3")) == (9, 0)


def test_a_long_text_that_is_all_new_is_compared_by_paragraph() -> None:
    random.seed(5)
    words = [f"w{number}" for number in range(3000)]
    before, after = ("\n\n".join(" ".join(random.choices(words, k=60)) for _ in range(1000)) for _ in range(2))

    assert word_counts(diff_texts(before, after)) == (60_000, 60_000)


def _random_text() -> str:
    parts = random.choices(["one two three", "one two four", "```\na\n\nb\n```", "x", "", "\n"], k=random.randrange(8))
    return random.choice(["\n\n", "\n"]).join(parts)
