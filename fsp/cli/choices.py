"""The values of enums as choices of an option. Click would offer the names of their members."""

from collections.abc import Iterable
from enum import StrEnum


def values_of(members: Iterable[StrEnum]) -> list[str]:
    """Return the values of members, in order."""
    return [member.value for member in members]
