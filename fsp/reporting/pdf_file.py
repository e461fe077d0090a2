"""Writes a report as a PDF, with the same figures and charts as the page."""

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from fsp import paths
from fsp.charts.bars import BarChart
from fsp.charts.lines import LineChart
from fsp.charts.stacks import StackChart
from fsp.content.templates import render
from fsp.content.wording import in_zone
from fsp.reporting.facts import Report
from fsp.reporting.figures import chart_template, charts, destinations_chart, tiles
from fsp.reporting.tables import report_tables
from fsp.typesetting.compile import compile_in_child


def report_pdf(report: Report) -> bytes:
    """Return the report as a PDF; raise PermanentFailure if it cannot be made."""
    with tempfile.TemporaryDirectory(prefix="fsp-report-") as name:
        folder = Path(name)
        drawn = [*charts(report), *([stack] if (stack := destinations_chart(report)) else [])]
        pictures = [_write_chart(folder, number, chart) for number, chart in enumerate(drawn)]
        data = {
            "title": report.title,
            "period": f"{report.period.words} ({report.period.zone})",
            "as_of": f"{in_zone(report.as_of, report.period.zone)} {report.period.zone}",
            "tiles": [vars(tile) for tile in tiles(report)],
            "charts": pictures,
            "tables": [asdict(table) for table in report_tables(report) if table.rows],
        }
        (folder / "report.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        layout = paths.resource("templates") / "typst" / "report.typ"
        (folder / "main.typ").write_text(layout.read_text(encoding="utf-8"), encoding="utf-8")
        compile_in_child(folder / "main.typ", folder / "report.pdf")
        return (folder / "report.pdf").read_bytes()


def _write_chart(folder: Path, number: int, chart: BarChart | StackChart | LineChart) -> dict[str, str]:
    style = paths.resource("static").joinpath("report-print.css").read_text(encoding="utf-8")
    drawing = render(chart_template(chart), chart=chart)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{chart.width}" height="{chart.height}"'
    name = f"chart-{number}.svg"
    drawing = drawing.replace("<svg", head, 1).replace(">", f"><style>{style}</style>", 1)
    (folder / name).write_text(drawing, encoding="utf-8")
    return {"title": chart.title, "file": name, "words": chart.words}
