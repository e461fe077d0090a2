"""The table that simulations and measurements print: each figure beside the bound it has to keep."""

from collections.abc import Iterable
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


def print_table(lines: Iterable[Line]) -> int:
    """Print each line as it comes; return an exit code: 1 if a bound is broken."""
    are_met = True
    print(HEAD)
    for line in lines:
        are_met = are_met and line.holds
        print(_markdown(line), flush=True)
    return 0 if are_met else 1


def _markdown(line: Line) -> str:
    verdict = "holds" if line.holds else "BROKEN"
    return f"| {line.row} | {line.what} | {line.figure} | {line.bound} | {line.naive} | {verdict} |"
