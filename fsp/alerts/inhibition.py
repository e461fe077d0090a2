"""Which alert explains which others away: people are told of the cause, not of everything that follows from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fsp.alerts.judgement import Judgement
from fsp.models.alert import Severity

FOLLOW_FROM_REDIS = frozenset(
    {"QueueBacklog", "JobFailures", "SchedulerSilent", "ScheduleMissed", "CircuitOpen", "JobsStuck"}
)
NEED_THE_DATABASE = frozenset({"DatabaseSlow", "ScheduleMissed", "PerformanceRegression"})
PUBLISHING_TYPES = frozenset({"item-scheduled-publish", "project-scheduled-publish"})
UNHEALTHY = frozenset({"RedisUnreachable", "DatabaseUnreachable"})


@dataclass(frozen=True)
class Inhibition:
    """While `parent` is active, notices of the children are not made."""

    parent: str
    is_child: Callable[[Judgement, Severity], bool]


def _follows_redis(judgement: Judgement, severity: Severity) -> bool:  # noqa: ARG001
    return judgement.rule in FOLLOW_FROM_REDIS


def _needs_the_database(judgement: Judgement, severity: Severity) -> bool:  # noqa: ARG001
    return judgement.rule in NEED_THE_DATABASE


def _follows_platform(judgement: Judgement, severity: Severity) -> bool:  # noqa: ARG001
    is_publishing = dict(judgement.labels).get("job_type") in PUBLISHING_TYPES
    return judgement.rule in {"JobFailures", "CircuitOpen"} and is_publishing


def _is_warning(judgement: Judgement, severity: Severity) -> bool:  # noqa: ARG001
    return severity is Severity.WARNING


INHIBITIONS = (
    Inhibition("RedisUnreachable", _follows_redis),
    Inhibition("DatabaseUnreachable", _needs_the_database),
    Inhibition("PlatformFailures", _follows_platform),
    *(Inhibition(parent, _is_warning) for parent in sorted(UNHEALTHY)),
)


def suppressor(judgement: Judgement, severity: Severity, active_rules: Iterable[str]) -> str:
    """Return the active rule that explains this judgement away, or nothing."""
    active = set(active_rules) - {judgement.rule}
    for inhibition in INHIBITIONS:
        if inhibition.parent in active and inhibition.is_child(judgement, severity):
            return inhibition.parent
    return ""
