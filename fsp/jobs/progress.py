"""The progress of a job and its completed parts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """The progress of a job in its own unit. Without `total` the end is unknown."""

    done: float
    total: float | None = None
    message: str = ""


@dataclass(frozen=True)
class Step:
    """A named part of a job and its duration."""

    name: str
    seconds: float
