"""The values of the targets, each a pure function of one snapshot."""

from dataclasses import dataclass

from fsp.conditions.facts.day import DayFacts
from fsp.conditions.snapshot import Snapshot


@dataclass(frozen=True)
class Measured:
    """A value, None if unknown, and its number of measurements. The texts are set only if they vary."""

    value: float | None
    n: int
    note: str = ""


def mean_run(snapshot: Snapshot) -> Measured:
    """Return the mean run time of successful jobs, in seconds."""
    jobs = _day(snapshot).jobs
    return ratio(jobs.run_seconds, jobs.succeeded) if jobs else UNKNOWN


def job_failures(snapshot: Snapshot) -> Measured:
    """Return the ratio of permanently failed jobs."""
    jobs = _day(snapshot).jobs
    return ratio(jobs.failed, jobs.ended) if jobs else UNKNOWN


def response_time(snapshot: Snapshot) -> Measured:
    """Return the 95th percentile of response times, in seconds."""
    answers = _day(snapshot).answers
    return Measured(answers.p95_seconds, answers.requests) if answers else UNKNOWN


def error_rate(snapshot: Snapshot) -> Measured:
    """Return the ratio of error responses."""
    answers = _day(snapshot).answers
    return ratio(answers.errors, answers.requests) if answers else UNKNOWN


def since_dead_letters(snapshot: Snapshot) -> Measured:
    """Return the seconds since dead letters were last processed."""
    moments = _day(snapshot).dead_letters_processed_at
    return Measured((snapshot.at - moments[-1]).total_seconds(), len(moments)) if moments else UNKNOWN


def backlog(snapshot: Snapshot) -> Measured:
    """Return how many jobs are waiting or blocked in all queues."""
    return UNKNOWN if snapshot.queues is None else Measured(float(sum(queue.waiting for queue in snapshot.queues)), 1)


def uptime(snapshot: Snapshot) -> Measured:
    """Return the ratio of probes that found FSP up."""
    probes = _day(snapshot).uptime
    if probes is None:
        return UNKNOWN
    up_ratio = ratio(probes.up, probes.up + probes.down)
    note = f"One probe every 30 s. No data for {probes.unknown_ratio:.0%} of the time."
    return Measured(up_ratio.value, up_ratio.n, note)


def overhead(snapshot: Snapshot) -> Measured:
    """Return the CPU share of monitoring, in units of one CPU."""
    facts = _day(snapshot).overhead
    if facts is None or not facts.covered_seconds:
        return UNKNOWN
    return Measured(facts.cpu_seconds / facts.covered_seconds, facts.measurements)


def ratio(part: float, whole: int) -> Measured:
    """Return a ratio; None if the whole is zero."""
    return Measured(part / whole if whole else None, whole)


def _day(snapshot: Snapshot) -> DayFacts:
    return snapshot.day or DayFacts()


UNKNOWN = Measured(None, 0)
