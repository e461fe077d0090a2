"""Children: they end as they end, and are killed when they must be."""

import os
import signal
import time

from fsp.worker import child


def ended(work: object, *, seconds: float = 60.0) -> child.Exit:
    pid, pipe = child.start(work)  # type: ignore[arg-type]
    return child.wait(pid, pipe, tick_seconds=0.02, on_tick=lambda run_seconds: run_seconds < seconds)


def fail() -> None:
    raise ValueError("a child's own fault")


def test_a_child_that_returns_ends_with_zero() -> None:
    assert ended(lambda: None).code == 0


def test_a_child_that_raises_ends_with_one() -> None:
    assert ended(fail).code == 1


def test_a_child_that_is_killed_says_by_what() -> None:
    assert ended(lambda: os.kill(os.getpid(), signal.SIGKILL)).code == -signal.SIGKILL


def test_a_child_that_may_not_go_on_is_killed_though_it_ignores_asking() -> None:
    assert ended(lambda: time.sleep(60), seconds=0.1).code == -signal.SIGKILL


def test_ctrl_c_is_for_the_worker_not_for_its_child() -> None:
    assert ended(lambda: os.kill(os.getpid(), signal.SIGINT)).code == 0
