"""Runs a command that ends with its parent: `python -m fsp.cli.up.tied PARENT_PID COMMAND…`.

If the supervisor is killed, the kernel stops its children, so that none of them keeps holding the port.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process to its parent and become the command."""
    parent = int(sys.argv[1])
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606  (the supervisor's own commands)


if __name__ == "__main__":
    main()
