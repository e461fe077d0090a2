"""The buckets of the histograms that Prometheus reads: upper bounds, and the field a time falls in."""

from bisect import bisect_left

BUCKETS_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0, 45.0, 60.0, 90.0, 120.0, 300.0, 600.0, 1800.0)
"""Upper bounds; FSP's own limits of 30, 60 and 120 s are among them, so those are exact."""

SPAN_SECONDS = 300
"""Sketches are of five minutes each."""

_LABELS = (*map(str, BUCKETS_SECONDS), "inf")


def bucket_label(seconds: float) -> str:
    """Return the field of the bucket this time falls in."""
    return _LABELS[bisect_left(BUCKETS_SECONDS, seconds)]
