"""Table twins: the numbers of a chart, for who does not see it or wants to read them."""

from dataclasses import dataclass

Rows = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Twin:
    """A table: each row has a label and its values; `head` names the columns where they need a name."""

    rows: Rows
    head: tuple[str, ...] = ()
