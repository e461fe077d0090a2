"""The three priorities, which are also the names of the three RQ queues."""

from enum import StrEnum


class Priority(StrEnum):
    """The priority of a job. The value is the name of its queue."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


QUEUE_NAMES = tuple(priority.value for priority in Priority)
"""The queues in priority order."""
