"""Values in words: as many digits as matter."""

import pytest

from fsp.targets.target import Side, Target, Unit
from fsp.targets.wording import limit_in_words, value_in_words


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        (Unit.SECONDS, 0.1424, "142 ms"),
        (Unit.SECONDS, 4.567, "4.57 s"),
        (Unit.SECONDS, 1830.0, "30 min"),
        (Unit.RATIO, 0.9995, "99.95 %"),
        (Unit.RATIO, 0.0, "0 %"),
        (Unit.RATIO, 3.118, "312 %"),
        (Unit.JOBS, 7.0, "7"),
        (Unit.JOBS, None, "—"),
    ],
)
def test_a_value_in_words(unit: Unit, value: float | None, words: str) -> None:
    target = Target("t", "T", unit, Side.BELOW, 30.0, value, 1, min_n=1, window="now")

    assert value_in_words(target) == words


def test_a_limit_in_words() -> None:
    assert limit_in_words(Target("t", "T", Unit.SECONDS, Side.BELOW, 0.2, None, 1, 1, "now")) == "below 200 ms"
    assert limit_in_words(Target("t", "T", Unit.RATIO, Side.ABOVE, 0.999, None, 1, 1, "now")) == "above 99.9 %"
