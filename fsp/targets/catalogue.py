"""FSP's targets for itself, one line each, judged from one snapshot. No side effects."""

from collections.abc import Callable
from dataclasses import dataclass

from fsp.conditions import limits
from fsp.conditions.snapshot import Snapshot
from fsp.targets import values
from fsp.targets.target import Side, Target, Unit

NOW, DAY, MONTH = "now", "the last 24 hours", "the last 30 days"

MIN_FOR_P95 = 59
"""With fewer values, even the slowest one is below the true percentile more than once in twenty times."""

MIN_FOR_UPTIME = 1000
"""With fewer probes, a single one would decide."""


@dataclass(frozen=True)
class Definition:
    """One target: its value, and the limit on one side of which the value should be."""

    name: str
    title: str
    measure: Callable[[Snapshot], values.Measured]
    limit: float
    unit: Unit
    min_n: int
    side: Side = Side.BELOW
    window: str = DAY
    note: str = ""

    def judge(self, snapshot: Snapshot) -> Target:
        """Return the target with its value in a snapshot."""
        measured = self.measure(snapshot)
        return Target(
            name=self.name,
            title=self.title,
            unit=self.unit,
            side=self.side,
            limit=self.limit,
            value=measured.value,
            n=measured.n,
            min_n=self.min_n,
            window=self.window,
            note=measured.note or self.note,
        )


def judge_targets(snapshot: Snapshot) -> list[Target]:
    """Return every target with its value in this snapshot."""
    return [target.judge(snapshot) for target in TARGETS]


TARGETS = (
    Definition(
        name="mean-job-duration",
        title="Average job duration",
        measure=values.mean_run,
        limit=limits.MAX_MEAN_RUN_SECONDS,
        unit=Unit.SECONDS,
        min_n=5,
        note="Successful jobs, without FSP's own maintenance jobs.",
    ),
    Definition(
        name="job-failure-rate",
        title="Job failure rate",
        measure=values.job_failures,
        limit=limits.MAX_FAILED_JOBS,
        unit=Unit.RATIO,
        min_n=20,
        note="Retries do not count as failures. FSP's own maintenance jobs are excluded.",
    ),
    Definition(
        name="response-time-p95",
        title="Response time (P95)",
        measure=values.response_time,
        limit=limits.MAX_RESPONSE_SECONDS,
        unit=Unit.SECONDS,
        min_n=MIN_FOR_P95,
        note="Accurate to ±1 %. Health and metrics requests are excluded.",
    ),
    Definition(
        name="error-rate",
        title="HTTP error rate",
        measure=values.error_rate,
        limit=limits.MAX_ERROR_ANSWERS,
        unit=Unit.RATIO,
        min_n=100,
        note="Status 500 and above. Health and metrics requests are excluded.",
    ),
    Definition(
        name="dead-letters-hourly",
        title="Last dead-letter pass",
        measure=values.since_dead_letters,
        limit=limits.MAX_SINCE_DEAD_LETTERS_SECONDS,
        unit=Unit.SECONDS,
        min_n=1,
        window=NOW,
        note="One pass per hour plus five minutes for the pass itself. n is the number of passes in the last 24 hours.",
    ),
    Definition(
        name="backlog",
        title="Backlog",
        measure=values.backlog,
        limit=limits.MAX_WAITING,
        unit=Unit.JOBS,
        min_n=1,
        window=NOW,
        note="Waiting or blocked, in all queues.",
    ),
    Definition(
        name="uptime",
        title="Uptime",
        measure=values.uptime,
        side=Side.ABOVE,
        limit=limits.MIN_UPTIME,
        unit=Unit.RATIO,
        min_n=MIN_FOR_UPTIME,
        window=MONTH,
    ),
    Definition(
        name="monitoring-overhead",
        title="Monitoring overhead",
        measure=values.overhead,
        limit=limits.MAX_MONITORING_OVERHEAD,
        unit=Unit.RATIO,
        min_n=MIN_FOR_P95,
        note="CPU time of the monitoring jobs and of counting HTTP responses, as a share of one CPU.",
    ),
)
