"""The lifeline: a process started by `fsp up` shows, about once a second, that its main loop goes on.

That a process exists says little: one that hangs exists too. Elsewhere there is no lifeline, and a beat does nothing.
"""

import os
import stat
from functools import cache

VARIABLE = "FSP_LIFELINE"
"""The number of the pipe's descriptor, in the environment of the process."""

STANDARD_ERROR = 2


def beat() -> None:
    """Tell the supervisor, if there is one, that the main loop goes on; never waits and never raises."""
    pipe = _pipe()
    if pipe is None:
        return
    try:
        os.write(pipe, b".")
    except OSError:
        # Full, as the supervisor itself stands still, or closed, as it is gone.
        return


@cache
def _pipe() -> int | None:
    """Return the pipe. What this process starts must not take the number for its own."""
    number = os.environ.pop(VARIABLE, "")
    if not number.isdecimal() or int(number) <= STANDARD_ERROR:
        return None
    try:
        if not stat.S_ISFIFO(os.fstat(int(number)).st_mode):
            return None
        os.set_blocking(int(number), False)
        os.set_inheritable(int(number), False)  # noqa: FBT003  (its only parameter besides the number)
    except OSError:
        return None
    return int(number)
