"""The numbers of the health of work, for the API."""

from typing import Any

from fsp.conditions.limits import MIN_CALLS
from fsp.inspection.queues import QueueReading
from fsp.metrics.distribution import Distribution
from fsp.metrics.platform_calls import PlatformCalls


def share_of(failed: int, ended: int) -> dict[str, Any]:
    """Return the numbers for the API, with the literal rate even for few events."""
    return {"failed": failed, "n": ended, "failureRatio": round(failed / ended, 4) if ended else None}


def queue_numbers(queue: QueueReading) -> dict[str, Any]:
    """Return the jobs of a queue by state, and the age of the oldest."""
    return {
        "waiting": queue.waiting,
        "parked": queue.blocked,
        "deferred": queue.deferred,
        "running": queue.running,
        "oldestAgeSeconds": queue.oldest_age_seconds,
    }


def _milliseconds(times: Distribution, percent: int) -> float | None:
    seconds = times.quantile(percent / 100)
    return None if seconds is None else round(seconds * 1000, 1)


def call_numbers(calls: PlatformCalls) -> dict[str, Any]:
    """Return how often the calls to a platform failed, and how long they took."""
    times = calls.times
    return {
        **share_of(calls.failed, calls.calls),
        **{f"responseTimeP{percent}Milliseconds": _milliseconds(times, percent) for percent in (50, 95, 99)},
        "method": times.method,
        "relativeError": times.relative_error,
        "insufficientData": calls.calls < MIN_CALLS,
    }
