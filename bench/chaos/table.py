"""The table of a chaos run, ours beside stock RQ's, aligned."""

import textwrap
from dataclasses import dataclass

from bench.chaos.stage import Row

NO_COUNTERPART = "no counterpart"
HEADS = ("criterion", "", "what", "measured", "bound", "stock RQ 3.0")
WIDTHS = (9, 6, 26, 46, 24, 40)


@dataclass(frozen=True)
class Line:
    """One line of the table; `stock` is stock RQ's figure under the same fault."""

    criterion: str
    row: Row
    stock: str
    seconds: float

    @property
    def verdict(self) -> str:
        """Return whether the bound is met, in a word."""
        return "met" if self.row.is_met else "BROKEN"

    def told(self) -> str:
        """Return the line as it is told at once."""
        row = self.row
        own_line = (
            f"{self.criterion:4} {self.verdict:6} {row.what}: {row.measured} [{row.bound}] ({self.seconds:.0f} s)"
        )
        return f"{own_line}\n{'':12}stock RQ: {self.stock}"


def table(lines: list[Line]) -> str:
    """Return all lines as one table."""
    rows = [HEADS, *(_cells(line) for line in lines)]
    wrapped = [[textwrap.wrap(cell, width) or [""] for cell, width in zip(row, WIDTHS, strict=True)] for row in rows]
    rule = "  ".join("-" * width for width in WIDTHS)
    return "\n".join(text for cells in wrapped for text in (*_laid_out(cells), rule))


def _cells(line: Line) -> tuple[str, ...]:
    row = line.row
    return line.criterion, line.verdict, row.what, row.measured, row.bound, line.stock


def _laid_out(cells: list[list[str]]) -> list[str]:
    height = max(len(cell) for cell in cells)
    padded = [cell + [""] * (height - len(cell)) for cell in cells]
    return [
        "  ".join(part.ljust(width) for part, width in zip(parts, WIDTHS, strict=True)).rstrip()
        for parts in zip(*padded, strict=True)
    ]
