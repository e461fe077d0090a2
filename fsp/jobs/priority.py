"""The three priorities, which are also the names of the three RQ queues."""

from enum import StrEnum


class Priority(StrEnum):
    """How soon a job matters; the value is the name of its queue."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


QUEUE_NAMES = tuple(priority.value for priority in Priority)
"""The queues, first served first."""
