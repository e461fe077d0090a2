"""Every kind of problem the overview knows, in one place: a new one is a file and a line here."""

from fsp.conditions.finding import Kind, Problem
from fsp.conditions.ranking import in_order, with_doubts, without_consequences
from fsp.conditions.rules.backlog import BACKLOG
from fsp.conditions.rules.channel_failing import FAILING
from fsp.conditions.rules.circuit_open import OPEN
from fsp.conditions.rules.clock_skew import SKEW
from fsp.conditions.rules.database_down import AWAY
from fsp.conditions.rules.database_older import OLDER
from fsp.conditions.rules.database_slow import SLOW
from fsp.conditions.rules.dead_letter_growth import GROWTH
from fsp.conditions.rules.disk_full import FULL
from fsp.conditions.rules.disk_low import LOW
from fsp.conditions.rules.memory_over import MEMORY
from fsp.conditions.rules.platform_failing import PLATFORM
from fsp.conditions.rules.queue_stalled import STALLED
from fsp.conditions.rules.redis_down import DOWN
from fsp.conditions.rules.regression import SLOWER
from fsp.conditions.rules.retry_storm import STORM
from fsp.conditions.rules.scheduler_silent import SILENT
from fsp.conditions.rules.slots_held import HELD
from fsp.conditions.rules.stuck_jobs import STUCK
from fsp.conditions.rules.text_missing import MISSING
from fsp.conditions.rules.worker_dead import DEAD
from fsp.conditions.snapshot import Reading

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
