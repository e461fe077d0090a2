"""Redis that does not answer, or answers and takes no writes."""

from fsp.conditions.finding import SYSTEM, Action, Finding, Reach, Verdict
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "redis-down"


def _find(snapshot: Snapshot) -> list[Finding] | None:
    redis = snapshot.redis
    if redis is None:
        return None
    if redis.works:
        return [Finding(NAME, SYSTEM, Severity.CRITICAL, "Redis answers", "Redis answers", verdict=Verdict.FINE)]
    summary, _, cause = redis.fault.rstrip(".").partition(": ")
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.CRITICAL,
            summary=summary or "Redis does not answer",
            cause=cause or "it is stopped, out of memory, or cannot be reached",
            measured=f"{redis.fault.rstrip('.') or 'Redis does not answer'}; asked twice",
            action=Action("Look at its health", "/api/health/redis"),
            reach=Reach.INFRASTRUCTURE,
        )
    ]


REDIS_DOWN = Rule(
    name=NAME,
    meaning="Redis does not answer or takes no writes. Nothing is enqueued or run; requests are kept in SQL.",
    first_look="Its cause: does it run, has it memory and disk, is it a replica, does REDIS_URL name the right one?",
    find=_find,
    can_follow_deploy=False,
    alert=AlertPolicy(
        "RedisUnreachable",
        AlertType.SYSTEM_HEALTH,
        Severity.CRITICAL,
        meaning="Redis does not answer or takes no writes",
        advice="Look whether Redis or Valkey runs and has memory; then at REDIS_URL.",
        more_evaluations=0,
    ),
)
