"""What to do about a bottleneck."""

import pytest

from fsp.performance.execution import Execution, Step
from fsp.performance.load import Load, add_up
from fsp.performance.recommendations import dominant_step, raised_limit, recommend, recommend_for_waiting


def load_of(
    run_seconds: float = 100.0,
    wait_seconds: float = 0.0,
    steps: tuple[Step, ...] = (),
    slots: int = 2,
    span_seconds: float = 3600.0,
) -> Load:
    execution = Execution("export", "a", run_seconds=run_seconds, wait_seconds=wait_seconds, steps=steps)
    load = add_up([execution], slots=slots, span_seconds=span_seconds)
    assert load
    return load


def test_without_steps_a_long_job_is_to_be_split() -> None:
    assert recommend(load_of()) == (
        "Split export into smaller jobs: the slowest run took 100 s, the mean is 100 s (n = 1)."
    )


def test_the_slow_step_is_named() -> None:
    load = load_of(steps=(Step("read", 9), Step("render", 80)))

    assert recommend(load) == (
        'Make the step "render" of export faster, or move it to a job of its own: it took 80 s, 80% of the slowest run.'
    )


def test_the_platform_waited_for_is_named() -> None:
    load = load_of(steps=(Step("platform:ghost", 75), Step("render", 20)))

    assert recommend(load) == (
        "Check the response times of ghost: waiting for it took 75 s, 75% of the slowest run of export."
    )


def test_many_even_steps_have_no_slow_one() -> None:
    load = load_of(steps=tuple(Step(name, 25) for name in "abcd"))

    assert dominant_step(load) is None
    assert recommend(load).startswith("Split export")


def test_a_run_of_no_time_has_no_slow_step() -> None:
    assert dominant_step(load_of(run_seconds=0.0, steps=(Step("render", 0.0),))) is None


def test_full_slots_are_to_be_raised() -> None:
    load = load_of(run_seconds=9.5, wait_seconds=40, slots=1, span_seconds=10)

    assert recommend_for_waiting(load) == (
        "Raise the concurrency limit of export from 1 to 2: all its slots are in use and "
        "its jobs wait 40 s on average for 9.5 s of work."
    )


def test_free_slots_are_not() -> None:
    load = load_of(run_seconds=9.5, wait_seconds=40, slots=4, span_seconds=100)

    assert recommend_for_waiting(load) == (
        "Add workers, or check what blocks export: it has free slots, but its jobs wait 40 s "
        "on average for 9.5 s of work."
    )


def test_more_workers_are_not_advised_for_waits_that_a_circuit_causes() -> None:
    load = load_of(run_seconds=9.5, wait_seconds=40, slots=4, span_seconds=100)

    assert recommend_for_waiting(load, "the circuit breaker of export is open: 5 failures in a row") == (
        "Unblock export (the circuit breaker of export is open: 5 failures in a row): its jobs wait 40 s "
        "on average for 9.5 s of work, and none may start."
    )


@pytest.mark.parametrize(("wait_seconds", "limit"), [(1, 6), (150, 7), (10_000, 10)])
def test_a_limit_rises_by_the_jobs_waiting_and_doubles_at_most(wait_seconds: float, limit: int) -> None:
    assert raised_limit(load_of(wait_seconds=wait_seconds, slots=5, span_seconds=100)) == limit
