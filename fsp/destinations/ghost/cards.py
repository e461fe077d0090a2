"""The HTML of a post for Ghost: what its editor would change is put in HTML cards."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from fsp.destinations.ghost.blocks import blocks_of, is_native, targets_of

_BEGIN, _END = "<!--kg-card-begin: html-->", "<!--kg-card-end: html-->"
_LISTS = frozenset({"ul", "ol"})


def with_cards(html: str) -> str:
    """Return HTML in which tables, notices, footnotes and the like are cards, which Ghost stores unchanged."""
    groups = groupby(_judged(html), key=itemgetter(0))
    parts = [(native, "\n".join(text for _, text in blocks)) for native, blocks in groups]
    return "\n".join(text if native else f"{_BEGIN}\n{text}\n{_END}" for native, text in parts)


def _judged(html: str) -> Iterator[tuple[bool, str]]:
    """Yield whether the editor keeps each block, and its HTML."""
    targets, list_before = targets_of(html), ""
    for block in blocks_of(html):
        # The editor joins a list to the list before it.
        native = is_native(block, targets) and (block.name not in _LISTS or block.name != list_before)
        list_before = block.name if native else ""
        yield native, block.html
