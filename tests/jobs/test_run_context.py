"""What a running job knows of itself, and can tell."""

import pytest

from fsp.errors import JobCancelled
from fsp.jobs.run_context import Nobody, Run, current_run, progress, running, step, stop_if_cancelled


class Somebody(Nobody):
    """Has asked for the end."""

    def is_cancelled(self) -> bool:
        return True


def test_a_run_is_known_inside_and_forgotten_outside() -> None:
    with running(Run("a", "t")), running(Run("b", "t", 2)):
        assert current_run() == Run("b", "t", 2)

    with pytest.raises(LookupError, match="no job is running"):
        current_run()


def test_telling_outside_a_job_does_nothing() -> None:
    progress(1, 2)
    stop_if_cancelled()

    with step("alone"):
        pass


def test_steps_are_timed_in_their_order_also_when_they_fail() -> None:
    with running(Run("a", "t")) as run, pytest.raises(KeyError), step("outer"), step("inner"):
        raise KeyError

    assert [found.name for found in run.steps] == ["inner", "outer"]
    assert run.steps[1].seconds >= run.steps[0].seconds >= 0


def test_a_cancelled_job_stops_where_it_asks() -> None:
    with running(Run("a", "t", watcher=Somebody())), pytest.raises(JobCancelled, match="a was cancelled"):
        stop_if_cancelled()
