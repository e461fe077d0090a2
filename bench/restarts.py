"""How long `fsp up` takes to start, to bring each killed process back, and to stop.

Run it as `make restarts`. What is promised: a killed process is back within 5 s, Ctrl-C ends everything within 10 s.
"""

import os
import signal
import tempfile
import time
from pathlib import Path

from testbed.processes import PARTS, start, until


def main() -> None:
    """Measure and print each figure."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        running = start(Path(folder))
        print(f"up after {time.monotonic() - began:.1f} s")
        for part in PARTS:
            before = running.pids(part)
            victim = min(before)
            os.kill(victim, signal.SIGKILL)

            def is_back(part: str = part, before: set[int] = before, victim: int = victim) -> bool:
                return len(running.pids(part) - {victim}) == len(before) and running.answers()

            print(f"{part} back after {until(is_back, seconds=60, what=part):.1f} s")
        print(f"stopped after {running.stop():.1f} s")


if __name__ == "__main__":
    main()
