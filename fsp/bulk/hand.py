"""The context of a bulk action: its user, its connection, and the rate at which replays may start."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import redis

from fsp.models.bulk_operation import ItemOutcome


@dataclass(frozen=True)
class Done:
    """The outcome of one target."""

    outcome: ItemOutcome = ItemOutcome.DONE
    reason: str = ""
    job_id: str | None = None


@dataclass
class Hand:
    """Processes target after target on behalf of one user."""

    connection: redis.Redis
    by: str
    now: datetime
    since: datetime
    """When the operation was counted.

    What this user has done to a target since then counts as part of the operation.
    """
    per_minute: int
    _begun: Counter[str] = field(default_factory=Counter)

    def next_start(self, job_type: str) -> datetime | None:
        """Return when the next job of a type may start, so that a fixed service is not overloaded immediately."""
        at = self.now + timedelta(minutes=1) / self.per_minute * self._begun[job_type]
        return at if at > self.now else None

    def has_begun(self, job_type: str) -> None:
        """Count a job that was given its start."""
        self._begun[job_type] += 1
