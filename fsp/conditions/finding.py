"""What a problem is: one row of the overview that says what is wrong, since when, why, and the one thing to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from fsp.conditions.snapshot import Reading


class Weight(IntEnum):
    """How bad a problem is: work stands still or may be lost; or it is slower or worse than it should be."""

    WARNING = 1
    SERIOUS = 2
    CRITICAL = 3


class Reach(IntEnum):
    """How much a problem stops. A fault that makes other readings unreliable stops the most: nothing is certain."""

    SOME = 1
    """Some jobs fail, wait or are slower."""
    TYPE = 2
    SERVICE = 3
    """Jobs of every type that needs a service."""
    QUEUE = 4
    SCHEDULES = 5
    """Nothing that is scheduled begins."""
    EVERYTHING = 6
    """No job runs."""
    GROUND = 7
    """The disk, the database, Redis or the clock: what else is wrong may follow from it, or be read wrongly."""


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
    reach: Reach = Reach.SOME
    rule: str = ""
    """The rule of the alert it was made of, if it was."""
    doubt: str = ""
    """Why it is not certain, such as a clock that is off; empty for a problem that is."""

    @property
    def name(self) -> str:
        """Return what identifies this problem, also from one reading to the next."""
        return f"{self.kind}:{self.subject}"


@dataclass(frozen=True)
class Kind:
    """One kind of problem; `meaning` and `first_look` are its part of the runbook, `rule` the alert of the same."""

    name: str
    meaning: str
    first_look: str
    find: Callable[[Reading], list[Problem]]
    rule: str = ""
    component: str = ""
    """The health component whose alert says the same."""
    can_follow_deploy: bool = True
    """Whether new code may have caused it: a full disk or a wrong clock is not blamed on a deploy."""
