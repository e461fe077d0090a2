"""The order of problems: those that make facts unreliable, then those that stop most work, then the oldest."""

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
    destination_stopped,
    disk_full,
    installation_copied,
    platform_failing,
    posts_late,
    queue_stalled,
    redis_down,
    retry_storm,
    scheduler_silent,
    slots_held,
    slow_publishing,
    stuck_jobs,
    worker_dead,
)

INFRASTRUCTURE = (disk_full.NAME, clock_skew.NAME, redis_down.NAME, database_down.NAME)
"""Problems that make other facts unreliable, causes first."""

BY_THE_CLOCK = frozenset(
    module.NAME for module in (queue_stalled, worker_dead, scheduler_silent, stuck_jobs, dead_letter_growth, slots_held)
)
"""Problems that depend on ages. A clock that is far off finds them where nothing is wrong."""

STOP_EVERYTHING = frozenset({worker_dead.NAME, slots_held.NAME})
"""Only if they concern the whole system: one crashed worker of several stops nothing."""

LATE_RULES = (destination_stopped.PAUSED, destination_stopped.DOWN, posts_late.NAME, slow_publishing.NAME)
"""Problems of one destination, causes first: each is only a consequence of an earlier one there."""

OF_A_FULL_DISK = ("disk", "MISCONF")
"""Words in the cause of a server that stopped because the disk is full."""


def in_order(findings: Sequence[Finding], now: datetime) -> list[Finding]:
    """Return certain problems first; among those infrastructure, then severity, then reach, then age."""

    def rank(finding: Finding) -> tuple[bool, int, int, int, float, str]:
        since = (finding.since or now).timestamp()
        return bool(finding.doubt), _depth(finding), -finding.severity.rank, -finding.reach, since, finding.name

    return sorted(findings, key=rank)


def _depth(finding: Finding) -> int:
    """Return the depth of an infrastructure problem: a full disk stops Redis and the database."""
    if finding.reach is not Reach.INFRASTRUCTURE:
        return len(INFRASTRUCTURE) + 1
    return INFRASTRUCTURE.index(finding.rule) if finding.rule in INFRASTRUCTURE else len(INFRASTRUCTURE)


def _causes_of(rule: str) -> tuple[str, ...]:
    return LATE_RULES[: LATE_RULES.index(rule)]


def with_doubts(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings. Those that a wrong clock may have caused are marked as uncertain."""
    doubt = clock_doubt(findings)
    if not doubt:
        return list(findings)
    return [replace(finding, doubt=doubt) if finding.rule in BY_THE_CLOCK else finding for finding in findings]


def clock_doubt(findings: Sequence[Finding]) -> str:
    """Return why everything that depends on an age is uncertain; empty while the clocks agree."""
    is_far = any(finding.rule == clock_skew.NAME and finding.reach is Reach.INFRASTRUCTURE for finding in findings)
    return "uncertain while the clocks are out of sync" if is_far else ""


def without_consequences(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings without consequences of others."""
    names = {finding.name for finding in findings}
    stops = {rule for rule in STOP_EVERYTHING if f"{rule}:{SYSTEM.name}" in names}

    is_copied = f"{installation_copied.NAME}:{SYSTEM.name}" in names

    def follows(finding: Finding) -> bool:
        if finding.rule in {queue_stalled.NAME, backlog.NAME}:
            return bool(stops) and not finding.action.is_post
        if finding.rule == stuck_jobs.NAME:
            return worker_dead.NAME in stops
        if finding.rule in {redis_down.NAME, database_down.NAME}:
            is_full = f"{disk_full.NAME}:{SYSTEM.name}" in names
            return is_full and any(words in finding.cause for words in OF_A_FULL_DISK)
        if finding.rule in LATE_RULES:
            return any(f"{rule}:{finding.subject.name}" in names for rule in _causes_of(finding.rule)) or is_copied
        if finding.rule == platform_failing.NAME:
            return f"{destination_stopped.DOWN}:{finding.subject.name}" in names
        return finding.rule == retry_storm.NAME and f"{circuit_open.NAME}:{finding.subject.name}" in names

    return [finding for finding in findings if not follows(finding)]
