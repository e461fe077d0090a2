"""The size class of a job: a book is no slow page, so their run times are kept apart."""

import logging
from typing import Any

from fsp.jobs.registry import find_job_type

log = logging.getLogger(__name__)

MAX_CHARACTERS = 40
SEPARATORS = str.maketrans("|;", "--")
"""What stands between the parts of a line in Redis."""


def has_size_classes(job_type: str) -> bool:
    """Return whether a type keeps jobs of different sizes apart."""
    rules = find_job_type(job_type)
    return rules is not None and rules.size is not None


def size_class_of(job_type: str, arguments: dict[str, Any]) -> str:
    """Return the class a type puts these arguments in; nothing for a type that has one class, or cannot say."""
    rules = find_job_type(job_type)
    if rules is None or rules.size is None:
        return ""
    try:
        return str(rules.size(**arguments)).translate(SEPARATORS)[:MAX_CHARACTERS]
    except Exception as error:  # noqa: BLE001  (a fault in saying how large a job is must not fail the job)
        log.warning("size class unknown", extra={"job_type": job_type, "error": str(error)})
        return ""
