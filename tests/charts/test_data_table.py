"""Data tables: every kind of chart is drawn with its numbers in a table of the same shape."""

import re
from datetime import UTC, date, datetime

import pytest

from fsp.charts.heatmap import Heatmap, heatmap
from fsp.charts.lines import LineChart, Series, line_chart
from fsp.charts.sparkline import Sparkline, sparkline
from fsp.charts.waterfall import Stretch, Waterfall, waterfall
from fsp.content.templates import environment

MOMENT = datetime(2026, 5, 1, tzinfo=UTC)
CHARTS: dict[str, Sparkline | LineChart | Heatmap | Waterfall] = {
    "sparkline": sparkline("Jobs", "jobs", [("00:00", 1.0), ("01:00", None)]),
    "lines": line_chart("Jobs", "jobs", [MOMENT], [Series("P50", [1.0])]),
    "heatmap": heatmap("Jobs", "jobs", {MOMENT: 3.0}, [date(2026, 5, 1)]),
    "waterfall": waterfall("Jobs", [Stretch("wait", "wait", 0.0, 2.0)]),
}


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_is_drawn_with_its_data_table(kind: str) -> None:
    chart = CHARTS[kind]
    page = environment().from_string(
        f'{{% import "charts.html" as charts with context %}}{{{{ charts.{kind}(chart, "it") }}}}'
    )

    drawn = page.render(chart=chart)

    assert drawn.count("<svg") == 1
    assert '<details class="data-table" id="it">' in drawn
    assert re.findall(r'<th scope="row">(.*?)</th>', drawn) == [label for label, _ in chart.data_table.rows]
    assert re.findall(r'<td class="number">(.*?)</td>', drawn) == [
        text for _, values in chart.data_table.rows for text in values
    ]
    assert drawn.count('scope="col"') == len(chart.data_table.head)
    assert all(len(values) == max(1, len(chart.data_table.head) - 1) for _, values in chart.data_table.rows)
