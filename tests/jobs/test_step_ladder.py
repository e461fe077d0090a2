"""The ladder of a job's steps: each with what became of it."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.jobs.step_ladder import StepRecord, StepState, ladder

BEGAN = datetime(2026, 1, 1, 12, tzinfo=UTC)


def record(state: str, *, at: int = 1, job_id: str = "j", runs: int = 1, order: int = 1) -> StepRecord:
    """Return a step that ended so many seconds after the last attempt began."""
    return StepRecord(f"step-{order}", state, job_id, 1, runs, order, BEGAN + timedelta(seconds=at), 2.0)


@pytest.mark.parametrize(
    ("step", "is_running", "state"),
    [
        (record("kept"), False, StepState.COMPLETED),
        (record("kept", runs=2), False, StepState.RAN_AGAIN),
        (record("kept", at=-1), True, StepState.KEPT),
        (record("kept", at=-1, runs=2), True, StepState.KEPT),
        (record("kept", job_id="other"), False, StepState.KEPT),
        (record("running"), True, StepState.RUNNING),
        (record("running"), False, StepState.INTERRUPTED),
        (record("running", at=-1), True, StepState.INTERRUPTED),
        (record("failed"), False, StepState.FAILED),
        (record("dropped", at=-1), True, StepState.TO_RUN_AGAIN),
    ],
)
def test_what_became_of_a_step(step: StepRecord, is_running: bool, state: StepState) -> None:
    steps = ladder([step], job_id="j", started_at=BEGAN, is_running=is_running, is_live=is_running)

    assert [shown.state for shown in steps] == [state]


def test_steps_stand_in_the_order_in_which_they_were_begun() -> None:
    records = [record("kept", order=3), record("kept", order=1), record("failed", order=2)]

    steps = ladder(records, job_id="j", started_at=BEGAN, is_running=False, is_live=False)

    assert [step.name for step in steps] == ["step-1", "step-2", "step-3"]


@pytest.mark.parametrize(("is_live", "can"), [(False, [True, True, False]), (True, [False, False, False])])
def test_an_ended_job_can_run_again_from_what_it_has_begun(is_live: bool, can: list[bool]) -> None:
    records = [record("kept", order=1), record("failed", order=2), record("dropped", order=3)]

    steps = ladder(records, job_id="j", started_at=BEGAN, is_running=False, is_live=is_live)

    assert [step.can_run_from_here for step in steps] == can
