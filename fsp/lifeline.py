"""The lifeline: about once a second a process reports to `fsp up` that its main loop is running.

A process may exist and still hang. Without `fsp up` there is no lifeline, and a beat does nothing.
"""

import os
import stat
from functools import cache

VARIABLE = "FSP_LIFELINE"
"""The environment variable with the file descriptor of the pipe."""

STANDARD_ERROR = 2


def beat() -> None:
    """Report to the supervisor, if there is one, that the main loop is running. Never blocks and never raises."""
    pipe = _pipe()
    if pipe is None:
        return
    try:
        os.write(pipe, b".")
    except OSError:
        # The pipe is full because the supervisor hangs, or closed because it has exited.
        return


@cache
def _pipe() -> int | None:
    """Return the pipe. Child processes must not inherit the descriptor."""
    number = os.environ.pop(VARIABLE, "")
    if not number.isdecimal() or int(number) <= STANDARD_ERROR:
        return None
    try:
        if not stat.S_ISFIFO(os.fstat(int(number)).st_mode):
            return None
        os.set_blocking(int(number), False)
        os.set_inheritable(int(number), False)  # noqa: FBT003  (its only parameter except the number)
    except OSError:
        return None
    return int(number)
