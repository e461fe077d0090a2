"""The state machine of one problem: ok → pending → firing → recovering → ok, defined by its table only."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from fsp.alerts.candidate import Candidate
from fsp.alerts.flapping import conditions_after, has_flapped_lately, is_flapping
from fsp.alerts.timing import TIMINGS
from fsp.alerts.watch_state import WatchState
from fsp.conditions.finding import Verdict
from fsp.models.alert_kinds import AlertState, Severity

OK, PENDING, FIRING, RECOVERING = AlertState.OK, AlertState.PENDING, AlertState.FIRING, AlertState.RECOVERING


class Event(StrEnum):
    """What an evaluation means to the state machine."""

    BAD = "bad"
    BAD_ENOUGH = "bad_enough"
    BETWEEN = "between"
    FINE = "fine"
    FINE_LONG_ENOUGH = "fine_long_enough"
    UNKNOWN = "unknown"


_ROWS = {
    # event:      BAD      BAD_ENOUGH BETWEEN FINE      FINE_LONG_ENOUGH UNKNOWN
    OK:         (PENDING, FIRING,    OK,     OK,         OK,         OK),
    PENDING:    (PENDING, FIRING,    OK,     OK,         OK,         PENDING),
    FIRING:     (FIRING,  FIRING,    FIRING, RECOVERING, RECOVERING, FIRING),
    # Missing data does not prove recovery.
    RECOVERING: (FIRING,  FIRING,    FIRING, RECOVERING, OK,         RECOVERING),
}  # fmt: skip

TRANSITIONS = {state: dict(zip(Event, row, strict=True)) for state, row in _ROWS.items()}
"""The next state, by state and event."""


def step(before: WatchState, candidate: Candidate, now: datetime) -> WatchState:
    """Return the state after one evaluation."""
    conditions = conditions_after(before.conditions, candidate.verdict, is_active=before.is_active)
    is_relapse = has_flapped_lately(before.flapped_at, now)
    flapping = is_flapping(conditions, was_flapping=before.is_flapping, is_relapse=is_relapse)
    event = event_of(before, candidate, now, is_held=flapping)
    state = TRANSITIONS[before.state][event]
    is_bad = event in {Event.BAD, Event.BAD_ENOUGH} or (event is Event.BETWEEN and state is FIRING)
    has_data = event is not Event.UNKNOWN
    # People who know that it flaps need no second notification when it relapses.
    base = before if state is not OK else WatchState(knows_flapping=before.knows_flapping and is_relapse)
    return replace(
        base,
        state=state,
        severity=_severity(before, candidate, is_bad=is_bad),
        bad_in_a_row=before.bad_in_a_row + 1 if is_bad else (0 if has_data else before.bad_in_a_row),
        started_at=_started_at(before, state, now),
        last_bad_at=now if is_bad else before.last_bad_at,
        no_data_since=None if has_data else before.no_data_since or now,
        conditions=conditions,
        affects=candidate.finding.affects or base.affects,
        is_flapping=flapping,
        flapped_at=now if flapping else (before.flapped_at if is_relapse else None),
    )


def event_of(before: WatchState, candidate: Candidate, now: datetime, *, is_held: bool) -> Event:
    """Return the event for a candidate in this state. A held problem is never fine long enough."""
    if candidate.verdict is Verdict.NO_DATA:
        return Event.UNKNOWN
    if candidate.verdict is Verdict.BETWEEN:
        return Event.BETWEEN
    if candidate.verdict is Verdict.BAD:
        return Event.BAD_ENOUGH if before.bad_in_a_row >= wanted_before(candidate) else Event.BAD
    since = before.last_bad_at
    is_long = since is None or now - since >= TIMINGS[before.severity].keep_firing
    return Event.FINE_LONG_ENOUGH if is_long and not is_held else Event.FINE


def wanted_before(candidate: Candidate) -> int:
    """Return how many bad evaluations must precede the one that fires."""
    if candidate.policy.more_evaluations is not None:
        return candidate.policy.more_evaluations
    return TIMINGS[candidate.severity].more_evaluations


def shown_state(state: WatchState, now: datetime) -> AlertState:
    """Return the displayed state: an active alert is `no_data` after too long without data."""
    since = state.no_data_since
    if state.is_active and since and now - since >= TIMINGS[state.severity].keep_firing:
        return AlertState.NO_DATA
    return state.state


def _severity(before: WatchState, candidate: Candidate, *, is_bad: bool) -> Severity:
    # A fine or unknown evaluation has no severity.
    is_known = candidate.verdict is Verdict.BAD or (before.state is OK and is_bad)
    return candidate.severity if is_known else before.severity


def _started_at(before: WatchState, state: AlertState, now: datetime) -> datetime | None:
    if state in {FIRING, RECOVERING}:
        return before.started_at if before.is_active else now
    return None
