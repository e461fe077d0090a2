"""Numbers, spans of time and sizes in words."""

import pytest

from fsp.amounts import duration, size


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "—"),
        (0.254, "254 ms"),
        (42.4, "42 s"),
        (185, "3 min 5 s"),
        (7800, "2 h 10 min"),
        (86400, "1 d"),
        (59.9, "1 min"),
    ],
)
def test_durations(seconds: float | None, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (2_500_000, "2.5 MB")]
)
def test_sizes(count: int, words: str) -> None:
    assert size(count) == words
