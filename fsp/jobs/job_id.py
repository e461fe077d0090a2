"""Job ids: valid for every store, tool and URL, with room for the ids of replays."""

import re
from uuid import uuid4

from fsp.errors import UnstorableInput
from fsp.jobs.replay_id import MARK, is_replay
from fsp.storable import MAX_NAME_BYTES, cut, fault_of

MAX_ID_BYTES = MAX_NAME_BYTES - len(MARK) - len("9999")
"""For a job that is not a replay, because replays append to it."""

MAX_TYPE_BYTES = 50
"""The part of the type's name in a new id. The rest is 32 digits, which make it unique."""

_ODD = re.compile(r"[^\w.-]+")


def new_job_id(job_type: str) -> str:
    """Return an id for a new job that begins with its type."""
    return f"{cut(_ODD.sub('-', job_type), MAX_TYPE_BYTES)}-{uuid4().hex}"


def id_fault(job_id: str) -> str:
    """Return in words why a text cannot be a job's id; empty if it can."""
    fault = fault_of(job_id, max_bytes=MAX_NAME_BYTES if is_replay(job_id) else MAX_ID_BYTES)
    if fault:
        return fault
    if not job_id or not job_id.isprintable() or "/" in job_id or "\\" in job_id or job_id.startswith("."):
        return f"must be letters, digits and signs, without / and \\ and a dot at its beginning, got {job_id!r:.60}"
    return ""


def check_job_id(job_id: str, name: str = "job_id") -> str:
    """Return the id; raise UnstorableInput with its name if it is invalid."""
    fault = id_fault(job_id)
    if fault:
        raise UnstorableInput(f"{name} {fault}.", name)
    return job_id
