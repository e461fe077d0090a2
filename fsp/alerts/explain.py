"""Explaining a cause: what each evaluation saw and decided, and which rule or guard kept it silent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from fsp.alerts.decide import Decision, decide
from fsp.alerts.reading import Reading
from fsp.alerts.rules.catalogue import judge_all
from fsp.alerts.stored import reading_from_json
from fsp.alerts.timing import EVERY
from fsp.alerts.watch_state import WatchState
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
    told = [(row.tick, told) for row in rows for told in row.decisions]
    found = readable(_explanation, [one for one in told if read_or("", _fingerprint, one[1]) == fingerprint])
    if not found:
        raise NotFound(f"No kept evaluation knows the fingerprint {fingerprint:.64}.")
    return found


def back_test(readings: list[Reading], *, every: timedelta = EVERY) -> list[tuple[datetime, str]]:
    """Return when each cause would have begun to fire, as (time, fingerprint), had these readings come one by one."""
    memories: dict[str, WatchState] = {}
    causes: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {}
    firings = []
    for reading in readings:
        judgements = judge_all(reading, set(causes.values()))
        for decision in decide(judgements, memories, now=reading.at, every=every):
            name = decision.judgement.fingerprint
            _remember(decision, memories, causes)
            if decision.after.is_active and not decision.before.is_active:
                firings.append((reading.at, name))
    return firings


def kept_readings() -> list[Reading]:
    """Return the readings of all kept evaluations, oldest first."""
    return readable(lambda row: reading_from_json(row.reading), reversed(_evaluations(None)))


def _remember(
    decision: Decision, memories: dict[str, WatchState], causes: dict[str, tuple[str, tuple[tuple[str, str], ...]]]
) -> None:
    name, after = decision.judgement.fingerprint, decision.after
    if after.is_forgettable:
        memories.pop(name, None)
        causes.pop(name, None)
    else:
        memories[name] = after
        causes[name] = (decision.judgement.rule, decision.judgement.labels)


def _evaluations(limit: int | None) -> list[AlertEvaluation]:
    found = db.session.scalars(select(AlertEvaluation).order_by(AlertEvaluation.tick.desc()).limit(limit)).all()
    end_reading()
    return list(found)


def _fingerprint(told: dict[str, Any]) -> str:
    return str(told["fingerprint"])


def _explanation(judged: tuple[datetime, dict[str, Any]]) -> Explanation:
    tick, told = judged
    return Explanation(
        tick=tick,
        notice=told["notice"] or "",
        **{name: told[name] for name in COPIED},
    )
