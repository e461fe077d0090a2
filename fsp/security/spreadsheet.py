"""CSV cells that a spreadsheet does not run as a formula. Source: OWASP, "CSV Injection"."""

import unicodedata

_FORMULA = ("=", "+", "-", "@")
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def harmless(cell: str) -> str:
    """Return the cell, quoted if a spreadsheet would run it, as written or after trimming or folding."""
    return f"'{cell}" if cell.startswith(("\t", "\r")) or _visible(cell).startswith(_FORMULA) else cell


def _visible(cell: str) -> str:
    """Return the first visible character, with compatible forms such as full-width signs folded."""
    first = next((character for character in cell if unicodedata.category(character) not in _INVISIBLE), "")
    return unicodedata.normalize("NFKC", first).strip()
