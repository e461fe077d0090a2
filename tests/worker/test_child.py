"""Children: they end as they end, and are killed when they must be."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from fsp.worker.child import Child
from testbed.processes import until


def ended(work: Callable[[], object]) -> int:
    child = Child(range(1))
    child.start(lambda: (work(), None)[1])
    return child.wait()


def fail() -> None:
    raise ValueError("a child's own fault")


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (lambda: None, 0),
        (fail, 1),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), -signal.SIGKILL),
        (lambda: os.kill(os.getpid(), signal.SIGINT), 0),
    ],
    ids=["returns", "raises", "is killed", "ctrl-c is for the worker"],
)
def test_a_child_says_how_it_ended(work: Callable[[], object], code: int) -> None:
    assert ended(work) == code


def test_a_spent_child_says_so() -> None:
    child = Child(range(1))
    child.start(lambda: True)

    assert (child.wait(), child.was_spent) == (0, True)


def test_a_child_is_killed_with_what_it_started(tmp_path: object) -> None:
    reader, writer = os.pipe()

    def fork_and_sleep() -> None:
        grandchild = os.fork()
        if grandchild == 0:
            time.sleep(60)
        os.write(writer, str(grandchild).encode())
        time.sleep(60)

    child = Child(range(1))
    child.start(fork_and_sleep)
    grandchild = int(os.read(reader, 20))

    child.kill()

    assert child.wait() == -signal.SIGKILL
    assert child.was_killed
    until(lambda: not is_alive(grandchild), seconds=5, what="the grandchild is gone")
    os.close(reader)
    os.close(writer)


def is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123
            return stat.read().split()[2] != "Z"
    except FileNotFoundError:
        return False
