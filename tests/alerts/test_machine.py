"""The state machine: by its table, with pending, keep-firing and no data."""

import pytest

from fsp.alerts.candidate import Candidate
from fsp.alerts.machine import TRANSITIONS, Event, shown_state, step
from fsp.alerts.watch_state import WatchState
from fsp.conditions.finding import Verdict
from fsp.models.alert_kinds import AlertState, Severity
from testbed.alert_candidates import says
from tests.alerts.steps import at

LETTERS = {"b": Verdict.BAD, "f": Verdict.FINE, "m": Verdict.BETWEEN, "n": Verdict.NO_DATA}


def said(rule: str, letter: str, severity: Severity | None = None) -> Candidate:
    return says(rule, LETTERS[letter], severity=severity)


def through(rule: str, letters: str, severity: Severity | None = None) -> str:
    """Return the first letter of the state after each evaluation, five minutes apart."""
    memory, states = WatchState(), ""
    for number, letter in enumerate(letters):
        memory = step(memory, said(rule, letter, severity), at(5 * number))
        states += memory.state[0]
    return states


def test_the_table_is_whole_and_leads_only_to_its_own_states() -> None:
    assert set(TRANSITIONS) == {AlertState.OK, AlertState.PENDING, AlertState.FIRING, AlertState.RECOVERING}
    assert all(set(row) == set(Event) for row in TRANSITIONS.values())
    assert {state for row in TRANSITIONS.values() for state in row.values()} == set(TRANSITIONS)


@pytest.mark.parametrize(
    ("rule", "severity", "letters", "states"),
    [
        ("RedisUnreachable", None, "bff", "fro"),
        ("JobFailures", None, "bbff", "pfro"),
        ("JobFailures", None, "bfbf", "popo"),
        ("DatabaseSlow", None, "bbfff", "pfrro"),
        ("DatabaseSlow", Severity.WARNING, "bbbfff", "ppfrro"),
        ("DatabaseSlow", None, "bmbb", "popf"),
        ("DatabaseSlow", None, "bbmmmfff", "pffffrro"),
        ("DatabaseSlow", None, "bbfm", "pfrf"),
        ("JobFailures", None, "bnb", "ppf"),
        ("JobFailures", None, "bbnnnf", "pffffr"),
        ("JobFailures", None, "nnn", "ooo"),
    ],
)
def test_states_follow_the_evaluations(rule: str, severity: Severity | None, letters: str, states: str) -> None:
    assert through(rule, letters, severity) == states


def test_one_good_evaluation_after_a_long_gap_does_not_resolve() -> None:
    memory = step(WatchState(), said("RedisUnreachable", "b"), at(0))

    memory = step(memory, said("RedisUnreachable", "f"), at(600))

    assert memory.state is AlertState.RECOVERING


def test_without_data_it_is_shown_firing_as_long_as_it_keeps_firing_and_no_longer() -> None:
    memory = step(WatchState(), said("RedisUnreachable", "b"), at(0))
    memory = step(memory, said("RedisUnreachable", "n"), at(5))

    assert shown_state(memory, at(14)) is AlertState.FIRING
    assert shown_state(memory, at(15)) is AlertState.NO_DATA
    assert shown_state(step(memory, said("RedisUnreachable", "b"), at(20)), at(20)) is AlertState.FIRING


def test_what_flaps_is_held_until_it_changed_once_in_24_evaluations() -> None:
    states = through("RedisUnreachable", "bffbf" + "f" * 30)

    assert states.startswith("frofrrrrrrrrrrrrrrrrrr")
    assert states[24:] == "r" * 3 + "o" * 8


def test_a_relapse_within_a_day_is_held_at_its_second_change_and_later_ones_are_new() -> None:
    flapped = "bffbf" + "f" * 30

    soon = through("RedisUnreachable", f"{flapped}{'f' * 30}bff")
    late = through("RedisUnreachable", f"{flapped}{'f' * 300}bff")

    assert (soon[-3:], late[-3:]) == ("frr", "fro")


def test_an_episode_keeps_its_beginning_and_is_forgotten_at_its_end() -> None:
    memory = WatchState()
    for number, letter in enumerate("bbb"):
        memory = step(memory, said("RedisUnreachable", letter), at(5 * number))
    began = memory.started_at
    for number in range(3, 8):
        memory = step(memory, said("RedisUnreachable", "f"), at(5 * number))

    assert began == at(0)
    assert (memory.state, memory.started_at) == (AlertState.OK, None)
    assert "b" in memory.conditions
