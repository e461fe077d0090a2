"""The targets of FSP, each a pure function of one reading."""

from collections.abc import Callable

from fsp.targets.reading import TargetReading
from fsp.targets.target import Side, Target, Unit

DAY, MONTH = "the last 24 hours", "the last 30 days"

PASS_LIMIT_SECONDS = 3900.0
"""An hour between two passes, and five minutes for the pass itself."""


def judge_targets(reading: TargetReading) -> list[Target]:
    """Return every target as this reading has it."""
    return [judge(reading) for judge in TARGETS]


def mean_run(reading: TargetReading) -> Target:
    """The average job takes less than 30 s."""
    jobs = reading.jobs
    return Target(
        name="mean-job-duration",
        title="Average job",
        unit=Unit.SECONDS,
        side=Side.BELOW,
        limit=30.0,
        value=jobs.run_seconds / jobs.succeeded if jobs and jobs.succeeded else None,
        n=jobs.succeeded if jobs else 0,
        least=5,
        window=DAY,
        note="Jobs that succeeded; FSP's own upkeep is left out.",
    )


def job_failures(reading: TargetReading) -> Target:
    """Fewer than 5 % of jobs fail for good."""
    jobs = reading.jobs
    return Target(
        name="job-failure-rate",
        title="Jobs that failed",
        unit=Unit.RATIO,
        side=Side.BELOW,
        limit=0.05,
        value=jobs.failed / jobs.ended if jobs and jobs.ended else None,
        n=jobs.ended if jobs else 0,
        least=20,
        window=DAY,
        note="A retry is not a failure; FSP's own upkeep is left out.",
    )


def response_time(reading: TargetReading) -> Target:
    """95 % of answers take less than 200 ms."""
    answers = reading.answers
    return Target(
        name="response-time-p95",
        title="Answers, 95th percentile",
        unit=Unit.SECONDS,
        side=Side.BELOW,
        limit=0.2,
        value=answers.p95_seconds if answers else None,
        n=answers.requests if answers else 0,
        # Below this even the slowest is, more often than once in twenty times, under the true percentile.
        least=59,
        window=DAY,
        note="Within 1 %; health and metrics are left out.",
    )


def error_rate(reading: TargetReading) -> Target:
    """Fewer than 1 % of answers are errors."""
    answers = reading.answers
    return Target(
        name="error-rate",
        title="Answers that are errors",
        unit=Unit.RATIO,
        side=Side.BELOW,
        limit=0.01,
        value=answers.errors / answers.requests if answers and answers.requests else None,
        n=answers.requests if answers else 0,
        least=100,
        window=DAY,
        note="Status 500 and above; health and metrics are left out.",
    )


def dead_letters(reading: TargetReading) -> Target:
    """Dead letters are processed every hour."""
    passes = reading.dead_letters_processed_at
    return Target(
        name="dead-letters-hourly",
        title="Since dead letters were processed",
        unit=Unit.SECONDS,
        side=Side.BELOW,
        limit=PASS_LIMIT_SECONDS,
        value=(reading.at - passes[-1]).total_seconds() if passes else None,
        n=len(passes or ()),
        least=1,
        window="now",
        note="Every hour, and five minutes for the pass; counted are the passes of the last 24 hours.",
    )


def backlog(reading: TargetReading) -> Target:
    """Fewer than 100 jobs wait."""
    return Target(
        name="backlog",
        title="Jobs that wait",
        unit=Unit.JOBS,
        side=Side.BELOW,
        limit=100,
        value=None if reading.backlog is None else float(reading.backlog),
        n=0 if reading.backlog is None else 1,
        least=1,
        window="now",
        note="Waiting or parked, in all queues.",
    )


def uptime(reading: TargetReading) -> Target:
    """FSP is up more than 99.9 % of the time."""
    found = reading.uptime
    known = found.up + found.down if found else 0
    return Target(
        name="uptime",
        title="Uptime",
        unit=Unit.RATIO,
        side=Side.ABOVE,
        limit=0.999,
        value=found.up / known if found and known else None,
        n=known,
        # With fewer, a single probe would decide.
        least=1000,
        window=MONTH,
        note=f"A probe each half minute; of {found.unknown_ratio:.0%} of the time nothing is known." if found else "",
    )


def overhead(reading: TargetReading) -> Target:
    """Monitoring takes less than 5 % of the time."""
    answers = reading.answers
    return Target(
        name="monitoring-overhead",
        title="Monitoring overhead",
        unit=Unit.RATIO,
        side=Side.BELOW,
        limit=0.05,
        value=answers.counting_ratio if answers else None,
        n=answers.requests if answers else 0,
        least=59,
        window=DAY,
        note="Measured live: what counting adds to the time of answers, without what is done beside them.",
    )


def processing(reading: TargetReading) -> Target:
    """Jobs are processed 30 % better than by plain RQ, or more."""
    found = reading.processing
    return Target(
        name="job-processing",
        title="Job processing beside plain RQ",
        unit=Unit.RATIO,
        side=Side.ABOVE,
        limit=0.3,
        value=found.gain,
        n=found.jobs,
        least=1,
        window=f"make bench on {found.at:%Y-%m-%d}",
        note=f"Not measured live: {found.ours:,.0f} to {found.theirs:,.0f} {found.words}.",
    )


TARGETS: tuple[Callable[[TargetReading], Target], ...] = (
    *(mean_run, job_failures, response_time, error_rate, dead_letters, backlog, uptime, overhead, processing),
)
