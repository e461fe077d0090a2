"""Programs that an attempt left running are ended, those from before it are not."""

import os
import subprocess
from pathlib import Path

import pytest

from fsp.worker import left_running
from fsp.worker.left_running import booted_seconds, end_programs
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

    with program:
        assert end_programs(began) == 2

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

    assert ended >= 1
    until(lambda: not _of_group(program.pid), seconds=60, what="the whole chain is gone")


def test_the_search_is_repeated_until_it_finds_no_other_program(monkeypatch: pytest.MonkeyPatch) -> None:
    programs: list[subprocess.Popen[bytes]] = []
    search = left_running._descendants

    def start_one_more_and_search(pid: int, since: float) -> list[left_running._Process]:
        if len(programs) < 30:
            programs.append(subprocess.Popen(["sleep", "60"]))
        return search(pid, since)

    monkeypatch.setattr(left_running, "_descendants", start_one_more_and_search)

    assert end_programs(booted_seconds()) == 30
    for program in programs:
        program.wait(timeout=60)


def test_one_from_before_the_attempt_goes_on() -> None:
    with subprocess.Popen(["sleep", "60"]) as program:
        killed = end_programs(booted_seconds() + 1)
        is_there = program.poll() is None
        program.kill()

    assert (killed, is_there) == (0, True)


def _of_group(group: int) -> list[str]:
    """Return the living processes of a group."""
    folders = [folder for folder in Path("/proc").glob("[0-9]*") if is_alive(int(folder.name))]
    return [folder.name for folder in folders if _group_of(folder) == group]


def _group_of(folder: Path) -> int:
    try:
        return os.getpgid(int(folder.name))
    except ProcessLookupError:
        return -1
