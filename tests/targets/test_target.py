"""A target: below or above its limit, and never at it."""

import pytest

from fsp.targets.target import Side, Target, Unit, Verdict


@pytest.mark.parametrize(
    ("side", "value", "n", "verdict"),
    [
        (Side.BELOW, 1.0, 9, Verdict.MET),
        (Side.BELOW, 2.0, 9, Verdict.MISSED),
        (Side.ABOVE, 2.0, 9, Verdict.MISSED),
        (Side.ABOVE, 2.1, 9, Verdict.MET),
        (Side.ABOVE, 2.1, 4, Verdict.INSUFFICIENT),
        (Side.ABOVE, None, 9, Verdict.INSUFFICIENT),
    ],
)
def test_a_value_is_judged_by_its_side(side: Side, value: float | None, n: int, verdict: Verdict) -> None:
    assert Target("t", "T", Unit.JOBS, side, 2.0, value, n, min_n=5, window="now").verdict is verdict
