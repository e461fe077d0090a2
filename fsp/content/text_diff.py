"""Compares two Markdown texts by paragraph, and changed paragraphs by word."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fsp.content.paragraphs import paragraphs_of, separated
from fsp.content.sequence_diff import hunks, matching_pairs
from fsp.content.text_length import text_length
from fsp.content.word_diff import Change, Words, diff_words, tokens_of

MIN_SIMILARITY = 0.4
"""The share of common words from which two paragraphs count as one that changed."""
MAX_PAIRED = 2_500
"""The number of pairs (removed x added) of one stretch that are compared for similarity."""


@dataclass(frozen=True)
class Block:
    """One paragraph of the two texts, each with the blank lines after it.

    The `before` of all blocks together are the older text, the `after` the newer one. An added paragraph has no
    `before`, a removed one no `after`. An equal one may differ in the space around it.
    """

    change: Change
    before: str
    after: str

    @property
    def words(self) -> list[Words]:
        """Return what changed inside the paragraph, without the space around it."""
        if self.change == Change.CHANGED:
            return diff_words(self.before.strip(), self.after.strip())
        return [Words(self.change, (self.after or self.before).strip())]


def diff_texts(before: str, after: str) -> list[Block]:
    """Return the paragraphs of both texts in order. A fenced code block is one paragraph."""
    old, new = paragraphs_of(before), paragraphs_of(after)
    pairs = matching_pairs([text.strip() for text in old], [text.strip() for text in new])
    blocks: list[Block] = []
    for index, (here, there) in enumerate(hunks(pairs, len(old), len(new))):
        blocks += _replaced([old[place] for place in here], [new[place] for place in there])
        if index < len(pairs):
            blocks.append(Block(Change.EQUAL, old[pairs[index][0]], new[pairs[index][1]]))
    return blocks


def merge(blocks: list[Block], is_accepted: Callable[[int], bool]) -> str:
    """Return the text with the changes whose block number is accepted, and the older text elsewhere."""
    changed = [number for number, block in enumerate(blocks) if block.change != Change.EQUAL]
    accepted = {number for number in changed if is_accepted(number)}
    if len(accepted) == len(changed):
        return "".join(block.after for block in blocks)
    if not accepted:
        return "".join(block.before for block in blocks)
    texts = [
        text
        for number, block in enumerate(blocks)
        if (text := block.after if number in accepted or block.change == Change.EQUAL else block.before)
    ]
    return "".join(separated(text) for text in texts[:-1]) + "".join(texts[-1:])


def word_counts(blocks: Iterable[Block]) -> tuple[int, int]:
    """Return how many words were added and removed, counted as the editor counts them."""
    counts = Counter[Change]()
    for block in blocks:
        if block.change != Change.EQUAL:
            for span in block.words:
                counts[span.change] += text_length(span.text).words
    return counts[Change.ADDED], counts[Change.REMOVED]


def _replaced(removed: list[str], added: list[str]) -> list[Block]:
    """Return the blocks of a stretch: similar paragraphs are paired in order, others were removed or added."""
    blocks: list[Block] = []
    pairs = _similar_pairs(removed, added)
    for index, (here, there) in enumerate(hunks(pairs, len(removed), len(added))):
        blocks += [Block(Change.REMOVED, removed[place], "") for place in here]
        blocks += [Block(Change.ADDED, "", added[place]) for place in there]
        if index < len(pairs):
            blocks.append(Block(Change.CHANGED, removed[pairs[index][0]], added[pairs[index][1]]))
    return blocks


def _similar_pairs(removed: list[str], added: list[str]) -> list[tuple[int, int]]:
    """Return which removed paragraphs became which added ones: the rising pairs with the most in common."""
    if not removed or not added:
        return []
    old, new = [_counted(text) for text in removed], [_counted(text) for text in added]
    if len(removed) * len(added) > MAX_PAIRED:
        return [(place, place) for place in range(min(len(old), len(new))) if _similarity(old[place], new[place]) > 0]
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = [[(0.0, ())] * (len(new) + 1)]
    for here, words in enumerate(old):
        row: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())]
        for there, other in enumerate(new):
            total, pairs = best[here][there]
            common = _similarity(words, other)
            paired = (total + common, (*pairs, (here, there))) if common else (0.0, ())
            row.append(max(best[here][there + 1], row[there], paired, key=lambda option: option[0]))
        best.append(row)
    return list(best[-1][-1][1])


def _counted(text: str) -> Counter[str]:
    return Counter(token for token in tokens_of(text) if not token.isspace())


def _similarity(words: Counter[str], other: Counter[str]) -> float:
    """Return the share of common words from 0 to 1; 0 below the minimum."""
    share = 2 * (words & other).total() / max(1, words.total() + other.total())
    return share if share >= MIN_SIMILARITY else 0.0
