"""What becomes of a job that is to run after another one which does not succeed."""

from enum import StrEnum


class OnFailure(StrEnum):
    """`wait`: until the other one does succeed, such as when its dead letter is replayed; `run`: all the same."""

    WAIT = "wait"
    RUN = "run"


MOST_AFTER = 1000
"""Jobs one job can run after."""
