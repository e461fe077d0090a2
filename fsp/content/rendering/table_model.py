"""Tables as EPUB requires them: caption, columns, head, bodies and foot in this order, and cells only in rows."""

from fsp.content.rendering.xhtml_tree import Node, Piece, inline_of, is_blank

_SECTIONS = ("caption", "colgroup", "thead", "tbody", "tfoot")


def finish_row(row: Node) -> list[Piece]:
    """Keep the cells of a row. Other content gets a cell of its own."""
    cells: list[Piece] = []
    for child in row.children:
        if isinstance(child, Node) and child.tag in {"td", "th"}:
            cells.append(child)
        elif not is_blank(child):
            cells.append(Node("td", {}, inline_of([child])))
    row.children = cells
    return [row] if cells else []


def finish_rows(section: Node) -> list[Piece]:
    """Keep the rows of a head, body or foot. Other content gets a row of its own."""
    rows: list[Piece] = []
    for child in section.children:
        if isinstance(child, Node) and child.tag == "tr":
            rows.append(child)
        elif not is_blank(child):
            rows += finish_row(Node("tr", {}, [child]))
    for place, row in enumerate(rows):
        _clip(row, len(rows) - place)
    section.children = rows
    return [section] if rows else []


def _clip(row: Piece, rows_left: int) -> None:
    """Let no cell of a row reach beyond the last row of its section."""
    cells = row.children if isinstance(row, Node) else []
    for cell in cells:
        span = cell.attributes.get("rowspan", "") if isinstance(cell, Node) else ""
        if isinstance(cell, Node) and span.isdecimal() and int(span) > rows_left:
            cell.attributes["rowspan"] = str(rows_left)


def finish_table(table: Node) -> list[Piece]:
    """Put the sections of a table in order. Content that belongs to no section moves before the table."""
    sections: dict[str, list[Piece]] = {tag: [] for tag in _SECTIONS}
    outside: list[Piece] = []
    for child in table.children:
        tag = child.tag if isinstance(child, Node) else ""
        if tag in {"tr", "td", "th"}:
            sections["tbody"] += finish_rows(Node("tbody", {}, [child]))
        elif isinstance(child, Node) and tag in {"thead", "tfoot"} and sections[tag]:
            # A table has one head and one foot. The rows of further ones become rows of a body.
            sections["tbody"].append(Node("tbody", child.attributes, child.children))
        elif tag == "caption" and sections[tag] and isinstance(child, Node):
            outside.append(Node("div", child.attributes, child.children))
        elif tag in sections:
            sections[tag].append(child)
        elif tag != "col" and not is_blank(child):
            outside.append(child)
    table.children = [piece for tag in _SECTIONS for piece in sections[tag]]
    has_rows = any(sections[tag] for tag in ("thead", "tbody", "tfoot"))
    return [*outside, table] if has_rows else [*outside, *inline_of(sections["caption"])]


def finish_columns(group: Node) -> list[Piece]:
    """Keep the columns of a group."""
    group.children = [child for child in group.children if isinstance(child, Node) and child.tag == "col"]
    if group.children:
        group.attributes.pop("span", None)
    return [group]
