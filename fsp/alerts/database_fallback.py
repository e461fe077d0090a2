"""Notifies people that the database is down. The outbox cannot do that, because it is in the database.

The same state machine decides, so cooldown and resolve work as for every alert. Its state is in a file, one per host. A
message that no channel accepts is decided again at the next call. When the database is back, the outage becomes an
alert in it.
"""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from fsp.alerts.attempt import DeliveryContext, attempt
from fsp.alerts.candidate import candidate_of
from fsp.alerts.channels.channel import Channel
from fsp.alerts.decide import decide
from fsp.alerts.decision import Decision, NoticeStatus
from fsp.alerts.episodes import record_episode
from fsp.alerts.message import Message
from fsp.alerts.outbox import entry_of
from fsp.alerts.timing import EVERY
from fsp.alerts.watch_state import WatchState
from fsp.clock import iso
from fsp.conditions.finding import SYSTEM, Finding, Verdict
from fsp.conditions.rules.database_down import DATABASE_DOWN
from fsp.core import current_settings
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.models.alert_kinds import NoticeKind, Severity
from fsp.schedules.hold import is_held
from fsp.stored import read_or
from fsp.stores import db

FILE_NAME = "database-alert.json"


@dataclass
class Outage:
    """The stored state of an outage, deleted when it no longer matters."""

    memory: WatchState = WatchState()  # noqa: RUF009  (it is frozen)
    accepted_at: datetime | None = None
    """When a channel last accepted a message about it."""
    alert_id: int | None = None


OUTAGE = TypeAdapter(Outage)


def notify_database_down(channels: Sequence[Channel], context: DeliveryContext, folder: Path) -> bool:
    """Send to the channels directly, with the same cooldown as other alerts; return whether one accepted a message."""
    with _stored_outage(folder) as outage:
        decision = _decide(Verdict.BAD, "the evaluation could not write to the database", outage, context)
        return _notify(decision, outage, channels, context)


def notify_database_up(channels: Sequence[Channel], context: DeliveryContext, folder: Path) -> bool:
    """Call after every successful evaluation: the outage becomes an alert, and people are notified of its end.

    Without an outage this costs one check for a file.
    """
    if not (folder / FILE_NAME).exists():
        return False
    with _stored_outage(folder) as outage:
        decision = _decide(Verdict.FINE, "the database responds", outage, context)
        alert_id = record_episode(decision, outage.alert_id, context.now())
        db.session.commit()
        outage.alert_id = alert_id if decision.after.is_active else None
        return _notify(decision, outage, channels, context)


def _decide(verdict: Verdict, why: str, outage: Outage, context: DeliveryContext) -> Decision:
    finding = Finding(DATABASE_DOWN.name, SYSTEM, Severity.CRITICAL, DATABASE_DOWN.meaning, cause=why, verdict=verdict)
    candidate = candidate_of(DATABASE_DOWN, finding)
    (decision,) = decide(
        [candidate],
        {candidate.fingerprint: outage.memory},
        now=context.now(),
        every=EVERY,
        notices={candidate.fingerprint: NoticeStatus(outage.accepted_at)},
    )
    return decision


def _notify(decision: Decision, outage: Outage, channels: Sequence[Channel], context: DeliveryContext) -> bool:
    is_accepted = decision.notice is not None and _send(decision, decision.notice, channels, context)
    if is_accepted:
        outage.accepted_at = context.now()
    outage.memory = decision.after if is_accepted or decision.notice is None else _not_notified(decision)
    return is_accepted


def _not_notified(decision: Decision) -> WatchState:
    """Return the state without the notification, so that it is decided again."""
    before = decision.before
    if decision.notice is NoticeKind.RESOLVED:
        return before
    return replace(
        decision.after,
        noticed_severity=before.noticed_severity,
        noticed_at=before.noticed_at,
        reminders=before.reminders,
        knows_flapping=before.knows_flapping,
    )


def _send(decision: Decision, kind: NoticeKind, channels: Sequence[Channel], context: DeliveryContext) -> bool:
    now = context.now()
    key = f"database:{kind}:{iso(now)}"
    message = Message(
        key, decision.candidate.alert_type, (entry_of(decision, kind, now),), now, f"{context.url}/alerts"
    )
    if is_held(current_settings()):
        return False
    outcomes = [attempt(channel, message, context.monotonic).outcome for channel in channels]
    return DeliveryOutcome.ACCEPTED in outcomes


@contextmanager
def _stored_outage(folder: Path) -> Iterator[Outage]:
    """Provide the stored outage, locked among the processes of this host, and write it back afterwards."""
    file = folder / FILE_NAME
    with (folder / f".{FILE_NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        outage = read_or(Outage(), OUTAGE.validate_json, file.read_bytes() if file.exists() else b"{}")
        yield outage
        if outage.memory.is_forgettable:
            file.unlink(missing_ok=True)
            return
        fresh = file.with_suffix(".new")
        fresh.write_bytes(OUTAGE.dump_json(outage))
        fresh.replace(file)
