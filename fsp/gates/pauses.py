"""Pauses of job types and queues: who paused them, why, and until when."""

from dataclasses import dataclass
from datetime import datetime

import redis

from fsp.clock import iso
from fsp.errors import InvalidInput
from fsp.jobs.gate import is_keyed
from fsp.jobs.priority import QUEUE_NAMES
from fsp.redis_ops import gate_keys
from fsp.redis_ops.reads import Read, fetch
from fsp.stored import FIRST, UNDECODABLE, moment_of_epoch, object_of, read_or


@dataclass(frozen=True)
class Pause:
    """Who paused something, why, since when and until when; None means no end."""

    by: str
    reason: str
    since: datetime
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.since:
            raise InvalidInput(
                f"A pause must end later than it begins, got {iso(self.until)}; leave it out for no end."
            )


UNKNOWN_PAUSE = Pause(UNDECODABLE, "", FIRST)
"""A pause whose record cannot be read: only its existence is known."""


def read_queue_pauses(connection: redis.Redis, now: datetime) -> dict[str, Pause]:
    """Return the paused queues."""
    return fetch(connection, queue_pauses_read(now))


def queue_pauses_read(now: datetime) -> Read[dict[str, Pause]]:
    """Return the same as a read that can be combined with others."""
    return Read(lambda pipeline: pipeline.hgetall(gate_keys.PAUSES), lambda answers: _of_queues(answers[0], now))


def _of_queues(pauses: dict[bytes, bytes], now: datetime) -> dict[str, Pause]:
    by_queue = {queue: pause_of(pauses, f"queue:{queue}", now) for queue in QUEUE_NAMES}
    return {queue: pause for queue, pause in by_queue.items() if pause}


def pause_name(gate: str) -> str:
    """Return the name under which the pause of a gate is stored."""
    return f"{'gate' if is_keyed(gate) else 'type'}:{gate}"


def pause_of(pauses: dict[bytes, bytes], name: str, now: datetime) -> Pause | None:
    """Return the active pause of `type:<name>`, `gate:<id>` or `queue:<name>` from the complete hash."""
    line = pauses.get(name.encode())
    if line is None:
        return None
    pause = read_or(UNKNOWN_PAUSE, _pause_in, line)
    return None if pause.until is not None and pause.until <= now else pause


def _pause_in(line: bytes) -> Pause:
    fields = object_of(line)
    until = moment_of_epoch(fields["until"]) if fields["until"] else None
    since = moment_of_epoch(fields["since"])
    # A pause that ends before it begins has no effect and cannot be created.
    return Pause(str(fields["by"]), str(fields["reason"]), since if until is None or since < until else FIRST, until)
