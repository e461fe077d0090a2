"""What the runs of a job type come to."""

import pytest

from fsp.errors import InvalidInput
from fsp.performance.execution import Execution
from fsp.performance.load import Load, add_up

RUNS = [
    Execution("export", "a", run_seconds=10, wait_seconds=30),
    Execution("export", "b", run_seconds=30, wait_seconds=90),
]


def added(slots: int, span_seconds: float) -> Load:
    load = add_up(RUNS, slots=slots, span_seconds=span_seconds)
    assert load
    return load


def test_means_and_the_longest_run() -> None:
    load = added(1, 60)

    assert (load.count, load.mean_run_seconds, load.mean_wait_seconds) == (2, 20, 60)
    assert load.longest.job_id == "b"


def test_the_number_waiting_follows_from_their_waits() -> None:
    assert added(1, 60).waiting == 2


def test_slots_are_full_from_four_fifths_of_the_time() -> None:
    assert added(1, 50).has_full_slots
    assert not added(1, 51).has_full_slots
    assert not added(2, 50).has_full_slots


def test_nothing_comes_to_nothing() -> None:
    assert add_up([], slots=1, span_seconds=60) is None


def test_a_span_of_no_time_is_refused() -> None:
    with pytest.raises(InvalidInput, match="got 0 s"):
        add_up(RUNS, slots=1, span_seconds=0)
