"""Accent colours."""

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from fsp.publishing.site.colours import DARK_GROUND, LIGHT_GROUND, accent_style, contrast, readable


@given(integers(0, 0xFFFFFF))
def test_any_colour_is_readable_on_both_pages(number: int) -> None:
    assert contrast(readable(f"#{number:06x}", LIGHT_GROUND), LIGHT_GROUND) >= 4.5
    assert contrast(readable(f"#{number:06x}", DARK_GROUND), DARK_GROUND) >= 4.5


def test_a_colour_that_is_readable_stays() -> None:
    assert readable("#0b5394", LIGHT_GROUND) == "#0b5394"


def test_contrast_is_that_of_the_guideline() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_no_colour_means_the_default() -> None:
    assert accent_style("") == accent_style("#1f6f4a")
