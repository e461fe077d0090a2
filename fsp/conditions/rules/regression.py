"""A job type that became slower than it was."""

from urllib.parse import quote

from fsp.conditions.finding import Action, Kind, Problem, Weight
from fsp.conditions.snapshot import Reading


def _find(reading: Reading) -> list[Problem]:
    return [
        Problem(
            kind=SLOWER.name,
            subject=found.job_type,
            weight=Weight.WARNING,
            what=f"{found.job_type} is slower: P95 {found.is_seconds:.3g} s, was {found.was_seconds:.3g} s",
            since=found.since,
            cause=f"it began after the deploy {found.deploy}" if found.deploy else "no deploy is near its beginning",
            action=Action("Compare it", f"/performance#track-{quote(found.job_type)}"),
        )
        for found in reading.slower or ()
    ]


SLOWER = Kind(
    name="p95-regression",
    meaning="The runs of a job type are slower than its baseline, and chance does not explain it.",
    first_look="What changed when it began: the code, the data, the platform it waits for. Accept it if it is meant.",
    find=_find,
    rule="PerformanceRegression",
)
