"""Formats the values of targets."""

from typing import assert_never

from fsp.targets.target import Side, Target, Unit

ONE_SECOND = 1.0
ONE_MINUTE_SECONDS = 60


def value_in_words(target: Target) -> str:
    """Return the value, such as `142 ms`, `0.4 %` or `7`; a dash if it is unknown."""
    return "—" if target.value is None else _in_words(target.value, target.unit)


def limit_in_words(target: Target) -> str:
    """Return the limit, such as `below 200 ms`."""
    side = "below" if target.side is Side.BELOW else "above"
    return f"{side} {_in_words(target.limit, target.unit)}"


def _in_words(value: float, unit: Unit) -> str:
    match unit:
        case Unit.SECONDS:
            return _seconds(value)
        case Unit.RATIO:
            # Enough digits to distinguish 99.9 % from 99.95 %, and none for large values.
            return f"{value * 100:.0f} %" if value >= 2 else f"{value * 100:.4g} %"  # noqa: PLR2004
        case Unit.JOBS:
            return f"{value:.0f}"
        case _:
            assert_never(unit)


def _seconds(value: float) -> str:
    if value < ONE_SECOND:
        return f"{value * 1000:.0f} ms"
    if value < 2 * ONE_MINUTE_SECONDS:
        return f"{value:.3g} s"
    return f"{value / ONE_MINUTE_SECONDS:.0f} min"
