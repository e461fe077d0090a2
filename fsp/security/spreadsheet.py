"""Cells of CSV that no spreadsheet takes for a formula. Source: OWASP, "CSV Injection"."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """Return the cell, quoted if a spreadsheet would run it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
