"""A service that jobs call, such as a platform or the language model, whose calls fail."""

from fsp.conditions.failed_jobs import failed_jobs_url
from fsp.conditions.finding import Action, Kind, Problem, Reach, Weight
from fsp.conditions.snapshot import PlatformFacts, Reading


def _find(reading: Reading) -> list[Problem]:
    return [_problem(found) for found in reading.failing_platforms or ()]


def _problem(found: PlatformFacts) -> Problem:
    is_down = found.failed == found.calls
    name = found.name.replace("-", " ")
    count = f"all {found.calls}" if is_down else f"{found.failed} of {found.calls}"
    told = f"{count} calls within 15 minutes failed"
    url = failed_jobs_url(found.job_type, found.newest_error) if found.job_type else "/api/health/platforms"
    return Problem(
        kind=PLATFORM.name,
        subject=found.name,
        weight=Weight.SERIOUS,
        what=f"The service {name} is down" if is_down else f"Calls to the service {name} fail",
        since=None,
        cause=f"{told}; the newest: {found.newest_error:.160}" if found.newest_error else told,
        action=Action("See what failed", url),
        jobs_hit=None,
        reach=Reach.SERVICE,
    )


PLATFORM = Kind(
    name="platform-failing",
    meaning="Three in ten or more of at least five calls to a service within 15 minutes failed.",
    first_look="The error of its jobs. Is the service up, and are its address and key in the settings right, such as "
    "FSP_LLM_BASE_URL of the language model?",
    find=_find,
    can_follow_deploy=False,
    rule="PlatformFailures",
)
