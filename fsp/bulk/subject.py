"""What bulk actions act on: a new kind of thing is one file with a Subject, and one line in the catalogue."""

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
    """What an action is for, in its order, and in words how it was chosen."""

    targets: Iterable[str]
    words: str


Act = Callable[[Hand, str, str], Done]
"""Does one action to one target; the last is the id of the job it makes, if it makes one: the same if done twice."""

Select = Callable[[redis.Redis, BulkAction, Mapping[str, str], datetime], Chosen]
"""Finds what a form, a call or a command describes and the action can be done to."""


@dataclass(frozen=True)
class Subject:
    """One kind of thing. Its name is how it is stored, and where its pages are: `/jobs/…`."""

    name: str
    one: str
    many: str
    audited_as: Action
    acts: Mapping[BulkAction, Act]
    select: Select

    def action(self, given: str) -> BulkAction:
        """Return an action by its name; raise InvalidInput for one that cannot be done to these."""
        if given not in self.acts:
            known = ", ".join(self.acts)
            raise InvalidInput(f'The action on {self.many} must be one of {known}, got "{given:.40}".')
        return BulkAction(given)

    def label(self, target: str) -> str:
        """Return what one of them is called where it stands alone: a number says little."""
        return f"{self.one} {target}" if target.isdecimal() else target

    def noun(self, number: int) -> str:
        """Return the word for so many of them."""
        return self.one if number == 1 else self.many
