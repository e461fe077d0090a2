"""Converts tables to Typst code."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

_ALIGNMENTS = ("left", "center", "right")


def table_of(element: Element, block: Callable[[Element], str]) -> str:
    """Return the code of a table; `block` returns that of the content of a cell."""
    rows = [row for row in element.iter("tr") if any(cell.tag in {"td", "th"} for cell in row)]
    if not rows:
        return ""
    head = len(list(element.iterfind("thead/tr")))
    columns = max(sum(_span(cell, "colspan") for cell in row) for row in rows)
    lines = [", ".join(_cell(cell, block) for cell in row if cell.tag in {"td", "th"}) for row in rows]
    header = f"table.header({', '.join(lines[:head])}), " if head else ""
    caption = element.find("caption")
    table = f"table(columns: {columns}, {header}{', '.join(lines[head:])})"
    return f"figure({table}, caption: {block(caption)})" if caption is not None else f"wide({table})"


def _cell(cell: Element, block: Callable[[Element], str]) -> str:
    align = next((name for name in _ALIGNMENTS if name in cell.get("class", "").split()), "")
    spans = [f"{name}: {_span(cell, name)}" for name in ("colspan", "rowspan") if _span(cell, name) > 1]
    options = [*spans, *([f"align: {align}"] if align else [])]
    content = f"strong({block(cell)})" if cell.tag == "th" else block(cell)
    return f"table.cell({', '.join([*options, content])})"


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1")
    return max(1, int(value)) if value.isdigit() else 1
