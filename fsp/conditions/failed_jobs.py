"""The failed jobs of a type: the link to their list, and the action that pauses the type."""

import re
from urllib.parse import quote, urlencode

from fsp.conditions.finding import Action

_CLASS = re.compile(r"([A-Za-z_]\w*)(?:: |\Z)")


def failed_jobs_url(job_type: str, newest_error: str) -> str:
    """Return the search for the jobs with this error; without one, the page of the type, which lists its failures."""
    error_class = _CLASS.match(newest_error)
    if error_class is None:
        return f"/job-types/{job_type}#failures"
    return f"/jobs?{urlencode({'type': job_type, 'q': f'error:{error_class[1]}'})}"


def pause_type_action(job_type: str) -> Action:
    """Return the action that pauses a type: its jobs wait instead of failing."""
    return Action(f"Pause {job_type}", f"/job-types/{quote(job_type)}/pause", is_post=True)
