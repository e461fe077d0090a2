"""What a problem is: one row of the first screen that says what is wrong, since when, why, and the one thing to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from fsp.health.problems.reading import Reading


class Weight(IntEnum):
    """How bad a problem is: work stands still or may be lost; or it is slower or worse than it should be."""

    WARNING = 1
    SERIOUS = 2
    CRITICAL = 3


@dataclass(frozen=True)
class Action:
    """The one thing to do first. A POST changes something and is offered to those who may."""

    label: str
    url: str
    is_post: bool = False


@dataclass(frozen=True)
class Problem:
    """One problem. `since` is None when its beginning left no trace; `jobs_hit` when no job can be counted."""

    kind: str
    subject: str
    weight: Weight
    what: str
    since: datetime | None
    cause: str
    action: Action
    jobs_hit: int | None = None

    @property
    def name(self) -> str:
        """Return what tells this problem from others, also between two looks."""
        return f"{self.kind}:{self.subject}"


@dataclass(frozen=True)
class Kind:
    """One kind of problem; `meaning` and `first_look` are its part of the runbook, `rule` the alert that also tells."""

    name: str
    meaning: str
    first_look: str
    find: Callable[[Reading], list[Problem]]
    rule: str = ""
