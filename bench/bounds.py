"""One line of the tables that simulations and measurements print."""

from dataclasses import dataclass

HEAD = "| row | what | figure | bound | naive | |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Line:
    """A figure beside its bound and that of the naive rule in the same harness; `holds` says whether the bound does."""

    row: str
    what: str
    figure: str
    bound: str
    naive: str
    holds: bool


def write(line: Line) -> str:
    """Write it as a row of Markdown."""
    verdict = "holds" if line.holds else "BROKEN"
    return f"| {line.row} | {line.what} | {line.figure} | {line.bound} | {line.naive} | {verdict} |"
