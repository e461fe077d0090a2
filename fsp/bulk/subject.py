"""The interface for targets of bulk actions. A new kind is one file with a Subject, and one line in the catalogue."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import redis

from fsp.audit.action import Action
from fsp.bulk.action import BulkAction
from fsp.bulk.hand import Done, Hand
from fsp.errors import InvalidInput


@dataclass(frozen=True)
class Chosen:
    """The selected targets in order, and a description of the selection."""

    targets: Iterable[str]
    words: str


Act = Callable[[Hand, str, str], Done]
"""Applies one action to one target. The last argument is the id of the new job, if any: the same if it is repeated."""

Select = Callable[[redis.Redis, BulkAction, Mapping[str, str], datetime], Chosen]
"""Finds the targets that a form, a call or a command selects and that allow the action."""


@dataclass(frozen=True)
class Subject:
    """One kind of target. Its name is stored with operations and is part of the address of its pages: `/jobs/…`."""

    name: str
    singular: str
    plural: str
    audited_as: Action
    acts: Mapping[BulkAction, Act]
    select: Select

    def action(self, name: str) -> BulkAction:
        """Return an action by name; raise InvalidInput if these targets do not support it."""
        if name not in self.acts:
            names = ", ".join(self.acts)
            raise InvalidInput(f'The action on {self.plural} must be one of {names}, got "{name:.40}".')
        return BulkAction(name)

    def label(self, target: str) -> str:
        """Return the label of a single target, because a number alone says little."""
        return f"{self.singular} {target}" if target.isdecimal() else target

    def noun(self, number: int) -> str:
        """Return the noun for this number of targets."""
        return self.singular if number == 1 else self.plural
