"""Rates: what is one, and how it is stored."""

import pytest

from fsp.jobs.rate import Rate, rate_of


@pytest.mark.parametrize("rate", [Rate(1, 0.001), Rate(300, 3600), Rate(5, 1.5)])
def test_what_is_stored_is_read_back(rate: Rate) -> None:
    assert rate_of(rate.stored) == rate


def test_it_is_said_in_words() -> None:
    assert (Rate(300, 3600).in_words, Rate(5, 1.5).in_words) == ("300 per 3600 s", "5 per 1.5 s")


@pytest.mark.parametrize(("units", "seconds"), [(0, 1), (1, 0), (1, 1e9), (10**9, 1)])
def test_what_makes_no_sense_is_refused(units: int, seconds: float) -> None:
    with pytest.raises(ValueError, match="A rate is"):
        Rate(units, seconds)
