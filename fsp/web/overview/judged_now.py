"""What the rules say of the subjects of alerts at this moment, from what the overview itself shows.

An alert remembers what its last evaluation found, up to five minutes ago. Beside the queues and workers of now that
would be a second truth.
"""

from collections.abc import Sequence
from datetime import datetime

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import ComponentState, JobTypeStatistics, OpenCircuit, QueueStatistics, Reading
from fsp.alerts.rules.catalogue import judge_all
from fsp.health.component import Component
from fsp.jobs.registry import is_upkeep
from fsp.models.alert import Alert
from fsp.web.overview.machinery import Machinery

JUDGED = frozenset(
    {"QueueBacklog", "JobFailures", "CircuitOpen", "ComponentUnhealthy", "RedisUnreachable", "SchedulerSilent"}
)
"""The rules whose data the overview reads."""


def judge_now(
    alerts: Sequence[Alert], machinery: Machinery | None, health: Sequence[Component], now: datetime
) -> dict[str, Judgement]:
    """Return by fingerprint what the rules of these alerts say now; an alert whose data is not read is left out."""
    alerts = [alert for alert in alerts if alert.rule in JUDGED]
    known = {(alert.rule, tuple(sorted((alert.labels or {}).items()))) for alert in alerts}
    judged = judge_all(_reading(machinery, health, now), known)
    wanted = {alert.fingerprint for alert in alerts}
    return {
        found.fingerprint: found
        for found in judged
        if found.fingerprint in wanted and found.verdict is not Verdict.NO_DATA
    }


def _reading(machinery: Machinery | None, health: Sequence[Component], now: datetime) -> Reading:
    components = tuple(ComponentState(part.name, part.status, part.message) for part in health)
    if machinery is None:
        return Reading(at=now, components=components)
    ticked = machinery.scheduler_seen_at
    return Reading(
        at=now,
        is_redis_reachable=True,
        components=components,
        queues=tuple(
            QueueStatistics(
                queue.name,
                queue.waiting + queue.parked,
                queue.oldest_age_seconds,
                machinery.flows[queue.name].drain_seconds(queue.waiting + queue.parked),
            )
            for queue in machinery.queues
        ),
        job_types=tuple(
            JobTypeStatistics(name, span.ended, span.failed)
            for name, span in machinery.last_hour.items()
            if span.ended and not is_upkeep(name)
        ),
        open_circuits=tuple(
            OpenCircuit(gate.job_type, gate.opened_at, gate.why)
            for gate in machinery.gates
            if gate.is_at_fault and gate.opened_at
        ),
        scheduler_age_seconds=max(0.0, (now - ticked).total_seconds()) if ticked else None,
    )
