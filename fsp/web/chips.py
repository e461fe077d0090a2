"""The parts of a list's filter as chips: each one is a link to the list without it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

MAX_CHARACTERS = 40
"""Length of a value on its chip."""


@dataclass(frozen=True)
class Chip:
    """One part of a filter; `href` leads to the list without it."""

    name: str
    value: str
    href: str


def chip(name: str, value: str, path: str, rest: Mapping[str, str]) -> Chip:
    """Return a chip that leads to a path with the rest of the query."""
    cut = value if len(value) <= MAX_CHARACTERS else f"{value[: MAX_CHARACTERS - 1]}…"
    return Chip(name, cut, f"{path}?{urlencode(rest)}" if rest else path)


def chips_of(path: str, query: Mapping[str, str], names: Mapping[str, str]) -> list[Chip]:
    """Return a chip for each parameter of a query that has a name here; the others stay in every link."""
    filled = {parameter: value for parameter, value in query.items() if value}
    return [
        chip(name, filled[parameter], path, {other: value for other, value in filled.items() if other != parameter})
        for parameter, name in names.items()
        if parameter in filled
    ]
