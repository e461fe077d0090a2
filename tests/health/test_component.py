"""What several verdicts come to."""

from fsp.health.component import Component, worst


def test_the_worst_part_decides_and_the_unknown_does_not() -> None:
    states = ("healthy", "unknown", "degraded", "unhealthy")
    parts = [Component(state, state, "") for state in states]

    results = [worst(parts[:count]) for count in range(5)]

    assert results == ["healthy", "healthy", "healthy", "degraded", "unhealthy"]
