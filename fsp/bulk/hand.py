"""Who acts on many: for whom, over which connection, and how fast what is replayed may begin."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import redis

from fsp.models.bulk_operation import ItemOutcome


@dataclass(frozen=True)
class Done:
    """What became of one target."""

    outcome: ItemOutcome = ItemOutcome.DONE
    reason: str = ""
    job_id: str | None = None


@dataclass
class Hand:
    """Deals with target after target, for one person."""

    connection: redis.Redis
    by: str
    now: datetime
    since: datetime
    """When the operation was counted: what this person has done to a target since then is taken for its work."""
    per_minute: int
    _begun: Counter[str] = field(default_factory=Counter)

    def next_start(self, job_type: str) -> datetime | None:
        """Return when the next job of a type is to begin, so that a mended fault is not broken again at once."""
        at = self.now + timedelta(minutes=1) / self.per_minute * self._begun[job_type]
        return at if at > self.now else None

    def has_begun(self, job_type: str) -> None:
        """Count one that was given its start."""
        self._begun[job_type] += 1
