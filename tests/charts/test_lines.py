"""Lines over time: true to the instants, marked where the code changed."""

import itertools
from datetime import UTC, datetime, timedelta

from fsp.charts.lines import BOTTOM, HEIGHT, LABEL_HEIGHT, LEFT, RIGHT, WIDTH, LineChart, Mark, Series, line_chart
from fsp.content.templates import render

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def chart() -> LineChart:
    moments = [NOON + timedelta(minutes=5 * n) for n in range(13)]
    series = [Series("P50", [1.0] * 13, "p50"), Series("P95", [None] * 12 + [4.0], "p95")]
    marks = [Mark(NOON + timedelta(minutes=30), "v2"), Mark(NOON - timedelta(hours=1), "v1")]
    return line_chart("Run time", "s", moments, series, marks=marks)


def test_a_mark_stands_where_it_happened_and_those_outside_are_left_out() -> None:
    assert [(mark.place, mark.label) for mark in chart().marks] == [((LEFT + WIDTH - RIGHT) / 2, "v2")]


def test_the_chart_is_told_in_words_and_in_rows() -> None:
    assert chart().words == (
        "Run time. P50: min 1 s, max 1 s, last 1 s. P95: min 4 s, max 4 s, last 4 s. 1 deploy: v2."
    )
    assert chart().rows[0] == ("2026-05-01 13:00", ("1 s", "4 s"))


def test_the_lines_are_drawn_without_style_and_with_classes() -> None:
    drawn = render("charts/lines.svg", chart=chart())

    assert 'class="line p95"' in drawn
    assert "style=" not in drawn
    assert 'class="mark"' in drawn


def test_no_data_is_said() -> None:
    assert line_chart("Run time", "s", [], []).words == "Run time: no data."


def test_labels_of_lines_that_end_together_can_be_read() -> None:
    moments = [NOON, NOON + timedelta(hours=1)]
    series = [Series(name, [100.0, last]) for name, last in (("done", 1.0), ("failed", 0.0), ("stopped", 0.5))]

    lines = {line.name: line.end for line in line_chart("Outcomes", "jobs", moments, series).lines}

    heights = sorted((end[1], name) for name, end in lines.items() if end)
    assert [name for _, name in heights] == ["done", "stopped", "failed"]
    assert all(later[0] - earlier[0] >= LABEL_HEIGHT for earlier, later in itertools.pairwise(heights))
    assert heights[-1][0] <= HEIGHT - BOTTOM
