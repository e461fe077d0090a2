"""Limits the number of series: the rest is summed under one name.

Names are chosen alphabetically and never by their values, so a series stays in the sum and no counter decreases.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

OTHER = "other"
MAX_NAMES = 100

Labels = tuple[str, ...]


def fold(rows: Iterable[tuple[Labels, float]], *, max_series: int) -> dict[Labels, float]:
    """Return one value per set of labels: at most `max_series`, and one with `other` for the rest."""
    groups: dict[str, dict[Labels, float]] = defaultdict(dict)
    for labels, value in rows:
        groups[labels[0]][labels] = value
    names = _fitting({name: len(group) for name, group in groups.items()}, max_series, _rests(groups))
    folded: Counter[Labels] = Counter()
    for name, group in sorted(groups.items()):
        for labels, value in group.items():
            folded[labels if name in names else (OTHER, *labels[1:])] += value  # type: ignore[assignment]
    return dict(folded)


def folded_names(names: Iterable[str], *, max_series: int) -> dict[str, str]:
    """Return the displayed name of each name, for families with one label; at most `max_series` names."""
    ordered = sorted(set(names))
    fitting = _fitting(dict.fromkeys(ordered, 1), max_series, 1)
    return {name: name if name in fitting else OTHER for name in ordered}


def _rests(groups: Mapping[str, dict[Labels, float]]) -> int:
    """Return how many series `other` could have."""
    return len({labels[1:] for group in groups.values() for labels in group})


def _fitting(sizes: Mapping[str, int], max_series: int, rests: int) -> set[str]:
    if sum(sizes.values()) <= max_series and len(sizes) <= MAX_NAMES:
        return set(sizes)
    names: set[str] = set()
    used = rests
    for name in sorted(sizes):
        used += sizes[name]
        if used > max_series or len(names) >= MAX_NAMES:
            break
        names.add(name)
    return names
