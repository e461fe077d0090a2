"""The state machine of one cause: ok → pending → firing → recovering → ok, by the table and nothing else."""

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
    # Missing data is no proof of recovery.
    RECOVERING: (FIRING,  FIRING,    FIRING, RECOVERING, OK,         RECOVERING),
}  # fmt: skip

TRANSITIONS = {state: dict(zip(Event, row, strict=True)) for state, row in _ROWS.items()}
"""By state and event, the next state."""


def step(memory: WatchState, candidate: Candidate, now: datetime) -> WatchState:
    """Return the state after one evaluation."""
    conditions = conditions_after(memory.conditions, candidate.verdict, is_active=memory.is_active)
    is_relapse = has_flapped_lately(memory.flapped_at, now)
    flapping = is_flapping(conditions, was_flapping=memory.is_flapping, is_relapse=is_relapse)
    event = event_of(memory, candidate, now, is_held=flapping)
    state = TRANSITIONS[memory.state][event]
    is_bad = event in {Event.BAD, Event.BAD_ENOUGH} or (event is Event.BETWEEN and state is FIRING)
    has_data = event is not Event.UNKNOWN
    # People who know that it flaps need no second notice when it relapses.
    kept = memory if state is not OK else WatchState(knows_flapping=memory.knows_flapping and is_relapse)
    return replace(
        kept,
        state=state,
        severity=_severity(memory, candidate, is_bad=is_bad),
        bad_in_a_row=memory.bad_in_a_row + 1 if is_bad else (0 if has_data else memory.bad_in_a_row),
        started_at=_started_at(memory, state, now),
        last_bad_at=now if is_bad else memory.last_bad_at,
        no_data_since=None if has_data else memory.no_data_since or now,
        conditions=conditions,
        affects=candidate.finding.affects or kept.affects,
        is_flapping=flapping,
        flapped_at=now if flapping else (memory.flapped_at if is_relapse else None),
    )


def event_of(memory: WatchState, candidate: Candidate, now: datetime, *, is_held: bool) -> Event:
    """Return what a candidate means after what is remembered; a held cause is never fine long enough."""
    if candidate.verdict is Verdict.NO_DATA:
        return Event.UNKNOWN
    if candidate.verdict is Verdict.BETWEEN:
        return Event.BETWEEN
    if candidate.verdict is Verdict.BAD:
        return Event.BAD_ENOUGH if memory.bad_in_a_row >= wanted_before(candidate) else Event.BAD
    since = memory.last_bad_at
    is_long = since is None or now - since >= TIMINGS[memory.severity].keep_firing
    return Event.FINE_LONG_ENOUGH if is_long and not is_held else Event.FINE


def wanted_before(candidate: Candidate) -> int:
    """Return how many bad evaluations must come before the one that fires."""
    if candidate.policy.more_evaluations is not None:
        return candidate.policy.more_evaluations
    return TIMINGS[candidate.severity].more_evaluations


def shown_state(memory: WatchState, now: datetime) -> AlertState:
    """Return the state people see: an active alert without data for longer than it keeps firing is `no_data`."""
    since = memory.no_data_since
    if memory.is_active and since and now - since >= TIMINGS[memory.severity].keep_firing:
        return AlertState.NO_DATA
    return memory.state


def _severity(memory: WatchState, candidate: Candidate, *, is_bad: bool) -> Severity:
    # What is fine or unknown says nothing about how bad it was.
    is_telling = candidate.verdict is Verdict.BAD or (memory.state is OK and is_bad)
    return candidate.severity if is_telling else memory.severity


def _started_at(memory: WatchState, state: AlertState, now: datetime) -> datetime | None:
    if state in {FIRING, RECOVERING}:
        return memory.started_at if memory.is_active else now
    return None
