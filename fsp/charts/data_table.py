"""The numbers of a chart as a table, for people who do not see it or want to read them."""

from dataclasses import dataclass

Rows = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class DataTable:
    """A table: each row has a label and its values; `head` names the columns where they need a name."""

    rows: Rows
    head: tuple[str, ...] = ()
