"""How long no scheduler has ticked, also where none ever did."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from fsp.redis_ops import keys

REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class SchedulerSilence:
    """Seconds since the last tick, or since somebody first missed one where there never was any."""

    seconds: float
    has_ticked: bool


def read_silence(connection: redis.Redis, now: datetime) -> SchedulerSilence:
    """Return how long no scheduler has ticked; the first to ask begins the count where none ever did."""
    ticked = connection.get(keys.heartbeat("scheduler"))
    if ticked:
        return SchedulerSilence(max(0.0, now.timestamp() - float(ticked)), has_ticked=True)
    missed_since = connection.set(keys.heartbeat("scheduler-missed"), now.timestamp(), ex=REMEMBERED, nx=True, get=True)
    return SchedulerSilence(max(0.0, now.timestamp() - float(missed_since or now.timestamp())), has_ticked=False)
