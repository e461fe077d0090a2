"""Redis that does not answer."""

from fsp.health.problems.problem import Action, Kind, Problem, Reach, Weight
from fsp.health.problems.reading import Reading


def _find(reading: Reading) -> list[Problem]:
    if not reading.is_redis_away:
        return []
    return [
        Problem(
            kind=DOWN.name,
            subject="all",
            weight=Weight.CRITICAL,
            what="Redis does not answer",
            since=None,
            cause="it is stopped, out of memory, or cannot be reached",
            action=Action("Look at its health", "/api/health/redis"),
            reach=Reach.GROUND,
        )
    ]


DOWN = Kind(
    name="redis-down",
    meaning="Redis does not answer. Nothing is enqueued or run; what was asked for is kept in SQL and enqueued later.",
    first_look="Does it run, has its machine memory and disk, does REDIS_URL name it?",
    find=_find,
    can_follow_deploy=False,
    rule="RedisUnreachable",
)
