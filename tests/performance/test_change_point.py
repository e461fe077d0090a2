"""Where a slowdown begins."""

import pytest

from fsp.performance.change_point import first_suspect


@pytest.mark.parametrize("place", [0, 1, 7, 9])
def test_a_clean_step_is_found_where_it_is(place: int) -> None:
    runs = [0.0] * place + [1.0] * (10 - place)

    assert first_suspect(runs, old=0.0, new=1.0) == place


def test_one_slow_run_before_the_step_is_not_its_beginning() -> None:
    runs = [0.0, 0.9, 0.0, 0.0, 0.0, 1.1, 0.8, 1.2]

    assert first_suspect(runs, old=0.0, new=1.0) == 5


def test_one_fast_run_after_the_step_does_not_delay_it() -> None:
    runs = [0.0, 0.0, 1.1, 0.8, 0.2, 1.2, 1.0]

    assert first_suspect(runs, old=0.0, new=1.0) == 2
