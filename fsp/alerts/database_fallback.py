"""Telling people that the database is away, which the outbox cannot: it is in the database.

The same machine decides, so cooldown and resolve are those of every alert; what it remembers is in a file, one per
machine. A message that no channel accepts is decided anew at the next call. Once the database is back the
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
from fsp.alerts.decide import Decision, Told, decide
from fsp.alerts.deliver import Outside
from fsp.alerts.episodes import record_episode
from fsp.alerts.judgement import Verdict
from fsp.alerts.message import Message, entry_of
from fsp.alerts.rules.database import DATABASE_UNREACHABLE
from fsp.alerts.stored import memory_from_json, memory_to_json
from fsp.alerts.tick import EVERY
from fsp.alerts.watch_state import Memory
from fsp.clock import iso
from fsp.extensions import current_settings, db
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.models.alert_notice import NoticeKind
from fsp.queueing.hold import is_held
from fsp.stored import read_or

FILE_NAME = "database-alert.json"


def tell_database_is_away(channels: Sequence[Channel], outside: Outside, folder: Path) -> bool:
    """Tell the channels directly, at the pace of any other alert; return whether one accepted a message now."""
    with _kept(folder) as kept:
        decision = _decide(Verdict.BAD, "the evaluation could not write to the database", kept, outside)
        return _notify(decision, kept, channels, outside)


def tell_database_is_back(channels: Sequence[Channel], outside: Outside, folder: Path) -> bool:
    """Call after every evaluation that worked: the outage becomes an alert, and who heard of it is notified of its end.

    Without an outage it costs a look at a file.
    """
    if not (folder / FILE_NAME).exists():
        return False
    with _kept(folder) as kept:
        decision = _decide(Verdict.FINE, "the database answers", kept, outside)
        alert_id = record_episode(decision, kept.get("alert_id"), outside.now())
        db.session.commit()
        kept["alert_id"] = alert_id if decision.after.is_active else None
        return _notify(decision, kept, channels, outside)


def _decide(verdict: Verdict, why: str, kept: dict[str, Any], outside: Outside) -> Decision:
    judgement = DATABASE_UNREACHABLE.says(verdict, why)
    (decision,) = decide(
        [judgement],
        {judgement.fingerprint: kept.get("memory", Memory())},
        now=outside.now(),
        every=EVERY,
        told={judgement.fingerprint: Told(kept.get("accepted_at"))},
    )
    return decision


def _notify(decision: Decision, kept: dict[str, Any], channels: Sequence[Channel], outside: Outside) -> bool:
    if decision.notice is None:
        kept["memory"] = decision.after
        return False
    is_accepted = _send(decision, decision.notice, channels, outside)
    if is_accepted:
        kept |= {"memory": decision.after, "accepted_at": outside.now()}
    else:
        kept["memory"] = _not_told(decision)
    return is_accepted


def _not_told(decision: Decision) -> Memory:
    """Return a memory in which the notice was not made, so that it is made again."""
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


def _send(decision: Decision, kind: NoticeKind, channels: Sequence[Channel], outside: Outside) -> bool:
    now = outside.now()
    key = f"database:{kind}:{iso(now)}"
    message = Message(
        key, decision.judgement.alert_type, (entry_of(decision, kind, now),), now, f"{outside.url}/alerts"
    )
    if is_held(current_settings()):
        return False
    outcomes = [attempt(channel, message, outside.monotonic).outcome for channel in channels]
    return DeliveryOutcome.ACCEPTED in outcomes


@contextmanager
def _kept(folder: Path) -> Iterator[dict[str, Any]]:
    """Give what is remembered, alone among the processes of this machine, and write it down afterwards."""
    file = folder / FILE_NAME
    with (folder / f".{FILE_NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = _read(file)
        yield kept
        memory = kept.get("memory", Memory())
        if memory.is_forgettable:
            file.unlink(missing_ok=True)
            return
        accepted_at = kept["accepted_at"].isoformat() if kept.get("accepted_at") else None
        fresh = file.with_suffix(".new")
        stored = {"memory": memory_to_json(memory), "accepted_at": accepted_at, "alert_id": kept.get("alert_id")}
        fresh.write_text(json.dumps(stored), encoding="utf-8")
        fresh.replace(file)


def _read(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    return read_or({}, _stored, file)


def _stored(file: Path) -> dict[str, Any]:
    stored = json.loads(file.read_text(encoding="utf-8"))
    accepted_at = datetime.fromisoformat(stored["accepted_at"]) if stored["accepted_at"] else None
    memory = memory_from_json(stored["memory"])
    return {"memory": memory, "accepted_at": accepted_at, "alert_id": stored.get("alert_id")}
