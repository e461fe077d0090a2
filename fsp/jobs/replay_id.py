"""The ids of a dead job's replays, which name that job; `lua/shared/dependencies.lua` reads them as well."""

import re

MARK = "-replay-"

_REPLAY = re.compile(rf"{MARK}\d+\Z")


def replay_job_id(job_id: str, replay: int) -> str:
    """Return the id of a dead letter's nth replay, which is always the same."""
    return f"{root_job_id(job_id)}{MARK}{replay}"


def root_job_id(job_id: str) -> str:
    """Return the id of the job whose dead letter a replay belongs to; of any other job its own."""
    return _REPLAY.sub("", job_id)


def is_replay(job_id: str) -> bool:
    """Return whether this is the id of a replay."""
    return root_job_id(job_id) != job_id
