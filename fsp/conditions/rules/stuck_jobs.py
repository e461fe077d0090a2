"""Jobs that hang: their worker stopped renewing their lease, and nobody took them over."""

from fsp.conditions.finding import Action, Kind, Problem, Weight
from fsp.conditions.snapshot import Reading


def _find(reading: Reading) -> list[Problem]:
    found = reading.stuck
    if found is None:
        return []
    return [
        Problem(
            kind=STUCK.name,
            subject=found.job_id,
            weight=Weight.SERIOUS,
            what="A job is stuck" if found.count == 1 else f"{found.count} jobs are stuck",
            since=found.since,
            cause="its worker no longer renews its lease, and no other took it over",
            action=Action("Open the job", f"/jobs/{found.job_id}"),
            jobs_hit=found.count,
        )
    ]


STUCK = Kind(
    name="stuck-job",
    meaning="The lease of a running job ended more than a minute ago; workers give such jobs back within seconds.",
    first_look="Is a worker running? The reaper is part of each.",
    find=_find,
    rule="JobsStuck",
)
