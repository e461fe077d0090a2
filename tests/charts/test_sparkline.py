"""Sparklines: said in words, told in a table, and steep enough to see."""

from hypothesis import given
from hypothesis import strategies as st

from fsp.charts.sparkline import HEIGHT, MARGIN, WIDTH, height_of, path_through, sparkline
from fsp.content.templates import render


def test_a_sparkline_says_lowest_highest_and_now() -> None:
    chart = sparkline("Waiting in high", "jobs", [("14:00", 3.0), ("14:01", 1204.0), ("14:02", 7.0)])

    assert chart.words == "Waiting in high: min 3 jobs, max 1\u202f204 jobs, now 7 jobs"
    assert chart.rows == (("14:02", "7 jobs"), ("14:01", "1\u202f204 jobs"), ("14:00", "3 jobs"))


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6), st.floats(0, 0.95))
def test_a_twentieth_of_the_range_is_a_pixel(least: float, span: float, part: float) -> None:
    entry, other = (height_of(least + span * share, least, least + span) for share in (part, part + 0.05))

    assert entry - other >= 0.9
    assert MARGIN - 0.1 <= other <= HEIGHT - MARGIN


def test_values_that_are_all_alike_are_a_line() -> None:
    assert height_of(0, 0, 0) == HEIGHT - MARGIN
    assert height_of(7, 7, 7) == HEIGHT / 2


def test_what_is_not_known_is_a_gap() -> None:
    assert path_through([(0, 1), (1, 2), None, (3, 4), None]) == "M0 1L1 2M3 4h.1"
    assert sparkline("X", "", [("a", None)]).words == "X: no data yet."


def test_only_the_last_sixty_values_are_drawn() -> None:
    chart = sparkline("X", "jobs", [(str(n), float(n)) for n in range(100)])

    assert len(chart.rows) == 60
    assert chart.end == (float(WIDTH), float(MARGIN))


def test_it_is_small_and_without_style() -> None:
    drawn = render("charts/sparkline.svg", chart=sparkline("<X>", "jobs", [("a", n % 7) for n in range(60)]))

    assert "style=" not in drawn
    assert "&lt;X&gt;" in drawn
    assert len(drawn) < 1200
