"""Waking idle workers when more jobs may run than before."""

from typing import Any

from fsp.redis_ops import keys

MOST_WAKES = 64


def wake(pipeline: Any, workers: int = 1) -> None:
    """Let this many idle threads look for a job at once; the others look within a second in any case."""
    pipeline.lpush(keys.WAKE, *([1] * min(workers, MOST_WAKES)))
    pipeline.ltrim(keys.WAKE, 0, MOST_WAKES - 1)
