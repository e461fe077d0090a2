"""Alt texts within a limit."""

from fsp.destinations.alt_text import short_alt
from fsp.destinations.contract import ImageLimits

LIMITS = ImageLimits(max_alt_characters=20)


def test_a_short_alt_text_stays_on_one_line() -> None:
    assert short_alt("Raised\n beds ", LIMITS) == "Raised beds"


def test_a_long_alt_text_is_cut_at_a_word() -> None:
    assert short_alt("Four raised beds, in the evening sun", LIMITS) == "Four raised beds…"


def test_a_long_word_is_cut_inside() -> None:
    assert short_alt("x" * 30, LIMITS) == "x" * 19 + "…"
