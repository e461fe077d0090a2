"""Testing rules against the past: what the kept snapshots would have made fire."""

from datetime import datetime, timedelta

from sqlalchemy import select

from fsp.alerts.decide import decide
from fsp.alerts.decision import Decision
from fsp.alerts.judge import candidates_of
from fsp.alerts.stored import snapshot_from_json
from fsp.alerts.timing import EVERY
from fsp.alerts.watch_state import WatchState
from fsp.conditions.catalogue import Cause
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_evaluation import AlertEvaluation
from fsp.stored import readable
from fsp.stores import db, end_reading


def back_test(snapshots: list[Snapshot], *, every: timedelta = EVERY) -> list[tuple[datetime, str]]:
    """Return when each cause would have begun to fire, as (time, fingerprint), had these snapshots come one by one."""
    states: dict[str, WatchState] = {}
    causes: dict[str, Cause] = {}
    firings = []
    for snapshot in snapshots:
        candidates = candidates_of(snapshot, set(causes.values()))
        for decision in decide(candidates, states, now=snapshot.at, every=every):
            name = decision.candidate.fingerprint
            _remember(decision, states, causes)
            if decision.after.is_active and not decision.before.is_active:
                firings.append((snapshot.at, name))
    return firings


def kept_snapshots() -> list[Snapshot]:
    """Return the snapshots of all kept evaluations, oldest first."""
    rows = db.session.scalars(select(AlertEvaluation).order_by(AlertEvaluation.tick)).all()
    end_reading()
    return readable(lambda row: snapshot_from_json(row.reading), rows)


def _remember(decision: Decision, states: dict[str, WatchState], causes: dict[str, Cause]) -> None:
    name, after = decision.candidate.fingerprint, decision.after
    if after.is_forgettable:
        states.pop(name, None)
        causes.pop(name, None)
    else:
        states[name] = after
        causes[name] = (decision.candidate.rule, decision.candidate.labels)
