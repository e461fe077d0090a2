"""Bar charts: laid out inside their frame, and told in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsp.charts.bars import HEIGHT, WIDTH, bar_chart, round_up
from fsp.content.templates import render


@given(st.lists(st.floats(0, 1e9, allow_nan=False), max_size=60))
def test_every_bar_is_inside_the_frame(values: list[float]) -> None:
    chart = bar_chart("Chart", "items", [("x", value) for value in values])

    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH + 0.2 for bar in chart.bars)
    assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT for bar in chart.bars)


@pytest.mark.parametrize(("value", "ceiling"), [(0, 1), (1, 1), (3, 5), (10, 10), (11, 20), (0.03, 0.05), (987, 1000)])
def test_the_scale_ends_at_a_round_number(value: float, ceiling: float) -> None:
    assert round_up(value) == pytest.approx(ceiling)


def test_a_label_cannot_leave_its_text() -> None:
    drawn = render("charts/bars.svg", chart=bar_chart("Chart", "items", [("<script>", 1.0)]))

    assert "<script>" not in drawn


def test_the_chart_says_what_it_shows() -> None:
    assert bar_chart("Weeks", "posts", [("a", 1.0), ("b", 4.0)]).words == "Weeks: 2 bars, min 1, max 4 posts."
    assert bar_chart("Weeks", "posts", []).words == "Weeks: no data."
