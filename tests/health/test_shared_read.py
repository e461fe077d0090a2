"""Checks that begin together cost one read, also one that fails."""

import pytest
from redis.exceptions import ConnectionError as Unreachable

from fsp.health.component import Component
from fsp.health.shared_read import SharedRead


def test_components_asked_for_within_a_second_are_read_once() -> None:
    clock, counts = iter([0.0, 0.0, 0.9, 1.0, 1.0]), iter(range(9))

    def read() -> dict[str, Component]:
        count = next(counts)
        return {name: Component(name, "healthy", str(count)) for name in ("workers", "jobs")}

    shared = SharedRead(read, monotonic=lambda: next(clock))

    assert [shared.component(name).message for name in ("workers", "jobs", "jobs")] == ["0", "0", "1"]


def test_a_read_that_fails_is_not_begun_again_by_each_check() -> None:
    reads = []

    def read() -> dict[str, Component]:
        reads.append(1)
        raise Unreachable

    shared = SharedRead(read, monotonic=lambda: 0.0)

    for name in ("workers", "jobs"):
        with pytest.raises(Unreachable):
            shared.component(name)
    assert len(reads) == 1
