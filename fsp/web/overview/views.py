"""The data of the overview at one time: problems, the last hour, queues, error groups and health."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

import redis

from fsp.cache import Cache
from fsp.conditions.collect import or_none
from fsp.conditions.collect_alerts import recent_marks
from fsp.conditions.finding import Action, Finding
from fsp.conditions.system import System
from fsp.core import current_settings
from fsp.dead_letters.groups import LetterGroup, read_groups
from fsp.dead_letters.selection import Selection
from fsp.health.component import Component
from fsp.models.alert_kinds import Severity
from fsp.problems.current import read_current
from fsp.problems.verdict import Verdict
from fsp.web.etags import circuit_mark, new_alert_mark, pause_mark
from fsp.web.overview.queue_lines import QueueLine, queue_lines
from fsp.web.overview.tiles import Tile, read_tiles
from fsp.web.timezone import local

MAX_GROUPS = 5

_GROUPS = Cache[list[LetterGroup]](lasts=timedelta(seconds=15))


@dataclass(frozen=True)
class Overview:
    """Everything on the overview. None means that the store was down."""

    as_of: datetime
    verdict: Verdict
    problems: list[Finding]
    health: list[Component]
    system: System | None
    queues: list[QueueLine] | None
    tiles: list[Tile] | None
    groups: list[LetterGroup] | None

    @property
    def tone(self) -> str:
        """Return the colour of the verdict: `good`, `warn`, `serious` or `bad`."""
        is_critical = any(problem.severity is Severity.CRITICAL for problem in self.problems if not problem.doubt)
        return "serious" if self.verdict.tone == "bad" and not is_critical else self.verdict.tone

    @property
    def unhealthy(self) -> list[Component]:
        """Return the components that are not healthy, worst first."""
        parts = [part for part in self.health if part.status != "healthy"]
        return sorted(parts, key=lambda part: ("unhealthy", "degraded", "unknown").index(part.status))

    def mark_of(self, action: Action) -> str:
        """Return the ETag of the state that a POST changes, so that concurrent changes are detected."""
        _, kind, *name, verb = unquote(action.url).split("/")
        if kind == "alerts" and verb == "acknowledge":
            return new_alert_mark(int(name[0]))
        if self.system is None or kind not in {"queues", "job-types"}:
            return ""
        if kind == "queues":
            return pause_mark(self.system.pauses.get("/".join(name)))
        gate = next((gate for gate in self.system.gates if gate.job_type == "/".join(name)), None)
        if gate is None:
            return ""
        return circuit_mark(gate) if verb == "close-circuit" else pause_mark(gate.pause)

    @staticmethod
    def cause_of(problem: Finding) -> str:
        """Return the likely cause, and earlier findings with their time in the user's zone."""
        earlier = problem.earlier
        before = f"at {local(earlier.at):%H:%M}: {earlier.words}" if earlier else ""
        return "; ".join(part for part in (problem.cause, before) if part)


def read_overview(
    connection: redis.Redis, read_health: Callable[[], list[Component]], clock: Callable[[], datetime]
) -> Overview:
    """Read the overview. If a store is down, only its own parts are missing."""
    current = read_current(connection, read_health, clock)
    now = current.as_of
    system, shared_now = current.system, current.snapshot.at
    groups = or_none(lambda: _GROUPS.get(lambda: _groups(now), now)) if current.has_database else None
    return Overview(
        as_of=now,
        verdict=current.verdict,
        problems=current.problems,
        health=current.components,
        system=system,
        queues=queue_lines(system, current.problems, shared_now) if system else None,
        tiles=read_tiles(system, shared_now) if system else None,
        groups=groups.value if groups else None,
    )


def _groups(now: datetime) -> list[LetterGroup]:
    version = current_settings().code_version
    return read_groups(Selection(), version=version, limit=MAX_GROUPS, marks=recent_marks(now))
