"""The current problems, for the overview, the API and the command line, from one fresh snapshot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

import redis

from fsp.conditions.beginnings import remember_beginnings, with_beginnings
from fsp.conditions.collect import Collected, collect, or_none
from fsp.conditions.deploys import with_deploys
from fsp.conditions.facts.infrastructure import DatabaseFacts
from fsp.conditions.finding import Finding
from fsp.conditions.problems import find_problems
from fsp.conditions.ranking import in_order
from fsp.conditions.snapshot import Snapshot
from fsp.conditions.system import System
from fsp.health.component import Component
from fsp.health.infrastructure_facts import infrastructure_of
from fsp.performance.current import Performance
from fsp.problems.last import remember_state
from fsp.problems.outside import failing_channels, missing_texts, preflight
from fsp.problems.verdict import Verdict, verdict_of


@dataclass(frozen=True)
class CurrentProblems:
    """The problems, most severe first, and the snapshot they come from. None stands for data that could not be read."""

    as_of: datetime
    problems: list[Finding]
    snapshot: Snapshot
    components: list[Component]
    system: System | None
    tracks: list[Performance] | None

    @property
    def verdict(self) -> Verdict:
        """Return the overall state in one sentence."""
        return verdict_of(self.problems, self.system)

    @property
    def has_database(self) -> bool:
        """Return whether the database responded."""
        return self.tracks is not None


def read_current(
    connection: redis.Redis, read_health: Callable[[], Sequence[Component]], now: Callable[[], datetime]
) -> CurrentProblems:
    """Read the system and find its problems. If a store is down, only its own facts are missing."""
    started = monotonic()
    components = read_health()
    at = now()
    collected = collect(connection, infrastructure_of(components, at), begun=started)
    snapshot = _complete(collected)
    problems = _with_causes(find_problems(snapshot), collected, connection, at)
    remember_state(problems, at)
    return CurrentProblems(
        as_of=at,
        problems=problems,
        snapshot=snapshot,
        components=[_seen_down(component, snapshot.database) for component in components],
        system=collected.system,
        tracks=collected.tracks,
    )


def _complete(collected: Collected) -> Snapshot:
    snapshot = collected.snapshot
    if collected.tracks is None:
        if snapshot.database is None or not snapshot.database.answers:
            return snapshot
        # This request found it down before the health check did.
        return replace(snapshot, database=DatabaseFacts(answers=False))
    channels = or_none(lambda: failing_channels(snapshot.at))
    return replace(
        snapshot,
        channels=channels,
        missing_texts=or_none(lambda: missing_texts(snapshot.at)),
        preflight=or_none(lambda: preflight(snapshot.at)),
    )


def _with_causes(
    problems: list[Finding], collected: Collected, connection: redis.Redis, now: datetime
) -> list[Finding]:
    system, redis_facts = collected.system, collected.snapshot.redis
    noticed = system.noticed if system else {}
    begun = with_beginnings(problems, noticed, now)
    if system is not None and redis_facts is not None and redis_facts.works:
        or_none(lambda: remember_beginnings(connection, problems, noticed, now))
    return in_order(with_deploys(begun, collected.snapshot.deploys), now)


def _seen_down(component: Component, database: DatabaseFacts | None) -> Component:
    """Return the component as this request saw it, even if the health check has not noticed yet."""
    is_down = component.name == "database" and database is not None and not database.answers
    if not is_down or component.status == "unhealthy":
        return component
    message = "The database is not responding."
    return replace(component, status="unhealthy", message=message, response_time_milliseconds=None)
