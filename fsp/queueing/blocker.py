"""What blocks a job, a queue or a schedule."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BlockerKind(StrEnum):
    """The kind of a blocker."""

    NO_WORKER = "no worker"
    NO_SCHEDULER = "no scheduler"
    CLOCK = "clock"
    QUEUE_PAUSED = "queue paused"
    TYPE_PAUSED = "type paused"
    RATE = "rate"
    GATE_PAUSED = "gate paused"
    SCHEDULE_PAUSED = "schedule paused"
    CIRCUIT = "circuit open"
    LIMIT = "limit"
    BUSY = "workers busy"
    LEAVING = "leaving"
    LOST = "lost"
    UNKNOWN_TYPE = "unknown type"
    SCHEDULED = "scheduled"
    DEFERRED = "deferred"
    DEPENDENCY = "dependency"
    KEY_HELD = "key held"
    PRIORITY = "priority"
    ORDER = "order"
    FAILED = "failed"
    WAITS = "waits"


@dataclass(frozen=True)
class Blocker:
    """One reason why something does not move: its kind, a sentence, its end if known, and the jobs that block it."""

    kind: BlockerKind
    words: str
    until: datetime | None = None
    held_by: tuple[str, ...] = ()
    jobs: float | None = None
    """The estimated number of waiting jobs that it blocks; None if they were not counted."""
