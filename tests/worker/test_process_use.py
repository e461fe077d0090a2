"""What a process uses."""

import os
import time
from pathlib import Path

import pytest

from fsp.worker.process_use import read_use


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")
def test_memory_and_processor_time_are_those_of_the_process() -> None:
    held = bytearray(50_000_000)
    held[:: os.sysconf("SC_PAGE_SIZE")] = b"x" * len(range(0, len(held), os.sysconf("SC_PAGE_SIZE")))

    use = read_use(os.getpid())

    assert use is not None
    assert use.memory_bytes > len(held)
    assert abs(use.cpu_seconds - time.process_time()) < 1


def test_one_that_has_ended_uses_nothing() -> None:
    assert read_use(2**22 + 1) is None
