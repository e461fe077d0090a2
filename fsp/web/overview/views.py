"""The overview, as of one moment: what is wrong, how the queues flow, what fails, what became slower, who works."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from fsp.cache import Cache, Cached
from fsp.charts.stacks import StackChart
from fsp.conditions.collect import or_none
from fsp.conditions.collect_alerts import recent_marks
from fsp.conditions.finding import Finding
from fsp.conditions.schedules import ScheduleReading, recent_schedules
from fsp.conditions.system import System
from fsp.core import current_settings
from fsp.dead_letters.groups import LetterGroup, read_groups
from fsp.dead_letters.selection import Selection
from fsp.health.component import Component
from fsp.inspection.fleet import FleetWorker
from fsp.inspection.replaced import missing_workers
from fsp.performance.costs import Costs, read_costs
from fsp.performance.current import Performance
from fsp.problems.current import read_current
from fsp.problems.verdict import Verdict
from fsp.web.overview.queue_lines import QueueLine, queue_lines, queue_picture
from fsp.web.overview.types import TypeLine, type_lines
from fsp.web.targets.views import TargetsPanel, read_targets_panel
from fsp.web.timezone import local

MAX_GROUPS = 5

_GROUPS = Cache[list[LetterGroup]](lasts=timedelta(seconds=15))
_COSTS = Cache[Costs](lasts=timedelta(seconds=60))


@dataclass(frozen=True)
class Overview:
    """Everything on the overview. None is what could not be read because its store is down."""

    as_of: datetime
    verdict: Verdict
    problems: list[Finding]
    health: list[Component]
    system: System | None
    queues: list[QueueLine] | None
    picture: StackChart | None
    groups: list[LetterGroup] | None
    tracks: list[Performance] | None
    types: list[TypeLine] | None
    schedules: list[ScheduleReading] | None
    costs: Cached[Costs] | None
    targets: TargetsPanel | None
    lost: list[FleetWorker]
    """The workers that were lost and that no other was started in place of."""

    @staticmethod
    def cause_of(problem: Finding) -> str:
        """Return the likely cause, and what was found earlier with its time, in the zone of whoever looks."""
        earlier = problem.earlier
        before = f"at {local(earlier.at):%H:%M}: {earlier.words}" if earlier else ""
        return "; ".join(part for part in (problem.cause, before) if part)


def read_overview(
    connection: redis.Redis, read_health: Callable[[], list[Component]], clock: Callable[[], datetime]
) -> Overview:
    """Read the overview; a store that is down costs its own parts alone."""
    current = read_current(connection, read_health, clock)
    now = current.as_of
    system, tracks, shared_now = current.system, current.tracks, current.snapshot.at
    groups = or_none(lambda: _GROUPS.get(lambda: _groups(now), now)) if current.has_database else None
    schedules = costs = targets = None
    if system is not None and current.has_database:
        schedules = or_none(lambda: recent_schedules(connection, shared_now))
        costs = or_none(lambda: _COSTS.get(lambda: read_costs(connection, now), now))
        targets = or_none(lambda: read_targets_panel(connection, now))
    return Overview(
        as_of=now,
        verdict=current.verdict,
        problems=current.problems,
        health=current.components,
        system=system,
        queues=queue_lines(system, current.problems, shared_now) if system else None,
        picture=queue_picture(system) if system else None,
        groups=groups.value if groups else None,
        tracks=tracks,
        types=type_lines(system, tracks or []) if system else None,
        schedules=schedules,
        costs=costs,
        targets=targets,
        lost=missing_workers(system.fleet) if system else [],
    )


def _groups(now: datetime) -> list[LetterGroup]:
    version = current_settings().code_version
    return read_groups(Selection(), version=version, limit=MAX_GROUPS, marks=recent_marks(now))
