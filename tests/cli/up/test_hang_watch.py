"""Hung processes: silent for too long, however alive they look; and never one that could not be heard."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field

import psutil
import pytest

from fsp.cli.up.hang_watch import HangWatch, is_stopped
from fsp.cli.up.process import Process
from testbed.processes import until

LIMIT = 45.0


@dataclass
class Told:
    """Answers when the test says so."""

    hung_after_seconds: float = LIMIT
    answers: bool = True

    def prepare(self) -> tuple[dict[str, str], tuple[int, ...]]:
        return {}, ()

    def begin(self) -> None: ...

    def has_answered(self) -> bool:
        return self.answers


@dataclass
class Here:
    """A process that is there."""

    pid: int = field(default_factory=os.getpid)


def part(liveness: Told, *, needs_redis: bool = False) -> Process:
    process = Process("worker.1", ["true"], order=0, liveness=liveness, needs_redis=needs_redis)
    process.started_at, process.running = 1.0, Here()  # type: ignore[assignment]
    return process


def hung_at(watch: HangWatch, process: Process, seconds: int, *, start: int = 0) -> list[int]:
    """Look every second; return the seconds at which it was found hung."""
    return [at for at in range(start, start + seconds) if watch.find_hung([process], float(at))]


def test_one_that_answers_is_not_hung() -> None:
    assert hung_at(HangWatch(), part(Told()), 300) == []


def test_one_that_stops_answering_is_hung_after_its_time_and_named_once_in_it() -> None:
    watch, liveness = HangWatch(), Told()
    process = part(liveness)
    hung_at(watch, process, 10)
    liveness.answers = False

    assert hung_at(watch, process, 100, start=10) == [55, 101]


def test_one_that_never_answered_has_a_minute_to_start() -> None:
    assert hung_at(HangWatch(), part(Told(answers=False)), 100) == [61]


def test_one_started_again_counts_from_its_start() -> None:
    watch, liveness = HangWatch(), Told()
    process = part(liveness)
    hung_at(watch, process, 10)
    liveness.answers, process.started_at = False, 40.0

    assert hung_at(watch, process, 60, start=40) == []


def test_nothing_is_held_against_a_process_while_redis_is_silent() -> None:
    watch, liveness, redis = HangWatch(), Told(), Told()
    watch.redis = redis
    process = part(liveness, needs_redis=True)
    hung_at(watch, process, 10)
    liveness.answers = redis.answers = False
    assert hung_at(watch, process, 100, start=10) == []
    redis.answers = True

    assert hung_at(watch, process, 60, start=110) == [155]


def test_a_supervisor_that_was_stopped_itself_holds_nothing_against_anybody() -> None:
    watch, liveness = HangWatch(), Told()
    process = part(liveness)
    hung_at(watch, process, 10)
    liveness.answers = False

    assert hung_at(watch, process, 40, start=1000) == []


def test_a_stopped_process_is_hung_though_its_children_answer() -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
        watch, process = HangWatch(), part(Told())
        process.running = child
        hung_at(watch, process, 10)
        child.send_signal(signal.SIGSTOP)
        until(lambda: psutil.Process(child.pid).status() == psutil.STATUS_STOPPED, seconds=10, what="it is stopped")
        hung = hung_at(watch, process, 50, start=10)
        child.kill()

    assert hung == [55]


@pytest.mark.parametrize("pid", [os.getpid(), 2**22 + 1], ids=["this process", "no process"])
def test_one_that_runs_or_is_gone_is_not_stopped(pid: int) -> None:
    assert not is_stopped(pid)
