"""A job type whose attempts mostly fail and are made again."""

from fsp.conditions.failed_jobs import failed_jobs_url
from fsp.conditions.finding import Action, Kind, Problem, Reach, Weight
from fsp.conditions.snapshot import Reading, RetryFacts

FEWEST = 20
PART = 0.5


def is_storm(facts: RetryFacts) -> bool:
    """Return whether half or more of at least 20 attempts were to be made again."""
    return facts.retried >= FEWEST and facts.retried / (facts.retried + facts.ended) >= PART


def _find(reading: Reading) -> list[Problem]:
    return [
        Problem(
            kind=STORM.name,
            subject=found.job_type,
            weight=Weight.SERIOUS,
            what=f"{found.job_type} retries again and again",
            since=found.first_at,
            cause=_cause(found),
            action=Action("See its jobs", failed_jobs_url(found.job_type, found.newest_error)),
            jobs_hit=found.retried,
            reach=Reach.TYPE,
        )
        for found in reading.retries or ()
        if is_storm(found)
    ]


def _cause(found: RetryFacts) -> str:
    told = f"{found.retried} of its {found.retried + found.ended} attempts in ten minutes failed"
    return f"{told}; the newest: {found.newest_error:.160}" if found.newest_error else told


STORM = Kind(
    name="retry-storm",
    meaning="Half or more of the attempts of a job type within ten minutes failed and are made again.",
    first_look="The error of its newest attempts; pause the type if what it calls is down.",
    find=_find,
)
