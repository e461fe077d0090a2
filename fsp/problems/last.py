"""What was wrong when this process last read the system, for pages that show it without a question to a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from flask import Flask, current_app

from fsp.conditions.finding import Finding
from fsp.models.alert_kinds import Severity

LASTS = timedelta(minutes=2)
"""What is older is not known any more."""

TONES = {Severity.WARNING: "warn", Severity.ERROR: "serious", Severity.CRITICAL: "bad"}


@dataclass(frozen=True)
class SystemState:
    """How many problems there are for certain, and the tone of the worst: good, warn, serious or bad."""

    at: datetime
    problems: int
    tone: str


_STATES: WeakKeyDictionary[Flask, SystemState] = WeakKeyDictionary()


def remember_state(problems: Sequence[Finding], at: datetime) -> None:
    """Keep what a reading found for the pages of this process."""
    certain = [problem for problem in problems if not problem.doubt] or problems
    worst = max((problem.severity for problem in certain), key=lambda severity: severity.rank, default=None)
    _STATES[_app()] = SystemState(at, len(certain), TONES[worst] if worst else "good")


def last_state(now: datetime) -> SystemState | None:
    """Return the state of the last reading; None if there is none of the last two minutes."""
    state = _STATES.get(_app())
    # A clock that was put back makes a state of the future.
    return state if state is not None and timedelta() <= now - state.at < LASTS else None


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]
