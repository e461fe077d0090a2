"""The clocks of all hosts: each process records the offset of its clock, so that a wrong one can be named."""

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from socket import gethostname
from typing import cast

import redis
from redis.client import Pipeline

from fsp.redis_ops import process_keys
from fsp.redis_ops.reads import Read, fetch
from fsp.redis_ops.shared_clock import is_off, moment_of_time, read_skew, shared_now

FRESH = timedelta(minutes=2)
"""An older record is obsolete."""


@dataclass(frozen=True)
class HostClock:
    """The clock of one host, as its worst process saw it. `parts` are the kinds of its processes, such as worker."""

    host: str
    skew: timedelta
    parts: tuple[str, ...]

    @property
    def is_off(self) -> bool:
        """Return whether it is off by more than a minute."""
        return is_off(self.skew)

    @property
    def in_words(self) -> str:
        """Return the problem and its consequence."""
        seconds = self.skew.total_seconds()
        direction = "ahead of" if seconds > 0 else "behind"
        sentence = f"The clock of host {self.host} is {abs(seconds):.0f} s {direction} Redis"
        return f"{sentence}. It runs no time-based jobs until its clock is fixed." if self.is_off else f"{sentence}."


def note_clock(connection: redis.Redis, part: str) -> timedelta:
    """Record this process's clock offset and return it; forget processes that no longer do so."""
    skew, now = read_skew(connection), shared_now(connection)
    line = json.dumps({"skew_seconds": skew.total_seconds(), "at": now.timestamp()})
    written = cast(dict[bytes, bytes], connection.hgetall(process_keys.CLOCKS))
    stale = [field for field, record in written.items() if not _is_fresh(record, now)]
    with connection.pipeline() as pipeline:
        if stale:
            pipeline.hdel(process_keys.CLOCKS, *stale)
        pipeline.hset(process_keys.CLOCKS, f"{gethostname()}|{part}|{os.getpid()}", line)
        pipeline.expire(process_keys.CLOCKS, timedelta(days=1))
        pipeline.execute()
    return skew


def read_clocks(connection: redis.Redis) -> list[HostClock]:
    """Return the clocks of hosts that recorded theirs within two minutes, worst first."""
    return fetch(connection, clocks_read())


def clocks_read() -> Read[list[HostClock]]:
    """Return the same as a read that can be combined with others."""

    def ask(pipeline: Pipeline) -> None:
        pipeline.time()
        pipeline.hgetall(process_keys.CLOCKS)

    return Read(ask, lambda answers: _clocks(answers[1], moment_of_time(answers[0])))


def _clocks(written: dict[bytes, bytes], now: datetime) -> list[HostClock]:
    hosts: dict[str, dict[str, timedelta]] = {}
    for field, record in written.items():
        if _is_fresh(record, now):
            host, part, _ = field.decode(errors="replace").rsplit("|", 2)
            skew = timedelta(seconds=json.loads(record)["skew_seconds"])
            parts = hosts.setdefault(host, {})
            parts[part] = max(skew, parts.get(part, skew), key=abs)
    clocks = [
        HostClock(host, max(parts.values(), key=abs), tuple(sorted(_worst_parts(parts))))
        for host, parts in hosts.items()
    ]
    return sorted(clocks, key=lambda clock: (-abs(clock.skew), clock.host))


def clocks_off(connection: redis.Redis) -> list[HostClock]:
    """Return the hosts whose clock is off by more than a minute."""
    return [clock for clock in read_clocks(connection) if clock.is_off]


def _worst_parts(parts: dict[str, timedelta]) -> list[str]:
    """Return the parts whose clock is off, or all if none is: processes of one host may see different clocks."""
    off = [part for part, skew in parts.items() if is_off(skew)]
    return off or list(parts)


def _is_fresh(record: bytes, now: datetime) -> bool:
    try:
        return abs(now.timestamp() - float(json.loads(record)["at"])) <= FRESH.total_seconds()
    except (ValueError, TypeError, KeyError):
        return False
