"""While this host's clock is far off that of Redis, what depends on an age is unknown."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.health.component import Component
from fsp.health.doubts import by_the_shared_clock, with_doubts
from fsp.health.watch import Check, Watch

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
WORKERS = Component("workers", "unhealthy", "No workers are running.")
DISK = Component("disk", "degraded", "1% of the disk is free.")


def clock(skew: float) -> Component:
    return Component("clock", "degraded", "Off.", details={"skewSeconds": skew})


def test_what_a_wrong_clock_may_have_made_up_is_unknown() -> None:
    parts = [WORKERS, DISK, Component("scheduler", "healthy", "It ticked 0 s ago."), clock(-90.0)]

    results = Watch({part.name: Check(lambda part=part: part, 60.0) for part in parts}).read()  # type: ignore[misc]

    assert [part.status for part in results] == ["unknown", "degraded", "healthy", "degraded"]
    assert results[0].message == ("Uncertain: this host's clock is 90 s off Redis. Reported: No workers are running.")


def test_another_host_with_a_wrong_clock_writes_heartbeats_that_are_not_certain() -> None:
    far = Component("clock", "degraded", "Off.", details={"skewSeconds": 0.0, "hostsOff": {"far": -90.0}})

    result = with_doubts([WORKERS, far])[0]

    assert (result.status, result.message) == (
        "unknown",
        "Uncertain: the clock of far is far off. Reported: No workers are running.",
    )


@pytest.mark.parametrize("parts", [[WORKERS, DISK, clock(9.9)], [WORKERS, DISK]])
def test_clocks_that_nearly_agree_cast_no_doubt(parts: list[Component]) -> None:
    assert with_doubts(parts) == parts
    assert by_the_shared_clock(NOON, parts) == NOON


def test_ages_are_by_the_clock_of_redis_while_this_one_is_far_off() -> None:
    assert by_the_shared_clock(NOON, [clock(90.0)]) == NOON - timedelta(seconds=90)
