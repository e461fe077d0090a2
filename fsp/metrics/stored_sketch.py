"""Reads a stored sketch."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from fsp.metrics.sketch import MAX_INDEX
from fsp.stored import readable, whole_of


def sketch_of(counts: Mapping[str, Any]) -> Counter[int]:
    """Return a stored sketch without invalid buckets and counts."""
    pairs = readable(lambda bucket: (whole_of(bucket[0], most=MAX_INDEX), whole_of(bucket[1])), counts.items())
    return Counter(dict(pairs))
