"""The targets of FSP: one line each, judged by one reading; touches nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from fsp.targets import values
from fsp.targets.reading import TargetReading
from fsp.targets.target import Side, Target, Unit
from fsp.targets.values import Found

NOW, DAY, MONTH = "now", "the last 24 hours", "the last 30 days"

PASS_LIMIT_SECONDS = 3900.0
"""An hour between two passes, and five minutes for the pass itself."""

SURE_OF_P95 = 59
"""With fewer even the slowest is, more often than once in twenty times, under the true percentile."""

SURE_OF_UPTIME = 1000
"""With fewer a single probe would decide."""


@dataclass(frozen=True)
class Aim:
    """One line of the list as it stands: what is measured, and the limit on one side of which it is to be."""

    name: str
    title: str
    measure: Callable[[TargetReading], Found]
    side: Side
    limit: float
    unit: Unit
    least: int
    window: str
    note: str = ""

    def judge(self, reading: TargetReading) -> Target:
        """Return the target as a reading has it."""
        found = self.measure(reading)
        return Target(
            name=self.name,
            title=self.title,
            unit=self.unit,
            side=self.side,
            limit=self.limit,
            value=found.value,
            n=found.n,
            least=self.least,
            window=found.window or self.window,
            note=found.note or self.note,
        )


def judge_targets(reading: TargetReading) -> list[Target]:
    """Return every target as this reading has it."""
    return [aim.judge(reading) for aim in TARGETS]


TARGETS = (
    Aim(
        name="mean-job-duration",
        title="Average job",
        measure=values.mean_run,
        side=Side.BELOW,
        limit=30.0,
        unit=Unit.SECONDS,
        least=5,
        window=DAY,
        note="Jobs that succeeded; FSP's own upkeep is left out.",
    ),
    Aim(
        name="job-failure-rate",
        title="Jobs that failed",
        measure=values.job_failures,
        side=Side.BELOW,
        limit=0.05,
        unit=Unit.RATIO,
        least=20,
        window=DAY,
        note="A retry is not a failure; FSP's own upkeep is left out.",
    ),
    Aim(
        name="response-time-p95",
        title="Answers, 95th percentile",
        measure=values.response_time,
        side=Side.BELOW,
        limit=0.2,
        unit=Unit.SECONDS,
        least=SURE_OF_P95,
        window=DAY,
        note="Within 1 %; health and metrics are left out.",
    ),
    Aim(
        name="error-rate",
        title="Answers that are errors",
        measure=values.error_rate,
        side=Side.BELOW,
        limit=0.01,
        unit=Unit.RATIO,
        least=100,
        window=DAY,
        note="Status 500 and above; health and metrics are left out.",
    ),
    Aim(
        name="dead-letters-hourly",
        title="Since dead letters were processed",
        measure=values.since_dead_letters,
        side=Side.BELOW,
        limit=PASS_LIMIT_SECONDS,
        unit=Unit.SECONDS,
        least=1,
        window=NOW,
        note="Every hour, and five minutes for the pass; counted are the passes of the last 24 hours.",
    ),
    Aim(
        name="backlog",
        title="Jobs that wait",
        measure=values.backlog,
        side=Side.BELOW,
        limit=100,
        unit=Unit.JOBS,
        least=1,
        window=NOW,
        note="Waiting or parked, in all queues.",
    ),
    Aim(
        name="uptime",
        title="Uptime",
        measure=values.uptime,
        side=Side.ABOVE,
        limit=0.999,
        unit=Unit.RATIO,
        least=SURE_OF_UPTIME,
        window=MONTH,
    ),
    Aim(
        name="monitoring-overhead",
        title="Monitoring overhead",
        measure=values.overhead,
        side=Side.BELOW,
        limit=0.05,
        unit=Unit.RATIO,
        least=SURE_OF_P95,
        window=DAY,
        note="Processor time of the jobs that monitor and of counting answers, as a share of one processor.",
    ),
)
