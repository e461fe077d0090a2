"""Orphans: as process 1 of a container, `fsp up` inherits every process whose parent has ended, and must reap it."""

import ctypes
import os
import sys
from collections.abc import Set

PR_GET_CHILD_SUBREAPER = 37


def adopts_orphans() -> bool:
    """Return whether orphans become children of this process."""
    if os.getpid() == 1:
        return True
    is_subreaper = ctypes.c_int(0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_GET_CHILD_SUBREAPER, ctypes.byref(is_subreaper))
    return bool(is_subreaper.value)


def reap_orphans(own: Set[int]) -> list[int]:
    """Reap ended children that this process did not start; return their ids. How its own ended is asked elsewhere."""
    reaped: list[int] = []
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return reaped
        if ended is None or ended.si_pid in own:
            # One of its own stands in front; the supervisor notes its death, and the next look finds the rest.
            return reaped
        os.waitpid(ended.si_pid, 0)
        reaped.append(ended.si_pid)
