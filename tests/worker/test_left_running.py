"""Programs that an attempt left running are ended, those from before it are not."""

import subprocess
import time

from fsp.worker.left_running import end_programs
from tests.cli.up.running import until
from tests.worker.test_child import is_alive


def test_a_program_and_what_it_started_are_ended() -> None:
    started = time.monotonic()
    command = ["sh", "-c", "sleep 60 & echo $!; sleep 60"]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert program.stdout is not None
    inner = int(program.stdout.readline())

    with program:
        assert end_programs(time.monotonic() - started) in {2, 3}

    until(lambda: not is_alive(inner), seconds=5, what="the inner program is gone")
    assert not is_alive(program.pid)


def test_one_from_before_the_attempt_goes_on() -> None:
    with subprocess.Popen(["sleep", "60"]) as program:
        killed = end_programs(-1)
        is_there = program.poll() is None
        program.kill()

    assert (killed, is_there) == (0, True)
