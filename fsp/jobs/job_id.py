"""The ids of jobs: what every store, every tool and every address can hold, with room for the ids of replays."""

import re
from uuid import uuid4

from fsp.errors import UnstorableInput
from fsp.jobs.replay_id import MARK, is_replay
from fsp.storable import MAX_NAME_BYTES, cut, fault_of

MAX_ID_BYTES = MAX_NAME_BYTES - len(MARK) - len("9999")
"""Of a job that is no replay: its replays add to it."""

MAX_TYPE_BYTES = 50
"""Of the type's name in a new id; the rest is 32 digits, which alone make it unique."""

_ODD = re.compile(r"[^\w.-]+")


def new_job_id(job_type: str) -> str:
    """Return an id for a new job that begins with its type."""
    return f"{cut(_ODD.sub('-', job_type), MAX_TYPE_BYTES)}-{uuid4().hex}"


def id_fault(job_id: str) -> str:
    """Return why a text cannot be a job's id, in words; nothing for one that can."""
    fault = fault_of(job_id, max_bytes=MAX_NAME_BYTES if is_replay(job_id) else MAX_ID_BYTES)
    if fault:
        return fault
    if not job_id or not job_id.isprintable() or "/" in job_id or "\\" in job_id or job_id.startswith("."):
        return f"must be letters, digits and signs, without / and \\ and a dot at its beginning, got {job_id!r:.60}"
    return ""


def check_job_id(job_id: str, name: str = "job_id") -> str:
    """Return the id; raise UnstorableInput with its name for a text that can be none."""
    fault = id_fault(job_id)
    if fault:
        raise UnstorableInput(f"{name} {fault}.", name)
    return job_id
