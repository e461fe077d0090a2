"""The supervisor: lines prefixed, the dead restarted, an order in stopping."""

import signal
import sys
from collections.abc import Callable
from functools import partial

import pytest

from fsp.cli.up.liveness import Beats
from fsp.cli.up.process import Process
from fsp.cli.up.supervisor import RESERVE_SECONDS, Supervisor
from testbed.processes import until


def python(name: str, script: str, *, order: int = 0) -> Process:
    return Process(name, [sys.executable, "-uc", script], order=order)


def test_lines_are_prefixed_with_the_name(capsys: pytest.CaptureFixture[str]) -> None:
    supervisor = Supervisor()
    supervisor.add(python("one", "print('hello'); import time; time.sleep(60)"))
    printed: list[str] = []

    def has_line() -> bool:
        supervisor.watch(0.05)
        printed.append(capsys.readouterr().out)
        return "one | hello" in "".join(printed)

    until(has_line, seconds=10, what="the line is printed")
    supervisor.stop()


def test_what_dies_is_started_again() -> None:
    supervisor = Supervisor()
    process = python("one", "import time; time.sleep(60)")
    supervisor.add(process)
    assert process.running is not None
    first = process.running
    first.kill()

    def is_back() -> bool:
        supervisor.watch(0.05)
        return process.running is not None and process.running is not first

    until(is_back, seconds=20, what="it is back")
    supervisor.stop()


def test_lower_orders_stop_first() -> None:
    supervisor = Supervisor()
    script = (
        "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); print('up'); time.sleep(60)"
    )
    processes = [python("last", script, order=2), python("first", script, order=0)]
    stopped: list[str] = []

    def record_and_terminate(name: str, terminate: Callable[[], None]) -> None:
        stopped.append(name)
        terminate()

    for process in processes:
        supervisor.add(process)
        process.terminate = partial(record_and_terminate, process.name, process.terminate)  # type: ignore[method-assign]

    supervisor.stop()

    assert stopped == ["first", "last"]
    assert all(process.running is None or process.running.poll() is not None for process in processes)


def test_a_slow_process_costs_the_next_none_of_its_grace(capsys: pytest.CaptureFixture[str]) -> None:
    supervisor = Supervisor(grace_seconds=1.0)
    stubborn = python(
        "first", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"
    )
    orderly = python("last", "import time; print('up'); time.sleep(60)", order=1)
    printed: list[str] = []
    for process in (stubborn, orderly):
        supervisor.add(process)

    def are_up() -> bool:
        supervisor.watch(0.05)
        printed.append(capsys.readouterr().out)
        return "".join(printed).count("| up") == 2

    until(are_up, seconds=20, what="both are up")
    supervisor.stop()

    codes = [process.running.returncode for process in (stubborn, orderly) if process.running is not None]
    assert codes == [-signal.SIGKILL, -signal.SIGTERM]


def test_what_exists_and_does_not_answer_is_killed_and_started_again(capsys: pytest.CaptureFixture[str]) -> None:
    supervisor = Supervisor()
    script = "from fsp.lifeline import beat; import time\nwhile True: beat(); time.sleep(0.01)"
    process = Process("one", [sys.executable, "-uc", script], order=0, liveness=Beats(0.5))
    supervisor.add(process)
    assert process.running is not None
    first = process.running

    def has_beaten() -> bool:
        supervisor.watch(0.05)
        return supervisor.hang_watch.has_heard(process)

    until(has_beaten, seconds=20, what="it beats")
    first.send_signal(signal.SIGSTOP)

    def is_back() -> bool:
        supervisor.watch(0.05)
        return process.running is not None and process.running is not first

    until(is_back, seconds=20, what="it is back")
    until(has_beaten, seconds=20, what="it beats again")
    supervisor.stop()
    assert "one has not answered for" in capsys.readouterr().out


def test_stopping_everything_stays_within_its_budget(capsys: pytest.CaptureFixture[str]) -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"
    orderly = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('bye')))"
    orderly += "; print('up'); time.sleep(60)"
    supervisor = Supervisor(grace_seconds=3600, budget_seconds=RESERVE_SECONDS + 0.5)
    processes = [python("first", stubborn, order=0), python("last", orderly, order=1)]
    for process in processes:
        supervisor.add(process)
    printed: list[str] = []

    def are_up() -> bool:
        supervisor.watch(0.05)
        printed.append(capsys.readouterr().out)
        return "".join(printed).count("| up") == 2

    until(are_up, seconds=20, what="both are up")

    supervisor.stop()

    codes = [process.running.returncode for process in processes if process.running is not None]
    assert (codes, "last  | bye" in capsys.readouterr().out) == ([-signal.SIGKILL, 0], True)
