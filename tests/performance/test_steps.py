"""The breakdown of run time by steps."""

import pytest

from fsp.performance.execution import Execution, Step
from fsp.performance.steps import OUTSIDE, break_down


def run(job_type: str, seconds: float, **steps: float) -> Execution:
    return Execution(
        job_type=job_type,
        job_id="j",
        run_seconds=seconds,
        wait_seconds=0.0,
        steps=tuple(Step(name, taken) for name, taken in steps.items()),
    )


def test_each_step_has_its_share_and_what_is_left_is_named() -> None:
    (result,) = break_down([run("a", 10.0, render=6.0, send=2.0), run("a", 10.0, render=6.0)])

    assert (result.runs, result.total_seconds) == (2, 20.0)
    assert [(step.step, step.count) for step in result.steps] == [("render", 2), (OUTSIDE, 2), ("send", 1)]
    assert [step.share for step in result.steps] == pytest.approx([0.6, 0.3, 0.1])
    assert result.steps[0].mean_seconds == pytest.approx(6.0)


def test_runs_without_steps_do_not_count_and_the_costliest_type_is_first() -> None:
    results = break_down([run("a", 1.0, x=1.0), run("b", 5.0, y=5.0), run("a", 99.0)])

    assert [breakdown.job_type for breakdown in results] == ["b", "a"]
    assert [step.step for step in results[1].steps] == ["x"]
