"""Redis that does not answer, or answers and takes no writes."""

from fsp.conditions.finding import Action, Kind, Problem, Reach, Weight
from fsp.conditions.snapshot import Reading


def _find(reading: Reading) -> list[Problem]:
    if not reading.is_redis_away and not reading.redis_fault:
        return []
    what, _, cause = reading.redis_fault.rstrip(".").partition(": ")
    return [
        Problem(
            kind=DOWN.name,
            subject="all",
            weight=Weight.CRITICAL,
            what=what or "Redis does not answer",
            since=None,
            cause=cause or "it is stopped, out of memory, or cannot be reached",
            action=Action("Look at its health", "/api/health/redis"),
            reach=Reach.GROUND,
        )
    ]


DOWN = Kind(
    name="redis-down",
    meaning="Redis does not answer or takes no writes. Nothing is enqueued or run; requests are kept in SQL.",
    first_look="Its cause: does it run, has it memory and disk, is it a replica, does REDIS_URL name the right one?",
    find=_find,
    can_follow_deploy=False,
    rule="RedisUnreachable",
)
