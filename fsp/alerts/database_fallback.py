"""Notifying people that the database is down, which the outbox cannot: it is in the database.

The same state machine decides, so cooldown and resolve are those of every alert; its state is in a file, one per
host. A message that no channel accepts is decided again at the next call. Once the database is back the
outage is an alert in it.
"""

import fcntl
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from fsp.alerts.attempt import attempt
from fsp.alerts.channels.channel import Channel
from fsp.alerts.decide import Decision, NoticeStatus, decide
from fsp.alerts.deliver import DeliveryContext
from fsp.alerts.episodes import record_episode
from fsp.alerts.judgement import Verdict
from fsp.alerts.message import Message, entry_of
from fsp.alerts.rules.database import DATABASE_UNREACHABLE
from fsp.alerts.stored import state_from_json, state_to_json
from fsp.alerts.timing import EVERY
from fsp.alerts.watch_state import WatchState
from fsp.clock import iso
from fsp.extensions import current_settings, db
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.models.alert_notice import NoticeKind
from fsp.queueing.hold import is_held
from fsp.stored import read_or

FILE_NAME = "database-alert.json"


def notify_database_down(channels: Sequence[Channel], context: DeliveryContext, folder: Path) -> bool:
    """Send to the channels directly, as often as for any other alert; return whether one accepted a message now."""
    with _stored_outage(folder) as outage:
        decision = _decide(Verdict.BAD, "the evaluation could not write to the database", outage, context)
        return _notify(decision, outage, channels, context)


def notify_database_up(channels: Sequence[Channel], context: DeliveryContext, folder: Path) -> bool:
    """Call after every evaluation that worked: the outage becomes an alert, and people are notified of its end.

    Without an outage it costs one test for a file.
    """
    if not (folder / FILE_NAME).exists():
        return False
    with _stored_outage(folder) as outage:
        decision = _decide(Verdict.FINE, "the database answers", outage, context)
        alert_id = record_episode(decision, outage.get("alert_id"), context.now())
        db.session.commit()
        outage["alert_id"] = alert_id if decision.after.is_active else None
        return _notify(decision, outage, channels, context)


def _decide(verdict: Verdict, why: str, outage: dict[str, Any], context: DeliveryContext) -> Decision:
    judgement = DATABASE_UNREACHABLE.says(verdict, why)
    (decision,) = decide(
        [judgement],
        {judgement.fingerprint: outage.get("memory", WatchState())},
        now=context.now(),
        every=EVERY,
        told={judgement.fingerprint: NoticeStatus(outage.get("accepted_at"))},
    )
    return decision


def _notify(decision: Decision, outage: dict[str, Any], channels: Sequence[Channel], context: DeliveryContext) -> bool:
    if decision.notice is None:
        outage["memory"] = decision.after
        return False
    is_accepted = _send(decision, decision.notice, channels, context)
    if is_accepted:
        outage |= {"memory": decision.after, "accepted_at": context.now()}
    else:
        outage["memory"] = _not_notified(decision)
    return is_accepted


def _not_notified(decision: Decision) -> WatchState:
    """Return the state as if the notice had not been made, so that it is made again."""
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
        key, decision.judgement.alert_type, (entry_of(decision, kind, now),), now, f"{context.url}/alerts"
    )
    if is_held(current_settings()):
        return False
    outcomes = [attempt(channel, message, context.monotonic).outcome for channel in channels]
    return DeliveryOutcome.ACCEPTED in outcomes


@contextmanager
def _stored_outage(folder: Path) -> Iterator[dict[str, Any]]:
    """Give the stored state, alone among the processes of this host, and write it back afterwards."""
    file = folder / FILE_NAME
    with (folder / f".{FILE_NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        outage = _read(file)
        yield outage
        memory = outage.get("memory", WatchState())
        if memory.is_forgettable:
            file.unlink(missing_ok=True)
            return
        accepted_at = outage["accepted_at"].isoformat() if outage.get("accepted_at") else None
        fresh = file.with_suffix(".new")
        stored = {"memory": state_to_json(memory), "accepted_at": accepted_at, "alert_id": outage.get("alert_id")}
        fresh.write_text(json.dumps(stored), encoding="utf-8")
        fresh.replace(file)


def _read(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    return read_or({}, _stored, file)


def _stored(file: Path) -> dict[str, Any]:
    stored = json.loads(file.read_text(encoding="utf-8"))
    accepted_at = datetime.fromisoformat(stored["accepted_at"]) if stored["accepted_at"] else None
    memory = state_from_json(stored["memory"])
    return {"memory": memory, "accepted_at": accepted_at, "alert_id": stored.get("alert_id")}
