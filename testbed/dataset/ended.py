"""Jobs that ended: rows of the history over thirty days, newest most, and the dead letters of those that failed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import insert

from fsp.clock import from_epoch, iso
from fsp.history.entry import label_rows
from fsp.jobs.fingerprint import fingerprint
from fsp.jobs.labels import labels_of
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.job_history import SEQUENCE_BITS, JobHistory, JobLabel
from fsp.stores import db
from testbed.dataset.kinds import CAUSES, KINDS, TAGS, Cause, Kind

SPAN = timedelta(days=30)
BATCH = 5000
CANCELLED = 0.01
VERSIONS = ("0.1.0", "0.1.1", "0.2.0")


def fill_ended(random: Random, *, count: int, failures: int, now: datetime) -> None:
    """Write so many jobs that ended, `failures` of them dead; inside an application context."""
    by_type = {kind.name: kind for kind in KINDS}
    rows = _rows(random, by_type, count=count, failures=failures, now=now)
    while batch := list(islice(rows, BATCH)):
        db.session.execute(insert(JobHistory.__table__), [row for row, _ in batch])  # type: ignore[arg-type]
        labels = [label for row, _ in batch for label in label_rows(row)]
        db.session.execute(insert(JobLabel.__table__), labels)  # type: ignore[arg-type]
        letters = [_letter(row, cause) for row, cause in batch if cause]
        if letters:
            db.session.execute(insert(DeadLetterQueue.__table__), letters)  # type: ignore[arg-type]
        db.session.commit()


def _rows(
    random: Random, by_type: dict[str, Kind], *, count: int, failures: int, now: datetime
) -> Iterator[tuple[dict[str, Any], Cause | None]]:
    fates: list[Cause | None] = [CAUSES[number % len(CAUSES)] for number in range(failures)]
    fates += [None] * (count - failures)
    random.shuffle(fates)
    weights = [kind.weight for kind in KINDS]
    for number, cause in enumerate(fates):
        kind = by_type[cause.job_type] if cause else random.choices(KINDS, weights)[0]
        # The square lets the days near now hold more than those long ago.
        ended_at = now - SPAN * (1 - (number + 1) / count) ** 2
        yield _row(random, kind, cause, number, ended_at), cause


def _row(random: Random, kind: Kind, cause: Cause | None, number: int, ended_at: datetime) -> dict[str, Any]:
    milliseconds = round(ended_at.timestamp() * 1000)
    run = kind.run_seconds * random.lognormvariate(0, 0.4)
    wait = random.expovariate(1 / 4)
    is_cancelled = cause is None and random.random() < CANCELLED
    arguments = kind.arguments(random)
    tags = [random.choice(TAGS)] if random.random() < 0.2 else []
    error = cause.message(random) if cause else "cancelled by ada" if is_cancelled else ""
    attempt = 4 if cause and cause.reason == "spent" else 1
    started = milliseconds - run * 1000
    return {
        # The number makes it unique where a millisecond has more than one.
        "id": milliseconds << SEQUENCE_BITS | number % (1 << SEQUENCE_BITS),
        "job_id": f"{kind.name}-{random.getrandbits(128):032x}",
        "job_type": kind.name,
        "queue": kind.queue,
        "state": "failed" if cause else "canceled" if is_cancelled else "finished",
        "outcome": _outcome(cause, is_cancelled=is_cancelled),
        "attempt": attempt,
        "enqueued_at": from_epoch((started - wait * 1000) / 1000),
        "started_at": from_epoch(started / 1000),
        "ended_at": from_epoch(milliseconds / 1000),
        "wait_seconds": wait if attempt == 1 else None,
        "run_seconds": run,
        "worker": f"worker-{random.randint(1, 4)}",
        "host": f"host-{random.randint(1, 2)}",
        "version": random.choice(VERSIONS),
        "error_class": cause.error_class if cause else None,
        "error_message": error,
        "fingerprint": fingerprint(cause.error_class, error) if cause else None,
        "arguments": arguments,
        "labels": labels_of(arguments, indexed=(kind.argument,), tags=tags),
        "cost": {"cpu_seconds": round(run * 0.2, 4), "steps": [{"name": "work", "seconds": round(run * 0.9, 4)}]},
    }


def _outcome(cause: Cause | None, *, is_cancelled: bool) -> str:
    if cause:
        return "timeout" if cause.reason == "timeout" else "failed"
    return "stopped" if is_cancelled else "succeeded"


def _letter(row: dict[str, Any], cause: Cause) -> dict[str, Any]:
    error = f"{cause.error_class}: {row['error_message']}"
    traceback = (
        "Traceback (most recent call last):\n"
        '  File "/srv/fsp/fsp/worker/attempt.py", line 63, in _run\n    result = job_type.call(arguments)\n'
        f'  File "/srv/fsp/fsp/handlers/{row["job_type"].replace("-", "_")}.py", line 17, in run\n    work()\n'
        '  File "/srv/venv/lib/python3.11/site-packages/httpx/_client.py", line 914, in send\n    raise error\n'
        f"{error}\n"
    )
    attempts = [
        {
            **{
                "job_id": row["job_id"],
                "attempt": number,
                "outcome": "retried",
                "error": error,
                "traceback": traceback,
            },
            "started_at": iso(row["started_at"] - timedelta(seconds=60 * (row["attempt"] - number))),
            "ended_at": iso(row["ended_at"] - timedelta(seconds=60 * (row["attempt"] - number))),
            **{"run_seconds": round(row["run_seconds"], 3), "worker": row["worker"], "host": row["host"]},
            "version": row["version"],
        }
        for number in range(1, row["attempt"] + 1)
    ]
    attempts[-1]["outcome"] = row["outcome"]
    return {
        **{name: row[name] for name in ("job_id", "job_type", "queue", "arguments", "error_class", "error_message")},
        **{"reason": cause.reason, "error_traceback": traceback, "fingerprint": row["fingerprint"]},
        **{"attempt_history": attempts, "state": "dead", "replays": 0, "enqueued_at": row["enqueued_at"]},
        "next_replay_at": None if cause.reason == "permanent" else row["ended_at"] + timedelta(hours=1),
        "buried_at": row["ended_at"],
    }
