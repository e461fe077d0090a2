"""Which alert explains which others away: people are told of the cause, not of everything that follows from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fsp.alerts.judgement import Judgement
from fsp.models.alert import Severity

FOLLOW_FROM_REDIS = frozenset(
    {"QueueBacklog", "JobFailures", "SchedulerSilent", "ScheduleMissed", "CircuitOpen", "JobsStuck"}
)
NEED_THE_DATABASE = frozenset({"DatabaseSlow", "ScheduleMissed", "PerformanceRegression"})
UNHEALTHY = frozenset({"RedisUnreachable", "DatabaseUnreachable"})


@dataclass(frozen=True)
class Inhibition:
    """While `parent` is active, notices of the children are not made."""

    parent: str
    is_child: Callable[[Judgement, Severity, frozenset[str]], bool]
    """Asked with the job types that the parent affects."""


def _follows_redis(judgement: Judgement, severity: Severity, affected: frozenset[str]) -> bool:  # noqa: ARG001
    return judgement.rule in FOLLOW_FROM_REDIS


def _needs_the_database(judgement: Judgement, severity: Severity, affected: frozenset[str]) -> bool:  # noqa: ARG001
    return judgement.rule in NEED_THE_DATABASE


def _follows_platform(judgement: Judgement, severity: Severity, affected: frozenset[str]) -> bool:  # noqa: ARG001
    # Only of types whose own calls to it failed: another type's failures have another cause, and are told.
    return judgement.rule in {"JobFailures", "CircuitOpen"} and dict(judgement.labels).get("job_type") in affected


def _is_warning(judgement: Judgement, severity: Severity, affected: frozenset[str]) -> bool:  # noqa: ARG001
    return severity is Severity.WARNING


INHIBITIONS = (
    Inhibition("RedisUnreachable", _follows_redis),
    Inhibition("DatabaseUnreachable", _needs_the_database),
    Inhibition("PlatformFailures", _follows_platform),
    *(Inhibition(parent, _is_warning) for parent in sorted(UNHEALTHY)),
)


def suppressor(judgement: Judgement, severity: Severity, active: Mapping[str, frozenset[str]]) -> str:
    """Return the active rule that explains this judgement away, or nothing.

    `active` has the job types that each active rule affects.
    """
    for inhibition in INHIBITIONS:
        affected = active.get(inhibition.parent)
        if affected is None or inhibition.parent == judgement.rule:
            continue
        if inhibition.is_child(judgement, severity, affected):
            return inhibition.parent
    return ""
