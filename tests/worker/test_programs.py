"""Programs that an attempt left running are ended, those from before it are not."""

import os
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from fsp.worker import programs
from fsp.worker.programs import Program, booted_seconds, end_process, end_programs, has_programs
from testbed.processes import until
from tests.worker.test_child import is_alive

CHAIN = """
import os, time
print('begun', flush=True)
for _ in range(40):
    if os.fork():
        time.sleep(60)
"""


def test_a_program_and_what_it_started_are_ended() -> None:
    began = booted_seconds()
    command = ["sh", "-c", "sleep 60 & echo $!; wait"]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert program.stdout is not None
    inner = int(program.stdout.readline())
    name = Path(f"/proc/{inner}/comm")
    until(lambda: name.read_text() == "sleep\n", seconds=60, what="the copy of the shell runs its program")

    with program:
        assert sorted(program.name for program in end_programs(began)) == ["sh", "sleep"]

    # Somebody else's child now, it is gone when the system has handed out the signal.
    until(lambda: not is_alive(inner), seconds=60, what="the inner program is gone")
    assert not is_alive(program.pid)


def test_programs_that_go_on_starting_others_are_ended_to_the_last() -> None:
    began = booted_seconds()
    program = subprocess.Popen(["python3", "-S", "-c", CHAIN], stdout=subprocess.PIPE, start_new_session=True)
    assert program.stdout is not None
    program.stdout.readline()

    with program:
        ended = end_programs(began)

    assert ended
    until(lambda: not _of_group(program.pid), seconds=60, what="the whole chain is gone")


def test_the_search_is_repeated_until_it_finds_no_other_program(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    search = programs._started_by

    def start_one_more_and_search(pid: int) -> list[Program]:
        if len(started) < 30:
            started.append(subprocess.Popen(["sleep", "60"]))
        return search(pid)

    monkeypatch.setattr(programs, "_started_by", start_one_more_and_search)

    assert len(end_programs(booted_seconds())) == 30
    for program in started:
        program.wait(timeout=60)


def test_those_of_another_thread_go_on() -> None:
    began, started = booted_seconds(), list[subprocess.Popen[bytes]]()
    is_searched = threading.Event()

    def start() -> None:
        started.append(subprocess.Popen(["sleep", "60"]))
        is_searched.wait(60)

    other = threading.Thread(target=start)
    other.start()
    until(lambda: bool(started), seconds=60, what="the other thread has started one")
    own = subprocess.Popen(["sleep", "60"])

    assert [program.pid for program in end_programs(began, of_thread=True)] == [own.pid]
    assert started[0].poll() is None
    is_searched.set()
    other.join()
    started[0].kill()
    started[0].wait()
    own.wait()


def test_a_thread_that_started_nothing_has_none() -> None:
    answers: list[bool] = []
    with subprocess.Popen(["sleep", "60"]) as program:
        thread = threading.Thread(target=lambda: answers.append(has_programs(of_thread=True)))
        thread.start()
        thread.join()
        assert (answers, has_programs(of_thread=False)) == ([False], True)
        program.kill()


def test_one_that_has_ended_is_waited_for_and_not_named() -> None:
    began = booted_seconds()
    program = subprocess.Popen(["true"])
    until(lambda: not is_alive(program.pid), seconds=60, what="it has ended")

    assert end_programs(began) == []
    assert not Path(f"/proc/{program.pid}").exists()
    program.wait()


def test_a_process_is_killed_with_all_that_it_started() -> None:
    program = subprocess.Popen(["sh", "-c", "setsid sleep 60 & echo $!; wait"], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    inner = int(program.stdout.readline())

    with program:
        end_process(program.pid)

    until(lambda: not is_alive(inner), seconds=60, what="the inner program is gone")
    assert program.returncode == -signal.SIGKILL


def test_one_from_before_the_attempt_goes_on() -> None:
    with subprocess.Popen(["sleep", "60"]) as program:
        killed = end_programs(booted_seconds() + 1)
        is_there = program.poll() is None
        program.kill()

    assert (killed, is_there) == ([], True)


def _of_group(group: int) -> list[str]:
    """Return the living processes of a group."""
    folders = [folder for folder in Path("/proc").glob("[0-9]*") if is_alive(int(folder.name))]
    return [folder.name for folder in folders if _group_of(folder) == group]


def _group_of(folder: Path) -> int:
    try:
        return os.getpgid(int(folder.name))
    except ProcessLookupError:
        return -1
