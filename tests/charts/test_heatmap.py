"""Heatmaps: each day as long as it was, and told in a table."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fsp.charts.heatmap import heatmap, hours_of, level_of, top_of
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
def test_levels_go_by_fifths_of_the_top(value: float | None, level: int | None) -> None:
    assert level_of(value, 100) == level


def test_hours_that_are_all_alike_are_all_middling() -> None:
    hours = hours_of(date(2026, 5, 1), UTC)
    alike = heatmap("Jobs", "jobs", dict.fromkeys(hours, 100.0), [date(2026, 5, 1)])
    nearly = heatmap("Jobs", "jobs", {at: 90.0 + at.hour for at in hours}, [date(2026, 5, 1)])

    assert {cell.level for cell in alike.rows[0].cells} == {3}
    assert {cell.level for cell in nearly.rows[0].cells} == {3}
    assert "peak 100 jobs" in alike.words


def test_what_stands_out_is_dark_and_what_is_less_is_faint() -> None:
    hours = hours_of(date(2026, 5, 1), UTC)
    values = dict.fromkeys(hours, 100.0) | {hours[3]: 1000.0, hours[4]: 1.0}

    levels = [cell.level for cell in heatmap("Jobs", "jobs", values, [date(2026, 5, 1)]).rows[0].cells]

    assert levels[3] == 5
    assert levels[4] == levels[5] == 1


def test_the_top_is_the_most_or_twice_the_usual() -> None:
    assert [top_of(values) for values in ([], [None], [0, 0, 7], [4, 5, 6], [1, 2, 9])] == [0, 0, 7, 10, 9]


def test_the_most_is_said_and_every_square_has_its_words() -> None:
    values = {MAY_1 + timedelta(hours=3): 7.0, MAY_1 + timedelta(hours=4): None}

    chart = heatmap("Failures", "jobs", values, [date(2026, 5, 1)])

    assert chart.words == "Failures: peak 7 jobs at Fri 1 May 03:00."
    assert [(cell.level, cell.text) for cell in chart.rows[0].cells[2:5]] == [(0, "0 jobs"), (5, "7 jobs"), (None, "—")]
    assert "Fri 1 May 03:00: 7 jobs" in render("charts/heatmap.svg", chart=chart)
    assert heatmap("Failures", "jobs", {}, [date(2026, 5, 1)]).words == "Failures: no data."
