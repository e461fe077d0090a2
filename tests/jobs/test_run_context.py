"""What a running job knows of itself, and can tell."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from fsp.errors import JobCancelled
from fsp.jobs.progress import Progress
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

    assert [result.name for result in run.steps] == ["inner", "outer"]
    assert run.steps[1].seconds >= run.steps[0].seconds >= 0


def test_a_cancelled_job_stops_where_it_asks() -> None:
    with running(Run("a", "t", watcher=Somebody())), pytest.raises(JobCancelled, match="a was cancelled"):
        stop_if_cancelled()


class Listener(Nobody):
    def __init__(self) -> None:
        self.seen: list[Progress] = []

    def report_progress(self, progress: Progress) -> None:
        self.seen.append(progress)


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ((Decimal("1.5"), Fraction(3)), [Progress(1.5, 3.0)]),
        ((1, None, 7), [Progress(1, None, "7")]),
        ((True, 2, "a\ud800\0"), [Progress(1.0, 2, "a\\ud800\\x00")]),
        (("half", 2), []),
        ((float("nan"), 2), []),
        ((1, float("inf")), []),
        ((10**400, 1.5), []),
        ((Decimal("1e400"), 1), []),
    ],
)
def test_progress_is_told_in_plain_numbers_or_not_at_all(value: tuple[Any, ...], seen: list[Progress]) -> None:
    listener = Listener()

    with running(Run("a", "t", watcher=listener)):
        progress(*value)

    assert listener.seen == seen
