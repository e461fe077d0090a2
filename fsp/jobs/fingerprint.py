"""The fingerprint of an error: one for all that differ only in numbers, quoted words and addresses."""

import hashlib
import re

_VARYING = re.compile(r"0x[0-9a-f]+|\d+|\"[^\"]*\"|'[^']*'", re.IGNORECASE)


def fingerprint(job_type: str, error_class: str, message: str) -> str:
    """Return one SHA-256 for all errors of a job type that are the same fault."""
    normal = _VARYING.sub("?", message)
    return hashlib.sha256(f"{job_type}|{error_class}|{normal}".encode()).hexdigest()
