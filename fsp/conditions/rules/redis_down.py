"""Redis that is down, or responds but rejects writes."""

from fsp.conditions.finding import SYSTEM, Action, Finding, Reach, Verdict
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity
from fsp.redis_faults import HANGS

NAME = "redis-down"


def _find(snapshot: Snapshot) -> list[Finding] | None:
    redis = snapshot.redis
    if redis is None:
        return None
    if redis.works:
        return [Finding(NAME, SYSTEM, Severity.CRITICAL, "Redis responds", "Redis responds", verdict=Verdict.FINE)]
    summary, _, cause = redis.fault.rstrip(".").partition(": ")
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.CRITICAL,
            summary=summary or "Redis is not responding",
            cause=cause or "it is stopped, out of memory or unreachable",
            measured=f"{redis.fault.rstrip('.') or 'Redis is not responding'} (2 checks)",
            action=_check(redis.fault),
            reach=Reach.INFRASTRUCTURE,
        )
    ]


def _check(fault: str) -> Action:
    """Return the action: check whether a hanging server is stopped, or query its state."""
    page = f"/runbook#{NAME}"
    if HANGS in fault:
        command = "ps -o pid,stat,etime,rss,args -C valkey-server,redis-server"
        return Action("Check the process state", page, command=command)
    return Action("Check the Redis server", page, command='redis-cli -u "$REDIS_URL" INFO')


REDIS_DOWN = Rule(
    name=NAME,
    meaning="Redis is down or rejects writes. No jobs are enqueued or run. Requests are stored in SQL and "
    "enqueued later.",
    first_look="Check that Redis is running, has memory and disk space, is not a replica, and that REDIS_URL is "
    "correct.",
    find=_find,
    can_follow_deploy=False,
    alert=AlertPolicy(
        "RedisUnreachable",
        AlertType.SYSTEM_HEALTH,
        Severity.CRITICAL,
        meaning="Redis is down or rejects writes",
        advice="Check that Redis or Valkey is running and has memory, and that REDIS_URL is correct.",
        more_evaluations=0,
    ),
)
