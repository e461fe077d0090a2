"""ETags of objects that two users may change at once: gates, queues, workers, alerts, schedules, dead letters.

Objects in Redis are changed under a lock (`only_if_unchanged`). Objects in SQL need neither the lock nor Redis: each
action is one conditional UPDATE, which changes nothing if another one was first.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, request

from fsp.audit.action import Action
from fsp.audit.search import last_done
from fsp.clock import iso, utc_now
from fsp.content.item_details import details_of
from fsp.errors import AlreadyDone, Changed, UnknownName
from fsp.gates.gate import Gate, read_gates
from fsp.gates.keyed import KeyedGate
from fsp.gates.pauses import Pause, read_queue_pauses
from fsp.inspection.fleet import FleetWorker, read_fleet
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import get_job_type
from fsp.models.alert import Alert
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.item import Item
from fsp.redis_ops import keys
from fsp.schedules.pauses import read_schedule_pauses
from fsp.stores import current_redis
from fsp.web.compression import ENCODINGS

FIELD = "seen"
LOCKED_SECONDS, PATIENCE_SECONDS = 10, 3


def install(app: Flask) -> None:
    """Make the ETags available in templates."""
    app.jinja_env.globals.update(
        pause_mark=pause_mark,
        limit_mark=limit_mark,
        circuit_mark=circuit_mark,
        rate_mark=rate_mark,
        circuit_rules_mark=circuit_rules_mark,
        worker_mark=worker_mark,
        host_mark=host_mark,
    )


def seen(*parts: Any) -> str:
    """Return an ETag of an object's state, for a hidden field."""
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()[:16]


def refuse_unless(mark: str) -> None:
    """Raise Changed if a form's hidden ETag or a program's `If-Match` differs. A request without one is allowed."""
    seen_mark = request.form.get(FIELD)
    if seen_mark and seen_mark != mark:
        raise Changed("This changed since you opened the page. No action was taken.")
    if request.if_match and not _is_if_match(mark):
        raise Changed("This changed since the ETag in If-Match was issued. No action was taken. Read it again.")


def _is_if_match(mark: str) -> bool:
    # The ETag of a compressed response ends with its encoding.
    return any(request.if_match.contains(tag) for tag in (mark, *(f"{mark}:{encoding}" for encoding in ENCODINGS)))


def who_was_first(target: str, *, but: int | None) -> AlreadyDone | None:
    """Return who last changed this object, what they did and when; None if nobody did."""
    last = last_done(target, but=but)
    return AlreadyDone(Action(last.action).past, by=last.by, at=last.at) if last else None


@contextmanager
def only_if_unchanged(thing: str, mark: Callable[[], str]) -> Iterator[None]:
    """Serialise changes of an object; raise Changed if it differs from the state that the page showed."""
    with current_redis().lock(keys.changing(thing), timeout=LOCKED_SECONDS, blocking_timeout=PATIENCE_SECONDS):
        refuse_unless(mark())
        yield


def pause_mark(pause: Pause | None) -> str:
    """Return the ETag of a pause, or of no pause."""
    return seen(pause.by, pause.since.timestamp()) if pause else seen("no pause")


def limit_mark(gate: Gate | KeyedGate) -> str:
    """Return the ETag of a limit and its author."""
    return seen(gate.slots, *((gate.override.by, gate.override.since.timestamp()) if gate.override else ()))


def circuit_mark(gate: Gate | KeyedGate) -> str:
    """Return the ETag of a circuit. It changes when the circuit opens again, but not for a probe."""
    return seen("closed") if gate.circuit == "closed" else seen("open", gate.opened_at)


def rate_mark(gate: KeyedGate) -> str:
    """Return the ETag of a rate and its author."""
    override = gate.rate_override
    return seen(override.rate.stored, override.by, override.since.timestamp()) if override else seen("no rate set")


def circuit_rules_mark(gate: KeyedGate) -> str:
    """Return the ETag of when a circuit opens, and its author."""
    override = gate.circuit_override
    if override is None:
        return seen("no circuit set")
    return seen(override.failures, override.open_seconds, override.by, override.since.timestamp())


def gate_mark(gate: Gate | KeyedGate) -> str:
    """Return the ETag of everything that an operator can change about a gate."""
    rate = seen(rate_mark(gate), circuit_rules_mark(gate)) if isinstance(gate, KeyedGate) else ""
    return seen(pause_mark(gate.pause), limit_mark(gate), circuit_mark(gate), *([rate] if rate else []))


def worker_mark(worker: FleetWorker) -> str:
    """Return the ETag of a worker's drain request."""
    return host_mark([worker])


def host_mark(workers: Iterable[FleetWorker]) -> str:
    """Return the ETag of these workers' drain requests. A new worker does not change it."""
    return seen(*sorted(f"{worker.report.name} {worker.drain.by}" for worker in workers if worker.drain))


def alert_mark(alert: Alert) -> str:
    """Return the ETag of user decisions. The row's version would change with each evaluation."""
    return _alert_mark(alert.id, is_resolved=alert.resolved_at is not None, acknowledged_by=alert.acknowledged_by)


def new_alert_mark(alert_id: int) -> str:
    """Return the ETag of an active alert that nobody has acknowledged."""
    return _alert_mark(alert_id, is_resolved=False, acknowledged_by="")


def _alert_mark(alert_id: int, *, is_resolved: bool, acknowledged_by: str) -> str:
    return seen(alert_id, is_resolved, acknowledged_by)


def schedule_mark(name: str) -> str:
    """Return the ETag of a schedule's pause."""
    held = read_schedule_pauses(utc_now()).get(name)
    return seen(name, iso(held.since) if held else "")


def letter_mark(letter: DeadLetterQueue) -> str:
    """Return the ETag of a dead letter's state."""
    return seen(letter.state, letter.replays)


def item_mark(item: Item) -> str:
    """Return the ETag of a post's fields and text. Scheduling and publishing do not change it."""
    text = (item.title, item.summary, item.brief, item.tags, item.current_revision_id)
    return seen(item.id, item.slug, *text, details_of(item), item.deleted_at)


def gate_of(name: str) -> Gate:
    """Return the current gate of a job type; raise UnknownJobType."""
    job_type = get_job_type(name).name
    return next(gate for gate in read_gates(current_redis(), utc_now()) if gate.job_type == job_type)


def pause_of_queue(name: str) -> Pause | None:
    """Return the current pause of a queue; raise UnknownName."""
    if name not in QUEUE_NAMES:
        raise UnknownName(f'Unknown queue "{name:.100}". The queues are {", ".join(QUEUE_NAMES)}.', name)
    return read_queue_pauses(current_redis(), utc_now()).get(name)


def workers_of(*, name: str = "", host: str = "") -> list[FleetWorker]:
    """Return the current worker with this name, or the workers on this host."""
    there = [worker for worker in read_fleet(current_redis(), utc_now()) if worker.is_there]
    return [worker for worker in there if worker.report.name == name or (host and worker.report.host == host)]
