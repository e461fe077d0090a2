"""One thing that keeps something from moving."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BlockerKind(StrEnum):
    """What stands in the way."""

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
    """Its kind, in words, when it ends if that is known, and the jobs that hold what is waited for."""

    kind: BlockerKind
    words: str
    until: datetime | None = None
    held_by: tuple[str, ...] = ()
    jobs: float | None = None
    """About how many of the waiting jobs it holds, where they were counted."""
