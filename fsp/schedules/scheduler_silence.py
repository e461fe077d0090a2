"""When a scheduler last ticked, and how long none has, even if none ever did."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from redis.client import Pipeline

from fsp.redis_ops import process_keys
from fsp.redis_ops.reads import Read, fetch
from fsp.stored import moment_of_epoch, read_or

REMEMBERED = timedelta(days=30)
SILENT_SECONDS = 60.0
"""After this time the scheduler counts as down."""


@dataclass(frozen=True)
class SchedulerSilence:
    """Seconds since the last tick, or since its absence was first noticed if there never was one."""

    seconds: float
    has_ticked: bool


def read_silence(connection: redis.Redis, now: datetime) -> SchedulerSilence:
    """Return how long no scheduler has ticked. If none ever did, the first call starts the count."""
    return fetch(connection, silence_read(now))


def silence_read(now: datetime) -> Read[SchedulerSilence]:
    """Return the same as a read that can be combined with others."""
    return Read(_ask_for_heartbeat, lambda answers: _silence(answers[0], now) or _missed_read(now))


def _ask_for_heartbeat(pipeline: Pipeline) -> None:
    pipeline.get(process_keys.heartbeat("scheduler"))


def _silence(ticked: bytes | None, now: datetime) -> SchedulerSilence | None:
    at = read_or(None, moment_of_epoch, ticked)
    return SchedulerSilence(max(0.0, (now - at).total_seconds()), has_ticked=True) if at else None


def _missed_read(now: datetime) -> Read[SchedulerSilence]:
    def ask(pipeline: Pipeline) -> None:
        pipeline.set(process_keys.heartbeat("scheduler-missed"), now.timestamp(), ex=REMEMBERED, nx=True, get=True)

    def silence(answers: list[bytes | None]) -> SchedulerSilence:
        since = read_or(now, moment_of_epoch, answers[0])
        return SchedulerSilence(max(0.0, (now - since).total_seconds()), has_ticked=False)

    return Read(ask, silence)
