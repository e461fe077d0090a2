"""Stacked bars: all on one scale, told in words."""

from fsp.charts.stacks import LEFT, RIGHT, WIDTH, stacks
from fsp.content.templates import render

ROWS = [("high", [0, 2]), ("low", [90, 10])]


def test_the_longest_bar_fills_the_frame_and_the_others_are_in_proportion() -> None:
    high, low = stacks("Jobs", ["waiting", "running"], ROWS).stacks

    assert sum(part.width for part in low.parts) == WIDTH - LEFT - RIGHT
    assert [part.kind for part in high.parts] == ["running"]
    assert high.parts[0].width < low.parts[1].width


def test_it_is_told_in_words_and_drawn_without_style() -> None:
    chart = stacks("Jobs", ["waiting", "running"], ROWS)

    assert chart.words == "Jobs. high: 0 waiting, 2 running; low: 90 waiting, 10 running."
    assert "style=" not in render("charts/queues.svg", chart=chart)
    assert stacks("Jobs", [], []).words == "Jobs. No data."
