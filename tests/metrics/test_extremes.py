"""Extremes: those of all parts together, and from the sketch where none were counted."""

import pytest

from fsp.metrics.extremes import Extremes, extremes_of, join
from fsp.metrics.sketch import sketch


def test_those_of_all_parts_are_the_least_and_the_most_in_any_order() -> None:
    parts = [Extremes(2.0, 3.0), None, Extremes(0.5, 0.5), Extremes(1.0, 9.0)]

    assert join(parts) == join(reversed(parts)) == Extremes(0.5, 9.0)


def test_without_a_part_there_are_none() -> None:
    assert join([]) is join([None, None]) is None


def test_what_was_counted_goes_before_the_sketch() -> None:
    assert extremes_of(0.0, 7.5, sketch=sketch([0.1, 7.0])) == Extremes(0.0, 7.5)


@pytest.mark.parametrize(("least", "most"), [(None, None), (0.1, None), (None, 3.0)])
def test_else_the_outermost_buckets_tell_within_one_percent(least: float | None, most: float | None) -> None:
    extremes = extremes_of(least, most, sketch=sketch([0.2, 0.9, 4.0]))

    assert extremes is not None
    assert extremes.least == pytest.approx(0.2, rel=0.0101)
    assert extremes.most == pytest.approx(4.0, rel=0.0101)


def test_nothing_counted_has_no_extremes() -> None:
    assert extremes_of(None, None, sketch=sketch([])) is None
