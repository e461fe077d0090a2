"""The order of problems: first those that make facts unreliable, then those that stop most work, then the oldest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from fsp.conditions.finding import SYSTEM, Finding, Reach
from fsp.conditions.rules import (
    backlog,
    circuit_open,
    clock_skew,
    database_down,
    dead_letter_growth,
    disk_full,
    queue_stalled,
    redis_down,
    retry_storm,
    scheduler_silent,
    slots_held,
    stuck_jobs,
    worker_dead,
)

INFRASTRUCTURE = (disk_full.NAME, clock_skew.NAME, redis_down.NAME, database_down.NAME)
"""What makes other facts unreliable, the cause of the others first."""

BY_THE_CLOCK = frozenset(
    module.NAME for module in (queue_stalled, worker_dead, scheduler_silent, stuck_jobs, dead_letter_growth, slots_held)
)
"""Found by how long ago something was: a clock that is far off finds them where nothing is wrong."""

STOP_EVERYTHING = frozenset({worker_dead.NAME, slots_held.NAME})
"""When they are about the whole system: one dead worker of several stops nothing."""

OF_A_FULL_DISK = ("disk", "MISCONF")
"""By which words of its cause a server is known to have stopped for want of room."""


def in_order(findings: Sequence[Finding], now: datetime) -> list[Finding]:
    """Return what is certain first; of that the infrastructure, then the worst, what stops most, the oldest."""

    def rank(finding: Finding) -> tuple[bool, int, int, int, float, str]:
        since = (finding.since or now).timestamp()
        return bool(finding.doubt), _depth(finding), -finding.severity.rank, -finding.reach, since, finding.name

    return sorted(findings, key=rank)


def _depth(finding: Finding) -> int:
    """Return how far down a problem of the infrastructure is: a full disk stops Redis and the database."""
    if finding.reach is not Reach.INFRASTRUCTURE:
        return len(INFRASTRUCTURE) + 1
    return INFRASTRUCTURE.index(finding.rule) if finding.rule in INFRASTRUCTURE else len(INFRASTRUCTURE)


def with_doubts(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings; those that a clock far off may have made up are marked as not certain."""
    doubt = clock_doubt(findings)
    if not doubt:
        return list(findings)
    return [replace(finding, doubt=doubt) if finding.rule in BY_THE_CLOCK else finding for finding in findings]


def clock_doubt(findings: Sequence[Finding]) -> str:
    """Return why nothing that depends on an age is certain; empty while the clocks agree."""
    is_far = any(finding.rule == clock_skew.NAME and finding.reach is Reach.INFRASTRUCTURE for finding in findings)
    return "uncertain while the clocks are out of sync" if is_far else ""


def without_consequences(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings without those that only follow from another one of them."""
    names = {finding.name for finding in findings}
    stops = {rule for rule in STOP_EVERYTHING if f"{rule}:{SYSTEM.name}" in names}

    def follows(finding: Finding) -> bool:
        if finding.rule in {queue_stalled.NAME, backlog.NAME}:
            return bool(stops) and not finding.action.is_post
        if finding.rule == stuck_jobs.NAME:
            return worker_dead.NAME in stops
        if finding.rule in {redis_down.NAME, database_down.NAME}:
            is_full = f"{disk_full.NAME}:{SYSTEM.name}" in names
            return is_full and any(words in finding.cause for words in OF_A_FULL_DISK)
        return finding.rule == retry_storm.NAME and f"{circuit_open.NAME}:{finding.subject.name}" in names

    return [finding for finding in findings if not follows(finding)]
