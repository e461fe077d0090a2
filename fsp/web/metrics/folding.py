"""Keeping the number of series bounded: what does not fit is summed under one name.

Names are taken in alphabetical order and never by their values, so that a counter once summed stays so: no sum falls.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

OTHER = "other"
MOST_NAMES = 100

Labels = tuple[str, ...]


def fold(rows: Iterable[tuple[Labels, float]], *, most: int) -> dict[Labels, float]:
    """Return one value for each set of labels, `most` at most; the first label of those that do not fit is `other`."""
    groups: dict[str, dict[Labels, float]] = defaultdict(dict)
    for labels, value in rows:
        groups[labels[0]][labels] = value
    kept = _fitting({name: len(group) for name, group in groups.items()}, most, _rests(groups))
    folded: Counter[Labels] = Counter()
    for name, group in sorted(groups.items()):
        for labels, value in group.items():
            folded[labels if name in kept else (OTHER, *labels[1:])] += value  # type: ignore[assignment]
    return dict(folded)


def folded_names(names: Iterable[str], *, most: int) -> dict[str, str]:
    """Return the name each name is shown under, for families with one label; `most` names at most."""
    ordered = sorted(set(names))
    kept = _fitting(dict.fromkeys(ordered, 1), most, 1)
    return {name: name if name in kept else OTHER for name in ordered}


def _rests(groups: Mapping[str, dict[Labels, float]]) -> int:
    """Return how many series `other` could have."""
    return len({labels[1:] for group in groups.values() for labels in group})


def _fitting(sizes: Mapping[str, int], most: int, rests: int) -> set[str]:
    if sum(sizes.values()) <= most and len(sizes) <= MOST_NAMES:
        return set(sizes)
    kept: set[str] = set()
    used = rests
    for name in sorted(sizes):
        used += sizes[name]
        if used > most or len(kept) >= MOST_NAMES:
            break
        kept.add(name)
    return kept
