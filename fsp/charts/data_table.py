"""The numbers of a chart as a table, for screen readers and for anyone who prefers to read them."""

from dataclasses import dataclass

Rows = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class DataTable:
    """A table. Each row has a label and its values; `head` names the columns if necessary."""

    rows: Rows
    head: tuple[str, ...] = ()
