"""The action that pauses a job type, so that its jobs wait instead of failing."""

from urllib.parse import quote

from fsp.conditions.finding import Action


def pause_type_action(job_type: str) -> Action:
    """Return the action."""
    return Action(f"Pause {job_type}", f"/job-types/{quote(job_type)}/pause", is_post=True)
