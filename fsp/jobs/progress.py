"""How far a job is, and which parts it has done."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How far a job is, in a unit of its own; no `total` means it is not known."""

    done: float
    total: float | None = None
    message: str = ""


@dataclass(frozen=True)
class Step:
    """A named part of a job and how long it took."""

    name: str
    seconds: float
