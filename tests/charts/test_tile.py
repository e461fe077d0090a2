"""The charts of tiles: bars on top of each other, lines under a top edge, words and a table for each."""

import re

from fsp.charts.lines import SECONDS, Series
from fsp.charts.tile import HEIGHT, PERCENT, WIDTH, stacked_bars, tile_lines
from fsp.content.templates import render

LABELS = [f"12:{minute:02}" for minute in range(60)]


def test_failed_jobs_stand_on_top_of_those_that_are_done() -> None:
    done, failed = Series("done", [10.0] * 60, "done"), Series("failed", [None] * 59 + [10.0], "failed")

    chart = stacked_bars("Jobs", "jobs", LABELS, [done, failed])

    assert [(shape.kind, shape.path.count("M")) for shape in chart.shapes] == [("done", 60), ("failed", 1)]
    (base, top) = map(float, re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)h", chart.shapes[1].path)[0])
    assert chart.shapes[0].path.count(f"V{base:g}h") == 60
    assert 0 < top < base < HEIGHT
    assert chart.ceiling == "20"
    assert chart.words == "Jobs. done: max 10 jobs, last 10 jobs. failed: max 10 jobs, last 10 jobs."
    assert (chart.rows[0], chart.rows[-1]) == (("12:59", ("10 jobs", "10 jobs")), ("12:00", ("10 jobs", "—")))


def test_a_line_ends_at_the_right_edge_and_is_broken_where_nothing_is_known() -> None:
    values = [*[0.0] * 30, None, *[0.5] * 29]

    chart = tile_lines("Failures", PERCENT, LABELS, [Series("failed", values, "failed-line")])

    assert chart.shapes[0].path.count("M") == 2
    assert f"L{WIDTH} " in chart.shapes[0].path
    assert (chart.ceiling, chart.rows[0][1]) == ("50 %", ("50 %",))


def test_ages_are_written_as_spans_of_time() -> None:
    chart = tile_lines("Oldest", SECONDS, LABELS, [Series("low", [90.0] * 60, "third")])

    assert chart.words == "Oldest. low: max 1 min 30 s, last 1 min 30 s."


def test_without_data_it_says_so() -> None:
    chart = tile_lines("Oldest", SECONDS, LABELS, [Series("low", [None] * 60, "third")])

    assert (chart.shapes, chart.words) == ((), "Oldest. No data yet.")
    assert "No data yet" in render("charts/tile.svg", chart=chart)
