"""Processes that lost their parent are reaped, and those of the supervisor are left to it."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from fsp.cli.up.orphans import adopts_orphans, reap_orphans
from testbed.processes import until

PR_SET_CHILD_SUBREAPER = 36


@pytest.fixture
def _as_process_one() -> Iterator[None]:
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
    yield
    libc.prctl(PR_SET_CHILD_SUBREAPER, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux adopts orphans elsewhere than in process 1")
@pytest.mark.usefixtures("_as_process_one")
def test_an_orphan_is_reaped_and_a_process_of_its_own_is_not() -> None:
    assert adopts_orphans()
    own = subprocess.Popen(["sh", "-c", "sleep 0.05 & echo $!"], stdout=subprocess.PIPE, text=True)
    assert own.stdout is not None
    orphan = int(own.stdout.readline())
    os.waitid(os.P_PID, own.pid, os.WEXITED | os.WNOWAIT)
    reaped = reap_orphans({own.pid})
    assert (reaped, own.wait()) == ([], 0)

    until(lambda: orphan in reap_orphans(set()), seconds=10, what="the orphan is reaped")

    own.stdout.close()
    with pytest.raises(ProcessLookupError):
        os.kill(orphan, 0)


def test_a_process_that_adopts_nobody_leaves_other_children_alone() -> None:
    assert not adopts_orphans()
