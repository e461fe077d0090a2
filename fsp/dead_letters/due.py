"""The hourly pass: what is due is replayed, paced, and never into a closed gate."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from sqlalchemy import select

from fsp.admission.gates import Gate, read_gates
from fsp.dead_letters.replay import replay
from fsp.dead_letters.triage import MOST_REPLAYS
from fsp.errors import Conflict, UnknownJobType
from fsp.extensions import db, end_reading
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState

PACE = timedelta(seconds=1)
"""Between two replays of one job type in one pass: at most 60 a minute."""

BATCH = 500


@dataclass(frozen=True)
class PassReport:
    """What one pass did with the dead letters that were due."""

    due: int
    replayed: int
    held_back: int


def replay_due(connection: redis.Redis, now: datetime) -> PassReport:
    """Replay what is due, paced within each type; a type that is paused or whose circuit is open waits."""
    due = db.session.scalars(
        select(DeadLetterQueue)
        .where(
            DeadLetterQueue.state == DeadLetterState.DEAD,
            DeadLetterQueue.next_replay_at <= now,
            DeadLetterQueue.replays < MOST_REPLAYS,
        )
        .order_by(DeadLetterQueue.next_replay_at, DeadLetterQueue.id)
        .limit(BATCH)
    ).all()
    end_reading()
    room = {gate.job_type: _room(gate) for gate in read_gates(connection, now)}
    begun: Counter[str] = Counter()
    for letter in due:
        has_room = begun[letter.job_type] < room.get(letter.job_type, 0)
        if has_room and _replay_in_its_turn(connection, letter, now, begun[letter.job_type]):
            begun[letter.job_type] += 1
    return PassReport(len(due), begun.total(), len(due) - begun.total())


def _room(gate: Gate) -> int:
    """Return how many letters of a type one pass may replay.

    A circuit that is half-open with nothing behind it would stay so, and its letters with it: one is its probe.
    """
    if gate.pause is not None or gate.circuit == "open":
        return 0
    if gate.circuit == "half-open":
        return 1 if not gate.held and not gate.running else 0
    return BATCH


def _replay_in_its_turn(connection: redis.Redis, letter: DeadLetterQueue, now: datetime, turn: int) -> bool:
    try:
        replay(connection, letter, by="dead-letter-processing", now=now, at=now + PACE * turn if turn else None)
    except (Conflict, UnknownJobType):
        # Another pass was first, or the type is gone; the letter stays where a person finds it.
        db.session.rollback()
        return False
    return True
