"""Minimum and maximum of times: exact if they were counted, else within 1 % from the sketch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fsp.metrics.sketch import bucket_value


@dataclass(frozen=True)
class Extremes:
    """Minimum and maximum in seconds."""

    least: float
    most: float


def join(parts: Iterable[Extremes | None]) -> Extremes | None:
    """Return the combined extremes of all parts; None if no part has a value."""
    extremes = [part for part in parts if part is not None]
    return Extremes(min(part.least for part in extremes), max(part.most for part in extremes)) if extremes else None


def extremes_of(least: float | None, most: float | None, *, sketch: Mapping[int, int]) -> Extremes | None:
    """Return the counted extremes; for older data the outermost buckets; None without either."""
    if least is not None and most is not None:
        return Extremes(least, most)
    return Extremes(bucket_value(min(sketch)), bucket_value(max(sketch))) if sketch else None
