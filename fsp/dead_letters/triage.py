"""When a dead letter may be tried again by itself; touches nothing."""

import re
from datetime import datetime, timedelta

MOST_REPLAYS = 5
FIRST_WAIT = timedelta(hours=1)
NEVER_BY_ITSELF = frozenset({"permanent", "undecodable", "poison"})
"""Reasons that trying again cannot mend, or that cost other jobs their worker."""

_REPLAY = re.compile(r"-replay-\d+\Z")


def next_replay_at(*, reason: str, replays: int, now: datetime) -> datetime | None:
    """Return now plus 1, 2, 4, 8 or 16 hours for the first to fifth replay; None if there is to be none."""
    if reason in NEVER_BY_ITSELF or replays >= MOST_REPLAYS:
        return None
    return now + FIRST_WAIT * int(2**replays)


def replay_job_id(job_id: str, replay: int) -> str:
    """Return the id of a dead letter's nth replay; the same from whoever asks."""
    return f"{root_job_id(job_id)}-replay-{replay}"


def root_job_id(job_id: str) -> str:
    """Return the id of the job whose dead letter a replay belongs to."""
    return _REPLAY.sub("", job_id)
