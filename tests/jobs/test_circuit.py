"""The rules of a circuit make sense, or are refused."""

import pytest

from fsp.jobs.circuit import DEFAULT_CIRCUIT, Circuit


def test_five_failures_open_it_for_a_minute() -> None:
    assert (DEFAULT_CIRCUIT.failures, DEFAULT_CIRCUIT.open_seconds, DEFAULT_CIRCUIT.ratio) == (5, 60, None)


@pytest.mark.parametrize(
    "numbers",
    [
        {"failures": 0},
        {"open_seconds": 0},
        {"ratio": 0.0},
        {"ratio": 1.5},
        {"first_open_seconds": 0},
        {"first_open_seconds": 61},
    ],
)
def test_senseless_numbers_are_refused(numbers: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="circuit"):
        Circuit(**numbers)  # type: ignore[arg-type]
