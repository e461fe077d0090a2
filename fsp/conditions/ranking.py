"""Which problems stand, in which order: what makes readings unreliable first, then what stops most, then the oldest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from fsp.conditions.finding import Problem, Reach
from fsp.conditions.rules.backlog import BACKLOG
from fsp.conditions.rules.circuit_open import OPEN
from fsp.conditions.rules.clock_skew import SKEW
from fsp.conditions.rules.database_down import AWAY
from fsp.conditions.rules.dead_letter_growth import GROWTH
from fsp.conditions.rules.disk_full import FULL
from fsp.conditions.rules.queue_stalled import STALLED
from fsp.conditions.rules.redis_down import DOWN
from fsp.conditions.rules.retry_storm import STORM
from fsp.conditions.rules.scheduler_silent import SILENT
from fsp.conditions.rules.slots_held import HELD
from fsp.conditions.rules.stuck_jobs import STUCK
from fsp.conditions.rules.worker_dead import DEAD

GROUND = (FULL.name, SKEW.name, DOWN.name, AWAY.name)
"""What makes other readings unreliable, the cause of the others first."""

BY_THE_CLOCK = frozenset({STALLED.name, DEAD.name, SILENT.name, STUCK.name, GROWTH.name, HELD.name})
"""Found by how long ago something was: a clock that is far off finds them where nothing is wrong."""

OF_A_FULL_DISK = ("disk", "MISCONF")
"""By which words of its cause a server is known to have stopped for want of room."""


def in_order(problems: Sequence[Problem], now: datetime) -> list[Problem]:
    """Return what is certain before what is not; the ground first, then the worst, what stops most, the oldest."""

    def rank(problem: Problem) -> tuple[bool, int, int, int, float, str]:
        since = (problem.since or now).timestamp()
        return bool(problem.doubt), _depth(problem), -problem.weight, -problem.reach, since, problem.name

    return sorted(problems, key=rank)


def _depth(problem: Problem) -> int:
    """Return how far down a problem of the ground is, the lowest first: a full disk stops Redis and the database."""
    if problem.reach is not Reach.GROUND:
        return len(GROUND) + 1
    return GROUND.index(problem.kind) if problem.kind in GROUND else len(GROUND)


def with_doubts(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems; those that a clock far off may have made up are marked as not certain."""
    doubt = clock_doubt(problems)
    if not doubt:
        return list(problems)
    return [replace(found, doubt=doubt) if found.kind in BY_THE_CLOCK else found for found in problems]


def clock_doubt(problems: Sequence[Problem]) -> str:
    """Return why nothing that depends on an age is certain; empty while the clocks agree."""
    is_far = any(found.kind == SKEW.name and found.reach is Reach.GROUND for found in problems)
    return "not certain while the clocks disagree" if is_far else ""


def without_consequences(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems without those that only follow from another one of them."""
    names = {problem.name for problem in problems}

    stops = names & {f"{DEAD.name}:all", f"{HELD.name}:all"}

    def follows(problem: Problem) -> bool:
        if problem.kind in {STALLED.name, BACKLOG.name}:
            return bool(stops) and not problem.action.is_post
        if problem.kind == STUCK.name:
            return f"{DEAD.name}:all" in names
        if problem.kind in {DOWN.name, AWAY.name}:
            return f"{FULL.name}:all" in names and any(words in problem.cause for words in OF_A_FULL_DISK)
        return problem.kind == STORM.name and f"{OPEN.name}:{problem.subject}" in names

    return [problem for problem in problems if not follows(problem)]
