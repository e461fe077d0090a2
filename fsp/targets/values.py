"""What the targets are measured by, each a pure function of one reading."""

from dataclasses import dataclass

from fsp.targets.reading import TargetReading


@dataclass(frozen=True)
class Found:
    """A value, None where it is unknown, and on how many measurements it rests; words only where they depend on it."""

    value: float | None
    n: int
    window: str = ""
    note: str = ""


def mean_run(reading: TargetReading) -> Found:
    """Return how long a job that succeeded ran on average."""
    jobs = reading.jobs
    return ratio(jobs.run_seconds, jobs.succeeded) if jobs else UNKNOWN


def job_failures(reading: TargetReading) -> Found:
    """Return which part of the jobs failed for good."""
    jobs = reading.jobs
    return ratio(jobs.failed, jobs.ended) if jobs else UNKNOWN


def response_time(reading: TargetReading) -> Found:
    """Return what 95 % of the answers took at most."""
    answers = reading.answers
    return Found(answers.p95_seconds, answers.requests) if answers else UNKNOWN


def error_rate(reading: TargetReading) -> Found:
    """Return which part of the answers were errors."""
    answers = reading.answers
    return ratio(answers.errors, answers.requests) if answers else UNKNOWN


def since_dead_letters(reading: TargetReading) -> Found:
    """Return how long ago dead letters were processed."""
    passes = reading.dead_letters_processed_at
    return Found((reading.at - passes[-1]).total_seconds(), len(passes)) if passes else UNKNOWN


def backlog(reading: TargetReading) -> Found:
    """Return how many jobs wait."""
    return UNKNOWN if reading.backlog is None else Found(float(reading.backlog), 1)


def uptime(reading: TargetReading) -> Found:
    """Return which part of the probes found FSP up."""
    found = reading.uptime
    if found is None:
        return UNKNOWN
    note = f"A probe each half minute; of {found.unknown_ratio:.0%} of the time nothing is known."
    known = ratio(found.up, found.up + found.down)
    return Found(known.value, known.n, note=note)


def overhead(reading: TargetReading) -> Found:
    """Return which part of one processor monitoring takes."""
    found = reading.overhead
    if found is None or not found.covered_seconds:
        return UNKNOWN
    return Found(found.cpu_seconds / found.covered_seconds, found.measurements)


def ratio(part: float, whole: int) -> Found:
    """Return a part of a whole, unknown where there is nothing."""
    return Found(part / whole if whole else None, whole)


UNKNOWN = Found(None, 0)
