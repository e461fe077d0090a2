"""The infrastructure facts of the health checks, as the beginning of a snapshot."""

from collections.abc import Sequence
from datetime import datetime

from fsp.conditions.facts.infrastructure import ClockFacts, ComponentFacts, DatabaseFacts, DiskFacts, RedisFacts
from fsp.conditions.snapshot import Snapshot
from fsp.health.component import Component
from fsp.health.doubts import by_the_shared_clock
from fsp.redis_faults import HANGS
from fsp.stored import number_of, read_or


def infrastructure_of(components: Sequence[Component], now: datetime) -> Snapshot:
    """Return a snapshot with the facts from health checks, on the clock that all processes share."""
    by_name = {component.name: component for component in components}
    return Snapshot(
        # With a clock that is far off, everything would seem old.
        at=by_the_shared_clock(now, components),
        database=_database(by_name.get("database")),
        redis=_redis(by_name.get("redis")),
        disk=_disk(by_name.get("disk")),
        clock=_clock(by_name.get("clock")),
        components=tuple(ComponentFacts(checked.name, checked.status, checked.message) for checked in components),
    )


def _database(component: Component | None) -> DatabaseFacts | None:
    if component is None:
        return None
    cause = str(component.details.get("cause", ""))
    if component.reason == "timeout":
        cause = "it hangs: it accepts connections but does not respond in time"
    dialect = str(component.details.get("dialect", ""))
    return DatabaseFacts(component.status != "unhealthy", component.response_time_milliseconds, cause, dialect)


def _redis(component: Component | None) -> RedisFacts | None:
    if component is None:
        return None
    if component.status != "unhealthy":
        return RedisFacts(answers=True)
    fault = f"Redis is not responding: {HANGS}" if component.reason == "timeout" else component.message
    return RedisFacts(answers=False, fault=fault)


def _disk(component: Component | None) -> DiskFacts | None:
    if component is None:
        return None
    is_full = bool(component.details.get("isFull"))
    return DiskFacts(_number(component, "freeRatio"), _number(component, "freeBytes"), is_full=is_full)


def _clock(component: Component | None) -> ClockFacts | None:
    if component is None:
        return None
    hosts = component.details.get("hostsOff", {})
    hosts_off = tuple((str(host), float(seconds)) for host, seconds in hosts.items())
    return ClockFacts(_number(component, "skewSeconds"), hosts_off)


def _number(component: Component, name: str) -> float | None:
    return read_or(None, number_of, component.details.get(name))
