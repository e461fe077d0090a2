"""Where the failed jobs of a type are listed, dead ones and those that will be tried again."""

import re
from urllib.parse import urlencode

_CLASS = re.compile(r"([A-Za-z_]\w*)(?:: |\Z)")


def failed_jobs_url(job_type: str, newest_error: str) -> str:
    """Return the search for the jobs with this error; without one, the page of the type, which lists its failures."""
    error_class = _CLASS.match(newest_error)
    if error_class is None:
        return f"/job-types/{job_type}#failures"
    return f"/jobs?{urlencode({'type': job_type, 'q': f'error:{error_class[1]}'})}"
