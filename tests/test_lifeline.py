"""The lifeline: a beat reaches the supervisor, never waits, and is no matter of processes without one."""

import os
import subprocess
import sys

from fsp.lifeline import VARIABLE

BEAT = """
import os
from fsp.lifeline import beat
for _ in range({times}):
    beat()
print(os.environ.get("FSP_LIFELINE"))
"""


def run(times: int, number: str, *descriptors: int) -> str:
    script = BEAT.format(times=times)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, VARIABLE: number},
        pass_fds=descriptors,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_beat_reaches_who_reads_the_pipe_and_is_told_to_nobody_else() -> None:
    reader, writer = os.pipe()

    left = run(3, str(writer), writer)
    os.close(writer)

    assert (os.read(reader, 100), left) == (b"...", "None")
    os.close(reader)


def test_a_full_pipe_holds_nobody_up() -> None:
    reader, writer = os.pipe()

    run(100_000, str(writer), writer)
    os.close(writer)

    assert os.read(reader, 1) == b"."
    os.close(reader)


def test_a_number_that_is_no_pipe_is_left_alone() -> None:
    reader, writer = os.pipe()

    assert [run(1, number) for number in ("", "abc", "999999", "1")] == ["None"] * 4
    os.close(reader)
    os.close(writer)
