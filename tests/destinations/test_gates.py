"""The gate of a destination follows its row and platform, and keeps what an operator set."""

from fsp.clock import utc_now
from fsp.destinations.gates import apply_gates, destination_gate, pause_gate, resume_gate
from fsp.gates.controls import set_rate
from fsp.gates.keyed import KeyedGate, read_keyed_gate
from fsp.gates.rates import RateOverride
from fsp.jobs.rate import Rate
from fsp.models.destination import Destination
from fsp.redis_ops import gate_keys
from fsp.stores import current_redis


def gate_of(destination: Destination) -> KeyedGate:
    return read_keyed_gate(current_redis(), destination_gate(destination.id), utc_now())


def test_the_rate_and_limit_of_the_platform_are_applied_again_after_redis_lost_them(notes: Destination) -> None:
    apply_gates(current_redis(), [notes])
    current_redis().flushall()
    apply_gates(current_redis(), [notes])

    gate = gate_of(notes)
    assert (gate.rate, gate.slots) == (Rate(30, 60), 1)


def test_a_rate_of_its_own_replaces_the_published_one(notes: Destination) -> None:
    apply_gates(current_redis(), [notes])
    notes.rate_units, notes.rate_window_seconds = 2, 3600

    apply_gates(current_redis(), [notes])

    assert gate_of(notes).rate == Rate(2, 3600)


def test_what_an_operator_set_stays(notes: Destination) -> None:
    set_rate(current_redis(), destination_gate(notes.id), RateOverride(Rate(1, 5), "ada", "", utc_now()))

    apply_gates(current_redis(), [notes])

    assert gate_of(notes).rate == Rate(1, 5)


def test_a_pause_is_applied_again_and_ends_only_by_a_resume(notes: Destination) -> None:
    notes.paused_at, notes.paused_by = utc_now(), "ada"
    pause_gate(current_redis(), notes)
    current_redis().delete(gate_keys.PAUSES)
    apply_gates(current_redis(), [notes])
    pause = gate_of(notes).pause

    notes.paused_at = None
    apply_gates(current_redis(), [notes])
    is_kept = gate_of(notes).pause is not None
    resume_gate(current_redis(), notes)

    assert pause
    assert pause.by == "ada"
    assert is_kept
    assert gate_of(notes).pause is None


def test_a_platform_that_is_no_longer_installed_changes_nothing(notes: Destination) -> None:
    notes.platform = "gone"

    apply_gates(current_redis(), [notes])

    assert gate_of(notes).rate is None
