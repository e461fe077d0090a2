"""Explains an alert: what each evaluation saw and decided, and why it sent no notification."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from fsp.errors import NotFound
from fsp.models.alert_evaluation import AlertEvaluation
from fsp.stored import read_or, readable
from fsp.stores import db, end_reading


@dataclass(frozen=True)
class Explanation:
    """One problem in one evaluation. Either `notice` or `held_by` is set."""

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
    """Return the evaluations of a fingerprint, newest first; raise NotFound if none contains it."""
    rows = db.session.scalars(select(AlertEvaluation).order_by(AlertEvaluation.tick.desc()).limit(limit)).all()
    end_reading()
    decisions = [(row.tick, decision) for row in rows for decision in row.decisions]
    entries = [entry for entry in decisions if read_or("", _fingerprint, entry[1]) == fingerprint]
    explanations = readable(_explanation, entries)
    if not explanations:
        raise NotFound(f"There is no evaluation with the fingerprint {fingerprint:.64}.")
    return explanations


def _fingerprint(decision: dict[str, Any]) -> str:
    return str(decision["fingerprint"])


def _explanation(entry: tuple[datetime, dict[str, Any]]) -> Explanation:
    tick, decision = entry
    return Explanation(
        tick=tick,
        notice=decision["notice"] or "",
        **{name: decision[name] for name in COPIED},
    )
