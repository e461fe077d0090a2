"""One evaluation: reads states, decides, and writes states and notifications in one transaction."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from fsp.alerts.candidate import Candidate
from fsp.alerts.decide import decide
from fsp.alerts.decision import Decision
from fsp.alerts.episodes import record_episode
from fsp.alerts.judge import candidates_of
from fsp.alerts.outbox import notice_statuses, write_notices
from fsp.alerts.silences import active_silences, silenced
from fsp.alerts.stored import snapshot_to_json, state_from_json, state_to_json
from fsp.alerts.timing import EVERY, tick_of
from fsp.alerts.watch_state import WatchState
from fsp.clock import MAX_AHEAD
from fsp.conditions.snapshot import Snapshot
from fsp.errors import Conflict
from fsp.models.alert_evaluation import AlertEvaluation
from fsp.models.alert_watch import AlertWatch
from fsp.stores import db

log = logging.getLogger(__name__)

KEEP_EVALUATIONS = timedelta(days=8)
"""How long evaluations are kept: a week to test rules with, plus a day."""

MAX_TRIES = 5


@dataclass(frozen=True)
class Evaluation:
    """The result of one evaluation. `was_first` is False if another evaluator already had this tick."""

    tick: datetime
    was_first: bool
    decisions: tuple[Decision, ...] = ()


def evaluate(snapshot: Snapshot, *, channels: Sequence[str], every: timedelta = EVERY) -> Evaluation:
    """Evaluate every rule on a snapshot and commit. `channels` are the names of the channels to notify.

    Safe to repeat and to run concurrently: the second evaluation of a tick changes nothing. Raise Conflict if users
    kept changing the same alerts.
    """
    tick = tick_of(snapshot.at, every)
    _forget_the_future(tick + MAX_AHEAD)
    for _ in range(MAX_TRIES):
        # Another process may have changed what this session read before.
        db.session.expire_all()
        try:
            return _evaluate_once(snapshot, tick, channels=channels, every=every)
        except _ChangedMeanwhile:
            db.session.rollback()
        except IntegrityError:
            db.session.rollback()
            if _is_taken(tick):
                return Evaluation(tick, was_first=False)
    raise Conflict(f"Alerts were changed {MAX_TRIES} times during the evaluation. The next evaluation continues.")


def _forget_the_future(limit: datetime) -> None:
    """Delete evaluations after a time. Otherwise their ticks would count as done, and nobody would be notified."""
    later = db.session.execute(delete(AlertEvaluation).where(AlertEvaluation.tick > limit))
    if later.rowcount:  # type: ignore[attr-defined]
        log.warning("the clock was put back", extra={"evaluations_forgotten": later.rowcount})  # type: ignore[attr-defined]
    db.session.commit()


class _ChangedMeanwhile(Exception):
    """A watch has another version than the one that was read."""


def _evaluate_once(snapshot: Snapshot, tick: datetime, *, channels: Sequence[str], every: timedelta) -> Evaluation:
    if _is_taken(tick):
        return Evaluation(tick, was_first=False)
    evaluation = AlertEvaluation(tick=tick, reading=snapshot_to_json(snapshot), decisions=[])
    db.session.add(evaluation)
    db.session.flush()
    watches = {watch.fingerprint: watch for watch in db.session.scalars(select(AlertWatch)).all()}
    causes = {(watch.rule, tuple(sorted(watch.labels.items()))) for watch in watches.values()}
    candidates = candidates_of(snapshot, causes)
    open_alerts = {name: watch.alert_id for name, watch in watches.items() if watch.alert_id is not None}
    decisions = decide(
        candidates,
        {fingerprint: state_from_json(watch.memory) for fingerprint, watch in watches.items()},
        now=snapshot.at,
        every=every,
        notices=notice_statuses(open_alerts),
        silences=silenced(candidates, active_silences(snapshot.at)),
    )
    alert_ids = {
        decision.candidate.fingerprint: _record(decision, watches.get(decision.candidate.fingerprint), snapshot.at)
        for decision in decisions
    }
    written = {fingerprint: alert_id for fingerprint, alert_id in alert_ids.items() if alert_id is not None}
    write_notices(decisions, written, channels=channels, key=f"{tick.timestamp():.0f}", now=snapshot.at)
    evaluation.decisions = [_stored(decision, has_channels=bool(channels)) for decision in decisions]
    db.session.execute(delete(AlertEvaluation).where(AlertEvaluation.tick < tick - KEEP_EVALUATIONS))
    db.session.commit()
    return Evaluation(tick, was_first=True, decisions=tuple(decisions))


def _is_taken(tick: datetime) -> bool:
    is_taken = db.session.scalar(select(AlertEvaluation.tick).where(AlertEvaluation.tick == tick)) is not None
    if is_taken:
        db.session.commit()
    return is_taken


def _record(decision: Decision, watch: AlertWatch | None, now: datetime) -> int | None:
    """Write the watch and its episode; return the alert's number if the episode continues or has just ended."""
    alert_id = record_episode(decision, watch.alert_id if watch else None, now)
    open_id = alert_id if decision.after.is_active else None
    if watch is None:
        if not decision.after.is_forgettable:
            db.session.add(_new_watch(decision.candidate, decision.after, open_id, now))
    elif decision.after.is_forgettable:
        _change_only(delete(AlertWatch), watch)
    else:
        values = {"memory": state_to_json(decision.after), "alert_id": open_id, "evaluated_at": now}
        _change_only(update(AlertWatch).values(version=watch.version + 1, **values), watch)
    return alert_id


def _new_watch(candidate: Candidate, state: WatchState, alert_id: int | None, now: datetime) -> AlertWatch:
    return AlertWatch(
        fingerprint=candidate.fingerprint,
        rule=candidate.rule,
        labels=dict(candidate.labels),
        memory=state_to_json(state),
        alert_id=alert_id,
        evaluated_at=now,
        version=1,
    )


def _change_only(statement: Any, watch: AlertWatch) -> None:
    same = statement.where(AlertWatch.fingerprint == watch.fingerprint, AlertWatch.version == watch.version)
    done = db.session.execute(same.execution_options(synchronize_session=False))
    if not done.rowcount:  # type: ignore[attr-defined]
        raise _ChangedMeanwhile
    db.session.expire(watch)


def _stored(decision: Decision, *, has_channels: bool) -> dict[str, Any]:
    candidate = decision.candidate
    return {
        "fingerprint": candidate.fingerprint,
        "rule": candidate.rule,
        "labels": dict(candidate.labels),
        "severity": decision.after.severity,
        "verdict": candidate.verdict,
        **candidate.numbers,
        "before": decision.before.state,
        "after": decision.after.state,
        "is_flapping": decision.after.is_flapping,
        "suppressed_by": decision.after.suppressed_by,
        "notice": decision.notice,
        "held_by": decision.held_by if has_channels or not decision.notice else "no channel is configured",
    }
