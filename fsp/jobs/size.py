"""The size class of a job: a book is no slow page, so their run times are kept apart."""

import logging
from typing import Any

from fsp.errors import UnknownJobType
from fsp.jobs.registry import get_job_type

log = logging.getLogger(__name__)

LONGEST = 40
SEPARATORS = str.maketrans("|;", "--")
"""What stands between the parts of a line in Redis."""


def has_size_classes(job_type: str) -> bool:
    """Return whether a type keeps jobs of different sizes apart."""
    try:
        return get_job_type(job_type).size is not None
    except UnknownJobType:
        return False


def size_class_of(job_type: str, arguments: dict[str, Any]) -> str:
    """Return the class a type puts these arguments in; nothing for a type that has one class, or cannot say."""
    try:
        size = get_job_type(job_type).size
    except UnknownJobType:
        return ""
    if size is None:
        return ""
    try:
        return str(size(**arguments)).translate(SEPARATORS)[:LONGEST]
    except Exception as error:  # noqa: BLE001  (a fault in saying how large a job is must not fail the job)
        log.warning("size class unknown", extra={"job_type": job_type, "error": str(error)})
        return ""
