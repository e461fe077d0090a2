"""The hourly replay of due dead letters. It is rate-limited and respects closed gates."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from sqlalchemy import func, select, update

from fsp.dead_letters.replay import replay
from fsp.dead_letters.triage import MAX_REPLAYS
from fsp.gates.gate import Gate, read_gates
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.redis_ops.set_aside import SetAside, is_of_all
from fsp.stores import db, end_reading

PACE = timedelta(seconds=1)
"""The time between two replays of one job type in one pass: at most 60 per minute."""

BATCH = 500


@dataclass(frozen=True)
class PassReport:
    """The result of one pass. `named` lists the first dead letters that were set aside, and why."""

    due: int
    replayed: int
    held_back: int
    set_aside: int = 0
    named: tuple[str, ...] = ()


def replay_due(connection: redis.Redis, now: datetime) -> PassReport:
    """Replay due dead letters, rate-limited per type. Types that are paused, unknown or have an open circuit wait.

    A dead letter that cannot be replayed is left for manual action and is no longer replayed automatically.
    """
    room = {gate.job_type: _room(gate) for gate in read_gates(connection, now)}
    is_due = (
        DeadLetterQueue.state == DeadLetterState.DEAD,
        DeadLetterQueue.next_replay_at <= now,
        DeadLetterQueue.replays < MAX_REPLAYS,
    )
    due = db.session.scalar(select(func.count(DeadLetterQueue.id)).where(*is_due)) or 0
    # Dead letters that wait must not fill the batch, or they would block all others.
    first = select(DeadLetterQueue).where(*is_due).order_by(DeadLetterQueue.next_replay_at, DeadLetterQueue.id)
    free = [job_type for job_type, count in room.items() if count == BATCH]
    letters = list(db.session.scalars(first.where(DeadLetterQueue.job_type.in_(free)).limit(BATCH)))
    for job_type in (job_type for job_type, count in room.items() if 0 < count < BATCH):
        letters += db.session.scalars(first.where(DeadLetterQueue.job_type == job_type).limit(room[job_type]))
    end_reading()
    started: Counter[str] = Counter()
    aside = SetAside(connection, "replay")
    for letter in [_Due(letter, letter.id, letter.job_type, letter.replays) for letter in letters]:
        if _replay_in_its_turn(connection, letter, now, started[letter.job_type], aside):
            started[letter.job_type] += 1
    held_back = due - started.total() - aside.count
    return PassReport(due, started.total(), held_back, aside.count, tuple(aside.names))


def _room(gate: Gate) -> int:
    """Return how many dead letters of a type one pass may replay.

    A half-open circuit without waiting jobs would never close, so one dead letter becomes its probe.
    """
    if gate.pause is not None or gate.circuit == "open":
        return 0
    if gate.circuit == "half-open":
        return 1 if not gate.held and not gate.running else 0
    return BATCH


@dataclass(frozen=True)
class _Due:
    """A dead letter, and the values needed after a rollback, which expires the row."""

    row: DeadLetterQueue
    id: int
    job_type: str
    replays: int


def _replay_in_its_turn(connection: redis.Redis, letter: _Due, now: datetime, turn: int, aside: SetAside) -> bool:
    try:
        replay(connection, letter.row, by="dead-letter-processing", now=now, at=now + PACE * turn if turn else None)
    except Exception as error:
        db.session.rollback()
        if is_of_all(error):
            raise
        if _leave_to_a_person(letter):
            aside.add(f"dead letter {letter.id}", error)
        return False
    return True


def _leave_to_a_person(letter: _Due) -> bool:
    """Stop automatic replays of a dead letter; return False if another pass or a user was first."""
    left = db.session.execute(
        update(DeadLetterQueue)
        .where(
            DeadLetterQueue.id == letter.id,
            DeadLetterQueue.state == DeadLetterState.DEAD,
            DeadLetterQueue.replays == letter.replays,
        )
        .values(next_replay_at=None)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return bool(left.rowcount)  # type: ignore[attr-defined]
