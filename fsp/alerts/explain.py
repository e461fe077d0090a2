"""Explaining a cause: what each evaluation saw and decided, and which rule or guard kept it silent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from fsp.alerts.decide import Decision, decide
from fsp.alerts.judge import candidates_of
from fsp.alerts.stored import snapshot_from_json
from fsp.alerts.timing import EVERY
from fsp.alerts.watch_state import WatchState
from fsp.conditions.catalogue import Cause
from fsp.conditions.snapshot import Snapshot
from fsp.errors import NotFound
from fsp.extensions import db, end_reading
from fsp.models.alert_evaluation import AlertEvaluation
from fsp.stored import read_or, readable


@dataclass(frozen=True)
class Explanation:
    """One cause in one evaluation; `notice` or `held_by` is empty, never both."""

    tick: datetime
    rule: str
    labels: dict[str, str]
    verdict: str
    value: float | None
    n: int | None
    threshold: float | None
    why: str
    before: str
    after: str
    notice: str
    held_by: str
    suppressed_by: str


COPIED = ("rule", "labels", "verdict", "value", "n", "threshold", "why", "before", "after", "held_by", "suppressed_by")


def explain(fingerprint: str, *, limit: int = 288) -> list[Explanation]:
    """Return the cause's evaluations, newest first; raise NotFound if none of the kept ones knows it."""
    rows = _evaluations(limit)
    decisions = [(row.tick, decision) for row in rows for decision in row.decisions]
    mine = [entry for entry in decisions if read_or("", _fingerprint, entry[1]) == fingerprint]
    explanations = readable(_explanation, mine)
    if not explanations:
        raise NotFound(f"No kept evaluation knows the fingerprint {fingerprint:.64}.")
    return explanations


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
    return readable(lambda row: snapshot_from_json(row.reading), reversed(_evaluations(None)))


def _remember(decision: Decision, states: dict[str, WatchState], causes: dict[str, Cause]) -> None:
    name, after = decision.candidate.fingerprint, decision.after
    if after.is_forgettable:
        states.pop(name, None)
        causes.pop(name, None)
    else:
        states[name] = after
        causes[name] = (decision.candidate.rule, decision.candidate.labels)


def _evaluations(limit: int | None) -> list[AlertEvaluation]:
    rows = db.session.scalars(select(AlertEvaluation).order_by(AlertEvaluation.tick.desc()).limit(limit)).all()
    end_reading()
    return list(rows)


def _fingerprint(decision: dict[str, Any]) -> str:
    return str(decision["fingerprint"])


def _explanation(entry: tuple[datetime, dict[str, Any]]) -> Explanation:
    tick, decision = entry
    return Explanation(
        tick=tick,
        notice=decision["notice"] or "",
        **{name: decision[name] for name in COPIED},
    )
