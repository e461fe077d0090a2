"""What the jobs of both sides do, without importing either: stock RQ imports it anew in each forked process."""

import fcntl
import time
from pathlib import Path

STORM_BASE_SECONDS = 10
BEAT_SECONDS = 0.25


def hold(folder: str) -> bool:
    """Hold one of three locks, which end with the process, for 20 ms; return False if none is free."""
    for number in range(3):
        with (Path(folder) / f"lock-{number}").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            time.sleep(0.02)
            return True
    return False
