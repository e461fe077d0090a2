"""Heatmaps: each day as long as it was, and told in a table."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fsp.charts.heatmap import heatmap, hours_of, level_of
from fsp.content.templates import render

BERLIN = ZoneInfo("Europe/Berlin")
MAY_1 = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 1), 24)])
def test_a_day_has_its_hours(day: date, hours: int) -> None:
    chart = heatmap("Failures", "jobs", {}, [day], zone=BERLIN)

    assert len(hours_of(day, BERLIN)) == hours
    assert len(chart.rows[0].cells) == hours


@pytest.mark.parametrize(
    ("value", "level"), [(None, None), (0, 0), (1, 1), (19, 1), (20, 2), (50, 3), (99, 5), (100, 5)]
)
def test_levels_go_by_fifths_of_the_most(value: float | None, level: int | None) -> None:
    assert level_of(value, 100) == level


def test_the_most_is_said_and_every_square_has_its_words() -> None:
    values = {MAY_1 + timedelta(hours=3): 7.0, MAY_1 + timedelta(hours=4): None}

    chart = heatmap("Failures", "jobs", values, [date(2026, 5, 1)])

    assert chart.words == "Failures: the most is 7 jobs, at Fri 1 May 03:00."
    assert [(cell.level, cell.told) for cell in chart.rows[0].cells[2:5]] == [(0, "0 jobs"), (5, "7 jobs"), (None, "—")]
    assert "Fri 1 May 03:00: 7 jobs" in render("charts/heatmap.svg", chart=chart)
    assert heatmap("Failures", "jobs", {}, [date(2026, 5, 1)]).words == "Failures: none."
