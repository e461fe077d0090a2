"""Every kind of problem the overview knows, in one place: a new one is a file and a line here."""

from fsp.health.problems.backlog import BACKLOG
from fsp.health.problems.channel_failing import FAILING
from fsp.health.problems.circuit_open import OPEN
from fsp.health.problems.clock_skew import SKEW
from fsp.health.problems.database_away import AWAY
from fsp.health.problems.database_older import OLDER
from fsp.health.problems.database_slow import SLOW
from fsp.health.problems.dead_letter_growth import GROWTH
from fsp.health.problems.disk_full import FULL
from fsp.health.problems.disk_low import LOW
from fsp.health.problems.memory_over import MEMORY
from fsp.health.problems.platform_failing import PLATFORM
from fsp.health.problems.problem import Kind, Problem
from fsp.health.problems.queue_stalled import STALLED
from fsp.health.problems.ranking import in_order, with_doubts, without_consequences
from fsp.health.problems.reading import Reading
from fsp.health.problems.redis_down import DOWN
from fsp.health.problems.retry_storm import STORM
from fsp.health.problems.scheduler_dead import SILENT
from fsp.health.problems.slots_held import HELD
from fsp.health.problems.slower import SLOWER
from fsp.health.problems.stuck_job import STUCK
from fsp.health.problems.text_missing import MISSING
from fsp.health.problems.worker_dead import DEAD

KINDS: tuple[Kind, ...] = (
    FULL,
    DOWN,
    AWAY,
    SLOW,
    OLDER,
    DEAD,
    HELD,
    SILENT,
    STALLED,
    BACKLOG,
    OPEN,
    STUCK,
    GROWTH,
    STORM,
    SLOWER,
    PLATFORM,
    MEMORY,
    FAILING,
    MISSING,
    LOW,
    SKEW,
)


def find_problems(reading: Reading) -> list[Problem]:
    """Return every problem of a reading that does not only follow from another, in their order."""
    problems = [problem for kind in KINDS for problem in kind.find(reading)]
    return in_order(with_doubts(without_consequences(problems)), reading.at)


def find_kind(name: str) -> Kind | None:
    """Return the kind of this name; None for an alert that no kind says."""
    return next((kind for kind in KINDS if kind.name == name), None)
