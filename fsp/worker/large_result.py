"""The stored result of a job: JSON, or a reference to a file if its type stores large results as artifacts."""

import json
from typing import Any

from fsp.core import current_settings
from fsp.files.artifacts import store_artifact
from fsp.jobs.job_type import JobType
from fsp.jobs.result import MAX_RESULT_BYTES, as_json

MAX_FILE_BYTES = 256 * 1024 * 1024

KIND = "result-json"


def stored_result(job_type: JobType, result: Any, job_id: str) -> str:
    """Return the result as JSON, or the reference to its file if it is large. Raise InvalidResult if it is refused."""
    if job_type.large_result == "refuse":
        return as_json(job_type.name, result)
    text = as_json(job_type.name, result, max_bytes=MAX_FILE_BYTES)
    if len(text) <= MAX_RESULT_BYTES:
        return text
    artifact = store_artifact(
        KIND,
        text.encode(),
        job_id=job_id,
        project_id=None,
        title=f"Result of {job_type.name}",
        name="result",
        settings=current_settings(),
    )
    return json.dumps(
        {"artifact": artifact.id, "file": f"/files/{artifact.id}/result.json", "bytes": artifact.size_bytes}
    )
