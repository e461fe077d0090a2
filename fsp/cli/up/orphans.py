"""Reaps orphans: as process 1 of a container, `fsp up` inherits every process whose parent has exited."""

import ctypes
import os
import sys
from collections.abc import Set

PR_GET_CHILD_SUBREAPER = 37


def adopts_orphans() -> bool:
    """Return whether this process adopts orphans."""
    if os.getpid() == 1:
        return True
    is_subreaper = ctypes.c_int(0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_GET_CHILD_SUBREAPER, ctypes.byref(is_subreaper))
    return bool(is_subreaper.value)


def reap_orphans(own: Set[int]) -> list[int]:
    """Reap exited children that this process did not start; return their ids. Its own are handled elsewhere."""
    reaped: list[int] = []
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return reaped
        if ended is None or ended.si_pid in own:
            # One of FSP's own children comes first. The supervisor handles its exit, and the next check finds the rest.
            return reaped
        os.waitpid(ended.si_pid, 0)
        reaped.append(ended.si_pid)
